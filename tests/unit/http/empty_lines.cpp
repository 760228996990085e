// Tests of http/empty_lines: each input whole, cut at every byte, and byte by byte.
#include "owlet/http/empty_lines.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "\r\n";
  return text;
}

struct row {
  std::string input;
  std::optional<std::size_t> skipped;
};
const row kRows[] = {
    {"", 0},
    {"G", 0},
    {"GET / HTTP/1.1\r\n\r\n", 0},
    {" \r\n", 0},
    {{"\0\r\n", 3}, 0},
    {"\r", 1},
    {"\r\n", 2},
    {"\r\nGET", 2},
    {"\r\n\r\nG\r\n", 4},
    {"\r\n\r", 3},
    {"\r\n \r\n", 2},
    {"\n", std::nullopt},
    {"\nGET", std::nullopt},
    {"\r\r\n", std::nullopt},
    {"\rGET", std::nullopt},
    {"\r\n\n", std::nullopt},
    {"\r\n\rG", std::nullopt},
    {"\n\r", std::nullopt},
    {lines(7), 14},
    {lines(8), 16},
    {lines(8) + "GET", 16},
    {lines(8) + "\r", std::nullopt},
    {lines(8) + "\n", std::nullopt},
    {lines(9), std::nullopt},
    {lines(1000), std::nullopt},
};

// What a client of it does: goes on until a piece is not empty lines all through.
std::optional<std::size_t> skip_pieces(empty_lines& counted, std::string_view input,
                                       std::size_t first, std::size_t rest) {
  std::size_t sum = 0;
  for (std::size_t size = first; !input.empty(); size = rest) {
    const std::string_view piece = input.substr(0, size);
    const auto skipped = counted.skip(piece);
    if (!skipped) return std::nullopt;
    sum += *skipped;
    if (*skipped < piece.size()) break;
    input.remove_prefix(piece.size());
  }
  return sum;
}

TEST_CASE("up to eight empty lines precede a request, each of them a CR and a LF") {
  for (const row& each : kRows) {
    CAPTURE(each.input);
    CHECK(empty_lines().skip(each.input) == each.skipped);
  }
}

TEST_CASE("it does not matter how they are cut") {
  for (const row& each : kRows) {
    CAPTURE(each.input);
    for (std::size_t first = 1; first <= each.input.size(); ++first) {
      CAPTURE(first);
      empty_lines in_two;
      CHECK(skip_pieces(in_two, each.input, first, each.input.size()) == each.skipped);
      empty_lines in_many;
      CHECK(skip_pieces(in_many, each.input, first, 1) == each.skipped);
    }
  }
}

TEST_CASE("a piece of nothing changes nothing") {
  empty_lines counted;
  CHECK(counted.skip("\r") == 1);
  CHECK(counted.skip("") == 0);
  CHECK(counted.skip("\nG") == 1);
  CHECK(counted.skip("") == 0);
}

}  // namespace
}  // namespace owlet::http
