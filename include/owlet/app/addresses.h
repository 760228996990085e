// Where the site is, as people and browsers want it.
#pragma once

#include <string>
#include <vector>

#include "owlet/net/listener.h"

namespace owlet::app {

// All of these take the --prefix of the site.

// " http://127.0.0.1:8080/app/ unix:/run/owlet.sock"
[[nodiscard]] std::string places_of(const std::vector<net::listener>& listeners,
                                    const std::string& prefix);

// The URL for a browser on this machine: of the first listener that it can speak with, where
// "0.0.0.0" is "127.0.0.1". Empty when there is none.
[[nodiscard]] std::string url_for_browser(const std::vector<net::listener>& listeners,
                                          const std::string& prefix);

// The URL for other machines where one listens at every address; empty when none does, or when
// this machine has no address that others could reach.
[[nodiscard]] std::string url_for_others(const std::vector<net::listener>& listeners,
                                         const std::string& prefix);

}  // namespace owlet::app
