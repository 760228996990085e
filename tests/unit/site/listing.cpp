// Tests of site/listing.
#include "owlet/site/listing.h"

#include <doctest/doctest.h>

#include <string>

#include "../support.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using testing::temporary_directory;

constexpr base::time_point kNever = base::time_point::max();
constexpr base::time_point kOver{};
constexpr auto kMore = listing_progress::more;

listing listing_of(const temporary_directory& directory, listing_form form = listing_form::json) {
  document_root root(directory.path());
  opened_file opened = root.open_directory("");
  return {{std::move(opened.fd), std::move(root), "", {}},
          {.path = "/", .order = {}, .form = form}};
}

void fill(const temporary_directory& directory, int files) {
  for (int i = 0; i < files; ++i) directory.write("file" + std::to_string(i), "x");
}

// Takes the chunks of RFC 9112 section 7.1 apart, to the last one.
std::string unchunked(const std::string& text) {
  std::string content;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = text.find("\r\n", at);
    REQUIRE(end != text.npos);
    const std::size_t size = std::stoul(text.substr(at, end - at), nullptr, 16);
    at = end + 2;
    REQUIRE(text.substr(at + size, 2) == "\r\n");
    if (size == 0) break;
    content += text.substr(at, size);
    at += size + 2;
  }
  CHECK(at + 2 == text.size());
  return content;
}

TEST_CASE("a small directory is listed in one go") {
  const temporary_directory directory;
  fill(directory, 3);
  listing small = listing_of(directory);
  REQUIRE(small.read_small(kNever) == reading::done);
  const std::string text = small.whole();
  CHECK(text.ends_with("\"files\":3,\"bytes\":3,\"complete\":true}\n"));
  CHECK(small.content_bytes() == text.size());
}

TEST_CASE("a directory is small up to a number of entries, and within its time") {
  const temporary_directory directory;
  fill(directory, static_cast<int>(base::kSmallListingEntries));
  CHECK(listing_of(directory).read_small(kNever) == reading::done);
  CHECK(listing_of(directory).read_small(kOver) == reading::more);
  fill(directory, static_cast<int>(base::kSmallListingEntries) + 1);
  CHECK(listing_of(directory).read_small(kNever) == reading::more);
}

TEST_CASE("whatever time there is at once, the listing is the same, in pieces") {
  const temporary_directory directory;
  fill(directory, 1000);
  for (const listing_form form : {listing_form::html, listing_form::json}) {
    const std::string whole = listing_of(directory, form).whole();
    for (const base::time_point end : {kNever, kOver}) {
      listing plain = listing_of(directory, form);
      listing chunked = listing_of(directory, form);
      std::string text;
      std::string chunks;
      int calls = 1;
      std::size_t before = 0;
      while (plain.append_some(text, listing_framing::none, end) == kMore) {
        CHECK(text.size() - before < base::kQueueMarkBytes + 64 * 1024);
        before = text.size();
        ++calls;
      }
      while (chunked.append_some(chunks, listing_framing::chunked, end) == kMore) continue;
      CHECK(calls > (end == kOver ? 60 : 1));
      CHECK(text == whole);
      CHECK(unchunked(chunks) == whole);
      CHECK(plain.content_bytes() == whole.size());
      CHECK(chunked.content_bytes() == whole.size());
    }
  }
}

TEST_CASE("the head of a listing is there before its directory is read") {
  const temporary_directory directory;
  fill(directory, 1000);
  listing page = listing_of(directory, listing_form::html);
  std::string text;
  CHECK(page.append_some(text, listing_framing::none, kOver) == kMore);
  CHECK(text.starts_with("<!doctype html>"));
  CHECK(text.find("file0") == text.npos);
}

// Reading a file as a directory fails.
TEST_CASE("where the disk fails there is no listing, and none that looks whole") {
  const temporary_directory directory;
  directory.write("file", "x");
  const auto broken = [&] {
    document_root root(directory.path());
    opened_file file = root.open("file");
    return listing({std::move(file.fd), std::move(root), "", {}}, {.path = "/", .order = {}});
  };
  CHECK(broken().read_small(kNever) == reading::failed);
  listing cut = broken();
  std::string text;
  CHECK(cut.append_some(text, listing_framing::chunked, kOver) == kMore);
  CHECK(cut.append_some(text, listing_framing::chunked, kOver) == listing_progress::failed);
  CHECK(text.find("0\r\n\r\n") == text.npos);
}

TEST_CASE("a listing knows what it holds") {
  const temporary_directory directory;
  fill(directory, 1000);
  listing large = listing_of(directory);
  const std::size_t before = large.memory_bytes();
  std::string text;
  while (large.append_some(text, listing_framing::none, kOver) == kMore) {
    CHECK(large.memory_bytes() < 1'000'000);
  }
  CHECK(large.memory_bytes() > before + 1000 * sizeof(directory_entry));
}

}  // namespace
}  // namespace owlet::site
