// The paths and the hosts that a rule is for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/site/capture.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

// What a pattern is matched with.
enum class pattern_kind : std::uint8_t {
  path,  // segments between slashes; escapes stand for their bytes
  host,  // labels between dots, in lower case; no splat
};

// A path in its one normal form, as http::target_path has it.
struct plain_path {
  std::string_view path;         // decoded, with no slash at either end
  bool ends_with_slash = false;  // the slash that `path` does not have
};

// A pattern, compiled once. In it,
//  - `:name` stands for one or more bytes of one segment, as many as there can be;
//  - `*`, the splat, stands for any number of bytes, slashes among them; there may be one. Behind a
//    slash at the end it also stands for nothing at all, slash included: "/blog/*" is for "/blog";
//  - everything else stands for itself, and capitals are not small letters.
// A slash at the end means nothing, neither in the pattern nor in the path (Netlify: "will match
// paths to rules regardless of whether or not they contain a trailing slash"), but what a splat at
// the end stands for keeps it.
//
// Matching allocates nothing. It is linear in the path: no pattern makes it try again, for a
// placeholder never shares its segment with a splat, nor touches another placeholder.
class path_pattern {
public:
  // Compiles a pattern, and adds the names of its captures to `names`. What was compiled is only
  // of use when there is no problem. A path begins with its slash, and has no query or fragment.
  [[nodiscard]] static std::optional<text_problem> compile(std::string_view text, pattern_kind kind,
                                                           capture_names& names, path_pattern& out);

  // Fills in the captures of a text that matches; of one that does not, they are of no use.
  [[nodiscard]] bool match(const plain_path& subject, captures& found) const;

  // Whether it stands for one path only.
  [[nodiscard]] bool is_static() const { return is_static_; }
  // That path as plain_path::path has it; or what all paths begin with that it stands for.
  [[nodiscard]] const std::string& literal() const { return literal_; }

private:
  struct part {
    std::string before;  // literal
    std::uint8_t place;  // of the capture that follows it
  };
  struct segment {
    std::vector<part> parts;
    std::string tail;  // literal
  };
  class compiler;

  [[nodiscard]] static bool match_segment(const segment& pattern, std::string_view text,
                                          captures& found);
  [[nodiscard]] bool match_splat(std::string_view middle, bool ends_with_slash,
                                 captures& found) const;
  [[nodiscard]] std::string_view take_front(std::string_view& rest) const;
  [[nodiscard]] std::string_view take_back(std::string_view& rest) const;

  char separator_ = '/';
  bool is_static_ = true;
  bool has_splat_ = false;
  std::uint8_t splat_place_ = 0;
  std::string literal_;          // all of it, or what comes before the segment of the first capture
  std::vector<segment> before_;  // the segments before that of the splat, or all
  std::string splat_before_;     // literals in the segment of the splat
  std::string splat_after_;
  std::vector<segment> after_;
};

}  // namespace owlet::site
