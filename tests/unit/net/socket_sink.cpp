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
    REQUIRE(::fsync(fd.get()) == 0);
    ::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED);
    is_cold = base::bytes_in_memory(fd.get(), 0, kSize) == 0;
    file = base::shared_file(std::move(fd));
  }
  [[nodiscard]] base::file_slice slice(base::in_memory known) const {
    return {.file = file, .offset = 0, .length = kSize, .in_memory = known};
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
  const io_result first = sink.send(cold.slice(base::in_memory::unknown), 4096);
  CHECK(first.status == io_status::cold);
  CHECK(first.bytes == 0);
  io_result sent = first;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (sent.status == io_status::cold && std::chrono::steady_clock::now() < end) {
    sent = sink.send(cold.slice(base::in_memory::unknown), 4096);
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
    const bool may_wait = wait == base::disk_wait::accepted;
    const auto known = may_wait ? base::in_memory::unknown : base::in_memory::all;
    const io_result sent = sink.send(cold.slice(known), 1000);
    CHECK(sent.status == io_status::moved);
    CHECK(sent.bytes == 1000);
  }
}

}  // namespace
}  // namespace owlet::net
