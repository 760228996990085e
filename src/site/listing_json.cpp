// The entries of a directory -> JSON, an entry on each line.
#include "owlet/site/listing_json.h"

#include "owlet/base/shown_text.h"
#include "owlet/base/timestamp.h"
#include "owlet/site/listing_query.h"

namespace owlet::site {

void listing_json::append_head(std::string& out, std::string_view path) const {
  out += "{\"path\":\"";
  base::append_json_text(out, path);
  out.append("\",\"sort\":\"").append(text_of(order_.key));
  out.append("\",\"order\":\"").append(text_of(order_.direction));
  out += "\",\"entries\":[";
}

void listing_json::render_some(std::span<const directory_entry> entries, std::string& out) {
  for (const directory_entry& entry : entries) append_entry(out, entry);
}

void listing_json::append_entry(std::string& out, const directory_entry& entry) {
  const bool is_first = totals_.directories + totals_.files == 0;
  out += is_first ? "\n{\"name\":\"" : ",\n{\"name\":\"";
  base::append_json_text(out, entry.name);
  out += "\",\"href\":\"";
  append_entry_link(out, entry.name);
  if (entry.kind == entry_kind::directory) {
    out += "/\",\"type\":\"directory\"";
  } else {
    out += "\",\"type\":\"file\",\"size\":";
    base::append_number(out, entry.size);
  }
  out += ",\"mtime\":\"";
  append_entry_time(out, entry.mtime);
  out += "\"}";
  totals_.add(entry);
}

void listing_json::append_end(std::string& out, listing_end how) const {
  out += "\n],\"directories\":";
  base::append_number(out, totals_.directories);
  out += ",\"files\":";
  base::append_number(out, totals_.files);
  out += ",\"bytes\":";
  base::append_number(out, totals_.bytes);
  out += how == listing_end::complete ? ",\"complete\":true}\n" : ",\"complete\":false}\n";
}

}  // namespace owlet::site
