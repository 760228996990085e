// Tests of server/connection: one client, step by step, at moments that are made up.
#include "owlet/server/connection.h"

#include <doctest/doctest.h>

#include <string>

#include "../support.h"
#include "conversation.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;
using owlet::testing::read_available;
using std::chrono::seconds;
using testing::conversation;
using testing::kPeerClosed;
using testing::kReadable;
using testing::kTimeout;
using testing::kWritable;
using testing::large_content;

constexpr std::string_view kGet = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetLarge = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST_CASE("a connection that hears nothing waits, and is closed in silence when its time is over") {
  conversation talk;
  CHECK(talk.step() == verdict::wait);
  CHECK(talk.is_idle());
  CHECK(talk.deadline() == "idle 10");
  CHECK(talk.expire(seconds(10)) == verdict::close);
  CHECK(talk.receive().empty());
}

TEST_CASE("a whole request is answered in the step that reads it, and the next one is awaited") {
  conversation talk;
  talk.send(kGet);
  CHECK(talk.step() == verdict::wait);
  const std::string first = talk.receive();
  CHECK(first.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(first.ends_with("\r\nConnection: keep-alive\r\n\r\nhello"));
  CHECK(talk.is_idle());
  CHECK(talk.deadline() == "idle 10");
  CHECK(talk.hear(kGet, seconds(4)) == verdict::wait);
  CHECK(talk.receive().ends_with("\r\n\r\nhello"));
  CHECK(talk.deadline() == "idle 14");
}

TEST_CASE("a wake-up for nothing does not prolong anything") {
  conversation talk;
  CHECK(talk.hear(kGet) == verdict::wait);
  CHECK(talk.step(kReadable, seconds(5)) == verdict::wait);
  CHECK(talk.step(kWritable, seconds(5)) == verdict::wait);
  CHECK(talk.deadline() == "idle 10");
  CHECK(talk.hear("\r\n", seconds(6)) == verdict::wait);  // no more than an empty line
  CHECK(talk.is_idle());
  CHECK(talk.deadline() == "idle 10");
}

TEST_CASE("pipelined requests are answered in their order, in one step") {
  conversation talk;
  std::string requests;
  for (int i = 0; i < 20; ++i) {
    requests += "GET /" + std::to_string(i) + "/ HTTP/1.1\r\nHost: a\r\n\r\n";
    requests += kGet;
  }
  CHECK(talk.hear(requests) == verdict::wait);
  const std::string answers = talk.receive();
  CHECK(count(answers, "HTTP/1.1 404 ") == 20);
  CHECK(count(answers, "HTTP/1.1 200 ") == 20);
  CHECK(answers.find("HTTP/1.1 404 ") < answers.find("HTTP/1.1 200 "));
  CHECK(answers.ends_with("\r\n\r\nhello"));
}

TEST_CASE("a request that comes byte by byte is answered once") {
  conversation talk;
  for (std::size_t i = 0; i < kGet.size(); ++i) {
    CHECK(talk.receive().empty());
    CHECK(talk.hear(kGet.substr(i, 1), seconds(0)) == verdict::wait);
  }
  CHECK(count(talk.receive(), "HTTP/1.1 200 ") == 1);
  CHECK(talk.is_idle());
}

TEST_CASE("a request and the end in one go are answered, and the connection is closed at once") {
  conversation talk;
  talk.send(kGet);
  talk.shutdown();
  CHECK(talk.step(kPeerClosed) == verdict::close);
  talk.close();
  CHECK(talk.receive().ends_with("\r\n\r\nhello"));
  CHECK(talk.is_at_end());
}

TEST_CASE("an end that is announced later is found then") {
  conversation talk;
  talk.send(kGet);
  talk.shutdown();
  CHECK(talk.step() == verdict::wait);  // read before the poller knew of it
  CHECK(talk.receive().ends_with("\r\n\r\nhello"));
  CHECK(talk.step(kPeerClosed) == verdict::close);
}

TEST_CASE("a client that said that this request is its last is closed at once") {
  for (const std::string_view request :
       {"GET /a.txt HTTP/1.0\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"}) {
    conversation talk;
    talk.send(request);
    CHECK(talk.step() == verdict::close);
    talk.close();
    CHECK(talk.receive().ends_with("\r\nConnection: close\r\n\r\nhello"));
    CHECK(talk.is_at_end());
  }
}

TEST_CASE("a request that does not get whole in its time is told so") {
  conversation talk;
  CHECK(talk.hear("GET /a.txt HT") == verdict::wait);
  CHECK_FALSE(talk.is_idle());
  CHECK(talk.deadline() == "head 10");
  CHECK(talk.hear("TP/1.1\r\n", seconds(9)) == verdict::wait);
  CHECK(talk.deadline() == "head 10");  // a trickle prolongs nothing
  CHECK(talk.expire(seconds(10)) == verdict::wait);
  CHECK(talk.receive().starts_with("HTTP/1.1 408 "));
  CHECK(talk.is_at_end());
  CHECK(talk.deadline() == "linger 12");
  CHECK(talk.expire(seconds(12)) == verdict::close);
  CHECK(talk.receive().empty());
}

TEST_CASE("content has a time of its own") {
  conversation talk;
  CHECK(talk.hear("POST / HTTP/1.1\r\nHost: a\r\n") == verdict::wait);
  CHECK(talk.deadline() == "head 10");
  CHECK(talk.hear("Content-Length: 5\r\n\r\nhe", seconds(5)) == verdict::wait);
  CHECK(talk.deadline() == "content 15");
  CHECK(talk.hear("l", seconds(6)) == verdict::wait);
  CHECK(talk.deadline() == "content 15");
  CHECK(talk.hear("lo", seconds(7)) == verdict::wait);
  CHECK(talk.receive().starts_with("HTTP/1.1 405 "));
  CHECK(talk.deadline() == "idle 17");
}

TEST_CASE("a malformed request is answered, and nothing after it is") {
  conversation talk;
  CHECK(talk.hear("GET /\r\n\r\n" + std::string(kGet)) == verdict::wait);
  const std::string answer = talk.receive();
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(count(answer, "HTTP/1.1") == 1);
  CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(talk.is_at_end());
  CHECK(talk.deadline() == "linger 2");
  CHECK(talk.hear(kGet, seconds(1)) == verdict::wait);  // is thrown away
  CHECK(talk.deadline() == "linger 2");
  talk.shutdown();
  CHECK(talk.step(kPeerClosed, seconds(1)) == verdict::close);
}

TEST_CASE("who goes on sending while we linger is cut off") {
  conversation talk;
  CHECK(talk.hear("GET /\r\n\r\n") == verdict::wait);
  const std::string flood(64 * 1024, 'x');
  std::uint64_t sent = 0;
  verdict outcome = verdict::wait;
  while (outcome == verdict::wait && sent < 2 * base::kLingerBytes) {
    outcome = talk.hear(flood);
    sent += flood.size();
  }
  CHECK(outcome == verdict::close);
  CHECK(sent >= base::kLingerBytes);
}

TEST_CASE("an end in the middle of a request is answered") {
  conversation talk;
  talk.send("GET /a.txt HTTP/1.1\r\n");
  talk.shutdown();
  CHECK(talk.step(kPeerClosed) == verdict::close);
  CHECK(talk.receive().starts_with("HTTP/1.1 400 "));
}

TEST_CASE("an end between two requests is no request") {
  conversation talk;
  CHECK(talk.hear("\r\n") == verdict::wait);
  talk.shutdown();
  CHECK(talk.step(kPeerClosed) == verdict::close);
  CHECK(talk.receive().empty());
}

TEST_CASE("a client that is gone is closed") {
  conversation talk;
  CHECK(talk.step() == verdict::wait);
  talk.hang_up();
  CHECK(talk.step({.fd = -1, .readable = true, .writable = true, .peer_closed = true}) ==
        verdict::close);
}

TEST_CASE("a client that is gone before its answer is closed") {
  conversation talk;
  talk.send(kGetLarge);
  talk.hang_up();
  CHECK(talk.step(kPeerClosed) == verdict::close);
}

// Reads `size` bytes a turn until the connection has nothing more to send.
std::string drain(conversation& talk, std::size_t size, base::duration& later) {
  std::string text;
  for (int turn = 0; turn < 100'000 && !talk.is_idle(); ++turn) {
    text += talk.receive(size);
    later += std::chrono::milliseconds(1);
    CHECK(talk.step(kWritable, later) != verdict::close);
  }
  return text + talk.receive();
}

TEST_CASE("a large file is resumed at exactly the byte where the socket was full") {
  for (const std::size_t size : {999U, 5000U, 70'000U}) {
    CAPTURE(size);
    conversation talk;
    (void)talk.set_send_buffer(4096);
    CHECK(talk.hear(std::string(kGetLarge) + std::string(kGet)) == verdict::wait);
    CHECK(talk.deadline() == "write 10");
    base::duration later{};
    const std::string text = drain(talk, size, later);
    const std::size_t head = text.find("\r\n\r\n") + 4;
    const std::string content = large_content();
    REQUIRE(text.size() > head + content.size());
    CHECK(text.compare(head, content.size(), content) == 0);
    const std::string rest = text.substr(head + content.size());
    CHECK(rest.starts_with("HTTP/1.1 200 "));
    CHECK(rest.ends_with("\r\n\r\nhello"));
    CHECK(talk.deadline().starts_with("idle "));
  }
}

TEST_CASE("a client that takes nothing more is closed in time; one that takes some goes on") {
  conversation talk;
  (void)talk.set_send_buffer(4096);
  CHECK(talk.hear(kGetLarge) == verdict::wait);
  CHECK_FALSE(talk.is_idle());
  CHECK(talk.step(kWritable, seconds(5)) == verdict::wait);  // and nothing moved
  CHECK(talk.deadline() == "write 10");
  (void)talk.receive();
  CHECK(talk.step(kWritable, seconds(6)) == verdict::wait);
  CHECK(talk.deadline() == "write 16");
  CHECK(talk.expire(seconds(16)) == verdict::close);
}

TEST_CASE("a full socket is not tried again before an edge says that it takes more") {
  conversation talk;
  (void)talk.set_send_buffer(4096);
  CHECK(talk.hear(kGetLarge) == verdict::wait);
  CHECK_FALSE(talk.receive().empty());
  CHECK(talk.step(kReadable) == verdict::wait);
  CHECK(talk.receive().empty());
  CHECK(talk.step(kWritable) == verdict::wait);
  CHECK_FALSE(talk.receive().empty());
}

TEST_CASE("a connection that has sent its share lets others run") {
  conversation talk;
  if (talk.set_send_buffer(8'000'000) < 4'000'000) {
    MESSAGE("no socket buffer here that is large enough");
    return;
  }
  talk.shared().share.send_bytes = 512 * 1024;
  for (int i = 0; i < 4; ++i) talk.send(kGetLarge);
  CHECK(talk.step() == verdict::run_again);
  CHECK(talk.step() == verdict::run_again);
  CHECK(talk.step() == verdict::wait);
  CHECK(count(talk.receive(), "HTTP/1.1 200 ") == 4);
}

TEST_CASE("a connection that has read its share lets others run") {
  conversation talk;
  talk.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  talk.send(std::string(100'000, 'x'));
  int again = 0;
  verdict outcome = talk.step();
  for (; outcome == verdict::run_again; outcome = talk.step()) ++again;
  CHECK(again == 100'000 / base::kReceiveBufferBytes);
  CHECK(outcome == verdict::wait);
  CHECK(talk.receive().starts_with("HTTP/1.1 405 "));
}

TEST_CASE("a file that gets shorter under way costs the connection, and no byte is made up") {
  const owlet::testing::temporary_directory directory;
  directory.write("large", large_content());
  metrics_board board(1);
  reactor shared(directory.path(), {}, kTimeout, board.slots()[0]);
  owlet::testing::fd_pair ends = owlet::testing::make_socket_pair();
  const int fd = ends.ours.get();
  const int bytes = 4096;
  ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  connection client(std::move(ends.ours), {}, greeting::none);
  owlet::testing::write_all(ends.theirs.get(), kGetLarge);
  CHECK(client.step(shared, moment_at()) == verdict::wait);
  REQUIRE(::truncate(directory.path("large").c_str(), 100'000) == 0);
  std::string text;
  verdict outcome = verdict::wait;
  while (outcome == verdict::wait && text.size() < 1'000'000) {
    text += read_available(ends.theirs.get());
    client.mark_ready(kWritable);
    outcome = client.step(shared, moment_at());
  }
  text += read_available(ends.theirs.get());
  CHECK(outcome == verdict::close);
  CHECK(text.ends_with(large_content().substr(0, 100'000)));
}

TEST_CASE("while the server drains, each answer is the last one") {
  conversation talk;
  talk.shared().draining = true;
  CHECK(talk.hear(std::string(kGet) + std::string(kGet)) == verdict::wait);
  const std::string answer = talk.receive();
  CHECK(count(answer, "HTTP/1.1 200 ") == 1);
  CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(talk.is_at_end());
  CHECK(talk.deadline() == "linger 2");
}

TEST_CASE("an answer is logged when it has been sent, or how far it came") {
  conversation talk;
  const owlet::testing::fd_pair log = owlet::testing::make_pipe();
  const auto read_log = [&] {
    talk.shared().journal.flush_if_due(moment_at(seconds(100)).monotonic);
    return read_available(log.theirs.get());
  };
  talk.shared().journal.log.emplace(log.ours.get());
  (void)talk.set_send_buffer(4096);
  CHECK(talk.hear("GET /a.txt HTTP/1.1\r\nHost: a\r\nUser-Agent: u\r\nReferer: r\r\n\r\n") ==
        verdict::wait);
  CHECK(read_log() ==
        "192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /a.txt HTTP/1.1\" 200 5 "
        "\"r\" \"u\"\n");
  (void)talk.receive();
  CHECK(talk.hear(kGetLarge) == verdict::wait);
  CHECK(read_log().empty());
  talk.close();
  const std::string answer = talk.receive();
  const std::size_t sent = answer.size() - answer.find("\r\n\r\n") - 4;
  CHECK(sent > 0);
  CHECK(read_log().find("\"GET /large HTTP/1.1\" 200 " + std::to_string(sent) + " \"-\" \"-\"\n") !=
        std::string::npos);
}

TEST_CASE("two connections share one reactor, each with half a request") {
  conversation talk;
  owlet::testing::fd_pair ends = owlet::testing::make_socket_pair();
  connection other(std::move(ends.ours), {}, greeting::none);
  CHECK(talk.hear(kGet.substr(0, 10)) == verdict::wait);
  owlet::testing::write_all(ends.theirs.get(), "HEAD /no");
  CHECK(other.step(talk.shared(), moment_at()) == verdict::wait);
  CHECK(talk.hear(kGet.substr(10)) == verdict::wait);
  CHECK(talk.receive().ends_with("\r\n\r\nhello"));
  owlet::testing::write_all(ends.theirs.get(), "ne HTTP/1.1\r\nHost: a\r\n\r\n");
  other.mark_ready(kReadable);
  CHECK(other.step(talk.shared(), moment_at()) == verdict::wait);
  const std::string answer = read_available(ends.theirs.get());
  CHECK(answer.starts_with("HTTP/1.1 404 "));
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("with a budget of a byte, a large answer comes whole, in as many turns as it takes") {
  conversation talk;
  talk.shared().share.send_bytes = 1;
  verdict last = talk.hear("GET /large HTTP/1.1\r\nHost: a\r\nRange: bytes=0-99\r\n\r\n");
  std::string text = talk.receive();
  int turns = 0;
  for (; last == verdict::run_again; ++turns) {
    last = talk.step();
    text += talk.receive();
  }
  CHECK(last == verdict::wait);
  CHECK(turns >= 100);
  CHECK(text.ends_with(testing::large_content().substr(0, 100)));
}

}  // namespace
}  // namespace owlet::server
