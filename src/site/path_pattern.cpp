// Compiles patterns and matches them.
#include "owlet/site/path_pattern.h"

#include <algorithm>
#include <utility>

#include "owlet/http/percent.h"

namespace owlet::site {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

// Takes the text of a pattern apart, segment by segment.
class path_pattern::compiler {
public:
  compiler(std::string_view text, pattern_kind kind, capture_names& names, path_pattern& out)
      : text_(text), kind_(kind), names_(names), out_(out) {
    out_ = path_pattern();
    if (kind == pattern_kind::host) out_.separator_ = '.';
  }

  std::optional<text_problem> compile() {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const std::size_t end = std::min(text_.find(out_.separator_, begin), text_.size());
      // Empty segments are in no path.
      if (auto problem = end == begin ? std::nullopt : compile_segment(begin, end)) return problem;
      begin = end + 1;
    }
    return std::nullopt;
  }

private:
  std::optional<text_problem> compile_segment(std::size_t begin, std::size_t end) {
    segment found;
    bool has_splat = false;
    for (std::size_t at = begin; at < end;) {
      const std::string_view rest = text_.substr(at, end - at);
      if (rest[0] == '*') {
        if (auto wrong = add_splat(at, found)) return wrong;
        has_splat = true;
        at += 1;
      } else if (const std::size_t size = placeholder_size(rest); size > 0) {
        if (has_splat) return mixed(at, rest.substr(0, size));
        if (auto wrong = add_placeholder(at, rest.substr(1, size - 1), found)) return wrong;
        at += size;
      } else {
        if (auto wrong = check_literal(at, rest)) return wrong;
        at += append_literal(rest, found.tail);
      }
    }
    return keep(std::move(found), has_splat, begin);
  }

  // The literals around a splat are no part of any segment.
  std::optional<text_problem> add_splat(std::size_t at, segment& found) {
    if (kind_ == pattern_kind::host) {
      return problem(at, "*", "a host has no splat: write a placeholder as :name");
    }
    if (!found.parts.empty()) return mixed(at, "*");
    if (auto wrong = add_name(at, "splat")) return wrong;
    out_.has_splat_ = true;
    out_.splat_place_ = static_cast<std::uint8_t>(names_.size() - 1);
    out_.splat_before_ = std::exchange(found.tail, {});
    return std::nullopt;
  }

  std::optional<text_problem> add_placeholder(std::size_t at, std::string_view name,
                                              segment& found) {
    if (!found.parts.empty() && found.tail.empty()) {
      return problem(at, name, "it touches another placeholder: write some text between them");
    }
    if (auto wrong = add_name(at, name)) return wrong;
    const auto place = static_cast<std::uint8_t>(names_.size() - 1);
    found.parts.push_back({std::exchange(found.tail, {}), place});
    return std::nullopt;
  }

  std::optional<text_problem> add_name(std::size_t at, std::string_view name) {
    if (find_capture(names_, name)) {
      return problem(at, text_[at] == '*' ? "*" : name,
                     name == "splat" ? "there is a splat already: leave one of them"
                                     : "this name is taken already: write another");
    }
    if (names_.size() == kMaxCaptures) {
      return problem(at, name, "a rule may have 16 placeholders: use fewer");
    }
    names_.emplace_back(name);
    out_.is_static_ = false;
    return std::nullopt;
  }

  static text_problem mixed(std::size_t at, std::string_view what) {
    return problem(at, what, "a placeholder and a splat share a segment: put a slash between them");
  }

  std::optional<text_problem> check_literal(std::size_t at, std::string_view rest) const {
    if (rest[0] != '%' || kind_ == pattern_kind::host) return std::nullopt;
    const std::string_view escape = rest.substr(0, 3);
    if (http::has_bad_escape(escape)) {
      return problem(at, escape, "this is no escape: a % itself is written %25");
    }
    if (http::decodes_to(escape, "/", http::plus_sign::itself) ||
        http::decodes_to(escape, std::string_view("\0", 1), http::plus_sign::itself)) {
      return problem(at, escape, "no file has this in its name: take it out");
    }
    return std::nullopt;
  }

