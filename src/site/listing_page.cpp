// The entries of a directory -> a page for people. What it looks like is in listing.html.
#include "owlet/site/listing_page.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "listing_template.h"
#include "owlet/base/byte_size.h"
#include "owlet/base/shown_text.h"
#include "owlet/site/file_icon.h"
#include "owlet/site/listing_query.h"

namespace owlet::site {
namespace {

// A browser lays a group of rows out when it comes near the window, and not before.
constexpr std::uint64_t kGroupRows = 200;

constexpr std::string_view kPolicyStart = "default-src 'none'; img-src data:; style-src 'sha256-";
constexpr std::string_view kPolicyMiddle = "'; script-src 'sha256-";
constexpr std::string_view kPolicyEnd =
    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr auto kPolicy = [] {
  constexpr std::size_t kSize = kPolicyStart.size() + kStyleDigest.size() + kPolicyMiddle.size() +
                                kScriptDigest.size() + kPolicyEnd.size();
  std::array<char, kSize> policy{};
  char* at = policy.data();
  for (const std::string_view text :
       {kPolicyStart, kStyleDigest, kPolicyMiddle, kScriptDigest, kPolicyEnd}) {
    at = std::copy(text.begin(), text.end(), at);
  }
  return policy;
}();

// Writes a part: its texts, and at each slot what `fill` writes there.
template <typename Pieces, typename Fill>
void append_pieces(std::string& out, const Pieces& pieces, Fill fill) {
  for (const auto& piece : pieces) {
    out += piece.text;
    fill(piece.slot);
  }
}

// Where the entries are: all before this is the head.
constexpr std::size_t kHeadPieces = [] {
  std::size_t count = 0;
  while (kPagePart[count].slot != page_slot::entries) ++count;
  return count + 1;
}();

void append_link_query(std::string& out, listing_order order) {
  out.append("?sort=").append(text_of(order.key));
  out.append("&amp;order=").append(text_of(order.direction));
}

void append_column(std::string& out, std::string_view label, sort_key key, listing_order order) {
  append_pieces(out, kColumnPart, [&](column_slot slot) {
    switch (slot) {
      case column_slot::key: out += text_of(key); return;
      case column_slot::sorted:
        if (key != order.key) return;
        out += order.direction == sort_direction::ascending ? " aria-sort=\"ascending\""
                                                            : " aria-sort=\"descending\"";
        return;
      case column_slot::click: append_link_query(out, order_after_click(key, order)); return;
      case column_slot::label: out += label; return;
      case column_slot::end: return;
    }
  });
}

// One of the folders above, by so many steps up.
void append_crumb(std::string& out, std::string_view name, std::size_t steps,
                  std::string_view query) {
  append_pieces(out, kCrumbPart, [&](crumb_slot slot) {
    switch (slot) {
      case crumb_slot::up:
        for (std::size_t i = 0; i < steps; ++i) out += "../";
        return;
      case crumb_slot::query: out += query; return;
      case crumb_slot::name: base::append_html_text(out, name); return;
      case crumb_slot::end: return;
    }
  });
}

constexpr std::string_view kTop = "Home";

// The nearest folders above that are named: each of the two thousand that a path has room for would
// need a longer link than the one below it.
constexpr std::size_t kMaxCrumbs = 32;

// Of a path without slashes at its ends: the last name, and what is before it.
struct split_path {
  std::string_view above;
  std::string_view name;  // empty: the root
};

split_path split(std::string_view path) {
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  path.remove_suffix(path.ends_with('/') ? 1 : 0);
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

void append_crumbs(std::string& out, const split_path& path, std::string_view query) {
  if (path.name.empty()) return;
  const auto slashes = static_cast<std::size_t>(std::ranges::count(path.above, '/'));
  std::size_t steps = path.above.empty() ? 1 : slashes + 2;
  append_crumb(out, kTop, steps, query);
  for (std::string_view rest = path.above; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (--steps <= kMaxCrumbs) append_crumb(out, name, steps, query);
  }
}

void append_here(std::string& out, std::string_view name) {
  append_pieces(out, kHerePart, [&](here_slot slot) {
    switch (slot) {
      case here_slot::name: base::append_html_text(out, name.empty() ? kTop : name); return;
      case here_slot::end: return;
    }
  });
}

void append_parent(std::string& out, std::string_view query) {
  append_pieces(out, kParentPart, [&](parent_slot slot) {
    switch (slot) {
      case parent_slot::query: out += query; return;
      case parent_slot::end: return;
    }
  });
}

// A part that only says that something is so.
template <typename Slot, std::size_t kCount>
void append_note(std::string& out, const template_piece<Slot> (&pieces)[kCount],
                 std::uint64_t number = 0) {
  append_pieces(out, pieces, [&](Slot slot) {
    if (slot != Slot::end) base::append_grouped(out, number);
  });
}

// "1994-11-06 08:49" of "1994-11-06T08:49:37Z"
void append_minute(std::string& out, std::string_view time) {
  out.append(time.substr(0, 10)).append(" ").append(time.substr(11, 5));
}

}  // namespace

std::string_view listing_page_policy() { return {kPolicy.data(), kPolicy.size()}; }

listing_page::listing_page(listing_order order, std::size_t prefix_bytes)
    : order_(order), prefix_bytes_(prefix_bytes) {
  if (order != listing_order()) append_link_query(query_, order);
}

void listing_page::append_head(std::string& out, std::string_view path) const {
  const split_path parts = split(path.substr(prefix_bytes_));
  append_pieces(out, std::span(kPagePart).first(kHeadPieces), [&](page_slot slot) {
    switch (slot) {
      case page_slot::path: base::append_html_text(out, path); return;
      case page_slot::crumb: append_crumbs(out, parts, query_); return;
      case page_slot::here: append_here(out, parts.name); return;
      case page_slot::column:
        append_column(out, "Name", sort_key::name, order_);
        append_column(out, "Size", sort_key::size, order_);
        append_column(out, "Modified", sort_key::time, order_);
        return;
      case page_slot::parent:
        if (!parts.name.empty()) append_parent(out, query_);
        return;
      case page_slot::entries:
      case page_slot::empty:
      case page_slot::cut:
      case page_slot::sum:
      case page_slot::end: return;
    }
  });
}

void listing_page::render_some(std::span<const directory_entry> entries, std::string& out) {
  for (const directory_entry& entry : entries) append_entry(out, entry);
}

void listing_page::append_entry(std::string& out, const directory_entry& entry) {
  const std::uint64_t rows = totals_.directories + totals_.files;
  if (rows > 0 && rows % kGroupRows == 0) append_note(out, kGroupPart);
  time_.clear();
  append_entry_time(time_, entry.mtime);
  if (entry.kind == entry_kind::directory) {
    append_directory(out, entry);
  } else {
    append_file(out, entry);
  }
  totals_.add(entry);
}

void listing_page::append_directory(std::string& out, const directory_entry& entry) const {
  append_pieces(out, kDirectoryPart, [&](directory_slot slot) {
    switch (slot) {
      case directory_slot::href: append_entry_link(out, entry.name); return;
      case directory_slot::query: out += query_; return;
      case directory_slot::name: base::append_html_text(out, entry.name); return;
      case directory_slot::time: out += time_; return;
      case directory_slot::minute: append_minute(out, time_); return;
      case directory_slot::end: return;
    }
  });
}

void listing_page::append_file(std::string& out, const directory_entry& entry) const {
  append_pieces(out, kFilePart, [&](file_slot slot) {
    switch (slot) {
      case file_slot::icon: out += file_icon_of(entry.name); return;
      case file_slot::href: append_entry_link(out, entry.name); return;
      case file_slot::name: base::append_html_text(out, entry.name); return;
      case file_slot::bytes: base::append_grouped(out, entry.size); return;
      case file_slot::size: base::append_byte_size(out, entry.size); return;
      case file_slot::time: out += time_; return;
      case file_slot::minute: append_minute(out, time_); return;
      case file_slot::end: return;
    }
  });
}

void listing_page::append_sum(std::string& out) const {
  append_pieces(out, kSumPart, [&](sum_slot slot) {
    switch (slot) {
      case sum_slot::directories: base::append_grouped(out, totals_.directories); return;
      case sum_slot::files: base::append_grouped(out, totals_.files); return;
      case sum_slot::size: base::append_byte_size(out, totals_.bytes); return;
      case sum_slot::end: return;
    }
  });
}

void listing_page::append_end(std::string& out, listing_end how) const {
  const std::uint64_t rows = totals_.directories + totals_.files;
  append_pieces(out, std::span(kPagePart).subspan(kHeadPieces), [&](page_slot slot) {
    switch (slot) {
      case page_slot::empty:
        if (rows == 0) append_note(out, kEmptyPart);
        return;
      case page_slot::cut:
        if (how == listing_end::cut) append_note(out, kCutPart, rows);
        return;
      case page_slot::sum:
        if (rows > 0) append_sum(out);
        return;
      case page_slot::path:
      case page_slot::crumb:
      case page_slot::here:
      case page_slot::column:
      case page_slot::parent:
      case page_slot::entries:
      case page_slot::end: return;
    }
  });
}

}  // namespace owlet::site
