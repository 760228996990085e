// Tests of app/start_notes.
#include "owlet/app/start_notes.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::app {
namespace {

TEST_CASE("of what is as it always is, nothing is said") {
  CHECK(what_is_on({}, {.redirects = 0, .headers = 0, .has_front_page = true}).empty());
  CHECK(hint_about("/srv", "", {.redirects = 0, .headers = 0, .has_front_page = true}).empty());
}

TEST_CASE("what is on is one line of words, and has no value that could be a secret") {
  settings wanted;
  site::options& how = wanted.server.site;
  how.fallback = "index.html";
  how.clean_urls = site::clean_urls::on;
  how.dotfiles = site::dotfile_use::served;
  how.cors = site::cross_origin::allowed;
  how.security = site::security_preset::on;
  how.fields.set("X-Token", "secret");
  how.respond = {"/secret=secret"};
  how.follow = {"/a", "/b"};
  how.previous_root = "/old";
  wanted.workers = 2;
  wanted.server.log.target = "-";
  CHECK(what_is_on(wanted, {.redirects = 12, .headers = 1}) ==
        "with fallback index.html, clean URLs, dotfiles, CORS, security headers, 1 fixed answer, 2 "
        "directories that links lead to, previous root /old, 12 rules of _redirects, 1 rule of "
        "_headers, 2 workers, log to standard output");
  settings other;
  other.workers = 0;
  other.server.log.target = "/var/log/owlet.log";
  CHECK(what_is_on(other, {}) == "with a worker for each CPU, log /var/log/owlet.log");
}

TEST_CASE("where nothing answers the front page, a hint says what would") {
  CHECK(hint_about("/srv/www", "", {}) ==
        "nothing answers /: there is no index.html in /srv/www; --list shows what is there");
  CHECK(hint_about("/srv/www", "/app", {}).starts_with("nothing answers /app/: "));
}

}  // namespace
}  // namespace owlet::app
