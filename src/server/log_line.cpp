// One response -> its line in the access log.
#include "owlet/server/log_line.h"

#include <chrono>
#include <cstddef>

#include "owlet/base/escape.h"
#include "owlet/base/limits.h"
#include "owlet/base/timestamp.h"

namespace owlet::server {

namespace {

using base::append_number;

// The parts of a request line that has three, RFC 9112 section 3; of any other one, the line.
struct request_parts {
  std::string_view method;
  std::string_view target;
  std::string_view protocol;
};

request_parts split(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return {};
  const request_parts parts{.method = line.substr(0, first),
                            .target = line.substr(first + 1, last - first - 1),
                            .protocol = line.substr(last + 1)};
  const bool has_three = !parts.method.empty() && !parts.target.empty() &&
                         !parts.protocol.empty() &&
                         parts.target.find(' ') == std::string_view::npos;
  return has_three ? parts : request_parts{};
}

// The name, which is ours, comes with all that stands before the value.
void append_text(std::string& out, std::string_view name, std::string_view text, std::size_t most) {
  out += name;
  base::append_escaped(out, text, base::escape::json, base::keep::plain_ascii, most);
  out += '"';
}

void append_if_any(std::string& out, std::string_view name, std::string_view text,
                   std::size_t most) {
  if (!text.empty()) append_text(out, name, text, most);
}

void append_request(std::string& out, std::string_view line) {
  constexpr std::size_t kMaxWordBytes = 32;
  const request_parts parts = split(line);
  if (parts.method.empty()) {
    append_text(out, R"(,"request":")", line, base::kMaxLoggedRequestBytes);
    return;
  }
  append_text(out, R"(,"method":")", parts.method, kMaxWordBytes);
  append_text(out, R"(,"target":")", parts.target,
              base::kMaxLoggedRequestBytes - 2 * kMaxWordBytes);
  append_text(out, R"(,"protocol":")", parts.protocol, kMaxWordBytes);
}

// What stands for the names of who asked, ahead of the time.
constexpr std::string_view kNobody = " - -";

// A name that has a space in it still is one word.
void append_word(std::string& out, std::string_view name) {
  const std::size_t start = out.size();
  append_escaped(out, name, base::kMaxLoggedUserBytes);
  for (std::size_t at = out.find(' ', start); at != out.npos; at = out.find(' ', at)) {
    out.replace(at, 1, "\\x20");
  }
}

// "0.001234"
void append_seconds(std::string& out, base::duration time) {
  constexpr std::uint64_t kMillion = 1'000'000;
  const auto count = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  const auto microseconds = static_cast<std::uint64_t>(count < 0 ? 0 : count);
  append_number(out, microseconds / kMillion);
  out += '.';
  append_number(out, microseconds % kMillion, 6);
}

// All that stands in a line beside the texts of others: names, numbers of up to 20 digits, time.
constexpr std::size_t kMaxSyntaxBytes = 256;
static_assert(base::kMaxLoggedRequestBytes + base::kMaxLoggedRefererBytes +
                  base::kMaxLoggedAgentBytes + base::kMaxLoggedUserBytes +
                  3 * base::kMaxLoggedNameBytes + kMaxSyntaxBytes <=
              base::kMaxLogLineBytes);

}  // namespace

void append_escaped(std::string& out, std::string_view text, std::size_t most) {
  if (text.empty()) out += '-';
  base::append_escaped(out, text, base::escape::hex, base::keep::plain_ascii, most);
}

void line_formatter::append_line(std::string& out, const access_record& record) {
  switch (format_) {
    case log_format::common: append_common(out, record); break;
    case log_format::combined: append_combined(out, record); break;
    case log_format::json: append_json(out, record); break;
  }
  out += '\n';
}

bool line_formatter::begin_second(std::int64_t unix_seconds) {
  if (!time_.empty() && unix_seconds == time_seconds_) return false;
  time_seconds_ = unix_seconds;
  time_.clear();
  return true;
}

// The client is the only text without quotes around it: a space in it, from a proxy, would end it.
void line_formatter::append_common(std::string& out, const access_record& record) {
  if (begin_second(record.unix_seconds)) {
    time_ = " - - [";
    base::append_log_time(time_, time_seconds_);
    time_ += "] \"";
  }
  const std::string_view client = record.client.substr(0, record.client.find(' '));
  append_escaped(out, client, base::kMaxLoggedNameBytes);
  if (record.user.empty()) {
    out += time_;
  } else {
    out += " - ";
    append_word(out, record.user);
    out.append(time_, kNobody.size());
  }
  append_escaped(out, record.request_line, base::kMaxLoggedRequestBytes);
  out += "\" ";
  append_number(out, static_cast<std::uint64_t>(record.status));
  out += ' ';
  append_number(out, record.content_bytes);
}

void line_formatter::append_combined(std::string& out, const access_record& record) {
  append_common(out, record);
  out += " \"";
  append_escaped(out, record.referer, base::kMaxLoggedRefererBytes);
  out += "\" \"";
  append_escaped(out, record.user_agent, base::kMaxLoggedAgentBytes);
  out += '"';
}

void line_formatter::append_json(std::string& out, const access_record& record) {
  if (begin_second(record.unix_seconds)) {
    time_ = R"({"time":")";
    base::append_iso_time(time_, time_seconds_);
    time_ += '.';
  }
  out += time_;
  append_number(out, record.milliseconds, 3);
  append_text(out, R"(Z","client":")", record.client, base::kMaxLoggedNameBytes);
  append_if_any(out, R"(,"peer":")", record.peer, base::kMaxLoggedNameBytes);
  append_if_any(out, R"(,"host":")", record.host, base::kMaxLoggedNameBytes);
  append_if_any(out, R"(,"user":")", record.user, base::kMaxLoggedUserBytes);
  append_request(out, record.request_line);
  out += R"(,"status":)";
  append_number(out, static_cast<std::uint64_t>(record.status));
  out += R"(,"bytes":)";
  append_number(out, record.content_bytes);
  out += R"(,"duration":)";
  append_seconds(out, record.took);
  out += record.came_out == completion::whole ? R"(,"complete":true)" : R"(,"complete":false)";
  append_if_any(out, R"(,"referer":")", record.referer, base::kMaxLoggedRefererBytes);
  append_if_any(out, R"(,"user_agent":")", record.user_agent, base::kMaxLoggedAgentBytes);
  out += '}';
}

}  // namespace owlet::server
