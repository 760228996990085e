// Tests of server/access_log.
#include "owlet/server/access_log.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "../support.h"
#include "owlet/net/signal_source.h"

namespace owlet::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::captured_output;
using testing::make_pipe;
using testing::read_available;

constexpr base::time_point kStart{seconds(1000)};

TEST_CASE("lines are written in their order, a second late and not before") {
  const testing::fd_pair pipe = make_pipe();
  access_log log(pipe.ours.get());
  CHECK_FALSE(log.next_due());
  log.append("one\n", kStart);
  log.append("two\n", kStart + milliseconds(900));
  CHECK(log.next_due() == kStart + seconds(1));
  log.flush_if_due(kStart + seconds(1) - base::duration(1));
  CHECK(read_available(pipe.theirs.get()).empty());
  log.flush_if_due(kStart + seconds(1));
  CHECK(read_available(pipe.theirs.get()) == "one\ntwo\n");
  CHECK_FALSE(log.next_due());
  log.append("three\n", kStart + seconds(5));
  CHECK(log.next_due() == kStart + seconds(6));
  log.flush_if_due(kStart + seconds(6));
  CHECK(read_available(pipe.theirs.get()) == "three\n");
}

TEST_CASE("a lot of lines is written at once") {
  const testing::temporary_directory directory;
  access_log log(directory.path("log"));
  const std::string line(1023, 'x');
  for (int i = 0; i < 31; ++i) log.append(line + '\n', kStart);
  log.flush_if_due(kStart);
  CHECK(std::filesystem::file_size(directory.path("log")) == 0);
  log.append(line + '\n', kStart);
  log.flush_if_due(kStart);
  CHECK(std::filesystem::file_size(directory.path("log")) == 32 * 1024);
  CHECK_FALSE(log.next_due());
}

TEST_CASE("a reader that is slow gets everything in the end, and holds nobody up") {
  const testing::fd_pair pipe = make_pipe();
  access_log log(pipe.ours.get());
  std::string expected;
  base::time_point now = kStart;
  for (int i = 0; i < 2000; ++i) {
    const std::string line = "line " + std::to_string(i) + '\n';
    log.append(line, now);
    expected += line;
  }
  std::string got;
  for (int turn = 0; turn < 100 && log.next_due(); ++turn) {
    now += seconds(1);
    log.flush_if_due(now);
    got += read_available(pipe.theirs.get());
  }
  CHECK(got == expected);
}

TEST_CASE("a pipe that nobody reads loses whole lines, which are told when it is read again") {
  const captured_output errors(STDERR_FILENO);
  const testing::fd_pair pipe = make_pipe();
  access_log log(pipe.ours.get());
  constexpr int kLines = 3000;
  base::time_point now = kStart;
  for (int i = 0; i < kLines; ++i) {
    log.append(std::to_string(i) + ' ' + std::string(1000, 'x') + '\n', now);
    now += milliseconds(1);
    log.flush_if_due(now);
  }
  CHECK(errors.take().empty());
  std::string got;
  for (int turn = 0; turn < 1000 && log.next_due(); ++turn) {
    now += seconds(1);
    log.flush_if_due(now);
    got += read_available(pipe.theirs.get());
  }
  int lines = 0;
  std::size_t start = 0;
  for (; start < got.size(); ++lines) {
    const std::string line = std::to_string(lines) + ' ' + std::string(1000, 'x') + '\n';
    REQUIRE(got.compare(start, line.size(), line) == 0);  // the first ones, each of them whole
    start += line.size();
  }
  CHECK(lines > 1000);
  CHECK(lines < kLines);
  CHECK(errors.take() ==
        "owlet: " + std::to_string(kLines - lines) + " lines of the log were dropped\n");
  log.append("again\n", now);
  log.flush_if_due(now + seconds(1));
  CHECK(read_available(pipe.theirs.get()) == "again\n");
  CHECK(errors.take().empty());  // told once
}

TEST_CASE("a log that cannot be written loses its lines and says so") {
  net::ignore_write_signals();
  const captured_output errors(STDERR_FILENO);
  testing::fd_pair pipe = make_pipe();
  pipe.theirs.reset();
  access_log log(pipe.ours.get());
  log.append("one\n", kStart);
  log.append("two\n", kStart);
  log.flush_if_due(kStart + seconds(1));
  CHECK_FALSE(log.next_due());
  CHECK(errors.take() == "owlet: 2 lines of the log were dropped\n");
}

TEST_CASE("what waits is written when the log ends") {
  const testing::fd_pair pipe = make_pipe();
  {
    access_log log(pipe.ours.get());
    log.append("last\n", kStart);
  }
  CHECK(read_available(pipe.theirs.get()) == "last\n");
}

TEST_CASE("a log file is appended to, and one that cannot be opened is an error that names it") {
  const testing::temporary_directory directory;
  directory.write("log", "before\n");
  {
    access_log log(directory.path("log"));
    log.append("after\n", kStart);
  }
  std::ifstream file(directory.path("log"));
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "before\nafter\n");
  const std::string path = directory.path("nothing/log");
  std::string message;
  try {
    const access_log log(path);
  } catch (const std::system_error& error) {
    message = error.what();
  }
  CHECK(message == "open log " + path + ": No such file or directory");
}

TEST_CASE("a dash is standard output") {
  const captured_output output(STDOUT_FILENO);
  {
    access_log log(std::string("-"));
    log.append("line\n", kStart);
  }
  CHECK(output.take() == "line\n");
}

}  // namespace
}  // namespace owlet::server
