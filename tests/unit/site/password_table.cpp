// Tests of site/password_table.
#include "owlet/site/password_table.h"

#include <doctest/doctest.h>

namespace owlet::site {
namespace {

const std::string kBcrypt = "$2y$04$7jSKSct/pDI66WxZhltjG.MmtUm7/4HKBWbMmgYj/baYBrDSM.WxO";
const std::string kSha512 =
    "$6$abc$WUoLYWeczV0Cl2gEr2WU8glPk8A7/Nq6Qb8CIVClf6gEKfEW4xA4gch9IILT7w4i5Rqnilq5EnmJKl2WjLaCt0";

TEST_CASE("each line gives a user") {
  rule_problems problems;
  const password_table users = password_table::parse(
      "# comment\n\nbob:" + kSha512 + "\r\n  alice:" + kBcrypt + "  \n", problems);
  CHECK(problems.is_empty());
  CHECK(users.size() == 2);
  CHECK(users.hash_of("alice") == kBcrypt);
  CHECK(users.hash_of("bob") == kSha512);
  CHECK(users.hash_of("bo").empty());
  CHECK(users.hash_of("").empty());
  CHECK(users.any_hash(0) == kBcrypt);
  CHECK(users.any_hash(1) == kSha512);
  CHECK(users.any_hash(2) == kBcrypt);
  CHECK(password_table().any_hash(5).empty());
}

TEST_CASE("a file with a mistake has no users, and the mistake is told by its line") {
  struct row {
    std::string text;
    std::string problem;
  };
  const row kRows[] = {
      {"alice", "f:1:1: there is no colon: write USER:HASH, as htpasswd -B does"},
      {":" + kBcrypt, "f:1:1: there is no name in front of the colon"},
      {"# c\n\na:", "f:3:3: a: there is no hash behind the colon: make one with htpasswd -B"},
      {"a:" + kBcrypt + "\nb:" + kBcrypt + "\na:" + kSha512,
       "f:3:1: a: line 1 has this name already: remove one of them"},
      {"a:geheim",
       "f:1:3: a: this is no hash that is known, but plain text or DES: make one with "
       "htpasswd -B or mkpasswd -m yescrypt"},
      {"a:rqXexS6ZhobKA",
       "f:1:3: a: this is no hash that is known, but plain text or DES: make one "
       "with htpasswd -B or mkpasswd -m yescrypt"},
      {"a:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
       "f:1:3: a: this is SHA-1, which is guessed too fast: make a hash with htpasswd -B"},
      {"a:$apr1$x$y",
       "f:1:3: a: this is MD5, which is guessed too fast: make a hash with htpasswd -B"},
      {"a:$1$x$y",
       "f:1:3: a: this is MD5, which is guessed too fast: make a hash with htpasswd -B"},
      {"a:" + kBcrypt.substr(0, 59),
       "f:1:3: a: this hash is cut, or has a character in it that none has: make it anew"},
      {"a:" + kBcrypt + ":more",
       "f:1:3: a: this hash is cut, or has a character in it that none has: make it anew"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    rule_problems problems;
    const password_table users =
        password_table::parse("good:" + kBcrypt + "\n" + each.text, problems);
    rule_problems alone;
    CHECK(password_table::parse(each.text, alone).size() == 0);
    REQUIRE(alone.count() == 1);
    CHECK(format_problem("f", alone.kept().front()) == each.problem);
    CHECK(users.size() == 0);
  }
}

TEST_CASE("no problem tells a password or a hash") {
  for (const std::string text : {"geheim", "a:geheim", "a:$apr1$geheim"}) {
    rule_problems problems;
    static_cast<void>(password_table::parse(text, problems));
    REQUIRE(problems.count() == 1);
    CHECK(problems.kept().front().reason.find("geheim") == std::string::npos);
  }
}

TEST_CASE("a hash is known by its prefix") {
  for (const std::string_view prefix : {"$2a$", "$2b$", "$2y$", "$y$", "$gy$", "$5$", "$6$"}) {
    CAPTURE(prefix);
    CHECK(refusal_of_hash(std::string(prefix) + std::string(90, 'a')).empty());
    CHECK_FALSE(refusal_of_hash(prefix).empty());
    CHECK_FALSE(refusal_of_hash(std::string(prefix) + std::string(500, 'a')).empty());
    CHECK_FALSE(refusal_of_hash(std::string(prefix) + std::string(90, '*')).empty());
  }
  CHECK_FALSE(refusal_of_hash("$7$" + std::string(90, 'a')).empty());
  CHECK_FALSE(refusal_of_hash("$2x$" + std::string(90, 'a')).empty());
}

}  // namespace
}  // namespace owlet::site
