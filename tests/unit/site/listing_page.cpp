// Tests of site/listing_page.
#include "owlet/site/listing_page.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace owlet::site {
namespace {

constexpr auto kDirectory = entry_kind::directory;
constexpr auto kFile = entry_kind::file;

std::string head(std::string_view path, listing_order order = {}) {
  std::string out;
  listing_page(order).append_head(out, path);
  return out;
}

std::string rows(std::span<const directory_entry> entries, listing_order order = {}) {
  std::string out;
  listing_page(order).render_some(entries, out);
  return out;
}

std::string end_of(std::span<const directory_entry> entries, listing_end how) {
  listing_page page({});
  std::string ignored;
  page.render_some(entries, ignored);
  std::string out;
  page.append_end(out, how);
  return out;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_CASE("a file has its link, its name, its size and its time") {
  const directory_entry entry = {"a b.png", 12'345'678, {784111777, 0}, kFile};
  CHECK(rows({&entry, 1}) ==
        R"(<tr><th scope="row"><a class="image" href="./a%20b.png"><bdi>a b.png</bdi></a></th>)"
        R"(<td class="size" title="12,345,678 bytes">12.3 MB</td>)"
        R"(<td><time datetime="1994-11-06T08:49:37Z">1994-11-06 08:49</time></td></tr>)"
        "\n");
}

TEST_CASE("a directory's link ends in a slash, and takes an unusual order along") {
  const directory_entry entry = {"d", 4096, {0, 0}, kDirectory};
  CHECK(has(rows({&entry, 1}), R"(<a class="directory" href="./d/"><bdi>d</bdi></a>)"));
  CHECK(has(rows({&entry, 1}, {sort_key::size, sort_direction::ascending}),
            R"(href="./d/?sort=size&amp;order=asc")"));
}

TEST_CASE("no name gets out of its place") {
  constexpr std::string_view kNames[] = {
      "<script>alert(1)</script>",
      "\" onclick=\"alert(1)",
      "' onclick='x",
      "--><!--",
      "javascript:alert(1)",
      "//evil.example",
      "a\nb",
      "\xe2\x80\xaegpj.exe",
      "\xe2\x81\xa9",
      "\xff\xfe",
      "</bdi></a>",
      "&lt;",
      "{{name}}",
  };
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    for (const entry_kind kind : {kDirectory, kFile}) {
      const directory_entry entry = {name, 1, {0, 0}, kind};
      const directory_entry plain = {"a", 1, {0, 0}, kind};
      const std::string row = rows({&entry, 1});
      for (const std::string_view mark : {"<", ">", "\"", "\n", "'", "\xe2\x80\xae"}) {
        CHECK(count_of(row, mark) == count_of(rows({&plain, 1}), mark));
      }
      CHECK(count_of(row, " href=\"./") == 1);
    }
  }
}

TEST_CASE("a path is as harmless in the head as a name in a row") {
  const std::string evil = head("/<script>alert(1)</script>/\"'\n&{{path}}/");
  const std::string plain = head("/a/b/c/");  // the slash of "</script>" makes three as well
  for (const std::string_view mark : {"<", ">", "\"", "'"}) {
    CHECK(count_of(evil, mark) == count_of(plain, mark));
  }
}

TEST_CASE("the folders above are named with their links, the nearest last") {
  const std::string deep = head("/a/b&/c/");
  CHECK(has(deep, R"(<li><a href="../../../"><bdi>Home</bdi></a></li>
<li><a href="../../"><bdi>a</bdi></a></li>
<li><a href="../"><bdi>b&amp;</bdi></a></li>
<li><span aria-current="page"><bdi>c</bdi></span></li>
</ol>)"));
  CHECK(has(deep, R"(<a class="up" href="../">)"));
  CHECK(has(head("/a/"), R"(<a href="../"><bdi>Home</bdi></a></li>
<li><span aria-current="page"><bdi>a</bdi></span></li>)"));
  CHECK(has(head("/a/", {sort_key::time, sort_direction::descending}),
            R"(<a class="up" href="../?sort=time&amp;order=desc">)"));
}

TEST_CASE("nothing is above the root") {
  const std::string top = head("/");
  CHECK(has(top, R"(<ol><li><span aria-current="page"><bdi>Home</bdi></span></li>)"));
  CHECK(!has(top, "../"));
}

TEST_CASE("a path of very many folders names the nearest of them") {
  std::string path = "/";
  for (int i = 0; i < 2000; ++i) path += "a/";
  const std::string deep = head(path);
  CHECK(count_of(deep, "<li>") == 34);
  CHECK(deep.size() < 40'000);
}

TEST_CASE("the column that orders says so, and a click on it turns the order round") {
  const std::string by_name = head("/");
  CHECK(has(by_name, R"(class="name" aria-sort="ascending"><a href="?sort=name&amp;order=desc">)"));
  CHECK(has(by_name, R"(class="size"><a href="?sort=size&amp;order=desc">Size</a>)"));
  const std::string by_time = head("/", {sort_key::time, sort_direction::descending});
  CHECK(has(by_time, R"(class="time" aria-sort="descending"><a href="?sort=time&amp;order=asc">)"));
  CHECK(count_of(by_time, " aria-sort=\"") == 1);
}

TEST_CASE("the end says how much there was") {
  const std::vector<directory_entry> entries = {
      {"d", 1, {0, 0}, kDirectory}, {"f", 1500, {0, 0}, kFile}, {"g", 1, {0, 0}, kFile}};
  const std::string end = end_of(entries, listing_end::complete);
  CHECK(has(end, "Folders: 1, files: 2, together 1.50 kB."));
  CHECK(!has(end, "This folder is empty"));
  CHECK(!has(end, "There are more"));
  CHECK(end.ends_with("</html>\n"));
  const std::string empty = end_of({}, listing_end::complete);
  CHECK(has(empty, "This folder is empty"));
  CHECK(!has(empty, "Folders:"));
  CHECK(has(end_of(entries, listing_end::cut), "There are more than 3 of them"));
}

TEST_CASE("rows come in groups, in however many pieces they are rendered") {
  const std::vector<directory_entry> entries(401, {"f", 1, {0, 0}, kFile});
  const std::string whole = rows(entries);
  CHECK(count_of(whole, "<tbody") == 2);
  CHECK(count_of(rows(std::span(entries).first(200)), "<tbody") == 0);
  listing_page page({});
  std::string pieces;
  for (const directory_entry& entry : entries) page.render_some({&entry, 1}, pieces);
  CHECK(pieces == whole);
}

TEST_CASE("the policy knows style and script by their hashes, and the page has no other") {
  const std::string_view policy = listing_page_policy();
  CHECK(policy.starts_with("default-src 'none'; "));
  CHECK(count_of(policy, "'sha256-") == 2);
  CHECK(!has(policy, "unsafe"));
  const std::string page = head("/a/") + end_of({}, listing_end::complete);
  CHECK(count_of(page, "<style>") == 1);
  CHECK(count_of(page, "<script>") == 1);
  CHECK(!has(page, " style=\""));
  CHECK(!has(page, "{{"));
  CHECK(!has(page, "<!--"));
  CHECK(count_of(page, "http") == 1);  // the name of SVG's namespace
}

TEST_CASE("no link leads above the root") {
  std::string page;
  listing_page({}, 6).append_head(page, "/app/x/dir/sub/");
  CHECK(page.find("<title>Files in /app/x/dir/sub/") != page.npos);
  CHECK(page.find("href=\"../../\"><bdi>Home</bdi>") != page.npos);
  CHECK(page.find("href=\"../\"><bdi>dir</bdi>") != page.npos);
  CHECK(page.find("../../../") == page.npos);
  std::string top;
  listing_page({}, 6).append_head(top, "/app/x/");
  CHECK(top.find("../") == top.npos);
}

}  // namespace
}  // namespace owlet::site
