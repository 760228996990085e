// Tests of site/response_writer.
#include "owlet/site/response_writer.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../support.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using http::method;
using http::status;
using testing::moment_at;

constexpr std::string_view kCommon = "Server: owlet\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
constexpr std::string_view kValidators =
    "Last-Modified: Sun, 06 Nov 1994 08:49:36 GMT\r\nETag: \"1-1\"\r\nAccept-Ranges: bytes\r\n";

// Everything that one response is made of.
struct exchange {
  response_plan plan;
  std::string location;
  representation found;
  base::segment_buffer out;

  std::uint64_t write(method name = method::get, persistence stays = persistence::keep_alive) {
    response_writer writer;
    return writer.write(
        {.plan = plan, .method = name, .persistence = stays, .location = location, .found = found},
        moment_at(), out);
  }
};

exchange exchange_of_page(status code) {
  exchange made;
  made.plan = plan_page(code);
  return made;
}

// A file of which the disk has `content`, and that was `size` bytes when it was looked at.
exchange exchange_of(std::string_view content, std::uint64_t size, std::string_view range = {}) {
  exchange made;
  made.found.info.kind = file_kind::regular;
  made.found.info.identity.size = size;
  made.found.length = size;
  made.found.content_type = "text/plain";
  made.found.validator_fields = kValidators;
  made.found.whole_fields = "Content-Type: text/plain\r\nContent-Length: " + std::to_string(size) +
                            "\r\n" + std::string(kValidators);
  if (size > base::kSmallBodyBytes) {
    made.found.file = base::shared_file(testing::make_file(content));
  } else {
    made.found.body = content;
  }
  made.plan.content = content::whole;
  if (!range.empty()) {
    made.plan.status = status::partial_content;
    made.plan.content = content::ranges;
    made.plan.ranges = http::select_ranges(range, size);
  }
  return made;
}

exchange exchange_of(const std::string& content) { return exchange_of(content, content.size()); }

// The bytes as they go to the client, slices read from their files.
std::string bytes_of(const base::segment_buffer& out) {
  std::string text;
  std::size_t done = 0;
  for (const auto& [memory_end, slice] : out.slices) {
    text.append(out.memory, done, memory_end - done);
    done = memory_end;
    std::string content(slice.length, '?');
    const auto wait = base::disk_wait::accepted;
    CHECK(document_root::read(slice.file.get(), slice.offset, content, wait).bytes == slice.length);
    text += content;
  }
  return text.append(out.memory, done);
}

std::string head_of(const std::string& response) {
  return response.substr(0, response.find("\r\n\r\n") + 4);
}

std::uint64_t content_length_of(const std::string& head) {
  const std::string name = "\r\nContent-Length: ";
  const std::size_t place = head.find(name);
  REQUIRE(place != std::string::npos);
  return std::stoull(head.substr(place + name.size()));
}

TEST_CASE("a small file rides with its head") {
  exchange given = exchange_of("hello");
  CHECK(given.write() == 5U);
  CHECK(given.out.slices.empty());
  CHECK(given.out.memory == "HTTP/1.1 200 OK\r\n" + std::string(kCommon) +
                                "Content-Type: text/plain\r\nContent-Length: 5\r\n" +
                                std::string(kValidators) + "Connection: keep-alive\r\n\r\nhello");
}

TEST_CASE("a file of more than kSmallBodyBytes is a slice, and one byte less is not") {
  for (const std::uint64_t extra : {0U, 1U}) {
    CAPTURE(extra);
    const std::string content(base::kSmallBodyBytes + extra, 'x');
    exchange given = exchange_of(content);
    CHECK(given.write() == content.size());
    CHECK(given.out.slices.size() == extra);
    const std::string response = bytes_of(given.out);
    CHECK(response.substr(head_of(response).size()) == content);
  }
}

