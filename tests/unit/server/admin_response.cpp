// Tests of server/admin_response.
#include "owlet/server/admin_response.h"

#include <doctest/doctest.h>

#include "owlet/server/metrics_text.h"
#include "owlet/server/status_page.h"
#include "status_samples.h"

namespace owlet::server {
namespace {

using testing::status_samples;

std::string response_to(std::string_view target, const status_view& view,
                        http::method method = http::method::get, bool keep_alive = true) {
  http::request request;
  request.method = method;
  request.target = target;
  request.keep_alive = keep_alive;
  std::string out;
  append_admin_response(out, request, view);
  return out;
}

std::string status_of(const std::string& response) { return response.substr(9, 3); }
std::string content_of(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

TEST_CASE("a response is whole and is not kept by anybody") {
  const std::string expected =
      "HTTP/1.1 200 OK\r\nServer: owlet\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n"
      "Cache-Control: no-store\r\nContent-Security-Policy: " +
      std::string(kStatusPagePolicy) +
      "\r\nX-Content-Type-Options: nosniff\r\nConnection: keep-alive\r\n\r\nok\n";
  CHECK(response_to("/healthz", status_samples().view()) == expected);
}

TEST_CASE("each target has its response, whatever its query and form") {
  const status_samples samples;
  struct row {
    std::string_view target;
    std::string_view status;
    std::string_view type;
  };
  constexpr row kRows[] = {
      {"/metrics", "200", "text/plain; version=0.0.4; charset=utf-8"},
      {"/metrics?name=x", "200", "text/plain; version=0.0.4; charset=utf-8"},
      {"http://a:1/metrics", "200", "text/plain; version=0.0.4; charset=utf-8"},
      {"/healthz", "200", "text/plain; charset=utf-8"},
      {"/readyz", "200", "text/plain; charset=utf-8"},
      {"/", "200", "text/html; charset=utf-8"},
      {"/?x", "200", "text/html; charset=utf-8"},
      {"/index.html", "404", "text/html; charset=utf-8"},
      {"/metrics/x", "404", "text/html; charset=utf-8"},
      {"/metrics%2Fx", "404", "text/html; charset=utf-8"},
      {"http://a:1", "200", "text/html; charset=utf-8"},
      {"http://a:1/x", "404", "text/html; charset=utf-8"},
      {"/../metrics", "404", "text/html; charset=utf-8"},
      {"*", "404", "text/html; charset=utf-8"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.target);
    const std::string response = response_to(each.target, samples.view());
    CHECK(status_of(response) == each.status);
    CHECK(response.find("Content-Type: " + std::string(each.type) + "\r\n") != std::string::npos);
    const std::string length = std::to_string(content_of(response).size());
    CHECK(response.find("Content-Length: " + length + "\r\n") != std::string::npos);
  }
}

TEST_CASE("HEAD gets the head of what GET gets, every other method 405") {
  for (const std::string_view target : {"/metrics", "/", "/nothing"}) {
    CAPTURE(target);
    const status_samples samples;
    const std::string whole = response_to(target, samples.view());
    const std::string head = response_to(target, samples.view(), http::method::head);
    CHECK(head == whole.substr(0, whole.find("\r\n\r\n") + 4));
    const std::string refused = response_to(target, samples.view(), http::method::other);
    CHECK(status_of(refused) == "405");
    CHECK(refused.find("\r\nAllow: GET, HEAD\r\n") != std::string::npos);
  }
}

TEST_CASE("the last response on a connection says so") {
  const status_samples samples;
  const std::string last = response_to("/", samples.view(), http::method::get, false);
  CHECK(last.find("\r\nConnection: close\r\n") != std::string::npos);
  std::string refusal;
  append_admin_refusal(refusal, http::status::uri_too_long, {}, samples.view());
  CHECK(status_of(refusal) == "414");
  CHECK(refusal.find("\r\nConnection: close\r\n") != std::string::npos);
}

TEST_CASE("probes are told what is wrong") {
  status_samples samples;
  status_view view = samples.view();
  view.facts.is_draining = true;
  CHECK(status_of(response_to("/readyz", view)) == "503");
  CHECK(content_of(response_to("/readyz", view)) == "draining\n");
  CHECK(status_of(response_to("/healthz", view)) == "200");
  for (metrics_slot& slot : samples.slots) forget_process(slot);
  CHECK(status_of(response_to("/healthz", samples.view())) == "503");
  CHECK(content_of(response_to("/healthz", samples.view())) == "no worker runs\n");
}

}  // namespace
}  // namespace owlet::server
