// The Cache-Control of an answer that is for one client only.
#include "owlet/http/cache_control.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "owlet/http/syntax.h"

namespace owlet::http {

namespace {

// Up to the next comma outside of a quoted string.
std::string_view take_directive(std::string_view& list) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < list.size() && (is_quoted || list[end] != ','); ++end) {
    if (list[end] == '"') is_quoted = !is_quoted;
    if (is_quoted && list[end] == '\\') ++end;
  }
  end = std::min(end, list.size());
  const std::string_view directive = trim(list.substr(0, end));
  list.remove_prefix(std::min(end + 1, list.size()));
  return directive;
}

bool is_named(std::string_view directive, std::string_view name) {
  return equals_ignoring_case(trim(directive.substr(0, directive.find('='))), name);
}

bool is_shared(std::string_view directive) {
  constexpr std::string_view kNames[] = {"public", "s-maxage", "proxy-revalidate", "private"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [directive](std::string_view name) { return is_named(directive, name); });
}

}  // namespace

std::string private_cache_control(std::string_view value) {
  std::string kept;
  bool is_stored = true;
  while (!value.empty()) {
    const std::string_view directive = take_directive(value);
    if (directive.empty() || is_shared(directive)) continue;
    if (is_named(directive, "no-store")) is_stored = false;
    kept.append(kept.empty() ? "" : ", ").append(directive);
  }
  if (!is_stored) return kept;
  return kept.empty() ? "private" : "private, " + kept;
}

}  // namespace owlet::http
