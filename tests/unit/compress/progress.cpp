// Tests of compress/progress.
#include "owlet/compress/progress.h"

#include <doctest/doctest.h>

#include <utility>

namespace owlet::compress {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr progress kHalf = {.files_done = 812,
                            .files = 2000,
                            .saved = 12'345'678,
                            .work_done = 50,
                            .work = 100,
                            .elapsed = seconds(14)};

TEST_CASE("bytes are told in units that keep them short") {
  const std::pair<std::uint64_t, std::string_view> kRows[] = {
      {0, "0 B"},
      {999, "999 B"},
      {1000, "1.0 kB"},
      {999'949, "999.9 kB"},
      {999'999, "1.0 MB"},
      {12'345'678, "12.3 MB"},
      {5'000'000'000, "5.0 GB"},
      {UINT64_MAX, "18446744.1 TB"},
  };
  for (const auto& [bytes, text] : kRows) CHECK(format_bytes(bytes) == text);
}

TEST_CASE("times are told in minutes, and in hours from one on") {
  CHECK(format_time(seconds(0)) == "0:00");
  CHECK(format_time(seconds(59)) == "0:59");
  CHECK(format_time(seconds(3599)) == "59:59");
  CHECK(format_time(seconds(3723)) == "1:02:03");
}

TEST_CASE("the time left follows from the work that is done, once there is something to go by") {
  CHECK(time_left(kHalf) == seconds(14));
  progress now = kHalf;
  now.work_done = 100;
  CHECK(time_left(now) == seconds(0));
  now.work_done = 0;
  CHECK_FALSE(time_left(now));
  now = kHalf;
  now.elapsed = milliseconds(999);
  CHECK_FALSE(time_left(now));
}

TEST_CASE("brotli takes longer than zstd, and that longer than gzip") {
  using http::content_coding;
  CHECK(work_of(1000, content_coding::br) > work_of(1000, content_coding::zstd));
  CHECK(work_of(1000, content_coding::zstd) > work_of(1000, content_coding::gzip));
  CHECK(work_of(0, content_coding::gzip) > 0);
}

TEST_CASE("the bar fills what the words leave of a line, and goes where there is no room") {
  CHECK(format_line(kHalf) == "812 of 2000 files, 12.3 MB saved, 0:14 left");
  CHECK(format_bar(kHalf, 200) ==
        "[===============>              ] 812 of 2000 files, 12.3 MB saved, 0:14 left");
  for (std::size_t columns = 0; columns < 200; ++columns) {
    CHECK(format_bar(kHalf, columns).size() <= columns);
  }
  CHECK(format_bar(kHalf, 43) == "812 of 2000 files, 12.3 MB saved, 0:14 left");
  progress done = kHalf;
  done.work_done = done.work;
  CHECK(format_bar(done, 200).starts_with("[==============================] "));
  CHECK(format_bar({}, 80).starts_with("[======"));
}

}  // namespace
}  // namespace owlet::compress
