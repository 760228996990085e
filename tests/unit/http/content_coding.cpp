// Tests of http/content_coding.
#include "owlet/http/content_coding.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

using enum content_coding;

coding_set set_of(std::initializer_list<content_coding> codings) {
  coding_set made;
  for (const content_coding coding : codings) made.add(coding);
  return made;
}

const coding_set kAll = set_of({br, zstd, gzip, identity});

struct choice {
  std::string_view field;
  content_coding chosen;  // of all four
};

TEST_CASE("the highest weight is sent, and of equal ones the smallest coding") {
  constexpr choice kRows[] = {
      {"gzip, deflate, br, zstd", br},  // Chromium, Firefox
      {"gzip, deflate, br", br},        // Safari
      {"gzip", gzip},
      {"x-gzip", gzip},
      {"X-GZip", gzip},
      {"GZIP", gzip},
      {"zstd, gzip", zstd},
      {"deflate", identity},
      {"deflate, compress, x-compress", identity},
      {"identity", identity},
      {"identity, br", br},
      {"br;q=0.5, gzip", gzip},
      {"br;q=0.5, gzip;q=0.9, zstd;q=0.7", gzip},
      {"br;q=0, gzip;q=0.001", gzip},
      {"br;q=0, gzip;q=0, zstd;q=0", identity},
      {"gzip;q=0.5", gzip},  // identity is not named, so that it comes after what is
      {"gzip;q=0.5, identity", identity},
      {"gzip;q=0.5, identity;q=0.5", gzip},
      {"gzip;q=0.001, identity;q=0.002", identity},
      {"gzip ; q=0.2 , br ;q=0.1", gzip},
      {"gzip;Q=0.2,br;q=0.1", gzip},
      {"gzip;q = 0.2,br;q=0.1", gzip},
      {",, gzip,,", gzip},
      {"gzip, , br;q=0", gzip},
      {"gzip;q=0, x-gzip", gzip},  // one coding named twice: the higher weight
  };
  for (const choice& row : kRows) {
    CAPTURE(row.field);
    CHECK(choose_coding(row.field, kAll) == row.chosen);
  }
}

TEST_CASE("a star is every coding that is not named, identity too") {
  constexpr choice kRows[] = {
      {"*", br},
      {"*;q=0.5", br},
      {"br;q=0, *", zstd},
      {"br;q=0, zstd;q=0, *", gzip},
      {"gzip, *;q=0", gzip},
      {"gzip, *;q=0.5", gzip},
      {"gzip;q=0.3, *;q=0.5", br},
      {"identity, *;q=0", identity},
      {"*;q=0, identity;q=0.1", identity},
      {"identity;q=0.5, *;q=0.4", identity},
      {"br;q=0.2, zstd;q=0.2, gzip;q=0.2, *;q=0.3", identity},
  };
  for (const choice& row : kRows) {
    CAPTURE(row.field);
    CHECK(choose_coding(row.field, kAll) == row.chosen);
  }
  CHECK(choose_coding("*", set_of({gzip, identity})) == gzip);
}

TEST_CASE("an absent field and an empty one give the file as it is") {
  CHECK(choose_coding({}, kAll) == identity);
  CHECK(choose_coding("", kAll) == identity);
  CHECK(choose_coding(" ", kAll) == identity);
  CHECK(choose_coding(",", kAll) == identity);
  CHECK(accepts({}, br));  // RFC 9110 section 12.5.3: absent is anything
  CHECK_FALSE(accepts("", br));
  CHECK(accepts("", identity));
}

TEST_CASE("what cannot be read is as if it were not there") {
  constexpr choice kRows[] = {
      {"br;q=2, gzip", gzip},
      {"br;q=, gzip", gzip},
      {"br;q, gzip", gzip},
      {"br;, gzip", gzip},
      {"br;q=-1, gzip", gzip},
      {"br;q=0.5.1, gzip", gzip},
      {"br;level=5, gzip", gzip},
      {"br;q=1;x=1, gzip", gzip},
      {"br gzip", identity},
      {"br;q=1.5", identity},
      {"\"br\"", identity},
      {"brotli, gzip", gzip},
      {"identity;q=x", identity},
      {"*;q=x", identity},
      {"b\xC3\xA9r, gzip", gzip},
      {";q=1, gzip", gzip},
      {"gzip;q=0.1234567, br;q=0.1", gzip},
      {"br\v, gzip", gzip},
      {"br;q=0.0001, gzip;q=0.001", gzip},
  };
  for (const choice& row : kRows) {
    CAPTURE(row.field);
    CHECK(choose_coding(row.field, kAll) == row.chosen);
  }
}

