// Tests of server/connection_table.
#include "owlet/server/connection_table.h"

#include <doctest/doctest.h>

#include <vector>

#include "../support.h"

namespace owlet::server {
namespace {

const net::endpoint& somebody() {
  static const net::endpoint peer = *net::endpoint::parse("192.0.2.1", 1);
  return peer;
}

// A descriptor of that very number.
base::unique_fd descriptor_at(int number) {
  const base::unique_fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int copy = ::fcntl(file.get(), F_DUPFD_CLOEXEC, number);
  REQUIRE(copy == number);
  return base::unique_fd(copy);
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

TEST_CASE("a connection is found by its descriptor, and stays where it is") {
  connection_table table;
  CHECK(table.find(100) == nullptr);
  connection& first = table.add(descriptor_at(100), somebody(), greeting::none);
  connection& second = table.add(descriptor_at(700), somebody(), greeting::none);
  CHECK(table.size() == 2);
  CHECK(table.find(100) == &first);
  CHECK(table.find(700) == &second);
  for (const int fd : {0, 99, 101, 164, 699, 701, 5000}) CHECK(table.find(fd) == nullptr);
  table.remove(first);
  CHECK(table.find(100) == nullptr);
  CHECK(table.find(700) == &second);
  CHECK_FALSE(is_open(100));
  CHECK(is_open(700));
}

TEST_CASE("a slab is there as long as a connection is in it") {
  constexpr int kSlab = static_cast<int>(connection_table::kSlabSize);
  connection_table table;
  CHECK(table.slab_count() == 0);
  for (const int fd : {2 * kSlab, 2 * kSlab + 1, 5 * kSlab - 1}) {
    (void)table.add(descriptor_at(fd), somebody(), greeting::none);
  }
  CHECK(table.slab_count() == 2);
  table.remove(*table.find(2 * kSlab));
  CHECK(table.slab_count() == 2);
  table.remove(*table.find(2 * kSlab + 1));
  CHECK(table.slab_count() == 1);
  table.remove(*table.find(5 * kSlab - 1));
  CHECK(table.slab_count() == 0);
  CHECK(table.size() == 0);
  (void)table.add(descriptor_at(2 * kSlab), somebody(), greeting::none);
  CHECK(table.find(2 * kSlab) != nullptr);
}

TEST_CASE("all are visited once, and each may be removed meanwhile") {
  connection_table table;
  const std::vector<int> descriptors{100, 101, 163, 164, 300};
  for (const int fd : descriptors) (void)table.add(descriptor_at(fd), somebody(), greeting::none);
  std::vector<int> visited;
  table.for_each([&](connection& each) {
    visited.push_back(each.fd());
    if (each.fd() != 101) table.remove(each);
  });
  CHECK(visited == descriptors);
  CHECK(table.size() == 1);
  CHECK(table.find(101) != nullptr);
}

}  // namespace
}  // namespace owlet::server
