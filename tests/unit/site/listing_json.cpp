// Tests of site/listing_json.
#include "owlet/site/listing_json.h"

#include <doctest/doctest.h>

#include <vector>

namespace owlet::site {
namespace {

std::string rendered(std::string_view path, std::span<const directory_entry> entries,
                     std::size_t at_a_time, listing_order order = {},
                     listing_end how = listing_end::complete) {
  listing_json json(order);
  std::string out;
  json.append_head(out, path);
  for (std::size_t at = 0; at < entries.size(); at += at_a_time) {
    json.render_some(entries.subspan(at, std::min(at_a_time, entries.size() - at)), out);
  }
  json.append_end(out, how);
  return out;
}

TEST_CASE("a directory is an object, an entry on each line, in however many pieces it is made") {
  const std::vector<directory_entry> entries = {
      {"sub \"1\"", 4096, {784111777, 5}, entry_kind::directory},
      {"\xff\n", 12, {0, 0}, entry_kind::file},
      {"big", UINT64_MAX - 12, {-1, 0}, entry_kind::file},
  };
  constexpr std::string_view kExpected =
      R"({"path":"/a\"/","sort":"size","order":"desc","entries":[
{"name":"sub \"1\"","href":"./sub%20%221%22/","type":"directory","mtime":"1994-11-06T08:49:37Z"},
{"name":"�\u000a","href":"./%FF%0A","type":"file","size":12,"mtime":"1970-01-01T00:00:00Z"},
{"name":"big","href":"./big","type":"file","size":18446744073709551603,"mtime":"1969-12-31T23:59:59Z"}
],"directories":1,"files":2,"bytes":18446744073709551615,"complete":false}
)";
  constexpr listing_order kOrder = {sort_key::size, sort_direction::descending};
  for (const std::size_t at_a_time : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
    CHECK(rendered("/a\"/", entries, at_a_time, kOrder, listing_end::cut) == kExpected);
  }
}

TEST_CASE("an empty directory has no entries") {
  CHECK(rendered("/", {}, 1) ==
        "{\"path\":\"/\",\"sort\":\"name\",\"order\":\"asc\",\"entries\":[\n"
        "],\"directories\":0,\"files\":0,\"bytes\":0,\"complete\":true}\n");
}

}  // namespace
}  // namespace owlet::site
