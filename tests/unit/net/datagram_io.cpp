// Tests of net/datagram_io.
#include "owlet/net/datagram_io.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "../support.h"
#include "log_daemon.h"

namespace owlet::net {
namespace {

using testing::log_daemon;

TEST_CASE("each line is a datagram of its own") {
  const testing::temporary_directory directory;
  log_daemon daemon(directory.path("log"));
  const base::unique_fd socket = connect_datagrams(directory.path("log"));
  REQUIRE(socket);
  const std::string lines = "one\ntwo\n\n";
  const io_result result = send_lines(socket.get(), "<30>", lines, line_end::left_out);
  CHECK(result.status == io_status::moved);
  CHECK(result.bytes == lines.size());
  CHECK(daemon.take() == std::vector<std::string>{"<30>one", "<30>two", "<30>"});
  CHECK(send_lines(socket.get(), "A=", "b\n", line_end::sent).bytes == 2);
  CHECK(daemon.take() == std::vector<std::string>{"A=b\n"});
}

TEST_CASE("a daemon that does not read is not waited for, and has whole lines") {
  const testing::temporary_directory directory;
  log_daemon daemon(directory.path("log"));
  const base::unique_fd socket = connect_datagrams(directory.path("log"));
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += std::to_string(i) + '\n';
  std::string_view rest = lines;
  io_result result{io_status::moved, 0};
  while (result.status == io_status::moved) {
    result = send_lines(socket.get(), "", rest, line_end::left_out);
    rest.remove_prefix(result.bytes);
    REQUIRE_FALSE(rest.empty());
  }
  CHECK(result.status == io_status::blocked);
  CHECK(result.bytes == 0);
  const std::vector<std::string> got = daemon.take();
  REQUIRE_FALSE(got.empty());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == std::to_string(i));
  CHECK(rest.starts_with(std::to_string(got.size()) + '\n'));
}

TEST_CASE("a daemon that has gone is told from one that is late") {
  const testing::temporary_directory directory;
  base::unique_fd socket;
  {
    const log_daemon daemon(directory.path("log"));
    socket = connect_datagrams(directory.path("log"));
  }
  CHECK(send_lines(socket.get(), "", "a\n", line_end::left_out).status == io_status::failed);
}

TEST_CASE("where nobody listens, there is no socket, and errno says why") {
  const testing::temporary_directory directory;
  directory.write("file", "");
  CHECK_FALSE(connect_datagrams(directory.path("nothing")));
  CHECK(errno == ENOENT);
  CHECK_FALSE(connect_datagrams(directory.path("file")));
  CHECK(errno == ECONNREFUSED);
  CHECK_FALSE(connect_datagrams(std::string(200, 'x')));
  CHECK(errno == ENAMETOOLONG);
}

}  // namespace
}  // namespace owlet::net
