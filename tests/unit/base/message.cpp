// Tests of base/message.
#include "owlet/base/message.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "../support.h"

namespace owlet::base {
namespace {

using testing::captured_output;

// Puts the style back that the other tests count on.
struct style_for_a_test {
  style_for_a_test(message_style style, message_level least) { set_message_style(style, least); }
  ~style_for_a_test() { set_message_style(message_style::text, message_level::notice); }
};

TEST_CASE("a message says what it is, where that is not plain") {
  CHECK(format_message(message_level::error, "bind: no") == "owlet: bind: no\n");
  CHECK(format_message(message_level::notice, "serving") == "owlet: serving\n");
  CHECK(format_message(message_level::warning, "hm") == "owlet: warning: hm\n");
  CHECK(format_message(message_level::debug, "x") == "owlet: debug: x\n");
}

TEST_CASE("what is less urgent than wanted is not said") {
  const captured_output errors(STDERR_FILENO);
  constexpr message_level kLevels[] = {message_level::error, message_level::warning,
                                       message_level::notice, message_level::debug};
  const auto say_all = [&] {
    for (const message_level level : kLevels) CHECK(say(level, "x"));
    return errors.take();
  };
  CHECK(say_all() == "owlet: x\nowlet: warning: x\nowlet: x\n");
  const style_for_a_test only_errors(message_style::text, message_level::error);
  CHECK(say_all() == "owlet: x\n");
  set_message_style(message_style::text, message_level::debug);
  CHECK(say_all() == "owlet: x\nowlet: warning: x\nowlet: x\nowlet: debug: x\n");
}

TEST_CASE("a message in JSON has time, level and process") {
  const style_for_a_test json(message_style::json, message_level::notice);
  const std::string line = format_message(message_level::warning, "a \"b\"\n\xc3\xa4");
  const std::string pid = std::to_string(::getpid());
  const std::string end = R"(Z","level":"warning","pid":)" + pid +
                          R"(,"message":"a \u0022b\u0022\u000a)" + "\xc3\xa4\"}\n";
  CHECK(line.starts_with(R"({"time":"20)"));
  CHECK(line.ends_with(end));
  CHECK(line.size() == std::string_view(R"({"time":"1994-11-06T08:49:37.000)").size() + end.size());
  CHECK(format_message(message_level::error, "\xe4").find("\"\\u00e4\"") != std::string::npos);
}

TEST_CASE("a message is one line of bounded size that a terminal can show") {
  CHECK(format_message(message_level::notice, "a\x1b[2J\nowlet: b \xc3\xa4 \"\\") ==
        "owlet: a\\x1b[2J\\x0aowlet: b \xc3\xa4 \"\\\n");
  CHECK(format_message(message_level::notice, "\x9b") == "owlet: \\x9b\n");
  for (const auto style : {message_style::text, message_style::json}) {
    const style_for_a_test styled(style, message_level::notice);
    const std::string line = format_message(message_level::warning, std::string(100'000, '\n'));
    CHECK(line.size() <= PIPE_BUF);
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find("...") != std::string::npos);
  }
}

TEST_CASE("a message that nobody takes is lost at once, and the next is whole") {
  const captured_output errors(STDERR_FILENO);
  const std::string text(1000, 'x');
  int said = 0;
  while (said < 100 && say(message_level::notice, text)) ++said;
  CHECK(said > 0);
  CHECK(said < 100);
  std::string expected;
  for (int i = 0; i < said; ++i) expected += "owlet: " + text + '\n';
  CHECK(errors.take() == expected);
  CHECK(say(message_level::notice, "again"));
  CHECK(errors.take() == "owlet: again\n");
}

TEST_CASE("standard error may be a file or a socket as well") {
  const int before = ::dup(STDERR_FILENO);
  const testing::temporary_directory directory;
  {
    const unique_fd file(::open(directory.path("log").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    ::dup2(file.get(), STDERR_FILENO);
    CHECK(say(message_level::notice, "one"));
    CHECK(say(message_level::notice, "two"));
    ::lseek(file.get(), 0, SEEK_SET);
    CHECK(testing::read_available(file.get()) == "owlet: one\nowlet: two\n");
  }
  {
    const testing::fd_pair ends = testing::make_socket_pair();
    ::dup2(ends.ours.get(), STDERR_FILENO);
    CHECK(say(message_level::notice, "three"));
    CHECK(testing::read_available(ends.theirs.get()) == "owlet: three\n");
    while (say(message_level::notice, std::string(2000, 'x'))) continue;
  }
  ::dup2(before, STDERR_FILENO);
  const unique_fd done(before);
}

TEST_CASE("without standard error a message is lost") {
  const int before = ::dup(STDERR_FILENO);
  { const unique_fd gone(STDERR_FILENO); }
  const bool is_said = say(message_level::notice, "x");
  ::dup2(before, STDERR_FILENO);
  CHECK_FALSE(is_said);
  const unique_fd done(before);
}

}  // namespace
}  // namespace owlet::base
