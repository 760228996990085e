// Tests of net/socket_sink.
#include "owlet/net/socket_sink.h"

#include <doctest/doctest.h>

#include <string>

#include "../support.h"

namespace owlet::net {
namespace {

using testing::temporary_directory;

constexpr std::uint64_t kSize = 300'000;

struct cold_file {
  cold_file() {
    directory.write("a", std::string(kSize, 'a'));
    base::unique_fd fd(::open(directory.path("a").c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(fd);
    is_cold = testing::forget(fd.get());
    file = base::shared_file(std::move(fd));
  }
  [[nodiscard]] base::file_slice slice() const {
    return {.file = file, .offset = 0, .length = kSize};
  }

  temporary_directory directory;
  base::shared_file file;
  bool is_cold = false;
};

TEST_CASE("memory goes to the socket") {
  const testing::fd_pair ends = testing::make_socket_pair();
  const socket_sink sink{.socket = ends.ours.get(), .wait = base::disk_wait::refused};
  const io_result sent = sink.send("hello", more_follows::no);
  CHECK(sent.status == io_status::moved);
  CHECK(sent.bytes == 5);
  CHECK(testing::read_available(ends.theirs.get(), 100) == "hello");
}

TEST_CASE("a slice that is not in memory is cold until the disk has delivered it") {
  const cold_file cold;
  if (!cold.is_cold) {
    MESSAGE("this file system keeps everything in memory");
    return;
  }
  const testing::fd_pair ends = testing::make_socket_pair();
  const socket_sink sink{.socket = ends.ours.get(), .wait = base::disk_wait::refused};
  base::file_slice slice = cold.slice();
  io_result sent = sink.send(slice, 4096);
  CHECK((sent.status == io_status::moved || sent.bytes == 0));  // some disks are that fast
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (sent.status == io_status::cold && std::chrono::steady_clock::now() < end) {
    sent = sink.send(slice, 4096);
  }
  CHECK(sent.status == io_status::moved);
  CHECK(sent.bytes == 4096);
  CHECK(testing::read_available(ends.theirs.get(), kSize) == std::string(4096, 'a'));
}

TEST_CASE("whoever may wait, or knows that the bytes are in memory, does not look") {
  for (const auto wait : {base::disk_wait::accepted, base::disk_wait::refused}) {
    const cold_file cold;
    const testing::fd_pair ends = testing::make_socket_pair();
    const socket_sink sink{.socket = ends.ours.get(), .wait = wait};
    if (wait == base::disk_wait::refused) cold.file.note_in_memory();
    base::file_slice slice = cold.slice();
    const io_result sent = sink.send(slice, 1000);
    CHECK(sent.status == io_status::moved);
    CHECK(sent.bytes == 1000);
  }
}

TEST_CASE("a file that is all in memory is not looked at again, by whichever of its handles") {
  const base::shared_file file(testing::make_file(std::string(kSize, 'a')));
  const testing::fd_pair ends = testing::make_socket_pair();
  const socket_sink sink{.socket = ends.ours.get(), .wait = base::disk_wait::refused};
  base::file_slice part{file, 1, 10};
  base::file_slice start{file, 0, 10};
  base::file_slice whole{file, 0, kSize, true};
  CHECK_FALSE(file.is_in_memory());
  CHECK(sink.send(part, 10).bytes == 10);
  CHECK(sink.send(start, 10).bytes == 10);  // neither is all of it
  CHECK_FALSE(file.is_in_memory());
  CHECK(sink.send(whole, 10).bytes == 10);
  CHECK(file.is_in_memory());
}

}  // namespace
}  // namespace owlet::net
