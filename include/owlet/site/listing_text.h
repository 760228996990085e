// What a listing says in HTML and in JSON alike: links, times, and how much there is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/site/directory_entry.h"

namespace owlet::site {

// Appends a relative reference (RFC 3986 section 4.2) to the bytes of a name: "./a%20b". The "./"
// keeps a colon from making a scheme of what is before it. There is nothing in it that HTML or JSON
// would have escaped; a slash stays.
void append_entry_link(std::string& out, std::string_view name);

// Appends "1994-11-06T08:49:37Z", in UTC; the nearest time within the years 0 to 9999 where the
// disk has another, as any user may write it there.
void append_entry_time(std::string& out, const file_time& time);

// What was rendered: to be said at the end, when it is known.
struct listing_totals {
  std::uint64_t directories = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  // of the files; the highest number there is, if they were more

  void add(const directory_entry& entry);
};

// Whether all entries of the directory were rendered, or there were more than may be.
enum class listing_end : std::uint8_t { complete, cut };

}  // namespace owlet::site
