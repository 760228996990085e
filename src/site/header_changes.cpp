// What a site's own rules change in the fields of one response.
#include "owlet/site/header_changes.h"

#include <algorithm>

#include "owlet/http/syntax.h"

namespace owlet::site {
namespace {

bool is_vary(std::string_view name) { return http::equals_ignoring_case(name, "Vary"); }
bool is_one_per_line(std::string_view name) {
  return http::equals_ignoring_case(name, "Set-Cookie");
}

}  // namespace

void header_changes::set(std::string_view name, std::string_view value) {
  const auto same = [&](const field& each) { return http::equals_ignoring_case(each.name, name); };
  const auto known = std::find_if(fields_.begin(), fields_.end(), same);
  if (known == fields_.end() || (is_one_per_line(name) && !known->is_removed)) {
    fields_.push_back({std::string(name), std::string(value), false});
  } else if (known->is_removed) {
    *known = {std::string(name), std::string(value), false};
  } else {
    known->value.append(", ").append(value);
  }
}

void header_changes::remove(std::string_view name) {
  std::erase_if(fields_,
                [&](const field& each) { return http::equals_ignoring_case(each.name, name); });
  fields_.push_back({std::string(name), {}, true});
}

void header_changes::add_defaults(const header_changes& weaker) {
  const std::size_t own = fields_.size();
  for (const field& each : weaker.fields_) {
    const auto end = fields_.begin() + static_cast<std::ptrdiff_t>(own);
    const bool is_known = std::any_of(fields_.begin(), end, [&](const field& known) {
      return http::equals_ignoring_case(known.name, each.name);
    });
    if (!is_known) fields_.push_back(each);
  }
}

bool header_changes::replaces(std::string_view name) const {
  return !is_vary(name) && find(name) != nullptr;
}

std::string_view header_changes::value(std::string_view name) const {
  const field* const found = find(name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

const header_changes::field* header_changes::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const field& each) {
    return http::equals_ignoring_case(each.name, name);
  });
  return found == fields_.end() ? nullptr : &*found;
}

}  // namespace owlet::site
