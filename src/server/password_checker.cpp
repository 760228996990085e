// Who makes the checks that the gate gives out.
#include "owlet/server/password_checker.h"

#include <array>
#include <cstring>
#include <system_error>
#include <utility>

#include "owlet/base/check_message.h"
#include "owlet/base/limits.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"
#include "owlet/net/socket_io.h"

namespace owlet::server {

namespace {

using site::verdict_on_password;

// At the least, for a helper that cannot be started at all.
constexpr std::chrono::milliseconds kRetryDelay{100};

verdict_on_password verdict_of(base::check_result result) {
  switch (result) {
    case base::check_result::wrong: return verdict_on_password::wrong;
    case base::check_result::right: return verdict_on_password::right;
    case base::check_result::failed: break;
  }
  return verdict_on_password::failed;
}

}  // namespace

password_checker::password_checker(std::string program, net::poller& poller)
    : program_(std::move(program)), poller_(poller) {
  packet_.reserve(base::kMaxQuestionBytes);
  const int error = start(base::read_clock().monotonic);
  if (error == 0) return;
  throw std::system_error(error, std::generic_category(), "run " + program_);
}

int password_checker::start(base::time_point now) {
  start_at_.reset();
  started_ = now;
  const int error = helper_.start(program_);
  if (error != 0 || poller_.add_connection(helper_.fd())) return error;
  helper_.end();
  return ENOSPC;
}

// What is no reply is said by the loader of a program that could not be run.
std::uint64_t password_checker::hear(site::gate& door, base::time_point now) {
  std::array<char, 1024> buffer;
  std::uint64_t told = 0;
  while (fd() >= 0) {
    const net::io_result got = net::receive(fd(), buffer);
    if (got.status == net::io_status::blocked) break;
    if (got.status != net::io_status::moved) return lose(door, now, "ended");
    const std::string_view packet(buffer.data(), got.bytes);
    const auto reply = base::parse_reply(packet);
    if (!reply) {
      base::say(base::message_level::error, program_ + ": " + std::string(packet));
    } else if (reply->id == asked_ && asked_ != 0) {
      told = std::exchange(asked_, 0);
      const verdict_on_password verdict = verdict_of(reply->result);
      door.note_verdict(told, verdict, now);
      if (verdict != verdict_on_password::failed || std::exchange(is_failure_said_, true)) continue;
      base::say(base::message_level::error,
                "--auth: a hash could not be computed: this libcrypt does not know it, or memory "
                "is short");
    }
  }
  return told;
}

std::uint64_t password_checker::go_on(site::gate& door, base::time_point now) {
  const auto began = door.began();
  if (began && now - *began >= base::kMaxPasswordTime) return lose(door, now, "takes too long");
  if (start_at_ && *start_at_ <= now) {
    if (const int error = start(now)) {
      base::say(base::message_level::error, "run " + program_ + ": " + base::errno_text(error));
      start_at_ = now + std::max<base::duration>(patience_.after({}), kRetryDelay);
    }
  }
  if (fd() < 0 || asked_ != 0) return 0;
  if (const auto check = door.next_check(now)) ask(*check);
  return 0;
}

std::optional<base::time_point> password_checker::next_due(const site::gate& door) const {
  if (start_at_) return start_at_;
  const auto began = door.began();
  return began ? std::optional(*began + base::kMaxPasswordTime) : std::nullopt;
}

// There is room, for one question is under way at a time; where it could not be sent, the helper
// has ended, which will be heard.
void password_checker::ask(const site::password_check& check) {
  asked_ = check.id;
  base::append_question(packet_, {check.id, check.hash, check.password});
  [[maybe_unused]] const auto sent = net::send_bytes(fd(), packet_, net::more_follows::no);
  ::explicit_bzero(packet_.data(), packet_.capacity());
  packet_.clear();
}

std::uint64_t password_checker::lose(site::gate& door, base::time_point now, std::string_view why) {
  helper_.end();
  base::say(base::message_level::warning, program_ + ' ' + std::string(why) + "; starting another");
  start_at_ = now + patience_.after(now - started_);
  const std::uint64_t lost = std::exchange(asked_, 0);
  if (lost != 0) door.note_verdict(lost, verdict_on_password::failed, now);
  return lost;
}

}  // namespace owlet::server
