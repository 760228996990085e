// What a rule is for: the paths, and perhaps the hosts, that its first word names.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/site/capture.h"
#include "owlet/site/path_pattern.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

// How the client reached the site, or how a rule wants it to.
enum class url_scheme : std::uint8_t { unknown, http, https };

// The host of a request as rules compare it: in lower case, without port and dot at the end. Empty
// when it is none of letters, digits, dots, hyphens and underscores, so that nothing else can get
// into a response. Owns its bytes, and allocates nothing.
class plain_host {
public:
  plain_host() = default;
  explicit plain_host(std::string_view host_and_port);

  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

private:
  std::array<char, 255> bytes_{};  // the most that a name may have
  std::size_t size_ = 0;
};

// "/path", "https://host/path" or "http://host/path", with placeholders in both parts. A fragment
// is dropped, for it reaches no server; a host without a path is for its root.
class rule_source {
public:
  [[nodiscard]] static std::optional<text_problem> compile(std::string_view text,
                                                           capture_names& names, rule_source& out);

  [[nodiscard]] url_scheme scheme() const { return scheme_; }
  [[nodiscard]] bool has_host() const { return has_host_; }
  // How many of the captures, from the first on, are the host's.
  [[nodiscard]] std::size_t host_captures() const { return host_captures_; }
  [[nodiscard]] const path_pattern& path() const { return path_; }

  // Whether the host is right. A source without one is for all.
  [[nodiscard]] bool match_host(const plain_host& host, captures& found) const {
    return !has_host_ || host_.match({host.text(), false}, found);
  }

private:
  [[nodiscard]] std::optional<text_problem> compile_host(std::string_view text, std::size_t offset,
                                                         capture_names& names);

  url_scheme scheme_ = url_scheme::unknown;
  bool has_host_ = false;
  std::size_t host_captures_ = 0;
  path_pattern host_;
  path_pattern path_;
};

// Which scheme an absolute URL begins with; unknown for any other text.
[[nodiscard]] url_scheme scheme_of(std::string_view text);

// The size of the scheme and of what separates it: "https://".
[[nodiscard]] std::size_t prefix_size(url_scheme scheme);

// The text with each placeholder as an "x": what remains to be judged of a host.
[[nodiscard]] std::string without_placeholders(std::string_view text);

}  // namespace owlet::site
