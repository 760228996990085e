// Tests of compress/tally.
#include "owlet/compress/tally.h"

#include <doctest/doctest.h>

#include <vector>

namespace owlet::compress {
namespace {

using http::content_coding;

TEST_CASE("a file is done with its last sidecar, and saves what its smallest one does") {
  const std::vector<source> sources = {
      {"a.css", 1000, {content_coding::br, content_coding::gzip}},
      {"b.css", 500, {content_coding::gzip}},
  };
  tally sums(sources);
  CHECK(sums.so_far().files == 2);
  CHECK(sums.so_far().work_done == 0);
  sums.take(0, sources[0], content_coding::gzip, {outcome::written, 1000, 400});
  CHECK(sums.so_far().files_done == 0);
  CHECK(sums.so_far().saved == 600);
  sums.take(0, sources[0], content_coding::br, {outcome::written, 1000, 300});
  CHECK(sums.so_far().files_done == 1);
  CHECK(sums.so_far().saved == 700);
  sums.take(1, sources[1], content_coding::gzip, {outcome::no_gain, 500, 500});
  CHECK(sums.so_far().files_done == 2);
  CHECK(sums.so_far().saved == 700);
  CHECK(sums.so_far().work_done == sums.so_far().work);
  CHECK(sums.of(content_coding::gzip).written == 1);
  CHECK(sums.of(content_coding::gzip).no_gain == 1);
  CHECK(sums.of(content_coding::gzip).from == 1000);
  CHECK(sums.of(content_coding::gzip).to == 400);
  CHECK(sums.written() == std::vector<std::string>{"a.css.gz", "a.css.br"});
}

TEST_CASE("what was left alone or failed is kept with its reason") {
  const std::vector<source> sources = {{"a.css", 1, {content_coding::br, content_coding::zstd}}};
  tally sums(sources);
  sums.take(0, sources[0], content_coding::br, {outcome::failed, 0, 0, "no space"});
  sums.take(0, sources[0], content_coding::zstd, {outcome::left_alone, 0, 0, "changed"});
  REQUIRE(sums.failures().size() == 1);
  CHECK(sums.failures()[0].path == "a.css.br");
  CHECK(sums.failures()[0].reason == "no space");
  REQUIRE(sums.left_alone().size() == 1);
  CHECK(sums.left_alone()[0].path == "a.css.zst");
  CHECK(sums.so_far().files_done == 1);
}

}  // namespace
}  // namespace owlet::compress
