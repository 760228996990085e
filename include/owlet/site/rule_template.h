// What a rule makes of its captures: a part of a Location or of a field value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/site/capture.h"

namespace owlet::site {

// Where a piece of text ends up, which says what of a capture is percent-encoded there.
enum class template_part : std::uint8_t {
  host,   // nothing: only what is a label of plain_host may be put here
  path,   // what is no pchar; the slashes of a splat stay, those of a query parameter do not
  plain,  // what is not unreserved: for queries, fragments and field values
};

// A text with placeholders, compiled once. A colon whose name is not among the rule's captures
// stands for itself ("Placeholders with no replacement are left alone", as Cloudflare's code has
// it), so that "https://en.wikipedia.org/wiki/Help:Contents" is one.
class rule_template {
public:
  // Appends a piece to the template.
  void add(std::string_view text, template_part part, const capture_names& names);

  // Appends literal bytes as they are.
  void add_literal(std::string_view text);

  [[nodiscard]] bool is_constant() const;

  // Appends the text. False, with part of it appended, when `out` would have more bytes than
  // `most`.
  [[nodiscard]] bool expand(const captures& found, std::size_t most, std::string& out) const;

private:
  struct piece {
    std::string literal;
    bool has_capture = false;  // which follows the literal
    std::uint8_t place = 0;
    template_part part = template_part::plain;
  };

  std::vector<piece> pieces_;
};

}  // namespace owlet::site
