// Tests of server/status_page.
#include "owlet/server/status_page.h"

#include <doctest/doctest.h>

#include "owlet/server/status_script.h"
#include "owlet/server/status_style.h"
#include "status_samples.h"

namespace owlet::server {
namespace {

using testing::status_samples;

std::string page_of(const status_view& view) {
  std::string page;
  append_status_page(page, view);
  return page;
}

bool has(const std::string& page, std::string_view text) {
  CAPTURE(text);
  return page.find(text) != std::string::npos;
}

TEST_CASE("without its script the page shows what is known") {
  const std::string page = page_of(status_samples().view());
  CHECK(has(page, "<small>1.2.3</small>"));
  CHECK(has(page, "class=\"pill\">ready<"));
  CHECK(has(page, ">up 1 d 02:03:04<"));
  CHECK(has(page,
            "<th scope=\"row\">requests answered</th>"
            "<td data-metric=\"owlet_requests_total\" data-form=\"count\">6</td>"));
  CHECK(has(page, "data-label=\"status\" data-value=\"4xx\" data-form=\"count\">1</td>"));
  CHECK(has(page, "data-metric=\"owlet_sent_bytes_total\" data-form=\"bytes\">1.23 MB</td>"));
  CHECK(has(page,
            "<td data-quantile=\"0.5\" data-metric=\"owlet_request_duration_seconds\" "
            "data-form=\"time\">25 \u00b5s</td>"));
  CHECK(has(page, "data-label=\"worker\" data-value=\"1\" data-form=\"count\">1</td>"));
  CHECK(has(page, "data-label=\"state\" data-value=\"writing\" data-form=\"count\">1</td>"));
}

TEST_CASE("large numbers are grouped by thousands") {
  status_samples samples;
  samples.slots[0].cache.hits.set(1'234'527);
  samples.slots[1].cache.hits.set(40);
  CHECK(has(page_of(samples.view()), "data-value=\"hit\" data-form=\"count\">1,234,567</td>"));
}

TEST_CASE("a server that is not ready says why, one without a response shows no time") {
  const metrics_board board{1};
  const metrics_slot& nothing = board.slots()[0];
  status_view view{.slots = {&nothing, 1}, .descriptors = {}, .facts = {}, .now = {}};
  CHECK(has(page_of(view), "class=\"pill bad\">no worker runs<"));
  CHECK(has(page_of(view), "data-form=\"time\">\u2013</td>"));
  view.facts.is_draining = true;
  CHECK(has(page_of(view), "class=\"pill bad\">draining<"));
}

TEST_CASE(
    "style and script are in the page as their hashes were made from, and nothing else is loaded") {
  const std::string page = page_of(status_samples().view());
  CHECK(has(page, "<style>" + std::string(kStatusStyle) + "</style>"));
  CHECK(has(page, "<script>" + std::string(kStatusScript) + "</script>"));
  CHECK(page.find("<script", page.find("<script>") + 1) == std::string::npos);
  for (const std::string_view text : {"src=", "@import", "url(", " style=", " onclick="}) {
    CHECK_FALSE(has(page, text));
  }
}

}  // namespace
}  // namespace owlet::server
