// Which paths a password is wanted for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/site/options.h"
#include "owlet/site/path_pattern.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

enum class protection : std::uint8_t {
  none,    // no pattern speaks of the path
  exempt,  // the last one that does begins with "!"
  guarded,
};

// What decided, and how.
struct ruling {
  protection what = protection::none;
  std::size_t by = 0;  // the number of the pattern, from 1; 0 where none speaks of the path
};

// An ordered list of patterns, as path_pattern has them; the last that matches decides, and where
// none guards anything, all is guarded but for what is exempt. What a pattern guards it guards with
// all that lies beneath, with or without a slash at the end, and with its compressed sidecars; "!"
// and a pattern exempts what it matches, and nothing beneath. A pattern that guards may have its
// splat in the last segment only: of any other, nobody could say what lies beneath. With clean
// URLs, what guards "/about" guards about.html, whatever leads there.
class guarded_paths {
public:
  explicit guarded_paths(clean_urls clean = clean_urls::off) : clean_(clean) {}

  // Takes a pattern in; what is wrong with it, if it cannot be one.
  [[nodiscard]] std::optional<text_problem> add(std::string_view text);

  // Of a path in the normal form.
  [[nodiscard]] ruling of(const plain_path& path) const;

private:
  struct entry {
    path_pattern pattern;
    path_pattern beneath;  // only of one that guards and has no splat
    bool is_exemption = false;
    bool has_beneath = false;
  };
  [[nodiscard]] ruling of_name(const plain_path& path) const;
  [[nodiscard]] ruling of_file(const plain_path& path) const;

  clean_urls clean_;
  std::vector<entry> entries_;
  protection otherwise_ = protection::guarded;  // of what nothing is said of
};

}  // namespace owlet::site
