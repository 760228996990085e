// The small site that the connection target serves, and what each request to it has to come to.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "../unit/support.h"
#include "input.h"
#include "message_model.h"
#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/http/target_path.h"
#include "response_model.h"

namespace owlet::fuzz {

// A request, or what is left of a bad one, that has to be answered. Owns its bytes.
struct due_answer {
  explicit due_answer(const http::request& request)
      : method(request.method),
        keep_alive(request.keep_alive),
        expectation(request.expectation),
        target(request.target),
        has_range(request.has(http::field::range)),
        may_fail(request.has(http::field::if_match) ||
                 request.has(http::field::if_unmodified_since)),
        may_be_known(request.has(http::field::if_none_match) ||
                     request.has(http::field::if_modified_since)) {}

  [[nodiscard]] static due_answer to_bad_request(http::status refusal, http::method method) {
    http::request nothing;
    nothing.method = method;
    due_answer due(nothing);
    due.refusal = refusal;
    return due;
  }

  std::optional<http::status> refusal;  // of a request that is none
  http::method method;
  bool keep_alive;
  http::expectation expectation;
  std::string target;
  bool has_range;
  bool may_fail;      // 412
  bool may_be_known;  // 304
};

// A directory with some files. A file's size tells which one it is, and what is in it.
class expected_site {
public:
  expected_site() {
    for (const auto& [name, size] : sizes_) directory_.write(name, content_of(size));
    directory_.make_directory("bare");
    directory_.link("small.txt", "inside");
    directory_.link("/", "outside");
    testing::check_call(::mkfifo(directory_.path("fifo").c_str(), 0644), "mkfifo");
    for (const auto& [name, size] : sizes_) set_time(name, 784'000'000);
  }

  [[nodiscard]] std::string root() const { return directory_.path(); }

  // Gives one of the files another content and time.
  void change() {
    std::size_t& size = sizes_[kChanging];
    size = size == 100 ? 101 : 100;
    directory_.write(kChanging, content_of(size));
    set_time(kChanging, 784'000'000 + static_cast<std::time_t>(size));
  }

  // Fails unless a response is what is due.
  void check(const response& given, const due_answer& due, bool is_draining) const {
    const bool may_persist = due.keep_alive && !is_draining && given.status != 400;
    require(given.closes() != may_persist, "a response persists as its request does");
    if (due.refusal) {
      require(is_same_refusal(static_cast<http::status>(given.status), *due.refusal),
              "a bad request is refused as the parser says");
      check_page(given, due);
      return;
    }
    http::target_path target;
    const auto kind = http::parse_target(due.target, target);
    if (const auto status = status_without_file(due, kind)) {
      require(given.status == *status, "a request that needs no file has its status");
      require(given.has("allow") == (*status == 405 || *status == 204), "Allow where it belongs");
      if (*status != 204) check_page(given, due);
    } else {
      check_file(given, due, target);
    }
  }

private:
  static constexpr const char* kChanging = "changing.txt";

  void set_time(const std::string& name, std::time_t seconds) const {
    const timespec time{.tv_sec = seconds, .tv_nsec = 5};
    const std::array<timespec, 2> times = {time, time};
    const std::string path = directory_.path(name);
    testing::check_call(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0), "utimensat");
  }

  // Made once for each size.
  static const std::string& content_of(std::size_t size) {
    static std::map<std::size_t, std::string> made;
    const auto [entry, is_new] = made.try_emplace(size, size, '\0');
    std::string& text = entry->second;
    if (!is_new) return text;
    for (std::size_t i = 0; i < size; ++i) {
      text[i] = static_cast<char>('!' + (i * i / 7 + i + size) % 90);
    }
    return text;
  }

  static std::optional<unsigned> status_without_file(const due_answer& due,
                                                     http::target_kind kind) {
    if (due.expectation == http::expectation::unknown) return 417;
    if (due.method == http::method::other) return 405;
    if (kind == http::target_kind::malformed) return 400;
    if (due.method == http::method::options) return 204;
    if (kind == http::target_kind::asterisk) return 400;
    if (kind == http::target_kind::unnameable) return 404;
    return std::nullopt;
  }

  void check_file(const response& given, const due_answer& due,
                  const http::target_path& target) const {
    std::string name = target.path;
    if (target.ends_with_slash) name += name.empty() ? "index.html" : "/index.html";
    const auto file = sizes_.find(name == "inside" ? "small.txt" : name);
    if (file != sizes_.end()) {
      check_content(given, due, file->second);
    } else if (name == "dir" || name == "bare") {
      std::string location;
      http::target_path directory = target;
      directory.ends_with_slash = true;
      http::append_location(location, directory);
      require(given.status == 301 && given.value("location") == location, "a directory is named");
      check_page(given, due);
    } else {
      const bool is_forbidden = name == "fifo" || name == "outside";
      require(given.status == 404 || (is_forbidden && given.status == 403),
              "there is no such file");
      check_page(given, due);
    }
  }

  static void check_page(const response& given, const due_answer& due) {
    std::string page;
    http::append_error_page(page, static_cast<http::status>(given.status));
    require(given.length == page.size(), "the page of a status has its length");
    require(!given.has("etag") && !given.has("last-modified"), "a page has no validators");
    if (due.method != http::method::head) {
      require(given.content == page, "the page depends on nothing but the status");
    }
  }

  static void check_content(const response& given, const due_answer& due, std::size_t size) {
    const bool is_get = due.method == http::method::get;
    switch (given.status) {
      case 200:
        require(given.length == size, "a file has its length");
        if (is_get) require(given.content == content_of(size), "a file has its content");
        break;
      case 206:
        require(is_get && due.has_range, "a part is sent to who asks for it");
        check_ranges(given, size);
        break;
      case 304: require(due.may_be_known, "304 needs a condition"); break;
      case 412: require(due.may_fail, "412 needs a condition"); break;
      case 416:
        require(is_get && due.has_range, "416 needs a range");
        require(given.value("content-range") == "bytes */" + std::to_string(size),
                "of which length");
        break;
      default: fail("a file that is there is sent");
    }
    const bool is_page = given.status == 412 || given.status == 416;
    if (is_page) check_page(given, due);
    if (!is_page) {
      require(given.has("etag") && given.has("last-modified"), "a file has validators");
      require(given.value("accept-ranges") == "bytes", "a file can be had in ranges");
    }
    const bool is_plain = !due.has_range && !due.may_be_known && !due.may_fail;
    require(!is_plain || given.status == 200, "without conditions, a file is sent whole");
  }

  static void check_ranges(const response& given, std::size_t size) {
    const std::string_view content = content_of(size);
    const auto check_one = [&](const std::string& field, std::string_view bytes) {
      const auto range = read_content_range(field);
      require(range.complete == size, "a range is one of the file");
      require(bytes == content.substr(range.first, range.last - range.first + 1),
              "a range has the content of its place");
    };
    if (given.has("content-range")) {
      check_one(given.value("content-range"), given.content);
      return;
    }
    const auto parts = read_parts(given);
    require(parts.size() > 1, "one range is no multipart");
    for (const part& one : parts) {
      check_one(joined(one.fields, "content-range").value_or(""), one.content);
    }
  }

  testing::temporary_directory directory_;
  std::map<std::string, std::size_t> sizes_ = {
      {"index.html", 41},     {"small.txt", 12},         {"large.bin", 20 * 1024}, {"empty", 0},
      {"dir/index.html", 57}, {"a b.txt", 8 * 1024 + 1}, {"changing.txt", 100},
  };
};

}  // namespace owlet::fuzz
