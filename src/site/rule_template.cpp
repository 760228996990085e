// Templates: literals, and captures that are encoded for the place that they get into.
#include "owlet/site/rule_template.h"

#include <algorithm>

#include "owlet/http/percent.h"

namespace owlet::site {
namespace {

http::uri_text encoding_of(template_part part, const capture& found) {
  if (part != template_part::path) return http::uri_text::plain;
  return found.is_query ? http::uri_text::segment : http::uri_text::path;
}

void append_capture(std::string& out, template_part part, const capture& found) {
  const http::uri_text how = encoding_of(part, found);
  if (!found.is_query) {
    http::append_percent_encoded(out, found.text, how);
  } else {
    http::percent_reader reader(found.text, http::plus_sign::space);
    for (char byte = 0; reader.next(byte);) {
      http::append_percent_encoded(out, std::string_view(&byte, 1), how);
    }
  }
  if (found.ends_with_slash) out.push_back('/');
}

}  // namespace

void rule_template::add(std::string_view text, template_part part, const capture_names& names) {
  while (!text.empty()) {
    const std::size_t named = placeholder_size(text);
    const auto place = find_capture(names, text.substr(named > 0 ? 1 : 0, named - (named > 0)));
    if (named == 0 || !place) {
      const std::size_t size = std::max<std::size_t>(named, 1);
      add_literal(text.substr(0, size));
      text.remove_prefix(size);
      continue;
    }
    if (pieces_.empty() || pieces_.back().has_capture) pieces_.emplace_back();
    pieces_.back().has_capture = true;
    pieces_.back().place = *place;
    pieces_.back().part = part;
    text.remove_prefix(named);
  }
}

void rule_template::add_literal(std::string_view text) {
  if (pieces_.empty() || pieces_.back().has_capture) pieces_.emplace_back();
  pieces_.back().literal += text;
}

bool rule_template::is_constant() const {
  return std::none_of(pieces_.begin(), pieces_.end(),
                      [](const piece& each) { return each.has_capture; });
}

bool rule_template::expand(const captures& found, std::size_t most, std::string& out) const {
  for (const piece& each : pieces_) {
    out += each.literal;
    if (each.has_capture) append_capture(out, each.part, found[each.place]);
    if (out.size() > most) return false;
  }
  return true;
}

}  // namespace owlet::site
