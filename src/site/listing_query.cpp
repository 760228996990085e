// How the query of a listing says its order.
#include "owlet/site/listing_query.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "owlet/http/percent.h"

namespace owlet::site {
namespace {

// In the order of their enums.
constexpr std::array<std::string_view, 3> kKeys = {"name", "size", "time"};
constexpr std::array<std::string_view, 2> kDirections = {"asc", "desc"};

bool says(std::string_view encoded, std::string_view text) {
  return http::decodes_to(encoded, text, http::plus_sign::space);
}

// Reads the value if nothing was found yet.
template <typename Enum, std::size_t kCount>
void read_value(std::optional<Enum>& found, std::string_view value,
                const std::array<std::string_view, kCount>& names) {
  const auto named =
      std::ranges::find_if(names, [value](std::string_view name) { return says(value, name); });
  if (!found && named != names.end()) found = static_cast<Enum>(named - names.begin());
}

}  // namespace

listing_order parse_listing_query(std::string_view query) {
  std::optional<sort_key> key;
  std::optional<sort_direction> direction;
  query.remove_prefix(query.starts_with('?') ? 1 : 0);
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    const std::size_t equals = parameter.find('=');
    if (equals == parameter.npos) continue;
    const std::string_view name = parameter.substr(0, equals);
    const std::string_view value = parameter.substr(equals + 1);
    if (says(name, "sort")) read_value(key, value, kKeys);
    if (says(name, "order")) read_value(direction, value, kDirections);
  }
  return {key.value_or(sort_key::name), direction.value_or(sort_direction::ascending)};
}

std::string_view text_of(sort_key key) { return kKeys[static_cast<std::size_t>(key)]; }

std::string_view text_of(sort_direction direction) {
  return kDirections[static_cast<std::size_t>(direction)];
}

listing_order order_after_click(sort_key column, listing_order now) {
  const auto [first, second] =
      column == sort_key::name ? std::pair(sort_direction::ascending, sort_direction::descending)
                               : std::pair(sort_direction::descending, sort_direction::ascending);
  return {column, now == listing_order{column, first} ? second : first};
}

}  // namespace owlet::site
