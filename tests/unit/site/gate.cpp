// Tests of site/gate.
#include "owlet/site/gate.h"

#include <doctest/doctest.h>

#include <chrono>

#include "credentials.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using owlet::testing::basic;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kHash = "$2y$04$7jSKSct/pDI66WxZhltjG.MmtUm7/4HKBWbMmgYj/baYBrDSM.WxO";
const std::string kOther = "$2y$04$8jSKSct/pDI66WxZhltjG.MmtUm7/4HKBWbMmgYj/baYBrDSM.WxO";

password_table users(const std::string& text) {
  rule_problems problems;
  return password_table::parse(text, problems);
}

client_key client(std::uint64_t number) { return {4, number}; }

// A gate, and a helper for which "right" is the right password of everybody.
struct fixture {
  gate door{base::hash_key{1, 2}};
  base::time_point now{seconds(1000)};
  int checks = 0;

  fixture() { door.use(users("alice:" + kHash + "\n")); }

  entry judge(const std::string& pair, std::uint64_t who = 1) {
    return door.judge(basic(pair), client(who), now);
  }
  bool check_one() {
    const auto check = door.next_check(now);
    if (!check) return false;
    ++checks;
    const bool is_right = check->password == "right";
    door.note_verdict(check->id, is_right ? verdict_on_password::right : verdict_on_password::wrong,
                      now);
    return true;
  }
  // What comes of it in the end.
  entry settle(const std::string& pair, std::uint64_t who = 1) {
    const entry first = judge(pair, who);
    if (first != entry::waiting) return first;
    while (check_one()) {
    }
    return judge(pair, who);
  }
};

TEST_CASE("who says nothing is denied, and nothing is counted") {
  fixture f;
  for (int i = 0; i < 100; ++i) {
    CHECK(f.door.judge("", client(1), f.now) == entry::denied);
    CHECK(f.door.judge("Bearer x", client(1), f.now) == entry::denied);
  }
  CHECK_FALSE(f.check_one());
  CHECK(f.settle("alice:right") == entry::allowed);
}

TEST_CASE("a right pair is checked once, known for a while, and then checked again") {
  fixture f;
  CHECK(f.judge("alice:right") == entry::waiting);
  CHECK(f.door.awaited() != 0);
  CHECK(f.judge("alice:right", 2) == entry::waiting);  // the same check
  CHECK(f.check_one());
  CHECK_FALSE(f.check_one());
  CHECK(f.judge("alice:right") == entry::allowed);
  CHECK(f.door.user() == "alice");
  CHECK(f.door.awaited() == 0);
  f.now += base::kRightPasswordTime - milliseconds(1);
  CHECK(f.judge("alice:right") == entry::allowed);
  f.now += milliseconds(1);
  CHECK(f.judge("alice:right") == entry::waiting);
  CHECK(f.door.user().empty());
}

TEST_CASE("a wrong pair is known for a shorter while") {
  fixture f;
  CHECK(f.settle("alice:wrong") == entry::denied);
  for (int i = 0; i < 100; ++i) CHECK(f.judge("alice:wrong") == entry::denied);
  CHECK(f.checks == 1);
  f.now += base::kWrongPasswordTime;
  CHECK(f.judge("alice:wrong") == entry::waiting);
}

TEST_CASE("nobody is let in by another's pair, however the parts are cut") {
  fixture f;
  f.door.use(users("a:" + kHash + "\nar:" + kHash + "\n"));
  CHECK(f.settle("a:right") == entry::allowed);
  CHECK(f.judge("ar:ight") == entry::waiting);
  CHECK(f.judge("ar:right") == entry::waiting);
  CHECK(f.judge("a:right ") == entry::waiting);
}

TEST_CASE("a name that does not exist is checked as any other, and is wrong whatever comes of it") {
  fixture f;
  CHECK(f.judge("eve:right") == entry::waiting);
  const auto check = f.door.next_check(f.now);
  REQUIRE(check);
  CHECK(check->hash == kHash);
  CHECK(check->password == "right");
  f.door.note_verdict(check->id, verdict_on_password::right, f.now);
  CHECK(f.judge("eve:right") == entry::denied);
  CHECK(f.door.user().empty());
}

TEST_CASE("the same name always has the same hash of somebody else") {
  fixture f;
  std::string text;
  for (int i = 0; i < 9; ++i) {
    text += "u" + std::to_string(i) + ":$6$" + std::to_string(i) + std::string(90, 'a') + '\n';
  }
  f.door.use(users(text));
  std::vector<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    CHECK(f.judge("eve:" + std::to_string(i)) == entry::waiting);
    const auto check = f.door.next_check(f.now);
    REQUIRE(check);
    seen.emplace_back(check->hash);
    f.door.note_verdict(check->id, verdict_on_password::wrong, f.now);
  }
  for (const std::string& each : seen) CHECK(each == seen.front());
}

TEST_CASE("a changed or removed user is not known any more, and others are") {
  fixture f;
  f.door.use(users("alice:" + kHash + "\nbob:" + kHash + "\n"));
  CHECK(f.settle("alice:right") == entry::allowed);
  CHECK(f.settle("bob:right") == entry::allowed);
  f.door.use(users("alice:" + kOther + "\nbob:" + kHash + "\n"));
  CHECK(f.judge("alice:right") == entry::waiting);
  CHECK(f.judge("bob:right") == entry::allowed);
  f.door.use(users("bob:" + kHash + "\n"));
  CHECK(f.settle("alice:right") == entry::denied);
  CHECK(f.judge("bob:right") == entry::allowed);
  f.door.use({});
  CHECK(f.settle("bob:right") == entry::denied);
}

