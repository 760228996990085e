// Tests of http/content_meter: each count at its bound, and one beyond.
#include "owlet/http/content_meter.h"

#include <doctest/doctest.h>

#include <string_view>

#include "owlet/base/limits.h"

namespace owlet::http {
namespace {

using step = status (content_meter::*)(std::uint64_t);

struct row {
  std::string_view what;
  step add;
  std::uint64_t bound;
  status refusal;
};
constexpr row kRows[] = {
    {"content", &content_meter::add_content, base::kMaxBodyBytes, status::content_too_large},
    {"extensions", &content_meter::add_extension, base::kMaxChunkExtensionBytes,
     status::content_too_large},
    {"trailers", &content_meter::add_trailer, base::kMaxHeadBytes,
     status::request_header_fields_too_large},
    {"framing", &content_meter::add_framed, base::kMaxFramedBodyBytes, status::content_too_large},
};

TEST_CASE("each count may come to its bound, and no byte further") {
  for (const row& each : kRows) {
    CAPTURE(each.what);
    content_meter at_once;
    CHECK((at_once.*each.add)(0) == status::ok);
    CHECK((at_once.*each.add)(each.bound) == status::ok);
    CHECK((at_once.*each.add)(0) == status::ok);
    CHECK((at_once.*each.add)(1) == each.refusal);
    content_meter beyond;
    CHECK((beyond.*each.add)(each.bound + 1) == each.refusal);
  }
}

TEST_CASE("what comes in pieces is one sum") {
  for (const row& each : kRows) {
    CAPTURE(each.what);
    content_meter meter;
    CHECK((meter.*each.add)(each.bound / 2) == status::ok);
    CHECK((meter.*each.add)(each.bound / 2 - 1) == status::ok);
    CHECK((meter.*each.add)(1) == status::ok);
    CHECK((meter.*each.add)(1) == each.refusal);
  }
}

TEST_CASE("no count is part of another") {
  for (const row& full : kRows) {
    CAPTURE(full.what);
    content_meter meter;
    CHECK((meter.*full.add)(full.bound) == status::ok);
    for (const row& other : kRows) {
      CAPTURE(other.what);
      if (other.add != full.add) CHECK((meter.*other.add)(other.bound) == status::ok);
    }
  }
}

TEST_CASE("content that is announced has to fit beside what has come") {
  content_meter meter;
  CHECK(meter.expect_content(0) == status::ok);
  CHECK(meter.expect_content(base::kMaxBodyBytes) == status::ok);
  CHECK(meter.expect_content(base::kMaxBodyBytes + 1) == status::content_too_large);
  CHECK(meter.expect_content(UINT64_MAX) == status::content_too_large);
  CHECK(meter.add_content(base::kMaxBodyBytes - 10) == status::ok);
  CHECK(meter.expect_content(10) == status::ok);
  CHECK(meter.expect_content(11) == status::content_too_large);
  CHECK(meter.expect_content(UINT64_MAX) == status::content_too_large);
  CHECK(meter.add_content(10) == status::ok);  // the announcements themselves do not count
  CHECK(meter.expect_content(0) == status::ok);
  CHECK(meter.expect_content(1) == status::content_too_large);
}

}  // namespace
}  // namespace owlet::http
