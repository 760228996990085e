// Tests of site/tree.
#include "owlet/site/tree.h"

#include <doctest/doctest.h>

#include <string>

#include "served_directory.h"

namespace owlet::site {
namespace {

using testing::check_call;
using testing::describe;
using testing::kHashLimit;
using testing::kRoomy;
using testing::late;
using testing::request_with;
using testing::set_mtime;
using testing::temporary_directory;

struct grown_tree {
  temporary_directory directory;
  tree what{document_root(directory.path()), kRoomy, {.hash_limit = kHashLimit}};
  base::moment now = late();

  std::string find(const std::string& path, std::string_view accept_encoding) {
    what.cache().begin_epoch();
    const lookup how{base::disk_wait::accepted, now};
    const representation& original = what.find(path, how);
    const http::request request = request_with({.accept_encoding = accept_encoding});
    const representation& chosen = what.choose_variant(original, path, request, how);
    return describe(chosen) + std::string(http::token_of(chosen.coding));
  }
};

TEST_CASE("the variant is the preferred one of those that are not older than the file") {
  grown_tree at;
  struct file {
    const char* name;
    time_t mtime;
  };
  for (const file each : {file{"a.js", 5},
                          {"a.js.br", 4},
                          {"a.js.zst", 5},
                          {"a.js.gz", 9},
                          {"b.js", 5},
                          {"b.js.br", 4},
                          {"p.png", 1},
                          {"p.png.gz", 5},
                          {"c.js", 5}}) {
    at.directory.write(each.name, "");
    set_mtime(at.directory, each.name, each.mtime);
  }
  at.directory.make_directory("c.js.gz");
  struct row {
    const char* path;
    const char* accept_encoding;
    const char* coding;
  };
  constexpr row kRows[] = {{"a.js", "", ""},
                           {"a.js", "br, zstd, gzip", "zstd"},
                           {"a.js", "br, gzip", "gzip"},
                           {"a.js", "br", ""},
                           {"a.js", "*", "zstd"},
                           {"b.js", "br, gzip", ""},
                           {"p.png", "gzip", ""},
                           {"c.js", "gzip", ""},
                           {"a.js", "deflate", ""},
                           {"a.js", "gzip;q=0, zstd;q=0", ""}};
  for (const row& each : kRows) {
    CAPTURE(each.path);
    CAPTURE(each.accept_encoding);
    for (int round = 0; round < 2; ++round)
      CHECK(at.find(each.path, each.accept_encoding) == each.coding);
  }
}

TEST_CASE("a nanosecond is what makes a sidecar older") {
  grown_tree at;
  at.directory.write("a.js", "");
  at.directory.write("a.js.gz", "");
  for (const long nanoseconds : {0L, 1L}) {
    const timespec original[2] = {{5, nanoseconds}, {5, nanoseconds}};
    const timespec coded[2] = {{5, 0}, {5, 0}};
    check_call(::utimensat(AT_FDCWD, at.directory.path("a.js").c_str(), original, 0), "utimensat");
    check_call(::utimensat(AT_FDCWD, at.directory.path("a.js.gz").c_str(), coded, 0), "utimensat");
    CHECK(at.find("a.js", "gzip") == (nanoseconds == 0 ? "gzip" : ""));
  }
}

TEST_CASE("another root has files and sidecars of its own, and the one before is given back") {
  grown_tree at;
  at.directory.write("a.js", "old");
  at.directory.write("a.js.gz", "old ");
  CHECK(at.find("a.js", "gzip") == "old gzip");
  const temporary_directory other;
  other.write("a.js", "new");
  other.write("a.js.br", "new ");
  const document_root before = at.what.move_to(document_root(other.path()));
  CHECK(before.is_same_as(document_root(at.directory.path())));
  CHECK(at.find("a.js", "gzip") == "new");
  CHECK(at.find("a.js", "gzip, br") == "new br");
  presentation settings;
  settings.charset = "utf-8";
  const document_root second = at.what.reopen(document_root(at.directory.path()), kRoomy, settings);
  CHECK(second.is_same_as(document_root(other.path())));
  CHECK(at.find("a.js", "gzip") == "old gzip");
  const lookup how{base::disk_wait::accepted, at.now};
  CHECK(at.what.find("a.js", how).content_type == "text/javascript; charset=utf-8");
}

}  // namespace
}  // namespace owlet::site
