// Tests of server/access_log.
#include "owlet/server/access_log.h"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
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

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

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
  CHECK(errors.take() == "owlet: warning: log descriptor " + std::to_string(pipe.ours.get()) +
                             ": " + std::to_string(kLines - lines) + " lines were dropped\n");
  CHECK(log.dropped_lines() == kLines - static_cast<std::uint64_t>(lines));
  log.append("again\n", now);
  log.flush_if_due(now + seconds(1));
  CHECK(read_available(pipe.theirs.get()) == "again\n");
  CHECK(errors.take().empty());  // told once
}

TEST_CASE("what is wrong is told once, and the lines that it cost when it is over") {
  net::ignore_write_signals();
  const captured_output errors(STDERR_FILENO);
  testing::fd_pair pipe = make_pipe();
  pipe.theirs.reset();
  {
    access_log log(pipe.ours.get());
    log.append("one\n", kStart);
    log.append("two\n", kStart);
    for (int second = 1; second < 200; ++second) log.flush_if_due(kStart + seconds(second));
    CHECK(log.dropped_lines() == 0);
    CHECK(errors.take() == "owlet: warning: log descriptor " + std::to_string(pipe.ours.get()) +
                               ": cannot be written: Broken pipe\n");
  }
  CHECK(errors.take() == "owlet: warning: log descriptor " + std::to_string(pipe.ours.get()) +
                             ": 2 lines were dropped\n");
}

// Appends lines that name their number until one is dropped, and returns how many there were.
int fill(access_log& log, base::time_point now) {
  int lines = 0;
  while (log.dropped_lines() == 0) {
    log.append("line " + std::to_string(lines++) + '\n', now);
    log.flush_if_due(now);
  }
  return lines;
}

TEST_CASE("a target that takes nothing is tried less and less often, and costs no look between") {
  const captured_output errors(STDERR_FILENO);
  const testing::fd_pair pipe = make_pipe();
  access_log log(pipe.ours.get());
  (void)fill(log, kStart);
  base::time_point now = kStart;
  int tries = 0;
  for (; now < kStart + seconds(60); ++tries) {
    REQUIRE(log.next_due());
    REQUIRE(*log.next_due() > now);
    now = *log.next_due();
    log.flush_if_due(now);
  }
  CHECK(tries > 60);
  CHECK(tries < 75);
  (void)read_available(pipe.theirs.get());
  log.flush_if_due(now + milliseconds(1));
  CHECK(read_available(pipe.theirs.get()).empty());
}

TEST_CASE("a reader who is back has what waits soon, not a bit a second") {
  const captured_output errors(STDERR_FILENO);
  const testing::fd_pair pipe = make_pipe();
  access_log log(pipe.ours.get());
  const int lines = fill(log, kStart);
  base::time_point now = kStart + seconds(100);
  std::string got;
  while (log.next_due()) {
    log.flush_if_due(now);
    got += read_available(pipe.theirs.get());
    now = log.next_due().value_or(now);
  }
  CHECK(now < kStart + seconds(102));
  CHECK(std::count(got.begin(), got.end(), '\n') == lines - 1);
}

TEST_CASE("a reader who is always late learns of it now and then") {
  const captured_output errors(STDERR_FILENO);
  const testing::fd_pair pipe = make_pipe();
  access_log log(pipe.ours.get());
  (void)fill(log, kStart);
  std::string told;
  for (int second = 0; second < 130; ++second) {
    const base::time_point now = kStart + seconds(second);
    for (int i = 0; i < 1000; ++i) log.append(std::string(100, 'x') + '\n', now);
    log.flush_if_due(now);
    (void)read_available(pipe.theirs.get());
    told += errors.take();
  }
  CHECK(std::count(told.begin(), told.end(), '\n') == 2);
}

