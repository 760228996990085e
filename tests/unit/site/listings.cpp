// Tests of site/listings: what those that are under way may take together.
#include "owlet/site/listings.h"

#include <doctest/doctest.h>

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

  listings::opened open(const options& how = {}) {
    http::request request = testing::request_with({});
    request.minor_version = 1;
    return all.open(from, "", request, target, how, next());
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
  CHECK_FALSE(small.all.are_full());
}

TEST_CASE("what else decides about what is in a listing is in its tag") {
  listed_directory small(3);
  options how;
  const std::string plain = small.tag(how);
  CHECK(plain.starts_with("W/"));
  CHECK(small.tag(how) == plain);
  how.dotfiles = dotfile_use::served;
  CHECK(small.tag(how) != plain);
  how = {};
  how.follow = {"/elsewhere"};
  CHECK(small.tag(how) != plain);
}

TEST_CASE("those that begin are counted with a share, until they are read or gone") {
  listed_directory large(1000);
  std::vector<std::unique_ptr<open_listing>> under_way;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    under_way.push_back(large.open().rest);
    REQUIRE(under_way.back() != nullptr);
    CHECK_FALSE(large.all.are_full());
  }
  SUBCASE("one more is one too many, and takes its share with it when it goes") {
    {
      const listings::opened more = large.open();
      CHECK(large.all.are_full());
    }
    CHECK_FALSE(large.all.are_full());
  }
  SUBCASE("one that is gone leaves room for another") {
    under_way.pop_back();
    const listings::opened more = large.open();
    CHECK_FALSE(large.all.are_full());
  }
  SUBCASE("those that are read take what they take") {
    CHECK(large.take(*under_way.front()) == listing_progress::done);
    CHECK(large.take(*under_way.back()) == listing_progress::done);
    const listings::opened more = large.open();
    CHECK_FALSE(large.all.are_full());
  }
  SUBCASE("none of these takes more than its share, however little there is") {
    const listings::opened more = large.open();
    for (const auto& each : under_way) CHECK(large.take(*each) == listing_progress::done);
  }
}

}  // namespace
}  // namespace owlet::site
