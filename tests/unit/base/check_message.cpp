// Tests of base/check_message.
#include "owlet/base/check_message.h"

#include <doctest/doctest.h>

namespace owlet::base {
namespace {

TEST_CASE("a question comes out as it went in") {
  std::string packet;
  append_question(packet, {0x0102030405060708U, "$6$salt$hash", ""});
  const auto empty = parse_question(packet);
  REQUIRE(empty);
  CHECK(empty->hash == "$6$salt$hash");
  CHECK(empty->password.empty());
  packet.clear();
  append_question(packet, {7, "h", "p:\xc3\xa4"});
  const auto asked = parse_question(packet);
  REQUIRE(asked);
  CHECK(asked->id == 7);
  CHECK(asked->password == "p:\xc3\xa4");
}

TEST_CASE("what is no question is refused") {
  std::string good;
  append_question(good, {1, "hash", "word"});
  CHECK_FALSE(parse_question(""));
  CHECK_FALSE(parse_question(good.substr(0, 8)));
  CHECK_FALSE(parse_question(good.substr(0, 12)));  // no end of the hash
  CHECK_FALSE(parse_question(good + std::string(1, '\0')));
  CHECK_FALSE(parse_question(good + std::string(kMaxQuestionBytes, 'x')));
}

TEST_CASE("a reply comes out as it went in, and nothing else does") {
  for (const check_result result :
       {check_result::wrong, check_result::right, check_result::failed}) {
    std::string packet;
    append_reply(packet, {9, result});
    CHECK(packet.size() == kReplyBytes);
    const auto reply = parse_reply(packet);
    REQUIRE(reply);
    CHECK(reply->id == 9);
    CHECK(reply->result == result);
    CHECK_FALSE(parse_reply(packet + "x"));
    CHECK_FALSE(parse_reply(packet.substr(1)));
    packet.back() = 3;
    CHECK_FALSE(parse_reply(packet));
  }
}

}  // namespace
}  // namespace owlet::base
