// What a listing says in HTML and in JSON alike.
#include "owlet/site/listing_text.h"

#include <algorithm>
#include <limits>

#include "owlet/base/timestamp.h"
#include "owlet/http/percent.h"

namespace owlet::site {

void append_entry_link(std::string& out, std::string_view name) {
  out += "./";
  http::append_percent_encoded(out, name, http::uri_text::plain);
}

void append_entry_time(std::string& out, const file_time& time) {
  constexpr std::int64_t kEarliest = -62'167'219'200;  // 0000-01-01T00:00:00Z
  constexpr std::int64_t kLatest = 253'402'300'799;    // 9999-12-31T23:59:59Z
  base::append_iso_time(out, std::clamp(time.seconds, kEarliest, kLatest));
  out += 'Z';
}

void listing_totals::add(const directory_entry& entry) {
  if (entry.kind == entry_kind::directory) {
    ++directories;
    return;
  }
  ++files;
  bytes += std::min(entry.size, std::numeric_limits<std::uint64_t>::max() - bytes);
}

}  // namespace owlet::site
