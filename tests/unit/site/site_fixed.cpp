// Tests of site/site: answers that are given ahead of every file.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "../support.h"
#include "owlet/site/site.h"

namespace owlet::site {
namespace {

using http::method;
using http::status;
using testing::moment_at;
using testing::temporary_directory;

http::request request_for(std::string_view target, method name = method::get) {
  http::request request;
  request.method = name;
  request.target = target;
  return request;
}

struct outcome {
  answer given;
  std::string text;
};

// Each request comes with a wake-up of its own.
outcome ask(site& from, const http::request& request) {
  from.begin_epoch();
  base::segment_buffer out;
  const respond_terms terms{.offered = persistence::keep_alive, .wait = base::disk_wait::accepted};
  const answer given = from.respond(request, terms, moment_at(), out).value();
  return {given, out.memory};
}

TEST_CASE("a fixed answer is given ahead of every file, with the fields that files have") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  directory.write("_headers", "/a.txt\n  X-Rule: yes\n");
  options how;
  how.respond = {{.path = "/a.txt", .text = "fixed"},
                 {.path = "/gone", .status = status::gone, .text = "was here"},
                 {.path = "/busy", .status = status::service_unavailable, .text = ""}};
  site served(directory.path(), how);
  const outcome fixed = ask(served, request_for("/a.txt"));
  CHECK(fixed.text.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(fixed.text.find("\r\nX-Rule: yes\r\n") != std::string::npos);
  CHECK(fixed.text.ends_with("\r\n\r\nfixed"));
  CHECK(fixed.given.content_bytes == 5);
  CHECK(ask(served, request_for("/a.txt", method::head)).text.ends_with("\r\n\r\n"));
  CHECK(ask(served, request_for("/a.txt", method::other)).given.status ==
        status::method_not_allowed);
  const outcome gone = ask(served, request_for("/gone"));
  CHECK(gone.given.status == status::gone);
  CHECK(gone.given.persistence == persistence::keep_alive);
  CHECK(gone.text.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
  CHECK(gone.text.find("\r\nETag: ") == std::string::npos);
  CHECK(ask(served, request_for("/busy")).text.find("\r\nRetry-After: ") == std::string::npos);
  how.respond.clear();
  served.reopen(directory.path(), how, {});
  CHECK(ask(served, request_for("/a.txt")).text.ends_with("\r\n\r\nhello"));
}

TEST_CASE("a fixed answer neither looks at the disk nor makes use of what is known of it") {
  const temporary_directory directory;
  options how;
  how.respond = {{.path = "*", .text = "fixed"}};
  site served(directory.path(), how);
  std::filesystem::remove_all(directory.path());
  const outcome fixed = ask(served, request_for("/a.txt"));
  CHECK(fixed.text.ends_with("\r\n\r\nfixed"));
  CHECK(served.is_epoch_unused());
}

TEST_CASE("an explanation says that a fixed answer answers, and by which rule") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  options how;
  how.respond = {{.path = "/a.*", .text = "fixed"}};
  site served(directory.path(), how);
  const explanation told = served.explain(request_for("/a.txt"), moment_at());
  CHECK(told.reached == explanation::stage::fixed);
  CHECK(told.fixed_path == "/a.*");
  CHECK(told.file.empty());
  CHECK(served.explain(request_for("/b.txt"), moment_at()).reached == explanation::stage::path);
}

}  // namespace
}  // namespace owlet::site
