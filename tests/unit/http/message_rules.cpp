// Tests of http/message_rules.
#include "owlet/http/message_rules.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

constexpr std::string_view kAbsent{};

TEST_CASE("a Host is there once in 1.1, and at most once in 1.0") {
  for (const unsigned minor : {0U, 1U}) {
    CAPTURE(minor);
    CHECK(is_sound_host("a", false, minor));
    CHECK(is_sound_host("", false, minor));
    CHECK_FALSE(is_sound_host("a, a", true, minor));
    CHECK_FALSE(is_sound_host("a", true, minor));
    CHECK_FALSE(is_sound_host("a b", false, minor));
    CHECK(is_sound_host({}, false, minor) == (minor == 0));
  }
}

TEST_CASE("close ends a connection, 1.1 goes on unless told, 1.0 only if told") {
  struct row {
    std::string_view connection;
    bool in_1_1;
    bool in_1_0;
  };
  constexpr row kRows[] = {
      {kAbsent, true, false},
      {"", true, false},
      {", ,", true, false},
      {"x", true, false},
      {"keep-alive", true, true},
      {"Keep-ALIVE", true, true},
      {"x, keep-alive", true, true},
      {"keep-alive\t,x", true, true},
      {",,keep-alive,,", true, true},
      {"keep-alive keep-alive", true, false},
      {"keep-alive;x", true, false},
      {"keep-alives", true, false},
      {"keepalive", true, false},
      {"close", false, false},
      {"CLOSE", false, false},
      {"x,close", false, false},
      {" close ,x", false, false},
      {"close, keep-alive", false, false},
      {"keep-alive, close", false, false},
      {"closed", true, false},
      {"xclose", true, false},
      {"\"close\"", true, false},
      {"\"close\", keep-alive", true, true},
      {"clo, se", true, false},
  };
  for (const row& each : kRows) {
    CAPTURE(each.connection);
    CHECK(persists(each.connection, 1) == each.in_1_1);
    CHECK(persists(each.connection, 0) == each.in_1_0);
  }
}

TEST_CASE("framing that could be read in two ways is refused") {
  constexpr status kOk = status::ok;
  constexpr status kBad = status::bad_request;
  constexpr status kUnknown = status::not_implemented;
  struct row {
    std::string_view content_length;
    std::string_view transfer_encoding;
    status in_1_1;
    status in_1_0;
  };
  constexpr row kRows[] = {
      {kAbsent, kAbsent, kOk, kOk},
      {"0", kAbsent, kOk, kOk},
      {"007", kAbsent, kOk, kOk},
      {"9876543210", kAbsent, kOk, kOk},
      {"", kAbsent, kBad, kBad},
      {" 5", kAbsent, kBad, kBad},
      {"+5", kAbsent, kBad, kBad},
      {"-5", kAbsent, kBad, kBad},
      {"5 5", kAbsent, kBad, kBad},
      {"5,5", kAbsent, kBad, kBad},
      {"5, 5", kAbsent, kBad, kBad},
      {"0x5", kAbsent, kBad, kBad},
      {"5a", kAbsent, kBad, kBad},
      {"5.0", kAbsent, kBad, kBad},
      {"\xb2", kAbsent, kBad, kBad},  // a superscript two in Latin-1
      {kAbsent, "chunked", kOk, kBad},
      {kAbsent, "CHUNKED", kOk, kBad},
      {kAbsent, ", chunked,", kOk, kBad},
      {kAbsent, "", kBad, kBad},
      {kAbsent, ",", kBad, kBad},
      {kAbsent, "gzip", kBad, kBad},
      {kAbsent, "identity", kBad, kBad},
      {kAbsent, "xchunked", kBad, kBad},
      {kAbsent, "chunked;q=1", kBad, kBad},
      {kAbsent, "\"chunked\"", kBad, kBad},
      {kAbsent, "gzip chunked", kBad, kBad},
      {kAbsent, "chunked, chunked", kBad, kBad},
      {kAbsent, "chunked, gzip", kBad, kBad},
      {kAbsent, "chunked, gzip, chunked", kBad, kBad},
      {kAbsent, "chunked, identity", kBad, kBad},
      {kAbsent, "gzip, chunked", kUnknown, kBad},
      {kAbsent, "gzip,deflate,chunked", kUnknown, kBad},
      {kAbsent, "identity, chunked", kUnknown, kBad},
      {"5", "chunked", kBad, kBad},
      {"0", "", kBad, kBad},
      {"", "chunked", kBad, kBad},
      {"5", "gzip, chunked", kBad, kBad},
  };
  for (const row& each : kRows) {
    CAPTURE(each.content_length);
    CAPTURE(each.transfer_encoding);
    CHECK(check_framing(each.content_length, each.transfer_encoding, 1) == each.in_1_1);
    CHECK(check_framing(each.content_length, each.transfer_encoding, 0) == each.in_1_0);
  }
}

