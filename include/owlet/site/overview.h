// What a site has, for people to be told when it starts.
#pragma once

#include <cstddef>

#include "owlet/base/clock.h"
#include "owlet/site/options.h"
#include "owlet/site/site.h"

namespace owlet::site {

// What there is, for people to be told.
struct overview {
  std::size_t redirects = 0;  // rules of each file
  std::size_t headers = 0;
  bool has_front_page = false;  // something answers who navigates to the top
};

// Asks a site that answers nobody else.
[[nodiscard]] overview look_over(site& asked, const options& how, const base::moment& now);

}  // namespace owlet::site
