// Tests of server/request_journal.
#include "owlet/server/request_journal.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "../support.h"

namespace owlet::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::moment_at;
using testing::read_available;

// An answer whose 100 bytes of content end at byte 300 of the connection.
journal_entry entry_of(std::string_view line) {
  return {.request_line = line,
          .referer = "r",
          .user_agent = "u",
          .answer = {.status = http::status::ok,
                     .persistence = site::persistence::keep_alive,
                     .content_bytes = 100},
          .end_position = 300,
          .started = moment_at().monotonic};
}

const net::endpoint kPeer = *net::endpoint::parse("192.0.2.1", 1234);

TEST_CASE("a journal is wanted when there is a log or debug output") {
  request_journal journal;
  CHECK_FALSE(journal.is_wanted());
  CHECK_FALSE(journal.next_due());
  journal.write(entry_of("GET / HTTP/1.1"), kPeer, 300, moment_at());
  journal.log.emplace(-1);
  CHECK(journal.is_wanted());
  journal.log.reset();
  journal.debug.emplace(-1);
  CHECK(journal.is_wanted());
}

TEST_CASE("of the content those bytes count that were sent") {
  struct row {
    std::uint64_t sent_position;
    std::string_view bytes;
  };
  constexpr row kRows[] = {{0, "0"},    {199, "0"},  {200, "0"},   {201, "1"},
                           {250, "50"}, {299, "99"}, {300, "100"}, {1000, "100"}};
  for (const row& each : kRows) {
    CAPTURE(each.sent_position);
    const testing::fd_pair pipe = testing::make_pipe();
    request_journal journal;
    journal.log.emplace(pipe.ours.get());
    journal.write(entry_of("GET / HTTP/1.1"), kPeer, each.sent_position, moment_at());
    journal.flush_if_due(moment_at(seconds(1)).monotonic);
    CHECK(read_available(pipe.theirs.get()) ==
          "192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] \"GET / HTTP/1.1\" 200 " +
              std::string(each.bytes) + " \"r\" \"u\"\n");
  }
}

TEST_CASE("both logs get each response, and the one that is due first tells when") {
  const testing::fd_pair log = testing::make_pipe();
  const testing::fd_pair debug = testing::make_pipe();
  request_journal journal;
  journal.log.emplace(log.ours.get());
  journal.debug.emplace(debug.ours.get());
  journal.debug->append("earlier\n", moment_at().monotonic);
  journal.write(entry_of("GET / HTTP/1.1"), kPeer, 300, moment_at(milliseconds(500)));
  CHECK(journal.next_due() == moment_at(seconds(1)).monotonic);
  journal.flush_if_due(moment_at(seconds(1)).monotonic);
  CHECK(read_available(debug.theirs.get()) ==
        "earlier\nowlet: 200 GET / HTTP/1.1, 100 bytes in 500.0 ms to 192.0.2.1\n");
  CHECK(read_available(log.theirs.get()).empty());
  CHECK(journal.next_due() == moment_at(milliseconds(1500)).monotonic);
  journal.flush_if_due(moment_at(seconds(2)).monotonic);
  CHECK(read_available(log.theirs.get()).find("GET / HTTP/1.1") != std::string::npos);
  CHECK_FALSE(journal.next_due());
}

TEST_CASE("the entries of a connection are written in order, as soon as each has been sent") {
  const testing::fd_pair pipe = testing::make_pipe();
  request_journal journal;
  journal.log.emplace(pipe.ours.get());
  unfinished_entries entries;
  for (int round = 0; round < 2; ++round) {
    for (const std::uint64_t end : {100U, 300U, 300U, 500U}) {
      const std::string line = "GET /" + std::to_string(end);
      journal_entry entry = entry_of(line);
      entry.end_position = end;
      entries.add(journal, entry);
    }
    std::string told;
    const auto tell = [&](std::uint64_t sent) {
      entries.write_ended(journal, kPeer, sent, moment_at());
      journal.flush_if_due(moment_at(seconds(9)).monotonic);
      told = read_available(pipe.theirs.get());
    };
    tell(99);
    CHECK(told.empty());
    tell(100);
    CHECK(told.find("\"GET /100\" 200 100 \"r\" \"u\"") != std::string::npos);
    CHECK(std::count(told.begin(), told.end(), '\n') == 1);
    tell(499);
    CHECK(told.find("\"GET /300\" 200 100") != told.rfind("\"GET /300\" 200 100"));
    if (round == 0) {
      tell(500);
      CHECK(told.find("\"GET /500\" 200 100") != std::string::npos);
      continue;
    }
    entries.write_all(journal, kPeer, 450, moment_at());
    journal.flush_if_due(moment_at(seconds(9)).monotonic);
    CHECK(read_available(pipe.theirs.get()).find("\"GET /500\" 200 50") != std::string::npos);
    tell(1000);
    CHECK(told.empty());
  }
}

