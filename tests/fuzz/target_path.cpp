// Fuzzes http/target_path: whatever the target, the path that comes out is safe to hand on.
//
// Input: the length of a first target, which is parsed into the same target_path before, so that
// something could be left of it; then both targets.
// Oracles:
//  - a path has no empty, "." or ".." segment, no NUL, no slash at either end;
//  - views lie inside the target, and an authority is a host with a port;
//  - a Location has only characters of a URI, begins with one slash and not two, and parses back to
//    the same path and to itself;
//  - origin-form comes to what the slow model of the unit tests says;
//  - nothing of an earlier target is left.
#include "owlet/http/target_path.h"
#include "owlet/http/authority.h"

#include <functional>
#include <optional>
#include <string>

#include "../unit/http/target_path_model.h"
#include "input.h"

namespace owlet::fuzz {
namespace {

using http::target_kind;
using http::target_path;

bool is_empty(const target_path& target) {
  return target.path.empty() && !target.ends_with_slash && target.query.empty() &&
         target.authority.empty();
}

bool equals(const target_path& a, const target_path& b) {
  return a.path == b.path && a.ends_with_slash == b.ends_with_slash && a.query == b.query &&
         a.authority == b.authority;
}

void check_path(const target_path& target) {
  const std::string& path = target.path;
  require(path.find('\0') == std::string::npos, "a path has no NUL");
  require(!path.empty() || target.ends_with_slash, "the root ends in a slash");
  std::size_t begin = 0;
  while (!path.empty() && begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string segment = path.substr(begin, end - begin);
    require(!segment.empty(), "no segment is empty");
    require(segment != "." && segment != "..", "no segment is a dot segment");
    begin = end + 1;
  }
}

void check_views(std::string_view text, const target_path& target) {
  const auto is_inside = [text](std::string_view view) {
    return view.empty() ||
           (std::less_equal<>()(text.data(), view.data()) &&
            std::less_equal<>()(view.data() + view.size(), text.data() + text.size()));
  };
  require(is_inside(target.query) && is_inside(target.authority), "views lie inside the target");
  require(target.query.empty() || target.query[0] == '?', "a query begins with its mark");
  require(target.query.empty() || text.ends_with(target.query), "a query goes to the end");
  require(text.starts_with('/') == target.authority.empty(), "absolute-form has an authority");
  require(target.authority.empty() || http::is_host_and_port(target.authority),
          "an authority is a host with a port");
}

void check_characters(std::string_view location) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?";
  constexpr std::string_view kHex = "0123456789ABCDEFabcdef";
  for (std::size_t i = 0; i < location.size(); ++i) {
    if (kAllowed.find(location[i]) != std::string_view::npos) continue;
    const bool is_escape = location[i] == '%' && i + 2 < location.size() &&
                           kHex.find(location[i + 1]) != std::string_view::npos &&
                           kHex.find(location[i + 2]) != std::string_view::npos;
    require(is_escape, "a Location has only characters of a URI");
    i += 2;
  }
}

void check_location(const target_path& target) {
  std::string location = "before";
  http::append_location(location, target);
  require(location.starts_with("before/"), "a Location is appended and begins with a slash");
  location.erase(0, 6);
  require(!location.starts_with("//"), "a Location leads to no other host");
  check_characters(location);
  target_path back;
  require(http::parse_target(location, back) == target_kind::path, "a Location is a target");
  require(back.path == target.path && back.ends_with_slash == target.ends_with_slash,
          "a Location names the same path");
  std::string again;
  http::append_location(again, back);
  require(again == location, "a Location is in its normal form");
}

void check_model(std::string_view text, target_kind kind, const target_path& target) {
  const auto model = http::testing::model_of(text);
  require((kind == target_kind::malformed) == model.is_malformed, "malformed by the model");
  if (model.is_malformed) return;
  require((kind == target_kind::unnameable) == model.is_unnameable, "unnameable by the model");
  if (model.is_unnameable) return;
  std::string path;
  for (const std::string& segment : model.segments) path += (path.empty() ? "" : "/") + segment;
  require(path == target.path, "the path of the model");
  require(model.ends_with_slash == target.ends_with_slash, "the slash of the model");
}

void check_target(std::string_view text, target_path& used) {
  target_path fresh;
  const target_kind kind = http::parse_target(text, fresh);
  require(http::parse_target(text, used) == kind && equals(fresh, used), "nothing is left over");
  require(kind == target_kind::path || is_empty(fresh), "what is no path is empty");
  require((kind == target_kind::asterisk) == (text == "*"), "an asterisk is one");
  if (text.starts_with('/')) check_model(text, kind, fresh);
  if (kind != target_kind::path) return;
  check_path(fresh);
  check_views(text, fresh);
  check_location(fresh);
}

// What a Host field may be is told by the same file.
void check_host(std::string_view text) {
  if (!http::is_host_and_port(text)) return;
  check_characters(text.starts_with('[') ? text.substr(1, text.find_first_of("%]") - 1) : text);
  require(text.find_first_of("/@?#\\") == std::string_view::npos, "a host is no more than that");
}

}  // namespace
}  // namespace owlet::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  owlet::fuzz::input in(data, size);
  const auto first_size = static_cast<std::size_t>(in.number(1));
  const std::string text = in.text();
  // Blocks of their own, so that the sanitizer sees a read past the end.
  const std::string first = text.substr(0, first_size);
  const std::string second = text.substr(std::min(first_size, text.size()));
  owlet::http::target_path used;
  owlet::fuzz::check_target(first, used);
  owlet::fuzz::check_target(second, used);
  owlet::fuzz::check_host(second);
  return 0;
}
