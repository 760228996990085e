// Tests of net/log_sink.
#include "owlet/net/log_sink.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "../support.h"
#include "log_daemon.h"
#include "owlet/net/signal_source.h"

namespace owlet::net {
namespace {

using testing::log_daemon;
using testing::read_available;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// For as long as it lives, files of this process may not grow beyond a size.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) {
    ignore_write_signals();
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    testing::check_call(::setrlimit(RLIMIT_FSIZE, &limit), "setrlimit");
  }
  ~file_size_limit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;

private:
  rlimit before_{};
};

std::string error_of(const std::string& target) {
  try {
    const log_sink sink(target);
  } catch (const std::system_error& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("a target that cannot be opened is an error that names it") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("nothing/log");
  CHECK(error_of(path) == "open log " + path + ": No such file or directory");
  CHECK(error_of(directory.path()) == "open log " + directory.path() + ": Is a directory");
  CHECK(error_of("syslog:" + path) == "connect log " + path + ": No such file or directory");
  CHECK(error_of("journal:" + path) == "connect log " + path + ": No such file or directory");
  directory.write("file", "");
  CHECK(error_of("syslog:" + directory.path("file")) ==
        "connect log " + directory.path("file") + ": Connection refused");
  REQUIRE(::mkfifo(directory.path("fifo").c_str(), 0600) == 0);
  CHECK(error_of(directory.path("fifo")) ==
        "open log " + directory.path("fifo") + ": No such device or address");
}

// -- Files --------------------------------------------------------------------------------------

TEST_CASE("a file takes everything at its end, whoever else writes or cuts it off") {
  const testing::temporary_directory directory;
  directory.write("log", "before\n");
  log_sink sink(directory.path("log"));
  log_sink other(directory.path("log"));
  CHECK(sink.write("one\n").bytes == 4);
  CHECK(other.write("two\n").bytes == 4);
  CHECK(sink.write("three\n").bytes == 6);
  CHECK(content_of(directory.path("log")) == "before\none\ntwo\nthree\n");
  std::filesystem::resize_file(directory.path("log"), 0);  // copytruncate
  CHECK(sink.write("four\n").bytes == 5);
  CHECK(content_of(directory.path("log")) == "four\n");
}

TEST_CASE("a line of which a part is out is gone on with when there is room") {
  const testing::temporary_directory directory;
  log_sink sink(directory.path("log"));
  {
    const file_size_limit full(6);
    const io_result first = sink.write("one\ntwo\n");
    CHECK(first.status == io_status::moved);
    CHECK(first.bytes == 4);
    CHECK(sink.write("two\n").status == io_status::failed);
    CHECK(sink.trouble() == "File too large");
    CHECK(content_of(directory.path("log")) == "one\ntw");
  }
  CHECK(sink.write("two\nthree\n").bytes == 10);
  CHECK(content_of(directory.path("log")) == "one\ntwo\nthree\n");
}

TEST_CASE("a line of which a part is out is written anew when others wrote behind it") {
  const testing::temporary_directory directory;
  log_sink sink(directory.path("log"));
  log_sink other(directory.path("log"));
  {
    const file_size_limit full(6);
    CHECK(sink.write("one\ntwo\n").bytes == 4);
  }
  CHECK(other.write("other\n").bytes == 6);  // knows nothing of the part, and spoils its own line
  CHECK(sink.write("two\nthree\n").bytes == 10);
  CHECK(content_of(directory.path("log")) == "one\ntwother\n\ntwo\nthree\n");
}

TEST_CASE("a line of which a part is out begins anew in a file that was emptied or replaced") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("log");
  for (const bool is_replaced : {false, true}) {
    CAPTURE(is_replaced);
    log_sink sink(path);
    {
      const file_size_limit full(6);
      CHECK(sink.write("one\ntwo\n").bytes == 4);
    }
    if (is_replaced) {
      std::filesystem::rename(path, directory.path("old"));
      CHECK(sink.reopen());
    } else {
      std::filesystem::resize_file(path, 0);
    }
    CHECK(sink.write("two\n").bytes == 4);
    CHECK(content_of(path) == "two\n");
    std::filesystem::remove(path);
  }
}

TEST_CASE("a file is opened anew by its name, and the old one stays if that fails") {
  const testing::temporary_directory directory;
  directory.make_directory("logs");
  const std::string path = directory.path("logs/log");
  log_sink sink(path);
  CHECK(sink.write("one\n").bytes == 4);
  std::filesystem::rename(path, path + ".1");
  CHECK(sink.write("two\n").bytes == 4);
  CHECK_FALSE(sink.is_deleted());
  CHECK(sink.reopen());
  CHECK(sink.write("three\n").bytes == 6);
  CHECK(content_of(path + ".1") == "one\ntwo\n");
  CHECK(content_of(path) == "three\n");
  std::filesystem::rename(directory.path("logs"), directory.path("elsewhere"));
  CHECK_FALSE(sink.reopen());
  CHECK(sink.trouble() == "No such file or directory");
  CHECK(sink.write("four\n").bytes == 5);
  CHECK(content_of(directory.path("elsewhere/log")) == "three\nfour\n");
  std::filesystem::remove(directory.path("elsewhere/log"));
  CHECK(sink.is_deleted());
  CHECK(sink.write("five\n").bytes == 5);
}

