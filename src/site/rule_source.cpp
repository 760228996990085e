// What a rule is for: scheme, host and path taken apart.
#include "owlet/site/rule_source.h"

#include <algorithm>

#include "owlet/http/syntax.h"
#include "owlet/http/target_path.h"

namespace owlet::site {
namespace {

bool is_host_char(char c) {
  const bool is_letter = c >= 'a' && c <= 'z';
  return is_letter || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

text_problem problem(std::size_t at, std::string_view what, std::string_view remedy) {
  return {at, std::string(what), std::string(remedy)};
}

}  // namespace

plain_host::plain_host(std::string_view host_and_port) {
  std::string_view host = host_and_port.substr(0, host_and_port.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.size() > bytes_.size()) return;
  std::transform(host.begin(), host.end(), bytes_.begin(), to_lower);
  size_ = host.size();
  if (!std::ranges::all_of(text(), is_host_char)) size_ = 0;
}

url_scheme scheme_of(std::string_view text) {
  if (http::equals_ignoring_case(text.substr(0, 7), "http://")) return url_scheme::http;
  if (http::equals_ignoring_case(text.substr(0, 8), "https://")) return url_scheme::https;
  return url_scheme::unknown;
}

std::size_t prefix_size(url_scheme scheme) {
  switch (scheme) {
    case url_scheme::unknown: return 0;
    case url_scheme::http: return 7;
    case url_scheme::https: return 8;
  }
  return 0;
}

std::string without_placeholders(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t size = placeholder_size(text);
    plain.push_back(size > 0 ? 'x' : text[0]);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return plain;
}

std::optional<text_problem> rule_source::compile(std::string_view text, capture_names& names,
                                                 rule_source& out) {
  out = rule_source();
  text = text.substr(0, text.find('#'));
  out.scheme_ = scheme_of(text);
  std::size_t path_at = 0;
  if (out.scheme_ != url_scheme::unknown) {
    const std::size_t host_at = prefix_size(out.scheme_);
    path_at = std::min(text.find_first_of("/?", host_at), text.size());
    const std::string_view host = text.substr(host_at, path_at - host_at);
    if (auto wrong = out.compile_host(host, host_at, names)) return wrong;
  } else if (!text.starts_with('/')) {
    return problem(0, text, "begin it with a slash, or with https:// and a host");
  }
  const std::string_view path = text.substr(path_at);
  const std::size_t query = path.find('?');
  if (query != path.npos) {
    return problem(path_at + query, path.substr(query),
                   "no query can stand here: write its parameters behind the path, as id=:id");
  }
  auto wrong = path_pattern::compile(path, pattern_kind::path, names, out.path_);
  if (wrong) wrong->offset += path_at;
  return wrong;
}

std::optional<text_problem> rule_source::compile_host(std::string_view text, std::size_t offset,
                                                      capture_names& names) {
  const std::string plain = without_placeholders(text);
  if (plain.find(':') != plain.npos) {
    return problem(offset, text, "ports are not compared: leave the port out");
  }
  auto wrong = path_pattern::compile(text, pattern_kind::host, names, host_);
  if (wrong) {
    wrong->offset += offset;
    return wrong;
  }
  if (plain_host(plain).text().empty()) {
    return problem(offset, text, "this is no host: write a name as example.com");
  }
  has_host_ = true;
  host_captures_ = names.size();
  return std::nullopt;
}

}  // namespace owlet::site
