// Tests of site/listing_query.
#include "owlet/site/listing_query.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

constexpr auto kUp = sort_direction::ascending;
constexpr auto kDown = sort_direction::descending;

TEST_CASE("a query says the order, and what it says besides is ignored") {
  struct row {
    std::string_view query;
    listing_order order;
  };
  constexpr row kRows[] = {
      {"", {}},
      {"?", {}},
      {"?sort=size", {sort_key::size, kUp}},
      {"?sort=size&order=desc", {sort_key::size, kDown}},
      {"?order=desc&sort=time", {sort_key::time, kDown}},
      {"?order=desc", {sort_key::name, kDown}},
      {"?&&a=b&sort=time&&c", {sort_key::time, kUp}},
      {"?sort=nothing&sort=size&sort=time", {sort_key::size, kUp}},
      {"?sort=sIze", {}},
      {"?sort=", {}},
      {"?sort", {}},
      {"?=size", {}},
      {"?sort=size=", {}},
      {"?%73ort=%73ize", {sort_key::size, kUp}},
      {"?sort=size%00", {}},
      {"?sort=size%2", {}},
      {"?order=asc&order=desc", {}},
      {"?sort=<script>&order=\xff", {}},
  };
  for (const row& each : kRows) {
    CAPTURE(each.query);
    CHECK((parse_listing_query(each.query) == each.order));
  }
}

TEST_CASE("what an order is called is read back as the same order") {
  for (const sort_key key : {sort_key::name, sort_key::size, sort_key::time}) {
    for (const sort_direction direction : {kUp, kDown}) {
      const listing_order order = {key, direction};
      const std::string query =
          "?sort=" + std::string(text_of(key)) + "&order=" + std::string(text_of(direction));
      CHECK((parse_listing_query(query) == order));
    }
  }
}

TEST_CASE("a click turns the order round, or asks for what people mean") {
  const listing_order by_name = {};
  CHECK((order_after_click(sort_key::name, by_name) == listing_order{sort_key::name, kDown}));
  CHECK((order_after_click(sort_key::size, by_name) == listing_order{sort_key::size, kDown}));
  CHECK((order_after_click(sort_key::time, by_name) == listing_order{sort_key::time, kDown}));
  const listing_order by_size = {sort_key::size, kDown};
  CHECK((order_after_click(sort_key::size, by_size) == listing_order{sort_key::size, kUp}));
  CHECK((order_after_click(sort_key::name, by_size) == listing_order{}));
  CHECK((order_after_click(sort_key::size, {sort_key::size, kUp}) == by_size));
}

}  // namespace
}  // namespace owlet::site