TEST_CASE("an Expect field asks for 100-continue or for what is not known, and 1.0 for nothing") {
  struct row {
    std::string_view expect;
    expectation asked;
  };
  constexpr row kRows[] = {
      {kAbsent, expectation::none},
      {"100-continue", expectation::continue_100},
      {"100-CONTINUE", expectation::continue_100},
      {"", expectation::unknown},
      {"100", expectation::unknown},
      {"100-continued", expectation::unknown},
      {"100-continue, 100-continue", expectation::unknown},
      {"100-continue;x", expectation::unknown},
      {"200-ok", expectation::unknown},
  };
  for (const row& each : kRows) {
    CAPTURE(each.expect);
    CHECK(expectation_of(each.expect, 1) == each.asked);
    CHECK(expectation_of(each.expect, 0) == expectation::none);
  }
}

TEST_CASE("every beginning of a good rest of a request line is sound, and no other one") {
  constexpr std::string_view kBegin = " HTTP/";
  for (const std::string good : {" HTTP/1.1\r\nHost: a\r\n", " HTTP/1.0\r\n", " HTTP/7.x"}) {
    for (std::size_t size = 0; size <= good.size(); ++size) {
      CAPTURE(good.substr(0, size));
      CHECK(is_sound_request_line("GET", "/", good.substr(0, size)));
    }
  }
  for (std::size_t place = 0; place < kBegin.size(); ++place) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string rest(kBegin);
      rest[place] = static_cast<char>(byte);
      CAPTURE(rest);
      CHECK(is_sound_request_line("GET", "/", rest) == (rest == kBegin));
      CHECK(is_sound_request_line("GET", "/", rest.substr(0, place + 1)) == (rest == kBegin));
    }
  }
}

TEST_CASE(
    "a request line without a version, of another protocol or with other space is not sound") {
  for (const std::string_view rest :
       {"\r\n", "\n", "\r", " \r\n", "  HTTP/1.1\r\n", "\tHTTP/1.1\r\n", "HTTP/1.1", " http/1.1",
        " RTSP/1.0\r\n", " ICE/1.0\r\n", " HTTPS/1.1", " H\r", " x HTTP/1.1"}) {
    CAPTURE(rest);
    CHECK_FALSE(is_sound_request_line("GET", "/", rest));
  }
}

TEST_CASE("no control character and no space is sound in a target, and no second space before it") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const bool is_fine = byte > ' ' && byte != 0x7f;
    const char c = static_cast<char>(byte);
    for (const std::string& target : {std::string(1, c), std::string("/") + c + "x"}) {
      CHECK(is_sound_request_line("GET", target, " HTTP/1.1\r\n") == is_fine);
      CHECK(is_sound_request_line("GET", target, "") == is_fine);
    }
  }
  CHECK(is_sound_request_line("M-SEARCH", "*", ""));
  CHECK(is_sound_request_line("", "", ""));  // nothing has arrived
  for (const std::string_view method : {" ", "GET ", " GET", "G T"}) {
    CAPTURE(method);
    CHECK_FALSE(is_sound_request_line(method, "/", " HTTP/1.1\r\n"));
  }
}

TEST_CASE("a method that is not known is 501 if it is a token, and else 400") {
  struct row {
    std::string_view line;
    bool is_token;
  };
  constexpr row kRows[] = {
      {"B", true},         {"BREW", true},      {"BREW ", true},   {"BREW / HTTP/1.1\r\n", true},
      {"brew /", true},    {"B!#$%&", true},    {"1", true},       {"", false},
      {" ", false},        {" BREW /", false},  {"\r\n", false},   {"BREW\r", false},
      {"BREW\t/", false},  {"BREW:", false},    {"BR@W /", false}, {"BR\xc9W /", false},
      {"BREW/", false},    {"(BREW /", false},  {"BREW\n", false}, {{"BREW\0", 5}, false},
      {"\x16\x03", false}, {"BREW\x7f", false},
  };
  for (const row& each : kRows) {
    CAPTURE(each.line);
    const status wanted = each.is_token ? status::not_implemented : status::bad_request;
    CHECK(refuse_method(each.line) == wanted);
  }
}

TEST_CASE("a version is 505 if it has the right form and is not spoken here, and else 400") {
  struct row {
    std::string_view rest;
    bool has_form;
  };
  constexpr row kRows[] = {
      {" HTTP/2.0", true},   {" HTTP/1.2", true},   {" HTTP/0.9\r\n", true},
      {" HTTP/9.9\r", true}, {" HTTP/0.0x", true},  {"", false},
      {" ", false},          {" HTTP", false},      {" HTTP/", false},
      {" HTTP/2", false},    {" HTTP/2.", false},   {" HTTP/1.1", false},
      {" HTTP/1.0", false},  {" HTTP/1.10", false}, {" HTTP/11.1", false},
      {" HTTP/.10", false},  {" HTTP/2,0", false},  {" HTTP/a.0", false},
      {" HTTP/2.a", false},  {" HTTP/2 0", false},  {" HTTP/-1.0", false},
      {" http/2.0", false},  {"  HTTP/2.0", false}, {"HTTP/2.0", false},
      {" ICE/2.0", false},   {"\tHTTP/2.0", false},
  };
  for (const row& each : kRows) {
    CAPTURE(each.rest);
    const status wanted = each.has_form ? status::http_version_not_supported : status::bad_request;
    CHECK(refuse_version(each.rest) == wanted);
  }
}

}  // namespace
}  // namespace owlet::http
