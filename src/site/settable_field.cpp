// Which fields of a response a site's own rules may touch: one table.
#include "owlet/site/settable_field.h"

#include <algorithm>
#include <iterator>

#include "owlet/http/syntax.h"

namespace owlet::site {
namespace {

struct reserved_field {
  std::string_view name;
  std::string_view remedy;
  bool can_be_removed;
};

constexpr std::string_view kFraming =
    "this belongs to the connection, and is owlet's: leave it out";
constexpr std::string_view kTruth = "owlet says this of what it sends: leave it out";

constexpr reserved_field kReserved[] = {
    {"accept-ranges", kTruth, true},
    {"age", "this is for caches to say: leave it out", false},
    {"allow", kTruth, false},
    {"basic-auth", "owlet asks for no passwords, and would show these: leave it out", false},
    {"connection", kFraming, false},
    {"content-encoding", kTruth, false},
    {"content-length", kFraming, false},
    {"content-range", kTruth, false},
    {"date", kTruth, false},
    {"etag", kTruth, true},
    {"keep-alive", kFraming, false},
    {"last-modified", kTruth, true},
    {"location", "redirects stand in _redirects: write a rule there", false},
    {"proxy-connection", kFraming, false},
    {"server", kTruth, false},
    {"te", kFraming, false},
    {"trailer", kFraming, false},
    {"transfer-encoding", kFraming, false},
    {"upgrade", kFraming, false},
};

const reserved_field* find_reserved(std::string_view name) {
  const auto* const found = std::find_if(
      std::begin(kReserved), std::end(kReserved),
      [&](const reserved_field& each) { return http::equals_ignoring_case(each.name, name); });
  return found == std::end(kReserved) ? nullptr : found;
}

}  // namespace

std::optional<std::string_view> refusal_to_set(std::string_view name) {
  const reserved_field* const reserved = find_reserved(name);
  if (reserved == nullptr) return std::nullopt;
  return reserved->remedy;
}

std::optional<std::string_view> refusal_to_remove(std::string_view name) {
  if (http::equals_ignoring_case(name, "vary")) {
    return "without it caches would mix variants up: leave it in";
  }
  const reserved_field* const reserved = find_reserved(name);
  if (reserved == nullptr || reserved->can_be_removed) return std::nullopt;
  return reserved->remedy;
}

}  // namespace owlet::site
