// The files of the root that are for owlet: rules and error pages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/http/status.h"
#include "owlet/site/content_hash.h"
#include "owlet/site/document_root.h"
#include "owlet/site/header_rules.h"
#include "owlet/site/redirect_rules.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

inline constexpr std::string_view kRedirectsName = "_redirects";
inline constexpr std::string_view kHeadersName = "_headers";

// Whether the path, relative to the root, is that of a file of rules, or of a coding of one: they
// are never served.
[[nodiscard]] bool is_rule_file_or_coding(std::string_view path);
[[nodiscard]] inline bool is_rule_file(std::string_view path) {
  return path.starts_with('_') && is_rule_file_or_coding(path);
}

// Knows which of these files there are, and holds the compiled rules. Looks at the disk once in a
// second at the most, and then with one system call while there is none of these files, and one
// more for each file of rules. A new version of rules that has a mistake in it is reported, and the
// last good one stays.
class special_files {
public:
  // Reads all. Throws std::system_error when a file of rules has a mistake or cannot be read; each
  // mistake has been said as a message then.
  explicit special_files(const document_root& root);

  // Looks whether anything has changed, when a second has passed since the last look.
  void refresh(const document_root& root, const base::moment& now);
  // The same of another root, at once.
  void move_to(const document_root& root);

  [[nodiscard]] const redirect_rules& redirects() const { return redirects_; }
  [[nodiscard]] const header_rules& headers() const { return headers_; }
  // Another number whenever the rules for fields are other ones.
  [[nodiscard]] std::uint64_t headers_version() const { return headers_version_; }

  // Whether a root can have a page for a status.
  [[nodiscard]] static bool may_have_page(http::status status);
  // The path of the page that the root has for a status, "404.html" or "50x.html"; nothing if it
  // has none. A page for the very status comes first.
  [[nodiscard]] const std::string* page_of(http::status status) const;

private:
  struct page {
    http::status status;
    std::string path;
  };
  // A file of rules, good or not.
  struct rule_file {
    file_info info;
    content_digest digest;
    std::string_view trouble;  // why it could not be read; empty when it could
    bool was_read = false;
  };
  // Whether what is wrong stops owlet, or leaves the rules as they were.
  enum class on_mistake : bool { stop, stay };

  void scan(const document_root& root, on_mistake then);
  void look_for_pages(const document_root& root);
  [[nodiscard]] bool has_changed(const document_root& root) const;
  template <typename Rules>
  bool load(const document_root& root, std::string_view name, on_mistake then, rule_file& known,
            Rules& rules);

  redirect_rules redirects_;
  header_rules headers_;
  std::uint64_t headers_version_ = 1;
  rule_file redirects_file_;
  rule_file headers_file_;
  file_info directory_;
  std::int64_t scanned_nanoseconds_ = 0;  // since 1970
  std::optional<base::time_point> next_look_;
  std::vector<page> pages_;
};

}  // namespace owlet::site