  // Returns how much of the pattern the literal byte takes.
  std::size_t append_literal(std::string_view rest, std::string& literal) const {
    if (kind_ == pattern_kind::host) {
      literal.push_back(to_lower(rest[0]));
      return 1;
    }
    http::percent_reader reader(rest.substr(0, rest[0] == '%' ? 3 : 1));
    for (char byte = 0; reader.next(byte);) literal.push_back(byte);
    return rest[0] == '%' ? 3 : 1;
  }

  std::optional<text_problem> keep(segment found, bool has_splat, std::size_t begin) {
    if (has_splat) {
      out_.splat_after_ = std::move(found.tail);
      return std::nullopt;
    }
    if (found.parts.empty() && (found.tail == "." || found.tail == "..")) {
      return problem(begin, found.tail,
                     "no path has this segment: write the path that it leads to");
    }
    if (out_.is_static_) {
      if (!out_.literal_.empty()) out_.literal_.push_back(out_.separator_);
      out_.literal_ += found.tail;
    }
    (out_.has_splat_ ? out_.after_ : out_.before_).push_back(std::move(found));
    return std::nullopt;
  }

  static text_problem problem(std::size_t at, std::string_view what, std::string_view remedy) {
    return {at, std::string(what), std::string(remedy)};
  }

  std::string_view text_;
  pattern_kind kind_;
  capture_names& names_;
  path_pattern& out_;
};

std::optional<text_problem> path_pattern::compile(std::string_view text, pattern_kind kind,
                                                  capture_names& names, path_pattern& out) {
  return compiler(text, kind, names, out).compile();
}

bool path_pattern::match(const plain_path& subject, captures& found) const {
  if (is_static_) return subject.path == literal_;
  if (!subject.path.starts_with(literal_)) return false;
  std::string_view rest = subject.path;
  for (const segment& each : before_) {
    if (rest.empty() || !match_segment(each, take_front(rest), found)) return false;
  }
  if (!has_splat_) return rest.empty();
  for (auto each = after_.rbegin(); each != after_.rend(); ++each) {
    if (rest.empty() || !match_segment(*each, take_back(rest), found)) return false;
  }
  if (rest.empty() && !after_.empty()) return false;
  return match_splat(rest, subject.ends_with_slash, found);
}

bool path_pattern::match_splat(std::string_view middle, bool ends_with_slash,
                               captures& found) const {
  if (middle.size() < splat_before_.size() + splat_after_.size()) return false;
  if (!middle.starts_with(splat_before_) || !middle.ends_with(splat_after_)) return false;
  middle.remove_prefix(splat_before_.size());
  middle.remove_suffix(splat_after_.size());
  const bool is_last = splat_after_.empty() && after_.empty();
  found[splat_place_] = {middle, false, is_last && ends_with_slash && !middle.empty()};
  return true;
}

// From right to left: each literal at its last place, so that each placeholder takes as much as it
// can, the first one first.
bool path_pattern::match_segment(const segment& pattern, std::string_view text, captures& found) {
  if (pattern.parts.empty()) return text == pattern.tail;
  if (!text.ends_with(pattern.tail)) return false;
  std::size_t end = text.size() - pattern.tail.size();
  for (std::size_t i = pattern.parts.size(); i-- > 0;) {
    const auto& [before, place] = pattern.parts[i];
    if (end <= before.size()) return false;
    std::size_t at = 0;
    if (i > 0) at = text.rfind(before, end - 1 - before.size());
    if (at == text.npos || !text.substr(at).starts_with(before)) return false;
    found[place] = {text.substr(at + before.size(), end - at - before.size()), false, false};
    end = at;
  }
  return true;
}

std::string_view path_pattern::take_front(std::string_view& rest) const {
  const std::size_t end = std::min(rest.find(separator_), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

std::string_view path_pattern::take_back(std::string_view& rest) const {
  const std::size_t slash = rest.rfind(separator_);
  const std::string_view taken = rest.substr(slash == rest.npos ? 0 : slash + 1);
  rest.remove_suffix(slash == rest.npos ? rest.size() : rest.size() - slash);
  return taken;
}

}  // namespace owlet::site
