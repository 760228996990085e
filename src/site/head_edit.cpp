// Changes to a head that is written already.
#include "owlet/site/head_edit.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "owlet/http/cache_control.h"
#include "owlet/http/response_head.h"
#include "owlet/http/syntax.h"

namespace owlet::site {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

template <std::size_t N>
bool is_one_of(std::string_view name, const std::string_view (&names)[N]) {
  return std::any_of(std::begin(names), std::end(names), [name](std::string_view each) {
    return http::equals_ignoring_case(each, name);
  });
}

bool describes_content(std::string_view name) {
  constexpr std::string_view kNames[] = {"Content-Type", "Content-Language", "Content-Disposition",
                                         "Content-Location"};
  return is_one_of(name, kNames);
}

// RFC 9111 sections 5.2 to 5.4, RFC 9213, and what content delivery networks had before that.
bool is_for_caches(std::string_view name) {
  constexpr std::string_view kNames[] = {"Cache-Control",     "CDN-Cache-Control",
                                         "Surrogate-Control", "Netlify-CDN-Cache-Control",
                                         "Expires",           "Pragma"};
  return is_one_of(name, kNames);
}

// What networks read ahead of Cache-Control, and some instead of it.
bool is_for_shared_caches(std::string_view name) {
  constexpr std::string_view kNames[] = {"CDN-Cache-Control", "Surrogate-Control",
                                         "Netlify-CDN-Cache-Control",
                                         "Cloudflare-CDN-Cache-Control"};
  return is_one_of(name, kNames);
}

bool is_left_alone(std::string_view name, const response_plan& plan) {
  const bool is_file =
      plan.content == content::whole || (plan.content == content::ranges && plan.ranges.count == 1);
  if (!is_file && describes_content(name)) return true;
  return plan.status >= http::status::bad_request && is_for_caches(name);
}

bool is_vary(std::string_view name) { return http::equals_ignoring_case(name, "Vary"); }

}  // namespace

void edit_head(std::string& head, std::size_t start, const response_plan& plan,
               const header_changes& changes) {
  const std::string before = head.substr(start);
  head.resize(start);
  std::string_view own_vary;
  for (std::string_view rest = before; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find(kLineEnd));
    rest.remove_prefix(std::min(line.size() + kLineEnd.size(), rest.size()));
    const std::string_view name = line.substr(0, line.find(':'));
    if (is_vary(name)) {
      own_vary = http::trim(line.substr(name.size() + 1));
    } else if (!changes.replaces(name) || is_left_alone(name, plan)) {
      head.append(line).append(kLineEnd);
    }
  }
  http::response_head fields(head);
  for (const header_changes::field& each : changes.fields()) {
    if (each.is_removed || is_vary(each.name) || is_left_alone(each.name, plan)) continue;
    fields.field(each.name, each.value);
  }
  const std::string_view more = changes.vary();
  std::string vary(own_vary);
  if (!vary.empty() && !more.empty()) vary += ", ";
  vary += more;
  if (!vary.empty()) fields.field("Vary", vary);
}

void make_private(std::string& head, std::size_t start) {
  const std::string before = head.substr(start);
  head.resize(start);
  std::string value;
  for (std::string_view rest = before; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find(kLineEnd));
    rest.remove_prefix(std::min(line.size() + kLineEnd.size(), rest.size()));
    const std::string_view name = line.substr(0, line.find(':'));
    if (http::equals_ignoring_case(name, "Cache-Control")) {
      value.append(value.empty() ? "" : ",").append(line.substr(name.size() + 1));
    } else if (!is_for_shared_caches(name)) {
      head.append(line).append(kLineEnd);
    }
  }
  http::response_head(head).field("Cache-Control", http::private_cache_control(value));
}

}  // namespace owlet::site