TEST_CASE("only what is there is chosen") {
  CHECK(choose_coding("br, gzip", set_of({gzip, identity})) == gzip);
  CHECK(choose_coding("br", set_of({gzip, identity})) == identity);
  CHECK(choose_coding("zstd;q=0.1, br", set_of({zstd, identity})) == zstd);
  CHECK(choose_coding("br, gzip", set_of({identity})) == identity);
  CHECK(choose_coding("br, gzip", {}) == identity);
}

TEST_CASE("when nothing is acceptable the file is sent as it is, and it can be told") {
  for (const std::string_view field :
       {"identity;q=0", "*;q=0", "br, identity;q=0", "br;q=1, *;q=0", "identity;q=0.000"}) {
    CAPTURE(field);
    CHECK(choose_coding(field, set_of({gzip, identity})) == identity);
    CHECK_FALSE(accepts(field, identity));
    CHECK_FALSE(accepts(field, gzip));
  }
  CHECK(choose_coding("identity;q=0, *", set_of({gzip, identity})) == gzip);
  CHECK(accepts("gzip", identity));
  CHECK(accepts("*;q=0, identity", identity));
}

TEST_CASE("a memo answers as if it remembered nothing") {
  const std::string_view fields[] = {"",
                                     "gzip, deflate, br, zstd",
                                     "gzip",
                                     "br;q=0, gzip",
                                     "*",
                                     "identity;q=0",
                                     "gzip;q=0.1, deflate;q=0.2, br;q=0.3, identity;q=0.4, *;q=0",
                                     std::string_view{}};
  coding_memo memo;
  for (const coding_set available : {coding_set{}, set_of({gzip, identity}), kAll}) {
    for (const std::string_view first : fields) {
      for (const std::string_view second : fields) {
        CAPTURE(first);
        CAPTURE(second);
        CHECK(memo.choose(first, available) == choose_coding(first, available));
        CHECK(memo.choose(first, available) == choose_coding(first, available));
        CHECK(memo.choose(second, available) == choose_coding(second, available));
        CHECK(memo.choose(second, kAll) == choose_coding(second, kAll));
      }
    }
  }
}

TEST_CASE("no field is too long or too odd") {
  std::string field;
  for (int i = 0; i < 10000; ++i) field += "x;q=0.1,,;;=,*;q=9,";
  CHECK(choose_coding(field, kAll) == identity);
  CHECK(choose_coding(field + "gzip", kAll) == gzip);
  CHECK(choose_coding(std::string(30000, ';'), kAll) == identity);
  CHECK(choose_coding(std::string("gz\0ip, br", 9), kAll) == br);
}

TEST_CASE("a coding has a token and a suffix") {
  CHECK(token_of(br) == "br");
  CHECK(token_of(zstd) == "zstd");
  CHECK(token_of(gzip) == "gzip");
  CHECK(token_of(identity).empty());
  CHECK(suffix_of(br) == ".br");
  CHECK(suffix_of(zstd) == ".zst");
  CHECK(suffix_of(gzip) == ".gz");
  CHECK(suffix_of(identity).empty());
}

TEST_CASE("the end of a name tells its coding") {
  constexpr choice kRows[] = {{"a.js.br", br},      {"a.js.zst", zstd},  {"b/a.js.gz", gzip},
                              {"a.gz", gzip},       {"a.tgz", identity}, {"a.js", identity},
                              {"", identity},       {".gz", identity},   {"a/.br", identity},
                              {"a.gz/b", identity}, {"a.GZ", identity},  {"a.zstd", identity},
                              {"agz", identity}};
  for (const choice& row : kRows) {
    CAPTURE(row.field);
    CHECK(coding_of_name(row.field) == row.chosen);
  }
}

}  // namespace
}  // namespace owlet::http
