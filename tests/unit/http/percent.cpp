// Tests of http/percent.
#include "owlet/http/percent.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

std::string encoded(std::string_view text, uri_text how) {
  std::string out = "before";
  append_percent_encoded(out, text, how);
  CHECK(out.starts_with("before"));
  return out.substr(6);
}

TEST_CASE("each byte stays where it means nothing, and is encoded elsewhere") {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  const std::string segment = std::string(kUnreserved) + "!$&'()*+,;=:@";
  const auto stays = [](std::string_view kept, unsigned byte) {
    return kept.find(static_cast<char>(byte)) != kept.npos;
  };
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const std::string text(1, static_cast<char>(byte));
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const std::string escape = {'%', kDigits[byte / 16], kDigits[byte % 16]};
    const auto check = [&](uri_text how, std::string_view kept) {
      CHECK(encoded(text, how) == (stays(kept, byte) ? text : escape));
    };
    check(uri_text::plain, std::string(kUnreserved) + "/");
    check(uri_text::segment, segment);
    check(uri_text::path, segment + "/");
    check(uri_text::written, segment + "/?#[]");
    CHECK(decodes_to(escape, text, plus_sign::space));
    CHECK(percent_decoded(escape) == text);
  }
}

TEST_CASE("what is written already keeps its escapes, and only those") {
  CHECK(encoded("%41%4a%zz%4%", uri_text::written) == "%41%4a%25zz%254%25");
  CHECK(encoded("%41", uri_text::path) == "%2541");
  CHECK(has_bad_escape("%zz"));
  CHECK(has_bad_escape("%41%4"));
  CHECK(!has_bad_escape("%41%4A"));
}

TEST_CASE("a text is decoded once, and a bad escape stands for itself") {
  CHECK(percent_decoded("a%2520b%zz%") == "a%20b%zz%");
  CHECK(percent_decoded("a+b%2B") == "a+b+");
  CHECK(percent_decoded("a+b%2B", plus_sign::space) == "a b+");
  CHECK(decodes_to("", "", plus_sign::itself));
  CHECK(!decodes_to("a", "", plus_sign::itself));
  CHECK(!decodes_to("a", "ab", plus_sign::itself));
  CHECK(!decodes_to("a+b", "a b", plus_sign::itself));
  CHECK(decodes_to("a+%62", "a b", plus_sign::space));
}

}  // namespace
}  // namespace owlet::http
