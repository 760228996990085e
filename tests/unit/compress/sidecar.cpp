// Tests of compress/sidecar and compress/tree, where tests/compress.py cannot look.
#include "owlet/compress/sidecar.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "../support.h"

namespace owlet::compress {
namespace {

using http::content_coding;

struct world {
  testing::temporary_directory folder;
  tree top{folder.path()};
  publishing_gate gate;
  sidecar_maker maker{top, gate};

  [[nodiscard]] bool has(const std::string& name) const {
    return std::filesystem::exists(folder.path(name));
  }
};

TEST_CASE("once the gate is shut, nothing is published") {
  if (!has_encoder(content_coding::gzip)) return;
  world here;
  here.folder.write("d/a.css", std::string(5000, 'a'));
  CHECK(here.maker.make("d/a.css", content_coding::gzip).what == outcome::written);
  CHECK(here.has("d/a.css.gz"));
  here.gate.shut();
  here.folder.write("d/b.css", std::string(5000, 'a'));
  CHECK(here.maker.make("d/b.css", content_coding::gzip).what == outcome::stopped);
  CHECK_FALSE(here.has("d/b.css.gz"));
}

TEST_CASE("an estimate writes nothing") {
  if (!has_encoder(content_coding::gzip)) return;
  world here;
  here.folder.write("a.css", std::string(5000, 'a'));
  const sidecar_result result = here.maker.estimate("a.css", content_coding::gzip);
  CHECK(result.what == outcome::written);
  CHECK(result.from == 5000);
  CHECK(result.to > 0);
  CHECK_FALSE(here.has("a.css.gz"));
}

TEST_CASE("a file that is gone, or has become something else, is left alone") {
  world here;
  here.folder.make_directory("b.css");
  CHECK(here.maker.make("a.css", content_coding::gzip).what == outcome::left_alone);
  CHECK(here.maker.make("b.css", content_coding::gzip).what == outcome::left_alone);
}

TEST_CASE("nothing is written or removed through a directory that has become a link") {
  world here;
  here.folder.write("real/a.css", "a");
  here.folder.link("real", "linked");
  CHECK(here.top.open_parent("real/a.css"));
  CHECK_FALSE(here.top.open_parent("linked/a.css"));
  CHECK(here.top.remove("linked/a.css") != 0);
  CHECK(here.has("real/a.css"));
  CHECK(here.top.remove("real/nothing.css") == 0);
  CHECK(here.top.remove("real/a.css") == 0);
  CHECK_FALSE(here.has("real/a.css"));
}

}  // namespace
}  // namespace owlet::compress
