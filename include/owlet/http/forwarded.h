// The client of a request that came through proxies, as they wrote it down.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "owlet/http/request.h"
#include "owlet/http/syntax.h"

namespace owlet::http {

// What the receiver thinks of an address that one proxy gave for the one before.
enum class hop : std::uint8_t {
  trusted,    // a proxy whose word is taken
  untrusted,  // somebody else: the client
  unknown,    // no address
};

// An element of X-Forwarded-For without brackets and port: "192.0.2.1", "192.0.2.1:80",
// "2001:db8::1", "[2001:db8::1]:80". Whether it is an address at all is not looked at.
[[nodiscard]] std::string_view forwarded_address(std::string_view element);

// Takes the next element off the front of a Forwarded field (RFC 7239 section 4): the address of
// its "for" parameter without brackets and port. Empty where the element is malformed or has none,
// and for "unknown" and obfuscated identifiers ("_hidden", section 6.3). Nothing when the list is
// at its end.
[[nodiscard]] std::optional<std::string_view> take_forwarded_for(std::string_view& list);

// Whether each quoted string of the list ends, so that the commas outside of them are known.
[[nodiscard]] bool has_sound_quotes(std::string_view list);

// The client's address, as a view into the field: each proxy appends whom it heard from, so the
// list is walked from its end over proxies that are trusted, and the first other one is the client.
// What is no address stops the walk at the last trusted one, for whoever comes before is hearsay.
// With all of them trusted it is the first. Empty when not even the last one is an address: then
// there is only the peer, who has to be trusted before anybody asks here.
//
// X-Forwarded-For comes first, and Forwarded is looked at only where it is alone: nearly all
// proxies write the former unless told otherwise and pass the latter on as the client sent it.
//
// `judge` is hop(std::string_view address).
template <typename Judge>
[[nodiscard]] std::string_view forwarded_client(const request& request, Judge judge) {
  // From the front, for the sake of quoted strings: what is not trusted makes all that came before
  // it void.
  std::string_view client;
  const auto note = [&](std::string_view address) {
    switch (address.empty() ? hop::unknown : judge(address)) {
      case hop::trusted:
        if (client.empty()) client = address;
        break;
      case hop::untrusted: client = address; break;
      case hop::unknown: client = {}; break;
    }
  };
  if (request.has(field::x_forwarded_for)) {
    std::string_view list = request[field::x_forwarded_for];
    for (auto each = take_element(list); !each.empty(); each = take_element(list)) {
      note(forwarded_address(each));
    }
  } else if (std::string_view list = request[field::forwarded]; has_sound_quotes(list)) {
    while (const auto address = take_forwarded_for(list)) note(*address);
  }
  return client;
}

}  // namespace owlet::http