TEST_CASE("a full disk costs lines, not halves of lines") {
  net::ignore_write_signals();
  const captured_output errors(STDERR_FILENO);
  const testing::temporary_directory directory;
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  access_log log(directory.path("log"));
  const rlimit full{.rlim_cur = 10, .rlim_max = before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &full) == 0);
  const int lines = fill(log, kStart);
  ::setrlimit(RLIMIT_FSIZE, &before);
  log.flush_if_due(kStart + seconds(1));
  const std::string got = content_of(directory.path("log"));
  std::string expected;
  for (int i = 0; i < lines - 1; ++i) expected += "line " + std::to_string(i) + '\n';
  CHECK(got == expected);
  const std::string who = "owlet: warning: log " + directory.path("log") + ": ";
  CHECK(errors.take() ==
        who + "cannot be written: File too large\n" + who + "1 line was dropped\n");
}

TEST_CASE("a file that is opened anew has all lines from then on, and the old one those before") {
  const captured_output errors(STDERR_FILENO);
  const testing::temporary_directory directory;
  const std::string path = directory.path("log");
  access_log log(path);
  log.append("one\n", kStart);
  std::filesystem::rename(path, path + ".1");
  log.append("two\n", kStart);
  log.reopen(kStart);
  CHECK(content_of(path + ".1") == "one\ntwo\n");
  log.append("three\n", kStart);
  log.flush_if_due(kStart + seconds(1));
  CHECK(content_of(path) == "three\n");
  CHECK(errors.take().empty());
}

TEST_CASE("what the old file does not take any more goes to the new one") {
  net::ignore_write_signals();
  const testing::temporary_directory directory;
  const std::string path = directory.path("log");
  access_log log(path);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit full{.rlim_cur = 6, .rlim_max = before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &full) == 0);
  log.append("one\ntwo\n", kStart);
  {
    const captured_output errors(STDERR_FILENO);
    log.flush_if_due(kStart + seconds(1));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::filesystem::rename(path, path + ".1");
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &full) == 0);
    log.reopen(kStart + seconds(1));
    ::setrlimit(RLIMIT_FSIZE, &before);
  }
  log.flush_if_due(kStart + seconds(2));
  CHECK(content_of(path + ".1") == "one\ntw");
  CHECK(content_of(path) == "two\n");
}

TEST_CASE("a file that cannot be opened anew goes on, and the reason is told") {
  const captured_output errors(STDERR_FILENO);
  const testing::temporary_directory directory;
  directory.make_directory("logs");
  const std::string path = directory.path("logs/log");
  access_log log(path);
  std::filesystem::rename(directory.path("logs"), directory.path("elsewhere"));
  log.append("one\n", kStart);
  log.reopen(kStart);
  CHECK(errors.take() == "owlet: warning: log " + path +
                             ": cannot be opened anew: No such file or directory; the old one "
                             "goes on\n");
  log.append("two\n", kStart);
  log.flush_if_due(kStart + seconds(1));
  CHECK(content_of(directory.path("elsewhere/log")) == "one\ntwo\n");
}

TEST_CASE("a file that was deleted is made anew") {
  const captured_output errors(STDERR_FILENO);
  const testing::temporary_directory directory;
  directory.make_directory("logs");
  const std::string path = directory.path("logs/log");
  access_log log(path);
  log.append("one\n", kStart);
  log.flush_if_due(kStart + seconds(1));
  std::filesystem::remove(path);
  log.append("two\n", kStart + seconds(1));
  log.flush_if_due(kStart + seconds(2));
  CHECK(content_of(path) == "two\n");
  std::filesystem::remove(path);
  log.append("three\n", kStart + seconds(2));
  log.reopen(kStart + seconds(2));
  log.flush_if_due(kStart + seconds(3));
  CHECK(content_of(path) == "three\n");
  CHECK(errors.take().empty());
  std::filesystem::remove_all(directory.path("logs"));
  for (int second = 4; second < 100; ++second) {
    log.append("four\n", kStart + seconds(second - 1));
    log.flush_if_due(kStart + seconds(second));
  }
  CHECK(errors.take() == "owlet: warning: log " + path +
                             ": was deleted and cannot be made anew: No such file or directory; it "
                             "is written to all the same\n");
  CHECK(log.dropped_lines() == 0);
  directory.make_directory("logs");
  log.append("five\n", kStart + seconds(100));
  log.flush_if_due(kStart + seconds(101));
  CHECK(content_of(path) == "five\n");
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
