// Tests of site/former_trees.
#include "owlet/site/former_trees.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "served_directory.h"

namespace owlet::site {
namespace {

using std::chrono::minutes;
using testing::describe;
using testing::kLarge;
using testing::late;
using testing::open_descriptors;
using testing::remove;
using testing::request_with;
using testing::temporary_directory;

constexpr const char* kChunk = "assets/index-BxY82kQ_.js";

base::time_point at_minute(int n) { return base::time_point(std::chrono::hours(1)) + minutes(n); }

struct kept_roots {
  former_trees former;
  base::moment now = late();

  void keep(const temporary_directory& root, base::time_point until = at_minute(10)) {
    former.keep(document_root(root.path()), until, {});
  }
  std::string find(const std::string& path, std::string_view accept_encoding = {}) {
    former.begin_epoch();
    const http::request request = request_with({.accept_encoding = accept_encoding});
    const auto* const found = former.find(path, request, {base::disk_wait::accepted, now});
    return found == nullptr ? "(none)" : describe(*found);
  }
};

TEST_CASE("only names that may carry a hash are found, and only regular files") {
  const temporary_directory root;
  for (const char* name :
       {kChunk, "index.html", "page-BxY82kQ_.html", "data.json", "hero-Summer2024.jpg"})
    root.write(name, name);
  root.make_directory("dir-BxY82kQ_.js");
  root.link("/etc/passwd", "out-BxY82kQ_.js");
  kept_roots at;
  CHECK(at.find(kChunk) == "(none)");
  CHECK(at.former.is_empty());
  at.keep(root);
  for (const char* name : {kChunk, "hero-Summer2024.jpg"}) CHECK(at.find(name) == name);
  for (const char* name : {"index.html", "page-BxY82kQ_.html", "data.json", "dir-BxY82kQ_.js",
                           "out-BxY82kQ_.js", "none-BxY82kQ_.js", ""}) {
    CAPTURE(name);
    CHECK(at.find(name) == "(none)");
  }
}

TEST_CASE("the youngest root that has the file answers, with the sidecars that are beside it") {
  const temporary_directory first;
  const temporary_directory second;
  kept_roots at;
  first.write("only-BxY82kQ_.js", "first");
  first.write(kChunk, "first");
  first.write(std::string(kChunk) + ".br", "br of the first");
  second.write(kChunk, "second");
  second.write(std::string(kChunk) + ".gz", "gzip of the second");
  at.keep(first);
  at.keep(second);
  CHECK(at.find(kChunk) == "second");
  CHECK(at.find(kChunk, "gzip, br") == "gzip of the second");
  CHECK(at.find("only-BxY82kQ_.js") == "first");
  remove(second.path(kChunk));
  CHECK(at.find(kChunk, "br") == "br of the first");
}

TEST_CASE("a root is forgotten when its time is over, or with those that have none") {
  const temporary_directory passing;
  const temporary_directory lasting;
  passing.write("p-BxY82kQ_.js", "p");
  lasting.write("l-BxY82kQ_.js", "l");
  kept_roots at;
  CHECK_FALSE(at.former.is_untidy());
  at.keep(lasting, former_trees::kForever);
  CHECK_FALSE(at.former.is_untidy());
  at.keep(passing, at_minute(10));
  CHECK(at.former.is_untidy());
  at.former.expire(at_minute(9));
  CHECK(at.find("p-BxY82kQ_.js") == "p");
  at.former.expire(at_minute(10));
  CHECK(at.find("p-BxY82kQ_.js") == "(none)");
  CHECK(at.find("l-BxY82kQ_.js") == "l");
  CHECK_FALSE(at.former.is_untidy());
  at.keep(passing, at_minute(20));
  at.former.forget_lasting();
  CHECK(at.find("l-BxY82kQ_.js") == "(none)");
  CHECK(at.find("p-BxY82kQ_.js") == "p");
  CHECK(at.former.is_untidy());
}

TEST_CASE(
    "a root without an end stays, however many come and go, even when it is served meanwhile") {
  const temporary_directory lasting;
  lasting.write("l-BxY82kQ_.js", std::string(kLarge, 'l'));
  std::vector<temporary_directory> roots(former_trees::kMaxKept + 1);
  kept_roots at;
  at.keep(lasting, former_trees::kForever);
  for (const temporary_directory& each : roots) at.keep(each);
  at.former.forget(document_root(lasting.path()));
  at.former.expire(at_minute(10));
  CHECK(at.find("l-BxY82kQ_.js").size() == kLarge);
  CHECK(at.former.is_untidy());  // its file is open
  at.former.close_files();
  CHECK_FALSE(at.former.is_untidy());
}

TEST_CASE("no more roots are kept than there may be, and their descriptors are given back") {
  std::vector<temporary_directory> roots(former_trees::kMaxKept + 3);
  const std::size_t before = open_descriptors();
  {
    kept_roots at;
    std::size_t most = 0;
    for (std::size_t i = 0; i < roots.size(); ++i) {
      roots[i].write("n" + std::to_string(i) + "-BxY82kQ_.js", std::string(kLarge, 'x'));
      at.keep(roots[i]);
      CHECK(at.find("n" + std::to_string(i) + "-BxY82kQ_.js").size() == kLarge);
      if (i + 1 == former_trees::kMaxKept) most = open_descriptors();
    }
    CHECK(open_descriptors() <= most);
    CHECK(at.find("n2-BxY82kQ_.js") == "(none)");
    CHECK(at.find("n3-BxY82kQ_.js").size() == kLarge);
    at.former.close_files();
    CHECK(open_descriptors() < most);
  }
  CHECK(open_descriptors() == before);
}

}  // namespace
}  // namespace owlet::site
