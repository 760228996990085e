// Tests of http/status.
#include "owlet/http/status.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

namespace owlet::http {
namespace {

struct known_status {
  status code;
  std::string_view digits;
  std::string_view reason;
};

constexpr known_status kKnown[] = {
    {status::ok, "200", "OK"},
    {status::no_content, "204", "No Content"},
    {status::partial_content, "206", "Partial Content"},
    {status::moved_permanently, "301", "Moved Permanently"},
    {status::found, "302", "Found"},
    {status::see_other, "303", "See Other"},
    {status::not_modified, "304", "Not Modified"},
    {status::temporary_redirect, "307", "Temporary Redirect"},
    {status::permanent_redirect, "308", "Permanent Redirect"},
    {status::bad_request, "400", "Bad Request"},
    {status::unauthorized, "401", "Unauthorized"},
    {status::forbidden, "403", "Forbidden"},
    {status::not_found, "404", "Not Found"},
    {status::method_not_allowed, "405", "Method Not Allowed"},
    {status::request_timeout, "408", "Request Timeout"},
    {status::gone, "410", "Gone"},
    {status::precondition_failed, "412", "Precondition Failed"},
    {status::content_too_large, "413", "Content Too Large"},
    {status::uri_too_long, "414", "URI Too Long"},
    {status::range_not_satisfiable, "416", "Range Not Satisfiable"},
    {status::expectation_failed, "417", "Expectation Failed"},
    {status::too_many_requests, "429", "Too Many Requests"},
    {status::request_header_fields_too_large, "431", "Request Header Fields Too Large"},
    {status::internal_server_error, "500", "Internal Server Error"},
    {status::not_implemented, "501", "Not Implemented"},
    {status::service_unavailable, "503", "Service Unavailable"},
    {status::http_version_not_supported, "505", "HTTP Version Not Supported"},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST_CASE("each status has the line and the reason that the RFC gives it") {
  for (const auto& row : kKnown) {
    CAPTURE(row.digits);
    CHECK(reason_phrase(row.code) == row.reason);
    CHECK(status_line(row.code) ==
          "HTTP/1.1 " + std::string(row.digits) + " " + std::string(row.reason) + "\r\n");
  }
}

std::string page_of(status code) {
  std::string page;
  append_error_page(page, code);
  return page;
}

TEST_CASE("an error page names its own status, follows the browser's colours and stays small") {
  for (unsigned number = 301; number < 600; ++number) {
    const auto code = static_cast<status>(number);
    if (!is_registered(code) || code == status::not_modified) continue;
    const std::string page = page_of(code);
    const std::string title = std::to_string(number) + " " + std::string(reason_phrase(code));
    CAPTURE(page);
    CHECK(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    CHECK(contains(page, "<title>" + title + "</title>"));
    CHECK(contains(page, "<h1>" + title + "</h1>"));
    CHECK(contains(page, "<meta name=\"color-scheme\" content=\"light dark\">"));
    CHECK(contains(page, "<meta name=\"viewport\""));
    CHECK(page.size() <= 700);
  }
}

TEST_CASE("an error page needs nothing from elsewhere, and runs nothing") {
  for (const auto& row : kKnown) {
    CAPTURE(row.digits);
    const std::string page = page_of(row.code);
    for (const std::string_view word : {"src", "href", "url(", "@import", "<script", "http:"}) {
      CHECK_FALSE(contains(page, word));
    }
  }
}

TEST_CASE("what people meet says in a sentence what they can do") {
  for (const unsigned code :
       {400U, 401U, 403U, 404U, 405U, 408U, 410U, 413U, 414U, 429U, 431U, 500U, 503U}) {
    CAPTURE(code);
    CHECK(contains(page_of(static_cast<status>(code)), ".</p>\n</main>\n"));
  }
  CHECK_FALSE(contains(page_of(static_cast<status>(418)), "<p></p>"));
}

TEST_CASE("only the statuses whose content is the file's or none have no page") {
  std::string without_page;
  for (const auto& [code, digits, reason] : kKnown) {
    if (page_of(code).empty()) without_page.append(digits).append(" ");
  }
  CHECK(without_page == "200 204 206 304 ");
}

TEST_CASE("a page is put behind what there is already") {
  std::string out = "before";
  append_error_page(out, status::gone);
  CHECK(out == "before" + page_of(status::gone));
}

TEST_CASE("statuses of the registry are known, and no others") {
  for (const unsigned code : {200U, 201U, 226U, 302U, 404U, 421U, 429U, 451U, 502U, 511U}) {
    CHECK(is_registered(static_cast<status>(code)));
  }
  for (const unsigned code :
       {0U, 99U, 100U, 199U, 209U, 299U, 306U, 418U, 499U, 512U, 599U, 65535U}) {
    CAPTURE(code);
    CHECK_FALSE(is_registered(static_cast<status>(code)));
  }
}

TEST_CASE("a number that is no status of ours reads as 500") {
  for (unsigned number = 0; number < 1000; ++number) {
    const auto line = status_line(static_cast<status>(number));
    const std::string digits = std::to_string(number);
    CAPTURE(number);
    CHECK(
        (contains(line, " " + digits + " ") || line == status_line(status::internal_server_error)));
  }
  CHECK(status_line(static_cast<status>(999)) == status_line(status::internal_server_error));
}

}  // namespace
}  // namespace owlet::http
