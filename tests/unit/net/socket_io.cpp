// Tests of net/socket_io.
#include "owlet/net/socket_io.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "../support.h"
#include "owlet/net/signal_source.h"

namespace owlet::net {
namespace {

using testing::make_socket_pair;
using testing::read_available;
using testing::write_all;

TEST_CASE("receive tells what came, that nothing is there, and the end") {
  testing::fd_pair ends = make_socket_pair();
  std::array<char, 4> buffer{};
  CHECK(receive(ends.ours.get(), buffer).status == io_status::blocked);
  write_all(ends.theirs.get(), "abcdef");
  const io_result first = receive(ends.ours.get(), buffer);
  CHECK(first.status == io_status::moved);
  CHECK(std::string(buffer.data(), first.bytes) == "abcd");
  const io_result second = receive(ends.ours.get(), buffer);
  CHECK(second.status == io_status::moved);
  CHECK(std::string(buffer.data(), second.bytes) == "ef");
  const io_result third = receive(ends.ours.get(), buffer);
  CHECK(third.status == io_status::blocked);
  CHECK(third.bytes == 0);
  ends.theirs.reset();
  CHECK(receive(ends.ours.get(), buffer).status == io_status::eof);
}

TEST_CASE("send moves what fits and then says that it is blocked") {
  const testing::fd_pair ends = make_socket_pair();
  const std::string bytes(100'000, 'x');
  std::size_t sent = 0;
  io_result result{io_status::moved, 0};
  while (result.status == io_status::moved) {
    result = send_bytes(ends.ours.get(), bytes, more_follows::no);
    sent += result.bytes;
  }
  CHECK(result.status == io_status::blocked);
  CHECK(result.bytes == 0);
  CHECK(read_available(ends.theirs.get()).size() == sent);
  CHECK(send_bytes(ends.ours.get(), "more", more_follows::yes).bytes == 4);
  CHECK(read_available(ends.theirs.get()) == "more");
}

TEST_CASE("a peer that is gone makes a send fail, without a signal") {
  testing::fd_pair ends = make_socket_pair();
  ends.theirs.reset();
  CHECK(send_bytes(ends.ours.get(), "x", more_follows::no).status == io_status::failed);
}

TEST_CASE("a descriptor that is no socket fails") {
  const base::unique_fd file = testing::make_file("abc");
  std::array<char, 4> buffer{};
  CHECK(receive(file.get(), buffer).status == io_status::failed);
  CHECK(receive(-1, buffer).status == io_status::failed);
  CHECK(send_bytes(-1, "x", more_follows::no).status == io_status::failed);
}

TEST_CASE("send_file moves the bytes that were asked for and leaves the file's own position") {
  const testing::fd_pair ends = make_socket_pair();
  const base::unique_fd file = testing::make_file("0123456789");
  const off_t before = ::lseek(file.get(), 0, SEEK_CUR);
  const io_result result = send_file(ends.ours.get(), file.get(), 3, 4);
  CHECK(result.status == io_status::moved);
  CHECK(result.bytes == 4);
  CHECK(read_available(ends.theirs.get()) == "3456");
  CHECK(::lseek(file.get(), 0, SEEK_CUR) == before);
}

TEST_CASE("send_file gives what is left of a file, and then its end") {
  const testing::fd_pair ends = make_socket_pair();
  const base::unique_fd file = testing::make_file("0123456789");
  const io_result result = send_file(ends.ours.get(), file.get(), 8, 1'000'000'000'000);
  CHECK(result.bytes == 2);
  CHECK(read_available(ends.theirs.get()) == "89");
  for (const std::uint64_t offset : {10U, 11U, 1000U}) {
    CAPTURE(offset);
    const io_result at_end = send_file(ends.ours.get(), file.get(), offset, 1);
    CHECK(at_end.status == io_status::eof);
    CHECK(at_end.bytes == 0);
  }
}

TEST_CASE("send_file blocks and fails as a send does") {
  ignore_write_signals();
  testing::fd_pair ends = make_socket_pair();
  const base::unique_fd file = testing::make_file(std::string(1'000'000, 'x'));
  io_result result{io_status::moved, 0};
  std::uint64_t sent = 0;
  while (result.status == io_status::moved) {
    result = send_file(ends.ours.get(), file.get(), sent, 1'000'000 - sent);
    sent += result.bytes;
  }
  CHECK(result.status == io_status::blocked);
  CHECK(sent < 1'000'000);
  ends.theirs.reset();
  CHECK(send_file(ends.ours.get(), file.get(), 0, 1).status == io_status::failed);
}

TEST_CASE("after a shutdown the peer reads the end, and may still send") {
  const testing::fd_pair ends = make_socket_pair();
  shutdown_write(ends.ours.get());
  CHECK(testing::is_at_end(ends.theirs.get()));
  write_all(ends.theirs.get(), "late");
  CHECK(read_available(ends.ours.get()) == "late");
}

}  // namespace
}  // namespace owlet::net
