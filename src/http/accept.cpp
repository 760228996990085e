// Who wants a page, who wants data, and which paths are none of either.
#include "owlet/http/accept.h"

#include <algorithm>
#include <utility>

#include "owlet/http/media_type.h"
#include "owlet/http/syntax.h"
#include "owlet/http/weight.h"

namespace owlet::http {

namespace {

// What an Accept field says of one media type.
class wanted_type {
public:
  wanted_type(std::string_view range, std::string_view type) : range_(range), type_(type) {}

  void consider(const weighted_element& element) {
    const int precision = equals_ignoring_case(element.name, type_)    ? 3
                          : equals_ignoring_case(element.name, range_) ? 2
                          : element.name == "*/*"                      ? 1
                                                                       : 0;
    if (!element.weight || precision <= precision_) return;
    precision_ = precision;
    weight_ = *element.weight;
  }
  // The weight, and then how precisely the type is named; not at all, if the weight is 0.
  [[nodiscard]] std::pair<int, int> preference() const {
    return {weight_, weight_ > 0 ? precision_ : 0};
  }

private:
  std::string_view range_;
  std::string_view type_;
  int precision_ = 0;
  int weight_ = 0;
};

}  // namespace

bool is_navigation(std::string_view accept, std::string_view sec_fetch_mode) {
  if (sec_fetch_mode == "navigate") return true;
  for (auto element = take_element(accept); !element.empty(); element = take_element(accept)) {
    const weighted_element read = parse_weighted(element, other_parameters::allowed);
    if (equals_ignoring_case(read.name, "text/html") && read.weight.value_or(0) > 0) return true;
  }
  return false;
}

bool prefers_json(std::string_view accept) {
  wanted_type json("application/*", "application/json");
  wanted_type html("text/*", "text/html");
  for (auto element = take_element(accept); !element.empty(); element = take_element(accept)) {
    const weighted_element read = parse_weighted(element, other_parameters::allowed);
    json.consider(read);
    html.consider(read);
  }
  return json.preference() > html.preference();
}

bool has_asset_extension(std::string_view path) {
  constexpr std::string_view kPages[] = {"html", "htm", "xhtml", "xht", "shtml"};
  // Of those that are known. Archives and films, .zip and .mov, are more often files.
  constexpr std::string_view kDomains[] = {"com", "org", "mobi", "cat", "xyz", "ac", "ai", "au",
                                           "aw",  "bz",  "cc",   "cu",  "fm",  "fo", "in", "ma",
                                           "md",  "me",  "ms",   "nc",  "pl",  "pm", "ps", "rs",
                                           "sc",  "sh",  "sm",   "so",  "st",  "td", "tk", "tr"};
  const std::string_view extension = extension_of(path);
  const auto is_it = [extension](std::string_view each) {
    return equals_ignoring_case(extension, each);
  };
  return is_known_extension(extension) && std::ranges::none_of(kPages, is_it) &&
         std::ranges::none_of(kDomains, is_it);
}

}  // namespace owlet::http
