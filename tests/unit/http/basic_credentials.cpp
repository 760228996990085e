// Tests of http/basic_credentials.
#include "owlet/http/basic_credentials.h"

#include <doctest/doctest.h>

#include "../site/credentials.h"
#include "owlet/base/limits.h"

namespace owlet::http {
namespace {

using owlet::testing::basic;

TEST_CASE("a name ends at the first colon") {
  basic_credentials given;
  // RFC 7617 sections 2 and 2.1.
  CHECK(given.read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == credentials_kind::basic);
  CHECK(given.user == "Aladdin");
  CHECK(given.password == "open sesame");
  CHECK(given.read("bAsIc   dGVzdDoxMjPCow==") == credentials_kind::basic);
  CHECK(given.user == "test");
  CHECK(given.password == "123\xc2\xa3");
  CHECK(given.read(basic("a:b:c:")) == credentials_kind::basic);
  CHECK(given.user == "a");
  CHECK(given.password == "b:c:");
  CHECK(given.read(basic(":")) == credentials_kind::basic);
  CHECK(given.user.empty());
  CHECK(given.password.empty());
}

TEST_CASE("what is malformed is as good as nothing, and leaves nothing behind") {
  for (const std::string& text :
       {std::string(), std::string("Basic"), std::string("Basic "), std::string("Basicx eDp5"),
        std::string("Bearer eDp5"), std::string("Basic eDp5, Basic eDp5"),
        std::string("Basic eDp5=="), std::string("Basic eDp"), basic("nocolon"), basic("a:b\n"),
        basic(std::string("a\0:b", 4)), basic("a\x7f:b")}) {
    CAPTURE(text);
    basic_credentials given;
    CHECK(given.read("Basic eDp5") == credentials_kind::basic);
    CHECK(given.read(text) == credentials_kind::none);
    CHECK(given.user.empty());
    CHECK(given.password.empty());
  }
}

TEST_CASE("what goes beyond the bounds is told from what is malformed") {
  basic_credentials given;
  const std::string user(base::kMaxUserBytes, 'u');
  const std::string password(base::kMaxPasswordBytes, 'p');
  CHECK(given.read(basic(user + ':' + password)) == credentials_kind::basic);
  CHECK(given.password == password);
  CHECK(given.read(basic(user + "u:p")) == credentials_kind::too_long);
  CHECK(given.read(basic("u:" + password + 'p')) == credentials_kind::too_long);
  CHECK(given.password.empty());
  CHECK(given.read("Basic " + std::string(4096, 'A')) == credentials_kind::too_long);
}

}  // namespace
}  // namespace owlet::http