TEST_CASE("a large file is promised and not read") {
  exchange given = exchange_of("short", 100'000'000'000);
  CHECK(given.write() == 100'000'000'000U);
  REQUIRE(given.out.slices.size() == 1);
  CHECK(given.out.slices[0].slice.length == 100'000'000'000U);
  CHECK(given.out.slices[0].memory_end == given.out.memory.size());
  CHECK(testing::is_open(given.out.slices[0].slice.file.get()));
}

TEST_CASE("an empty file has a length and no content") {
  exchange given = exchange_of("");
  CHECK(given.write() == 0U);
  CHECK(given.out.slices.empty());
  CHECK(head_of(given.out.memory) == given.out.memory);
  CHECK(content_length_of(given.out.memory) == 0);
}

TEST_CASE("a range is its bytes, its place and its length") {
  for (const std::string_view content : {"0123456789"}) {
    exchange given = exchange_of(content, 10, "bytes=3-5");
    CHECK(given.write() == 3U);
    CHECK(given.out.memory == "HTTP/1.1 206 Partial Content\r\n" + std::string(kCommon) +
                                  "Content-Type: text/plain\r\nContent-Length: 3\r\n"
                                  "Content-Range: bytes 3-5/10\r\n" +
                                  std::string(kValidators) + "Connection: keep-alive\r\n\r\n345");
  }
  const std::string large(100'000, 'x');
  exchange given = exchange_of(large, large.size(), "bytes=1000-89999");
  CHECK(given.write() == 89'000U);
  REQUIRE(given.out.slices.size() == 1);
  CHECK(given.out.slices[0].slice.offset == 1000);
  CHECK(given.out.slices[0].slice.length == 89'000);
}

// RFC 2046 section 5.1.1, to the letter.
std::string multipart(const std::string& boundary, const std::vector<http::byte_range>& ranges,
                      const std::string& content) {
  std::string text;
  for (const auto& [first, length] : ranges) {
    text += "\r\n--" + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes " +
            std::to_string(first) + "-" + std::to_string(first + length - 1) + "/" +
            std::to_string(content.size()) + "\r\n\r\n" + content.substr(first, length);
  }
  return text + "\r\n--" + boundary + "--\r\n";
}

TEST_CASE("several ranges are parts, and what is promised is what is written") {
  std::string content(50'000, 'x');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>('a' + i % 26);
  const std::vector<http::byte_range> rows[] = {
      {{0, 5}, {40'000, 7}},
      {{0, 1}, {20'000, 20'000}, {49'999, 1}},
      {{30'000, 9'000}, {0, 9'000}},
      {{0, base::kSmallBodyBytes}, {20'000, base::kSmallBodyBytes + 1}},
  };
  for (const auto& ranges : rows) {
    exchange given = exchange_of(content, content.size(), "bytes=0-0");
    given.plan.ranges.count = ranges.size();
    std::copy(ranges.begin(), ranges.end(), given.plan.ranges.ranges.begin());
    const auto promised = given.write();
    const std::string response = bytes_of(given.out);
    const std::string head = head_of(response);
    const std::string marker = "\r\nContent-Type: multipart/byteranges; boundary=";
    const std::size_t place = head.find(marker);
    REQUIRE(place != std::string::npos);
    const std::size_t start = place + marker.size();
    const std::string boundary = head.substr(start, head.find("\r\n", start) - start);
    CHECK(boundary.size() <= 70);
    CHECK(content_length_of(head) == promised);
    CHECK(response.size() - head.size() == promised);
    CHECK(response.substr(head.size()) == multipart(boundary, ranges, content));
    CHECK(head.find("\r\nContent-Range:") == std::string::npos);
  }
}

TEST_CASE("the boundary is another one for each writer") {
  exchange first = exchange_of("0123456789", 10, "bytes=0-0");
  exchange second = exchange_of("0123456789", 10, "bytes=0-0");
  for (exchange* each : {&first, &second}) {
    each->plan.ranges.count = 2;
    each->plan.ranges.ranges[1] = {5, 1};
    CHECK(each->write() > 0);
  }
  CHECK(first.out.memory != second.out.memory);
}

TEST_CASE("the answer to HEAD is the head of the answer to GET") {
  const auto check = [](auto make) {
    exchange for_get = make();
    exchange for_head = make();
    CHECK(for_get.write(method::get) > 0);
    CHECK(for_head.write(method::head) == 0U);
    CHECK(for_head.out.slices.empty());
    CHECK(for_head.out.memory == head_of(for_get.out.memory));
  };
  check([] { return exchange_of("hello"); });
  check([] { return exchange_of(std::string(100'000, 'x')); });
  check([] { return exchange_of("0123456789", 10, "bytes=2-4"); });
  for (const status code : {status::not_found, status::moved_permanently, status::bad_request}) {
    check([=] { return exchange_of_page(code); });
  }
}

TEST_CASE("a page has its status, its length and the fields of its status") {
  struct row {
    status code;
    std::string_view fields;
  };
  constexpr row kRows[] = {
      {status::not_found, "Cache-Control: no-store\r\n"},
      {status::bad_request, "Cache-Control: no-store\r\n"},
      {status::method_not_allowed, "Cache-Control: no-store\r\nAllow: GET, HEAD, OPTIONS\r\n"},
      {status::moved_permanently, "Location: /a%20b/?q\r\n"},
      {status::service_unavailable, "Cache-Control: no-store\r\nRetry-After: 1\r\n"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.fields);
    exchange given = exchange_of_page(each.code);
    if (each.code == status::moved_permanently) given.location = "/a%20b/?q";
    std::string page;
    http::append_error_page(page, each.code);
    CHECK(given.write(method::get, persistence::close) == page.size());
    CHECK(given.out.memory ==
          std::string(http::status_line(each.code)) + std::string(kCommon) +
              "Content-Type: text/html\r\nContent-Length: " + std::to_string(page.size()) + "\r\n" +
              std::string(each.fields) + "Connection: close\r\n\r\n" + page);
  }
}

TEST_CASE("a 416 says how long the file is, and nothing of its validators") {
  exchange given = exchange_of("0123456789", 10, "bytes=10-");
  given.plan.status = status::range_not_satisfiable;
  given.plan.content = content::page;
  CHECK(given.write() > 0);
  CHECK(given.out.memory.find("\r\nContent-Range: bytes */10\r\n") != std::string::npos);
  CHECK(given.out.memory.find("ETag") == std::string::npos);
  CHECK(given.out.memory.find("text/html") != std::string::npos);
}

TEST_CASE("a 304 has the validators and neither content nor length") {
  exchange given = exchange_of("hello");
  given.plan.status = status::not_modified;
  given.plan.content = content::none;
  CHECK(given.write() == 0U);
  CHECK(given.out.memory == "HTTP/1.1 304 Not Modified\r\n" + std::string(kCommon) +
                                std::string(kValidators) + "Connection: keep-alive\r\n\r\n");
}

TEST_CASE("a 204 has no length") {
  exchange given = exchange_of_page(status::no_content);
  given.plan.content = content::none;
  CHECK(given.write() == 0U);
  CHECK(given.out.memory == "HTTP/1.1 204 No Content\r\n" + std::string(kCommon) +
                                "Allow: GET, HEAD, OPTIONS\r\nConnection: keep-alive\r\n\r\n");
}

TEST_CASE("the date is the one of the moment, second by second") {
  response_writer writer;
  for (const int second : {0, 0, 1, 2, 0}) {
    exchange given = exchange_of_page(status::not_found);
    const response_source source{.plan = given.plan,
                                 .method = method::get,
                                 .persistence = persistence::close,
                                 .location = {},
                                 .found = given.found};
    CHECK(writer.write(source, moment_at(std::chrono::seconds(second)), given.out) > 0);
    const std::string date = "08:49:" + std::to_string(37 + second) + " GMT";
    CHECK(given.out.memory.find(date) != std::string::npos);
  }
}

}  // namespace
}  // namespace owlet::site
