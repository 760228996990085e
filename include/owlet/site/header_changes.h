// What a site's own rules change in the fields of one response.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace owlet::site {

// Collects the changes in their order. Names compare without regard to case. Owns all of its text,
// so that it may be kept for a path as long as the rules are the same.
class header_changes {
public:
  struct field {
    std::string name;
    std::string value;
    bool is_removed = false;  // then there is no value
  };

  void clear() { fields_.clear(); }
  [[nodiscard]] bool is_empty() const { return fields_.empty(); }

  // Gives a field a value. One that a rule has given a value before gets both, joined by ", "
  // (Netlify and Cloudflare); Set-Cookie, which cannot be joined (RFC 9110 section 5.3), becomes
  // two lines.
  void set(std::string_view name, std::string_view value);

  // Takes away what rules have set before, and what the server would send of itself.
  void remove(std::string_view name);

  // Takes over what `weaker` says of names that nothing is said of here.
  void add_defaults(const header_changes& weaker);

  // Whether the server has to leave its own field of this name out.
  [[nodiscard]] bool replaces(std::string_view name) const;

  // The value that a field has by the rules; empty when it has none.
  [[nodiscard]] std::string_view value(std::string_view name) const;

  // What is to be joined to the server's own Vary, for that one cannot be replaced; empty when
  // there is nothing.
  [[nodiscard]] std::string_view vary() const { return value("Vary"); }

  // In the order in which they were first named.
  [[nodiscard]] const std::vector<field>& fields() const { return fields_; }

private:
  [[nodiscard]] const field* find(std::string_view name) const;

  std::vector<field> fields_;
};

}  // namespace owlet::site
