// The file of --auth, and what becomes of it while owlet runs.
#include "owlet/site/password_file.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <system_error>
#include <utility>

#include "owlet/base/system_error.h"
#include "owlet/base/unique_fd.h"
#include "owlet/site/document_root.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

namespace {

constexpr std::chrono::seconds kInterval{1};
constexpr std::size_t kMaxFileBytes = 1024 * 1024;
constexpr std::size_t kMaxSaid = 10;

std::string trouble_of(int error) {
  const std::string_view remedy =
      error == EACCES ? ": let the user that owlet runs as read it" : ": give a file with --auth";
  return base::errno_text(error) + std::string(remedy);
}

}  // namespace

password_file::password_file(std::string path, password_table& out) : path_(std::move(path)) {
  reading first = read(false);
  auto users = judge(first, base::message_level::error);
  if (!users) {
    throw std::system_error(std::make_error_code(std::errc::invalid_argument),
                            "read passwords " + path_);
  }
  known_ = std::move(first.found);
  out = std::move(*users);
}

std::optional<password_table> password_file::refresh(const base::moment& now) {
  if (next_look_ && now.monotonic < *next_look_) return std::nullopt;
  next_look_ = now.monotonic + kInterval;
  reading fresh = read(!is_racy(known_.identity, read_nanoseconds_));
  if (fresh.is_known) return std::nullopt;
  read_nanoseconds_ = now.unix_nanoseconds;
  const bool is_same = fresh.found.trouble == known_.trouble && fresh.found.digest == known_.digest;
  known_ = std::move(fresh.found);
  if (is_same) return std::nullopt;
  auto users = judge({known_, std::move(fresh.text), false}, base::message_level::warning);
  base::say(users ? base::message_level::notice : base::message_level::warning,
            users ? path_ + ": read again, users: " + std::to_string(users->size())
                  : path_ + ": the passwords before it stay in force");
  return users;
}

// Never waits for the other side of a FIFO.
password_file::reading password_file::read(bool may_be_known) const {
  reading made;
  const base::unique_fd file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) {
    made.found.trouble = trouble_of(errno);
    return made;
  }
  const file_info info = document_root::look_at(file.get());
  made.found.identity = info.identity;
  if (info.kind != file_kind::regular) {
    made.found.trouble = "it is no regular file: give one with --auth";
  } else if (info.identity.size > kMaxFileBytes) {
    made.found.trouble = "it has more than 1 MiB: use fewer users";
  } else if (may_be_known && info.identity == known_.identity) {
    made.is_known = true;
  } else {
    made.text.resize(static_cast<std::size_t>(info.identity.size));
    const read_result result =
        document_root::read(file.get(), 0, made.text, base::disk_wait::accepted);
    if (result.status != read_status::done) made.found.trouble = "the disk failed: look at its log";
    made.text.resize(result.bytes);
  }
  made.found.digest = hash_content(made.text);
  return made;
}

std::optional<password_table> password_file::judge(const reading& read,
                                                   base::message_level level) const {
  rule_problems problems;
  password_table users = password_table::parse(read.text, problems);
  if (!read.found.trouble.empty()) {
    base::say(level, path_ + ": " + read.found.trouble);
    return std::nullopt;
  }
  const auto& kept = problems.kept();
  for (std::size_t i = 0; i < std::min(kept.size(), kMaxSaid); ++i) {
    base::say(level, format_problem(path_, kept[i]));
  }
  if (problems.count() > kMaxSaid) {
    const std::size_t more = problems.count() - kMaxSaid;
    base::say(level, path_ + ": and " + std::to_string(more) + " more mistakes");
  }
  if (!problems.is_empty()) return std::nullopt;
  return users;
}

}  // namespace owlet::site
