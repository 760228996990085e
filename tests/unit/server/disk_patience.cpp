// Tests of server/disk_patience.
#include "owlet/server/disk_patience.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "../support.h"
#include "conversation.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;
using testing::kWritable;

base::disk_wait step(disk_patience& patience, base::duration when, bool waits, bool progress) {
  const base::moment now = moment_at(when);
  const base::disk_wait allowed = patience.allowance(now);
  patience.begin_step();
  if (waits) patience.note_wait();
  CHECK(patience.is_waiting() == waits);
  patience.end_step(now, progress);
  return allowed;
}

TEST_CASE("a check is waited for by its number, and no time makes the disk's patience end") {
  disk_patience patience;
  for (int i = 0; i < 100; ++i) {
    const base::moment now = moment_at(i * base::kMaxDiskTime);
    CHECK(patience.allowance(now) == base::disk_wait::refused);
    patience.begin_step();
    patience.note_wait(7);
    patience.end_step(now, false);
    CHECK(patience.is_for_check());
    CHECK(patience.awaits(7));
    CHECK_FALSE(patience.awaits(8));
  }
  patience.begin_step();
  CHECK_FALSE(patience.awaits(7));
  patience.note_wait();
  CHECK_FALSE(patience.is_for_check());
  CHECK_FALSE(patience.awaits(0));
}

TEST_CASE("patience ends after kMaxDiskTime without progress, and begins anew with progress") {
  constexpr auto kEnd = base::kMaxDiskTime;
  constexpr std::chrono::milliseconds kMoment{1};
  disk_patience patience;
  CHECK(step(patience, {}, true, false) == base::disk_wait::refused);
  CHECK(step(patience, kEnd - kMoment, true, false) == base::disk_wait::refused);
  CHECK(step(patience, kEnd, true, true) == base::disk_wait::accepted);
  CHECK(step(patience, 2 * kEnd - kMoment, true, false) == base::disk_wait::refused);
  CHECK(step(patience, 2 * kEnd, false, true) == base::disk_wait::accepted);
  CHECK(step(patience, 9 * kEnd, true, false) == base::disk_wait::refused);
}

// -- What a connection makes of it --------------------------------------------------------------

// Lets the connection look at the disk until it has nothing to wait for.
std::string read_when_there(testing::conversation& talk) {
  std::string text;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (int looks = 1; std::chrono::steady_clock::now() < end; ++looks) {
    text += talk.receive();
    if (!talk.deadline().starts_with("disk")) break;
    CHECK(talk.expire(base::kDiskLookInterval * looks) != verdict::close);
  }
  return text + talk.receive();
}

// A client whose request for /a.txt has to wait for the disk. Some disks are so fast that it takes
// several attempts to find one waiting; nothing where files do not leave memory.
std::unique_ptr<testing::conversation> waiting_client(const std::vector<std::string>& pieces) {
  constexpr int kAttempts = 500;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto talk = std::make_unique<testing::conversation>();
    if (!talk->forget("a.txt")) break;
    for (const std::string& piece : pieces) CHECK(talk->hear(piece) == verdict::wait);
    if (talk->deadline() == "disk 0") return talk;
  }
  MESSAGE("no file leaves memory here");
  return nullptr;
}

TEST_CASE("a small file that is not in memory is answered when it is, and what is behind it too") {
  const std::string request = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto talk = waiting_client({request + request});
  if (!talk) return;
  CHECK(talk->receive().empty());
  CHECK_FALSE(talk->is_idle());
  const std::string text = read_when_there(*talk);
  CHECK(text.find("hello") != text.rfind("hello"));
  CHECK(talk->deadline().starts_with("idle"));
  CHECK(talk->is_idle());
}

TEST_CASE("a request that came in pieces waits for the disk like any other") {
  for (const std::string rest : {"\r\n", "Content-Length: 2\r\n\r\nxx"}) {
    CAPTURE(rest);
    const auto talk = waiting_client(
        {"GET /a.txt HTTP/1.1\r\nHost: a\r\n", rest + "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"});
    if (!talk) return;
    CHECK(talk->receive().empty());
    const std::string text = read_when_there(*talk);
    CHECK(text.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(text.find("helloHTTP/1.1 404 Not Found\r\n") != std::string::npos);
    CHECK(talk->is_idle());
  }
}

TEST_CASE("a large file that is not in memory comes whole, and the last answer is the last") {
  testing::conversation talk;
  if (!talk.forget("large")) return;
  CHECK(talk.hear("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") == verdict::wait);
  std::string text;
  verdict last = verdict::wait;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (last != verdict::close && std::chrono::steady_clock::now() < end) {
    text += talk.receive();
    last = talk.step(kWritable);
  }
  text += talk.receive();
  CHECK(text.ends_with(testing::large_content()));
}

TEST_CASE("the head of a file that is not in memory waits for no disk") {
  testing::conversation talk;
  if (!talk.forget("large")) return;
  CHECK(talk.hear("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n") == verdict::wait);
  CHECK(talk.receive().starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(talk.deadline() == "idle 10");
}

}  // namespace
}  // namespace owlet::server
