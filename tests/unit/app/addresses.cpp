// Tests of app/addresses.
#include "owlet/app/addresses.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../support.h"
#include "owlet/net/outward_address.h"

namespace owlet::app {
namespace {

std::vector<net::listener> listeners_at(const std::vector<std::string>& specs) {
  std::vector<net::listener> made;
  for (const std::string& each : specs) {
    made.emplace_back(std::get<net::listen_spec>(net::parse_listen_spec(each, "127.0.0.1")));
  }
  return made;
}

std::string port_of(const net::listener& of) { return std::to_string(of.where().port()); }

TEST_CASE("places are URLs, with the prefix as a URL has it, and unix sockets") {
  const testing::temporary_directory directory;
  const std::string name = "unix:" + directory.path("s");
  const auto some = listeners_at({"127.0.0.1:0", name});
  const std::string tcp = "http://127.0.0.1:" + port_of(some[0]);
  CHECK(places_of(some, "") == " " + tcp + "/ " + name);
  CHECK(places_of(some, "/my app") == " " + tcp + "/my%20app/ " + name);
}

TEST_CASE(
    "a browser gets the first listener that it can speak with, at an address of this machine") {
  const testing::temporary_directory directory;
  const std::string name = "unix:" + directory.path("s");
  const auto some = listeners_at({name, "127.0.0.1:0,proxy", "0.0.0.0:0", "127.0.0.1:0"});
  CHECK(url_for_browser(some, "/a") == "http://127.0.0.1:" + port_of(some[2]) + "/a/");
  CHECK(url_for_browser(listeners_at({name + "2"}), "").empty());
}

TEST_CASE("others are told of an address that they can reach, where every address is listened at") {
  const auto outward = net::outward_address(AF_INET);
  const auto all = listeners_at({"127.0.0.1:0", "0.0.0.0:0"});
  const std::string url = url_for_others(all, "");
  CHECK(url == (outward
                    ? "http://" + std::string(outward->host().view()) + ":" + port_of(all[1]) + "/"
                    : std::string()));
  CHECK(url_for_others(listeners_at({"127.0.0.1:0"}), "").empty());
}

TEST_CASE("the outward address is none of the loopback") {
  for (const int family : {AF_INET, AF_INET6}) {
    const auto found = net::outward_address(family);
    if (!found) continue;
    CAPTURE(found->text());
    CHECK(found->family() == family);
    CHECK(found->port() == 0);
    CHECK_FALSE(found->host().view().starts_with("127."));
    CHECK(found->host().view() != "::1");
  }
}

}  // namespace
}  // namespace owlet::app
