// Tests of server/request_age.
#include "owlet/server/request_age.h"

#include <doctest/doctest.h>

namespace owlet::server {
namespace {

TEST_CASE("the first request after an edge is no younger than the wake-up, the others may be") {
  request_age age;
  age.note_edge(true);
  age.note_read("GET", true, false);
  CHECK_FALSE(age.needs_new_epoch());
  CHECK(age.needs_new_epoch());
  CHECK_FALSE(age.needs_new_epoch());  // those behind it came with it
}

TEST_CASE("what is read without an edge may be younger") {
  request_age age;
  age.note_read("GET", true, false);
  CHECK(age.needs_new_epoch());
  CHECK_FALSE(age.needs_new_epoch());
}

TEST_CASE("what is read before anything was looked at is older than all that will be") {
  for (const bool has_edge : {false, true}) {
    request_age age;
    age.note_edge(has_edge);
    age.note_read("GET", true, true);
    CHECK_FALSE(age.needs_new_epoch());
    CHECK_FALSE(age.needs_new_epoch());
    age.note_read("GET", true, false);
    CHECK(age.needs_new_epoch());
  }
}

TEST_CASE("an edge announces one read, of this step, that begins with a request") {
  struct row {
    bool has_edge;
    bool is_between_requests;
    bool ends_step;
    bool reads_before;
    std::string_view input;
  };
  constexpr row kRows[] = {
      {false, true, false, false, "GET"},    {true, false, false, false, "GET"},
      {true, true, true, false, "GET"},      {true, true, false, true, "GET"},
      {true, true, false, false, "\r\nGET"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.input);
    request_age age;
    age.note_edge(each.has_edge);
    if (each.reads_before) age.note_read("GET", true, false);
    if (each.ends_step) age.end_step();
    age.note_read(each.input, each.is_between_requests, false);
    CHECK(age.needs_new_epoch());
  }
}

}  // namespace
}  // namespace owlet::server
