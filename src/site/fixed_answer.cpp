// What one text of --respond says.
#include "owlet/site/fixed_answer.h"

#include <algorithm>
#include <cstddef>

#include "owlet/base/limits.h"
#include "owlet/http/syntax.h"
#include "owlet/site/capture.h"
#include "owlet/site/path_pattern.h"

namespace owlet::site {

namespace {

using refusal = std::optional<std::string>;

constexpr std::string_view kBlanks = " \t";

std::string_view take_word(std::string_view& rest) {
  const std::size_t begin = std::min(rest.find_first_not_of(kBlanks), rest.size());
  rest.remove_prefix(begin);
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

// Why a status makes no sense with a text alone; empty when it does.
std::string_view trouble_with(unsigned code) {
  switch (code) {
    case 206:
    case 304:
    case 416: return "it is about a part or a version of a file: give another status";
    case 401:
    case 407: return "it has to say how to log in, which a fixed answer cannot: give 403";
    case 405: return "it has to say which methods there are: leave any out, and owlet says so";
    case 426: return "it has to say what to upgrade to, which a fixed answer cannot: give 400";
    default: break;
  }
  if (code >= 300 && code < 400) {
    return "it needs to say where to: write a line of the file _redirects";
  }
  return {};
}

refusal take_status(std::string_view word, fixed_answer& out) {
  unsigned code = 0;
  for (const char digit : word.substr(0, 4)) code = code * 10 + static_cast<unsigned>(digit - '0');
  const auto status = static_cast<http::status>(code);
  const std::string name = "status " + std::string(word) + ": ";
  if (word.size() != 3 || code < 200) return name + "give a final one, from 200 to 599";
  if (const auto trouble = trouble_with(code); !trouble.empty()) return name + std::string(trouble);
  if (!http::is_registered(status)) return name + "HTTP has none of this number: give another";
  out.status = status;
  return std::nullopt;
}

// A token, a slash and a token. With a predicate of its own: this file is made small, and what it
// shared with those who serve would be so for them.
bool is_type(std::string_view word) {
  const std::size_t slash = word.find('/');
  if (slash == word.npos || slash == 0 || slash + 1 == word.size()) return false;
  const auto is_part = [](char c) { return http::is_token_char(c); };
  return std::ranges::all_of(word.substr(0, slash), is_part) &&
         std::ranges::all_of(word.substr(slash + 1), is_part);
}

// A word behind the path says by its form what it is.
refusal take_setting(std::string_view word, fixed_answer& out) {
  if (word == "any") {
    out.methods = answered_methods::any;
  } else if (word.find_first_not_of("0123456789") == word.npos) {
    return take_status(word, out);
  } else if (is_type(word)) {
    out.type = word;
  } else {
    return std::string(word) +
           ": behind the path there can be a status as 503, a type as text/html without "
           "parameters, and any; write %20 and %3D for a space and a = of the path";
  }
  return std::nullopt;
}

refusal take_path(std::string_view word, fixed_answer& out) {
  out.path = word;
  if (word == "*") return std::nullopt;
  if (!word.starts_with('/')) return "begin with a path such as /healthz, or * for every path";
  if (word.find_first_of("?#") != word.npos) {
    return std::string(word) + ": a path has no ? or #: leave them out, all queries are answered";
  }
  capture_names names;
  path_pattern pattern;
  if (const auto wrong = path_pattern::compile(word, pattern_kind::path, names, pattern)) {
    return wrong->what + ": " + wrong->remedy;
  }
  return std::nullopt;
}

refusal check_text(const fixed_answer& read) {
  const auto code = static_cast<unsigned>(read.status);
  if ((code == 204 || code == 205) && !read.text.empty()) {
    return "status " + std::to_string(code) + ": it has no content: end with the =";
  }
  if (read.text.size() > base::kMaxFixedAnswerBytes) {
    return "the text is longer than " + std::to_string(base::kMaxFixedAnswerBytes) +
           " bytes: put it into a file of the root";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> parse_fixed_answer(std::string_view text, fixed_answer& out) {
  out = {};
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return "write PATH=TEXT, as in /healthz=ok";
  std::string_view words = text.substr(0, equals);
  if (auto wrong = take_path(take_word(words), out)) return wrong;
  for (;;) {
    const std::string_view word = take_word(words);
    if (word.empty()) break;
    if (auto wrong = take_setting(word, out)) return wrong;
  }
  out.text = text.substr(equals + 1);
  return check_text(out);
}

}  // namespace owlet::site
