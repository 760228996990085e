// The entries of a directory -> a page for people.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "owlet/site/listing_order.h"
#include "owlet/site/listing_text.h"

namespace owlet::site {

// The Content-Security-Policy that the page can live with: its own style and script by their
// hashes, and a picture that is part of the page. Nothing is loaded from elsewhere.
[[nodiscard]] std::string_view listing_page_policy();

// Writes the page (HTML, UTF-8) piece by piece: the head at once, so that something can be sent
// before the directory is read; then the entries, as many at a time as there is time for; the end.
// Pure; nothing is borrowed between two calls. A row takes 190 bytes and its name twice: in the
// link, percent-encoded, and as text.
class listing_page {
public:
  // So many bytes of the path are above the root, and no link leads there.
  explicit listing_page(listing_order order, std::size_t prefix_bytes = 0);

  // `path` is the directory's as the client knows it, decoded: "/", "/a/b/".
  void append_head(std::string& out, std::string_view path) const;

  // In the order in which they are to be seen.
  void render_some(std::span<const directory_entry> entries, std::string& out);

  void append_end(std::string& out, listing_end how) const;

private:
  void append_entry(std::string& out, const directory_entry& entry);
  void append_directory(std::string& out, const directory_entry& entry) const;
  void append_file(std::string& out, const directory_entry& entry) const;
  void append_sum(std::string& out) const;

  listing_order order_;
  std::size_t prefix_bytes_;
  std::string
      query_;         // of links to other directories, as HTML: the order is kept, if it is another
  std::string time_;  // of the entry that is being written
  listing_totals totals_;
};

}  // namespace owlet::site
