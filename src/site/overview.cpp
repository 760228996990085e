// What a site has, for people to be told when it starts.
#include "owlet/site/overview.h"

#include <string>

#include "owlet/http/target_path.h"

namespace owlet::site {

// A fixed answer is one, whatever it says.
overview look_over(site& asked, const options& how, const base::moment& now) {
  http::target_path top;
  top.path = how.prefix.substr(how.prefix.empty() ? 0 : 1);
  top.ends_with_slash = true;
  std::string target;
  http::append_location(target, top);
  http::request request;
  request.method = http::method::get;
  request.target = target;
  request.fields[static_cast<std::size_t>(http::field::accept)] = "text/html";
  const explanation told = asked.explain(request, now);
  return {.redirects = asked.special().redirects().count(),
          .headers = asked.special().headers().count(),
          .has_front_page =
              told.reached == explanation::stage::fixed || told.status != http::status::not_found};
}

}  // namespace owlet::site
