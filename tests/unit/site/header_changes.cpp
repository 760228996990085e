// Tests of site/header_changes; how rules fill it in is tested with header_rules.
#include "owlet/site/header_changes.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

std::string describe_changes(const header_changes& changes) {
  std::string text;
  for (const header_changes::field& each : changes.fields()) {
    text += each.is_removed ? '!' + each.name : each.name + '=' + each.value;
    text += ' ';
  }
  return text;
}

TEST_CASE("defaults fill in what nothing is said of, each of their lines") {
  header_changes weaker;
  weaker.set("A", "weak");
  weaker.set("B", "weak");
  weaker.set("Set-Cookie", "c=1");
  weaker.set("Set-Cookie", "d=2");
  weaker.remove("E");
  header_changes changes;
  changes.add_defaults({});
  CHECK(changes.is_empty());
  changes.set("a", "own");
  changes.remove("b");
  changes.add_defaults(weaker);
  CHECK(describe_changes(changes) == "a=own !b Set-Cookie=c=1 Set-Cookie=d=2 !E ");
  header_changes cookie;
  cookie.set("set-cookie", "own");
  cookie.add_defaults(weaker);
  CHECK(describe_changes(cookie) == "set-cookie=own A=weak B=weak !E ");
}

TEST_CASE("values join, a removal takes away what was before it, and Vary never replaces") {
  header_changes changes;
  changes.set("X", "1");
  changes.set("x", "2");
  CHECK(changes.value("X") == "1, 2");
  changes.remove("X");
  CHECK(changes.replaces("x"));
  CHECK(changes.value("X").empty());
  changes.set("X", "3");
  CHECK(describe_changes(changes) == "X=3 ");
  changes.set("Vary", "Origin");
  CHECK_FALSE(changes.replaces("vary"));
  CHECK(changes.vary() == "Origin");
}

}  // namespace
}  // namespace owlet::site
