// Tests of site/sidecar_index.
#include "owlet/site/sidecar_index.h"

#include <doctest/doctest.h>

#include <string>

#include "cached_directory.h"

namespace owlet::site {
namespace {

using http::content_coding;
using testing::at_nanoseconds;
using testing::change_time_of;
using testing::late;
using testing::remove;
using testing::rename_over;
using testing::temporary_directory;
using testing::wait_for_tick;

std::string describe_codings(http::coding_set found) {
  std::string text;
  for (const content_coding each : http::kContentCodings) {
    if (found.has(each))
      text.append(http::suffix_of(each)).append(each == content_coding::identity ? "identity" : "");
  }
  return text;
}

struct indexed_directory {
  temporary_directory directory;
  document_root root{directory.path()};
  sidecar_index index{root};
  std::uint64_t epoch = 1;

  std::string find(const std::string& path) {
    return describe_codings(index.find(path, epoch, late()));
  }
  std::string find_anew(const std::string& path) {
    ++epoch;
    return find(path);
  }
};

TEST_CASE("files beside a name are its codings, and nothing else is") {
  indexed_directory at;
  at.directory.write("a.js", "");
  for (const char* name :
       {"a.js.br", "a.js.zst", "a.js.gz", "b.gz", "sub/a.js.gz", "d.zip", "d.gzip"}) {
    at.directory.write(name, "");
  }
  at.directory.make_directory("e.gz");
  at.directory.link("nothing", "f.gz");
  at.directory.link("a.js.gz", "g.gz");
  struct row {
    const char* path;
    const char* codings;
  };
  constexpr row kRows[] = {{"a.js", ".br.zst.gz"},
                           {"b", ".gz"},
                           {"sub/a.js", ".gz"},
                           {"sub/b.js", ""},
                           {"d", ""},
                           {"e", ""},
                           {"f", ""},
                           {"g", ".gz"},
                           {"none/a.js", ""},
                           {"a.js/b", ""}};
  for (const row& each : kRows) {
    CAPTURE(each.path);
    CHECK(at.find(each.path) == each.codings);
    CHECK(at.find(each.path) == each.codings);
    CHECK(at.find_anew(each.path) == each.codings);
  }
}

TEST_CASE("what comes and goes is seen by the next epoch, and not by this one") {
  for (const std::string name : {"a.js", "sub/a.js"}) {
    CAPTURE(name);
    indexed_directory at;
    at.directory.write(name, "");
    CHECK(at.find(name).empty());
    wait_for_tick();
    at.directory.write(name + ".gz", "");
    CHECK(at.find(name).empty());
    CHECK(at.find_anew(name) == ".gz");
    wait_for_tick();
    at.directory.write(name + ".br", "");
    remove(at.directory.path(name + ".gz"));
    CHECK(at.find(name) == ".gz");
    CHECK(at.find_anew(name) == ".br");
  }
}

TEST_CASE("after a change within the tick of the last look, the next epoch looks again") {
  indexed_directory at;
  at.directory.write("a.js", "");
  const auto now = [&] { return at_nanoseconds(change_time_of(at.directory.path())); };
  CHECK(describe_codings(at.index.find("a.js", 1, now())).empty());
  const std::int64_t before = change_time_of(at.directory.path());
  for (std::uint64_t epoch = 2; change_time_of(at.directory.path()) == before && epoch < 100;
       ++epoch) {
    at.directory.write("a.js.gz", "");
    CHECK(describe_codings(at.index.find("a.js", epoch, now())) == ".gz");
    remove(at.directory.path("a.js.gz"));
    CHECK(describe_codings(at.index.find("a.js", epoch + 100, now())).empty());
  }
}

TEST_CASE("a directory that is replaced by another is another, and clear forgets all") {
  indexed_directory at;
  at.directory.write("sub/a.js.gz", "");
  CHECK(at.find("sub/a.js") == ".gz");
  wait_for_tick();
  rename_over(at.directory.path("sub"), at.directory.path("before"));
  at.directory.write("sub/a.js.br", "");
  CHECK(at.find_anew("sub/a.js") == ".br");
  remove(at.directory.path("sub"));
  CHECK(at.find("sub/a.js") == ".br");
  at.index.clear();
  CHECK(at.find("sub/a.js").empty());
}

TEST_CASE("more names than are remembered are found all the same") {
  indexed_directory at;
  at.directory.write("7.gz", "");
  for (std::size_t i = 0; i < sidecar_index::kMaxNames + 10; ++i) (void)at.find(std::to_string(i));
  CHECK(at.find("7") == ".gz");
  CHECK(at.find("8").empty());
}

}  // namespace
}  // namespace owlet::site
