// What will be sent, decided before a byte of it is made.
#pragma once

#include <cstdint>

#include "owlet/http/byte_range.h"
#include "owlet/http/status.h"

namespace owlet::site {

// What follows the head.
enum class content : std::uint8_t {
  none,       // nothing, and no length of it either: 204, 304
  page,       // the built-in page of the status
  whole,      // the file
  page_file,  // a file that stands for the built-in page: without validators, for errors pass
  ranges,     // the selected ranges of the file; several go as multipart/byteranges
};

struct response_plan {
  http::status status = http::status::ok;
  site::content content = content::page;
  http::range_request ranges;
};

// The plan that needs no file: the built-in page of a status.
[[nodiscard]] inline response_plan plan_page(http::status code) {
  response_plan plan;
  plan.status = code;
  return plan;
}

}  // namespace owlet::site