TEST_CASE("an address has a burst of guesses and then one per interval, without a check") {
  fixture f;
  for (int i = 0; i < base::kGuessBurst; ++i) {
    CHECK(f.settle("alice:" + std::to_string(i)) == entry::denied);
  }
  CHECK(f.judge("alice:x") == entry::limited);
  CHECK(f.judge("alice:right") == entry::limited);
  CHECK(f.judge("eve:" + std::string(base::kMaxPasswordBytes + 1, 'x')) == entry::limited);
  CHECK_FALSE(f.check_one());
  CHECK(f.settle("alice:right", 2) == entry::allowed);
  CHECK(f.judge("alice:right", 1) == entry::allowed);  // known, and so let in
  f.now += base::kGuessInterval;
  CHECK(f.settle("alice:y") == entry::denied);
  CHECK(f.judge("alice:z") == entry::limited);
}

TEST_CASE("who is right has guessed nothing") {
  fixture f;
  std::string many;
  for (int i = 0; i < 100; ++i) many += "user" + std::to_string(i) + ':' + kHash + '\n';
  f.door.use(users(many));
  for (int i = 0; i < 100; ++i) {
    CHECK(f.settle("user" + std::to_string(i) + ":right") == entry::allowed);
  }
  for (int i = 0; i < base::kGuessBurst; ++i) {
    CHECK(f.settle("alice:" + std::to_string(i)) == entry::denied);
  }
}

TEST_CASE("ever new addresses get no more guesses than the table has places") {
  fixture f;
  const std::string guess = "Basic " + std::string(4096, 'A');  // wrong, without a check
  int allowed = 0;
  for (std::uint64_t who = 0; who < 20 * base::kGuessers; ++who) {
    const entry outcome = f.door.judge(guess, client(who), f.now);
    allowed += outcome == entry::denied ? 1 : 0;
  }
  CHECK(allowed <= static_cast<int>(base::kGuessers) * base::kGuessBurst);
  CHECK(allowed > static_cast<int>(base::kGuessers));
}

TEST_CASE("so many checks wait, and whoever is one too many is told to come later") {
  fixture f;
  for (std::uint64_t i = 0; i < base::kMaxPasswordChecks; ++i) {
    CHECK(f.judge("alice:" + std::to_string(i), i) == entry::waiting);
  }
  for (int i = 0; i < 2 * base::kGuessBurst; ++i) {
    CHECK(f.judge("alice:right", 99) == entry::unavailable);  // is no guess
  }
  CHECK(f.judge("alice:5", 99) == entry::waiting);
  CHECK(f.check_one());
  CHECK(f.settle("alice:right", 99) == entry::allowed);
}

TEST_CASE("checks that have waited too long are in nobody's way") {
  fixture f;
  for (std::uint64_t i = 0; i < base::kMaxPasswordChecks; ++i) {
    CHECK(f.judge("alice:" + std::to_string(i), i) == entry::waiting);
  }
  f.now += base::kMaxPasswordTime;
  CHECK(f.settle("alice:right", 99) == entry::allowed);
}

TEST_CASE("one check is under way at a time, and no other verdict counts") {
  fixture f;
  CHECK_FALSE(f.door.began());
  CHECK(f.judge("alice:right") == entry::waiting);
  CHECK(f.judge("alice:other") == entry::waiting);
  const auto check = f.door.next_check(f.now);
  REQUIRE(check);
  CHECK(f.door.began() == f.now);
  CHECK_FALSE(f.door.next_check(f.now));
  f.door.note_verdict(check->id + 1, verdict_on_password::right, f.now);
  f.door.note_verdict(0, verdict_on_password::right, f.now);
  CHECK(f.judge("alice:other") == entry::waiting);
  f.door.note_verdict(check->id, verdict_on_password::wrong, f.now);
  f.door.note_verdict(check->id, verdict_on_password::right, f.now);
  CHECK(f.judge("alice:right") == entry::denied);
}

TEST_CASE("who has waited for too long is told so, and the check is not begun any more") {
  fixture f;
  CHECK(f.judge("alice:right") == entry::waiting);
  f.now += base::kMaxPasswordTime - milliseconds(1);
  CHECK(f.judge("alice:right") == entry::waiting);
  f.now += milliseconds(1);
  CHECK(f.judge("alice:right") == entry::unavailable);
  CHECK_FALSE(f.check_one());
  f.now += seconds(1);
  CHECK_FALSE(f.check_one());  // forgotten
  CHECK(f.settle("alice:right") == entry::allowed);
}

TEST_CASE("a check that failed is made once more, and then given up for a moment") {
  fixture f;
  CHECK(f.judge("alice:right") == entry::waiting);
  for (int i = 0; i < 2; ++i) {
    CHECK(f.judge("alice:right") == entry::waiting);
    const auto check = f.door.next_check(f.now);
    REQUIRE(check);
    f.door.note_verdict(check->id, verdict_on_password::failed, f.now);
  }
  CHECK(f.judge("alice:right") == entry::unavailable);
  CHECK_FALSE(f.check_one());
  f.now += seconds(1);
  CHECK_FALSE(f.check_one());
  CHECK(f.settle("alice:right") == entry::allowed);
}

}  // namespace
}  // namespace owlet::site
