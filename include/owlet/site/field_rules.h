// What the settings and the site's own rules say of the fields of an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "owlet/site/header_changes.h"
#include "owlet/site/header_rules.h"
#include "owlet/site/options.h"

namespace owlet::site {

// The fields that --cors and --security-headers stand for: for all answers, and for those to
// OPTIONS, by which browsers ask beforehand (the Fetch standard's CORS-preflight fetch).
[[nodiscard]] header_changes preset_fields(cross_origin cors, security_preset security);
[[nodiscard]] header_changes preflight_fields(cross_origin cors);

// Joins the layers: rules of the file `_headers` win over --header, and that over the presets, name
// by name. What they come to is remembered for each path.
class field_rules {
public:
  // Paths that are remembered; when there are more, all are forgotten.
  static constexpr std::size_t kMaxPaths = 1024;

  explicit field_rules(const options& how);

  // What is to be changed, null when nothing is. `version` says whether the rules are those of the
  // call before. Valid until the next call.
  [[nodiscard]] const header_changes* find(const header_rules& rules, std::uint64_t version,
                                           const header_request& request);

  // What is to be changed of the answer to OPTIONS, where `changes` is what the rules say. Valid as
  // long as that, and until the next call.
  [[nodiscard]] const header_changes* for_preflight(const header_changes* changes);

  // The same of an answer that only those get who navigate.
  [[nodiscard]] const header_changes* for_navigation(const header_changes* changes);

  // The same as find where it is not known what was asked for.
  [[nodiscard]] const header_changes* for_all() const {
    return defaults_.is_empty() ? nullptr : &defaults_;
  }

private:
  header_changes defaults_;
  header_changes preflight_;
  header_changes combined_;
  std::unordered_map<std::string, header_changes> known_;
  std::uint64_t version_ = 0;
  std::string key_;
};

}  // namespace owlet::site
