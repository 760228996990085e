// Who wants a page, and which paths are none.
#include "owlet/http/accept.h"

#include <algorithm>

#include "owlet/http/media_type.h"
#include "owlet/http/syntax.h"
#include "owlet/http/weight.h"

namespace owlet::http {

bool is_navigation(std::string_view accept, std::string_view sec_fetch_mode) {
  if (sec_fetch_mode == "navigate") return true;
  for (auto element = take_element(accept); !element.empty(); element = take_element(accept)) {
    const weighted_element read = parse_weighted(element, other_parameters::allowed);
    if (equals_ignoring_case(read.name, "text/html") && read.weight.value_or(0) > 0) return true;
  }
  return false;
}

bool has_asset_extension(std::string_view path) {
  constexpr std::string_view kPages[] = {"html", "htm", "xhtml", "xht", "shtml"};
  const std::string_view extension = extension_of(path);
  return is_known_extension(extension) &&
         std::ranges::none_of(kPages, [extension](std::string_view page) {
           return equals_ignoring_case(extension, page);
         });
}

}  // namespace owlet::http
