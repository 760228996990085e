// Tests of site/listings: what those that are under way may take together.
#include "owlet/site/listings.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "owlet/site/plan_response.h"
#include "served_directory.h"

namespace owlet::site {
namespace {

constexpr auto kAtOnce = base::kMaxListingBytes / base::kListingShareBytes;
constexpr int kTurns = 10'000;  // more than any of these needs

// A tree of one directory, and its listings; each call is of a turn of its own.
struct listed_directory {
  explicit listed_directory(int entries) {
    for (int i = 0; i < entries; ++i) directory.write("file" + std::to_string(i), "x");
  }

  listings::opened open(const options& how = {}, base::disk_wait wait = base::disk_wait::refused) {
    request.minor_version = 1;
    return all.open(from, "", request, target, how, {wait, next()});
  }
  std::string tag(const options& how) { return std::string(open(how).page.validators.tag.view()); }
  // What becomes of it.
  listing_progress take(open_listing& under_way) {
    for (int turn = 0; turn < kTurns; ++turn) {
      std::string out;
      const listing_progress come = all.go_on(under_way, out, next());
      if (come != listing_progress::more) return come;
    }
    return listing_progress::more;
  }
  base::moment next() { return testing::late(++turns * base::duration(1)); }

  testing::temporary_directory directory;
  http::request request = testing::request_with({});
  tree from{document_root(directory.path()), {}, {}};
  http::target_path target;
  listings all;
  int turns = 0;
};

TEST_CASE("a small directory takes no share of what large ones may take") {
  listed_directory small(3);
  for (std::size_t i = 0; i < 2 * kAtOnce; ++i) {
    const listings::opened found = small.open();
    CHECK(found.kind == file_kind::directory);
    CHECK(found.rest == nullptr);
  }
}

TEST_CASE("what else decides about what is in a listing is in its tag") {
  listed_directory small(3);
  options how;
  const std::string plain = small.tag(how);
  CHECK(plain.starts_with("W/"));
  CHECK(small.tag(how) == plain);
  how.dotfiles = dotfile_use::served;
  CHECK(small.tag(how) != plain);
  small.directory.link("nothing", "link");
  CHECK(small.tag({}).empty());  // it may become a file, and the directory is what it was
  how = {};
  how.follow = {"/elsewhere"};
  CHECK(small.tag(how) != plain);
}

TEST_CASE("for those that read a share is kept, until they are read or gone") {
  listed_directory large(1000);
  std::vector<std::unique_ptr<open_listing>> under_way;
  for (std::size_t i = 0; i < kAtOnce; ++i) under_way.push_back(large.open().rest);
  CHECK(std::none_of(under_way.begin(), under_way.end(),
                     [](const auto& each) { return each == nullptr; }));
  SUBCASE("another one waits, and is told in the end that there is no room") {
    for (int i = 0; i < 3; ++i) CHECK(large.open().must_wait);
    const listings::opened late = large.open({}, base::disk_wait::accepted);
    CHECK_FALSE(late.must_wait);
    CHECK(late.kind == file_kind::exhausted);
  }
  SUBCASE("who is content with the head does not wait") {
    large.request.method = http::method::head;
    CHECK_FALSE(large.open().must_wait);
    large.request.method = http::method::get;
    CHECK(large.open().must_wait);
    large.request.method = http::method::head;
    CHECK_FALSE(large.open().must_wait);
  }
  SUBCASE("nor does who has it already") {
    large.request.method = http::method::head;
    const std::string tag = large.tag({});
    large.request.method = http::method::get;
    large.request.fields[static_cast<std::size_t>(http::field::if_none_match)] = tag;
    CHECK_FALSE(large.open().must_wait);
  }
  SUBCASE("one that is gone leaves room for another") {
    CHECK(large.open().must_wait);
    under_way.pop_back();
    CHECK(large.open().rest != nullptr);
  }
  SUBCASE("those that are read take what they take") {
    CHECK(large.take(*under_way.front()) == listing_progress::done);
    CHECK(large.take(*under_way.back()) == listing_progress::done);
    CHECK(large.open().rest != nullptr);
  }
}

TEST_CASE("so many wait, and the others are told at once") {
  listed_directory large(300);
  std::vector<std::unique_ptr<open_listing>> under_way;
  for (std::size_t i = 0; i < kAtOnce; ++i) under_way.push_back(large.open().rest);
  CHECK(large.open().must_wait);
  const base::moment turn = large.next();
  const auto look = [&] {
    return large.all.open(large.from, "", large.request, large.target, {},
                          {base::disk_wait::refused, turn});
  };
  for (std::size_t i = 0; i < base::kMaxWaitingListings; ++i) CHECK(look().must_wait);
  const listings::opened more = look();
  CHECK_FALSE(more.must_wait);
  CHECK(more.kind == file_kind::exhausted);
}

}  // namespace
}  // namespace owlet::site
