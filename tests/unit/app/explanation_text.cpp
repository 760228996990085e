// Tests of app/explanation_text.
#include "owlet/app/explanation_text.h"

#include <doctest/doctest.h>

namespace owlet::app {
namespace {

const std::string kRequest = "GET /docs?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string text_of(const site::explanation& told, const site::options& how = {}) {
  return explanation_text(
      told, {.request = kRequest, .root = "/srv/site", .former_root = "/srv/before", .how = how});
}

site::explanation file_told() {
  site::explanation told;
  told.reached = site::explanation::stage::path;
  told.status = http::status::ok;
  told.outcome = site::destination::kind::file;
  told.file = "docs/index.html.br";
  told.path = "/docs/";
  told.by = site::way::index;
  told.has_variants = true;
  told.sidecars = {{http::content_coding::br, site::sidecar::fate::chosen},
                   {http::content_coding::gzip, site::sidecar::fate::older}};
  told.field_lines = {1, 7};
  told.head =
      "HTTP/1.1 200 OK\r\nServer: owlet\r\nDate: now\r\nCache-Control: no-cache\r\nX-Date: "
      "1\r\n\r\n";
  return told;
}

TEST_CASE("rows have their names in a column, and the head comes without its Date") {
  CHECK(text_of(file_told()) ==
        "GET /docs?x=1\n"
        "  status    200 OK\n"
        "  file      docs/index.html.br   (/srv/site/docs/index.html.br)\n"
        "  by        index: the path names the directory of it\n"
        "  variants  .br: sent; .gz: older than the file\n"
        "  caching   asked for anew each time: the name carries no hash of its content\n"
        "  fields    _headers:1, _headers:7\n"
        "HTTP/1.1 200 OK\n"
        "Server: owlet\n"
        "Cache-Control: no-cache\n"
        "X-Date: 1\n");
}

TEST_CASE("a fixed answer is named by its path, and there is no file to speak of") {
  site::explanation told;
  told.reached = site::explanation::stage::fixed;
  told.status = http::status::service_unavailable;
  told.fixed_path = "/a*";
  CHECK(
      text_of(told) ==
      "GET /docs?x=1\n"
      "  status    503 Service Unavailable\n"
      "  by        fixed answer: --respond /a* is the first that is for this path and method; the "
      "disk is not asked\n");
}

TEST_CASE("a file of a former root is named with that") {
  site::explanation told = file_told();
  told.by = site::way::former_root;
  CHECK(text_of(told).find("(/srv/before/docs/index.html.br)") != std::string::npos);
}

TEST_CASE("what an option or a rule says of caches is no matter of the name") {
  site::options how;
  how.files.cache_control = "no-store";
  const std::string said = "caching   as an option or a rule for fields says\n";
  CHECK(text_of(file_told(), how).find(said) != std::string::npos);
  site::explanation told = file_told();
  told.head = "HTTP/1.1 200 OK\r\nCache-Control: max-age=5\r\n\r\n";
  CHECK(text_of(told).find(said) != std::string::npos);
}

TEST_CASE("an error without a page of its own names the file that would be one") {
  site::explanation told;
  told.status = http::status::not_found;
  told.head = "HTTP/1.1 404 Not Found\r\n\r\n";
  CHECK(text_of(told).find("  file      the built-in page\n") != std::string::npos);
  told.may_have_page = true;
  CHECK(text_of(told).find("the built-in page, for there is no 404.html\n") != std::string::npos);
}

TEST_CASE("control characters of names and of the head stay in their line") {
  site::explanation told = file_told();
  told.file = "a\nb\x1b";
  told.head = "HTTP/1.1 200 OK\r\nX-A: \x1b[1m\r\n\r\n";
  const std::string text = text_of(told);
  CHECK(text.find("a\\x0ab\\x1b   (/srv/site/a\\x0ab\\x1b)\n") != std::string::npos);
  CHECK(text.ends_with("\nX-A: \\x1b[1m\n"));
}

}  // namespace
}  // namespace owlet::app