TEST_CASE("a path means the same after the process has gone to another directory") {
  const testing::temporary_directory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  log_sink sink("log");
  std::filesystem::current_path("/");
  std::filesystem::rename(directory.path("log"), directory.path("old"));
  const bool is_open = sink.reopen();
  std::filesystem::current_path(before);
  CHECK(is_open);
  CHECK(std::filesystem::exists(directory.path("log")));
  CHECK(sink.name() == "log");
}

TEST_CASE("a full device is an error that is told, not a line that is lost unseen") {
  log_sink sink("/dev/full");
  CHECK(sink.write("one\n").status == io_status::failed);
  CHECK(sink.trouble() == "No space left on device");
}

// -- Streams ------------------------------------------------------------------------------------

TEST_CASE("a pipe takes whole lines, several to a write, and nothing when it is full") {
  const testing::fd_pair pipe = testing::make_pipe();
  log_sink sink(pipe.ours.get());
  const std::string line = std::string(999, 'x') + '\n';
  const std::string lines = line + line + line + line + line;
  CHECK(sink.write(lines).bytes == 4 * line.size());
  CHECK(sink.write(line).status == io_status::blocked);
  CHECK(read_available(pipe.theirs.get()) == lines.substr(line.size()));
  CHECK(sink.write("again\n").bytes == 6);
}

TEST_CASE("lines of several writers stay whole in a pipe") {
  ignore_write_signals();
  testing::fd_pair pipe = testing::make_pipe();
  constexpr int kWriters = 4;
  constexpr int kLines = 500;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&pipe, writer] {
      log_sink sink(pipe.ours.get());
      const auto letter = static_cast<char>('a' + writer);
      std::string lines;
      for (int i = 0; i < kLines; ++i) {
        lines += std::string(static_cast<std::size_t>(1 + i * 37 % 1200), letter) + '\n';
      }
      for (std::string_view rest = lines; !rest.empty();) {
        const io_result result = sink.write(rest);
        if (result.status == io_status::failed) return;
        rest.remove_prefix(result.bytes);
        (void)sink.wait_until_writable(base::read_clock().monotonic + std::chrono::seconds(5));
      }
    });
  }
  std::string got;
  const auto lines_of = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  pollfd readable{.fd = pipe.theirs.get(), .events = POLLIN, .revents = 0};
  while (lines_of(got) < kWriters * kLines && ::poll(&readable, 1, 20'000) > 0) {
    got += read_available(pipe.theirs.get());
  }
  pipe.theirs.reset();  // whoever has lost a line is not to wait for room either
  for (std::thread& writer : writers) writer.join();
  CHECK(lines_of(got) == kWriters * kLines);
  char before = '\n';
  for (const char c : got) {
    if (c != before && c != '\n' && before != '\n') FAIL("two lines are one");
    before = c;
  }
}

TEST_CASE("a stream that takes a part of a line gets the rest of it later") {
  const testing::fd_pair ends = testing::make_socket_pair();
  log_sink sink(ends.ours.get());
  const std::string line = std::string(10'000, 'x') + "end\n";  // longer than any of ours
  std::string got;
  std::size_t whole = 0;
  for (int turn = 0; turn < 1000 && whole == 0; ++turn) {
    const io_result result = sink.write(line);
    CHECK(result.status == io_status::moved);
    whole = result.bytes;
    got += read_available(ends.theirs.get());
  }
  CHECK(whole == line.size());
  CHECK(got == line);
}

TEST_CASE("a pipe whose reader has gone fails, and a stream cannot be opened anew") {
  ignore_write_signals();
  testing::fd_pair pipe = testing::make_pipe();
  log_sink sink(pipe.ours.get());
  pipe.theirs.reset();
  CHECK(sink.write("one\n").status == io_status::failed);
  CHECK(sink.trouble() == "Broken pipe");
  CHECK(sink.reopen());
  CHECK_FALSE(sink.is_deleted());
  CHECK(sink.write("one\n").status == io_status::failed);
  CHECK(log_sink(-1).write("one\n").status == io_status::failed);
}

// -- Log daemons --------------------------------------------------------------------------------

TEST_CASE("a line for syslog has priority, name and process in front") {
  const testing::temporary_directory directory;
  const log_daemon daemon(directory.path("log"));
  log_sink sink("syslog:" + directory.path("log"));
  CHECK(sink.write("one\ntwo\n").bytes == 8);
  const std::vector<std::string> got = daemon.take();
  const std::string prefix = "<30>owlet[" + std::to_string(::getpid()) + "]: ";
  CHECK(got == std::vector<std::string>{prefix + "one", prefix + "two"});
}

TEST_CASE("a line for the journal is a message of fields") {
  const testing::temporary_directory directory;
  const log_daemon daemon(directory.path("log"));
  log_sink sink("journal:" + directory.path("log"));
  CHECK(sink.write("one\n").bytes == 4);
  CHECK(daemon.take() ==
        std::vector<std::string>{
            "PRIORITY=6\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=owlet\nMESSAGE=one\n"});
}

TEST_CASE("a daemon that was started again is found again") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("log");
  auto daemon = std::make_unique<log_daemon>(path);
  log_sink sink("syslog:" + path);
  daemon.reset();
  CHECK(sink.write("one\n").status == io_status::failed);
  CHECK(sink.trouble() == "No such file or directory");
  daemon = std::make_unique<log_daemon>(path);
  CHECK(sink.write("one\n").bytes == 4);
  CHECK(daemon->take().size() == 1);
  CHECK(sink.reopen());
  CHECK(sink.write("two\n").bytes == 4);
  CHECK(daemon->take().size() == 1);
}

}  // namespace
}  // namespace owlet::net
