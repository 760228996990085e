// Tests of net/stream_io: it takes no waiting, though the descriptor is in blocking mode.
#include "owlet/net/stream_io.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "../support.h"
#include "owlet/net/signal_source.h"

namespace owlet::net {
namespace {

using testing::read_available;

// Writes until the descriptor takes no more, `size` bytes a call, and returns how many it took.
std::size_t fill(int fd, std::size_t size) {
  const std::string bytes(size, 'x');
  std::size_t total = 0;
  io_result result{io_status::moved, 0};
  while (result.status == io_status::moved && total < 10'000'000) {
    result = write_without_waiting(fd, bytes);
    total += result.bytes;
  }
  CHECK(result.status == io_status::blocked);
  CHECK(result.bytes == 0);
  return total;
}

TEST_CASE("a pipe is filled to the brim without waiting, whatever the size of the writes") {
  for (const std::size_t size : {1U, 7U, 4095U, 4096U, 4097U, 100'000U}) {
    CAPTURE(size);
    const testing::fd_pair pipe = testing::make_pipe();
    const std::size_t taken = fill(pipe.ours.get(), size);
    CHECK(taken > 0);
    CHECK(read_available(pipe.theirs.get()) == std::string(taken, 'x'));
    CHECK(write_without_waiting(pipe.ours.get(), "again").bytes == 5);
    CHECK(read_available(pipe.theirs.get()) == "again");
  }
}

TEST_CASE("the mode of the descriptor stays as it is") {
  const testing::fd_pair pipe = testing::make_pipe();
  (void)fill(pipe.ours.get(), 1000);
  CHECK((::fcntl(pipe.ours.get(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("a pipe that nobody reads fails") {
  ignore_write_signals();
  testing::fd_pair pipe = testing::make_pipe();
  pipe.theirs.reset();
  CHECK(write_without_waiting(pipe.ours.get(), "x").status == io_status::failed);
}

TEST_CASE("a file takes everything, a piece at a time, and one that cannot be written fails") {
  const testing::temporary_directory directory;
  const std::string text(10'000, 'y');
  const base::unique_fd file(
      ::open(directory.path("f").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  std::size_t written = 0;
  while (written < text.size()) {
    const io_result result =
        write_without_waiting(file.get(), std::string_view(text).substr(written));
    REQUIRE(result.status == io_status::moved);
    written += result.bytes;
  }
  CHECK(::lseek(file.get(), 0, SEEK_END) == 10'000);
  const base::unique_fd read_only(::open(directory.path("f").c_str(), O_RDONLY | O_CLOEXEC));
  CHECK(write_without_waiting(read_only.get(), "x").status == io_status::failed);
}

}  // namespace
}  // namespace owlet::net
