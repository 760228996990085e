// Tests of net/deadline_list.
#include "owlet/net/deadline_list.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

namespace owlet::net {
namespace {

using std::chrono::seconds;

constexpr base::time_point at(int second) { return base::time_point(seconds(second)); }

// The descriptors in the order in which they come due, each taken out.
std::vector<int> take_all(deadline_list& list) {
  std::vector<int> order;
  while (deadline* first = list.oldest()) {
    order.push_back(first->fd());
    first->clear();
  }
  return order;
}

TEST_CASE("an empty list has nobody who is due") {
  deadline_list list(seconds(5));
  CHECK(list.oldest() == nullptr);
  CHECK(list.expired(at(1000)) == nullptr);
  CHECK_FALSE(list.next_due());
}

TEST_CASE("who was set first is due first") {
  deadline_list list(seconds(5));
  deadline a(1);
  deadline b(2);
  deadline c(3);
  list.set(b, at(0));
  list.set(a, at(0));
  list.set(c, at(1));
  CHECK(list.oldest() == &b);
  CHECK(list.next_due() == at(5));
  CHECK(take_all(list) == std::vector{2, 1, 3});
}

TEST_CASE("a member is due when its time is over and not before") {
  deadline_list list(seconds(5));
  deadline a(1);
  deadline b(2);
  list.set(a, at(10));
  list.set(b, at(12));
  CHECK(list.expired(at(15) - base::duration(1)) == nullptr);
  CHECK(list.expired(at(15)) == &a);
  CHECK(list.expired(at(20)) == &a);
  CHECK(a.is_set());
  a.clear();
  CHECK(list.expired(at(16)) == nullptr);
  CHECK(list.next_due() == at(17));
}

TEST_CASE("who is set again goes to the end with a new time") {
  deadline_list list(seconds(5));
  deadline a(1);
  deadline b(2);
  list.set(a, at(0));
  list.set(b, at(1));
  list.set(a, at(2));
  CHECK(list.next_due() == at(6));
  CHECK(take_all(list) == std::vector{2, 1});
  list.set(a, at(3));
  list.set(a, at(4));
  CHECK(list.next_due() == at(9));
  CHECK(take_all(list) == std::vector{1});
}

TEST_CASE("a member moves from one list to another") {
  deadline_list first(seconds(5));
  deadline_list second(seconds(50));
  deadline a(1);
  first.set(a, at(0));
  second.set(a, at(0));
  CHECK(first.oldest() == nullptr);
  CHECK(second.next_due() == at(50));
}

TEST_CASE("clear takes out from the front, the middle and the end, and twice is once") {
  for (int gone = 1; gone <= 3; ++gone) {
    CAPTURE(gone);
    deadline_list list(seconds(5));
    deadline a(1);
    deadline b(2);
    deadline c(3);
    deadline* const members[] = {&a, &b, &c};
    std::vector<int> rest;
    for (deadline* member : members) {
      CHECK_FALSE(member->is_set());
      list.set(*member, at(0));
      CHECK(member->is_set());
      if (member->fd() != gone) rest.push_back(member->fd());
    }
    members[gone - 1]->clear();
    members[gone - 1]->clear();
    CHECK_FALSE(members[gone - 1]->is_set());
    CHECK(take_all(list) == rest);
  }
}

TEST_CASE("a member that ends takes itself out") {
  deadline_list list(seconds(5));
  auto a = std::make_unique<deadline>(1);
  deadline b(2);
  list.set(*a, at(0));
  list.set(b, at(1));
  a.reset();
  CHECK(list.next_due() == at(6));
  CHECK(take_all(list) == std::vector{2});
}

}  // namespace
}  // namespace owlet::net
