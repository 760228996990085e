// Tests of server/newcomers.
#include "owlet/server/newcomers.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../support.h"
#include "conversation.h"

namespace owlet::server {
namespace {

using owlet::testing::fd_pair;
using owlet::testing::make_socket_pair;

TEST_CASE(
    "each newcomer has what it sent, up to the size of a buffer, and nothing if it sent none") {
  newcomers batch;
  CHECK(batch.empty());
  CHECK(batch.read_all().empty());
  const std::vector<std::string> sent{"one", "", std::string(newcomers::kBufferBytes + 1, 'x'),
                                      "4"};
  std::vector<fd_pair> clients;
  for (const std::string& text : sent) {
    clients.push_back(make_socket_pair());
    if (!text.empty()) owlet::testing::write_all(clients.back().theirs.get(), text);
    batch.add(clients.back().ours.get());
  }
  clients[3].theirs.reset();
  const auto found = batch.read_all();
  REQUIRE(found.size() == sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    CHECK(found[i].fd == clients[i].ours.get());
    CHECK(found[i].input == sent[i].substr(0, newcomers::kBufferBytes));
  }
  CHECK(batch.empty());
  CHECK(clients[2].ours);
}

TEST_CASE("a batch is full with kMost") {
  newcomers batch;
  for (std::size_t i = 0; i < newcomers::kMost; ++i) {
    CHECK_FALSE(batch.is_full());
    batch.add(-1);
  }
  CHECK(batch.is_full());
  CHECK(batch.read_all().size() == newcomers::kMost);  // sockets that fail have sent nothing
  CHECK_FALSE(batch.is_full());
}

TEST_CASE("a connection begins with what was read, and reads the rest itself") {
  const std::string head = "GET /a.txt HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& rest :
       {std::string("\r\n"), "X: " + std::string(2000, 'x') + "\r\n\r\n"}) {
    testing::conversation talk;
    const std::string request = head + rest;
    const std::string first = request.substr(0, newcomers::kBufferBytes);
    talk.send(request.substr(first.size()));
    CHECK(talk.begin(first) == verdict::wait);
    CHECK(talk.receive().ends_with("\r\n\r\nhello"));
    CHECK(talk.is_idle());
  }
}

}  // namespace
}  // namespace owlet::server
