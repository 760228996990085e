// The entries of a directory -> JSON, for programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "owlet/site/listing_order.h"
#include "owlet/site/listing_text.h"

namespace owlet::site {

// Writes an object (RFC 8259, UTF-8), as listing_page writes the page:
//
//   {"path": "/a/", "sort": "name", "order": "asc", "entries": [
//     {"name": "b c", "href": "./b%20c/", "type": "directory", "mtime": "1994-11-06T08:49:37Z"},
//     {"name": "d", "href": "./d", "type": "file", "size": 12, "mtime": "..."}],
//    "directories": 1, "files": 1, "bytes": 12, "complete": true}
//
//  - path, name: as text. What is no UTF-8 in it is U+FFFD; else it is what the disk has.
//  - href: the name itself, percent-encoded byte by byte, whatever the bytes are; relative to the
//    path. A directory's ends with a slash.
//  - type: "directory" or "file". Only a file has a size, in bytes.
//  - mtime: RFC 3339, in UTC, whole seconds.
//  - directories, files, bytes: of the entries that are here. complete: false if there are more.
//
// Members may be added to either object. Pure; nothing is borrowed between two calls.
class listing_json {
public:
  explicit listing_json(listing_order order) : order_(order) {}

  // `path` is the directory's as the client knows it, decoded: "/", "/a/b/".
  void append_head(std::string& out, std::string_view path) const;

  // In the order in which they are to be read.
  void render_some(std::span<const directory_entry> entries, std::string& out);

  void append_end(std::string& out, listing_end how) const;

private:
  void append_entry(std::string& out, const directory_entry& entry);

  listing_order order_;
  listing_totals totals_;
};

}  // namespace owlet::site