TEST_CASE("a backlog that is never empty keeps its entries in order") {
  journal_backlog backlog;
  int first = 0;
  for (int next = 0; next < 2000; ++next) {
    const std::string line = std::to_string(next) + ' ' + std::string(1000, 'x');
    backlog.add(entry_of(line));
    if (next < 20) continue;
    CHECK(backlog.front().request_line.starts_with(std::to_string(first) + ' '));
    CHECK(backlog.front().user_agent == "u");
    backlog.pop_front();
    ++first;
  }
  CHECK_FALSE(backlog.empty());
}

TEST_CASE("a backlog gives long texts back, and is used again") {
  journal_backlog backlog;
  const std::string line(200'000, 'x');
  for (int round = 0; round < 3; ++round) {
    backlog.add(entry_of(line));
    CHECK(backlog.front().request_line == line);
    CHECK(backlog.front().user_agent == "u");
    backlog.pop_front();
    CHECK(backlog.empty());
    CHECK(backlog.memory_bytes() > line.size());
    backlog.clear();
    CHECK(backlog.empty());
    CHECK(backlog.memory_bytes() < 100);
  }
}

TEST_CASE("what a proxy said of the client, and the host, wait with the other texts") {
  journal_backlog backlog;
  for (const std::string_view client : {"2001:db8::7", "", "203.0.113.9"}) {
    journal_entry entry = entry_of("GET / HTTP/1.1");
    entry.client = client;
    entry.host = "example.org";
    backlog.add(entry);
  }
  for (const std::string_view client : {"2001:db8::7", "", "203.0.113.9"}) {
    const journal_entry entry = backlog.front();
    CHECK(entry.client == client);
    CHECK(entry.host == "example.org");
    CHECK(entry.user_agent == "u");
    CHECK(entry.end_position == 300);
    backlog.pop_front();
  }
  CHECK(backlog.empty());
}

TEST_CASE(
    "a log says who asked, who passed it on, how long it took and whether it came to its end") {
  const testing::temporary_directory directory;
  request_journal journal;
  journal.open({.target = directory.path("log"), .format = log_format::json});
  journal_entry entry = entry_of("GET / HTTP/1.1");
  base::moment now = moment_at(milliseconds(1500));
  now.unix_nanoseconds = now.unix_seconds * 1'000'000'000 + 42'999'999;
  journal.write(entry, kPeer, 300, now);
  entry.client = "2001:db8::7";
  entry.host = "example.org";
  journal.write(entry, kPeer, 299, now);
  journal.log.reset();
  std::ifstream file(directory.path("log"));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string time = R"({"time":"1994-11-06T08:49:38.042Z","client":)";
  const std::string request = R"("method":"GET","target":"/","protocol":"HTTP/1.1","status":200,)";
  const std::string rest = R"("referer":"r","user_agent":"u"})";
  CHECK(text == time + R"("192.0.2.1",)" + request +
                    R"("bytes":100,"duration":1.500000,"complete":true,)" + rest + '\n' + time +
                    R"("2001:db8::7","peer":"192.0.2.1","host":"example.org",)" + request +
                    R"("bytes":99,"duration":1.500000,"complete":false,)" + rest + '\n');
}

TEST_CASE("a journal opens the log that the settings ask for, and opens it anew") {
  const testing::temporary_directory directory;
  request_journal journal;
  journal.open({});
  CHECK_FALSE(journal.is_wanted());
  journal.reopen(moment_at().monotonic);
  CHECK(journal.take_dropped() == 0);
  journal.open({.target = directory.path("log"), .format = log_format::common});
  CHECK(journal.is_wanted());
  std::filesystem::rename(directory.path("log"), directory.path("old"));
  journal.write(entry_of("GET / HTTP/1.1"), kPeer, 300, moment_at());
  journal.reopen(moment_at().monotonic);
  CHECK(std::filesystem::file_size(directory.path("old")) ==
        std::string_view("192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] \"GET / HTTP/1.1\" 200 100\n")
            .size());
  CHECK(std::filesystem::file_size(directory.path("log")) == 0);
}

}  // namespace
}  // namespace owlet::server
