// Tests of compress/encoder; tests/compress.py has the bytes decoded by others.
#include "owlet/compress/encoder.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "owlet/compress/settings.h"

namespace owlet::compress {
namespace {

TEST_CASE("what an encoder makes is the same each time, and smaller with more effort") {
  std::string text;
  std::minstd_rand random(8);
  for (int i = 0; i < 5000; ++i) text += std::to_string(random() % 1000) + " or so\n";
  encoder made;
  for (const auto coding : kSidecarCodings) {
    if (!has_encoder(coding)) continue;
    std::string quick;
    std::string best;
    std::string again;
    REQUIRE(made.encode(text, coding, effort::quick, quick));
    REQUIRE(made.encode(text, coding, effort::best, best));
    REQUIRE(encoder().encode(text, coding, effort::best, again));
    CHECK(best.size() < quick.size());
    CHECK(quick.size() < text.size() / 2);
    CHECK(best == again);
  }
}

TEST_CASE("nothing at all can be encoded, too") {
  encoder made;
  for (const auto coding : kSidecarCodings) {
    std::string out = "old";
    if (has_encoder(coding)) CHECK(made.encode({}, coding, effort::best, out));
    if (has_encoder(coding)) CHECK(out != "old");
  }
}

TEST_CASE("an identity has no encoder") {
  CHECK_FALSE(has_encoder(http::content_coding::identity));
  std::string out;
  CHECK_FALSE(encoder().encode({}, http::content_coding::identity, effort::quick, out));
}

}  // namespace
}  // namespace owlet::compress
