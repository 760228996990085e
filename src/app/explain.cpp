// owlet explain URL-PATH: what would answer a request, and why.
#include "owlet/app/explain.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "owlet/app/explanation_text.h"
#include "owlet/app/privileges.h"
#include "owlet/app/run.h"
#include "owlet/base/clock.h"
#include "owlet/base/message.h"
#include "owlet/http/request_parser.h"
#include "owlet/site/site.h"

namespace owlet::app {

namespace {

std::string whole_path(const std::string& path) {
  std::error_code failed;
  const auto whole = std::filesystem::canonical(path, failed);
  return failed ? path : whole.string();
}

void become_user_of(const settings& wanted) {
  if (wanted.user.empty() && wanted.group.empty()) return;
  const identity who = resolve_identity(wanted.user, wanted.group);
  if (::geteuid() == 0) return become(who);
  if (::geteuid() == who.user) return;
  base::say(base::message_level::warning,
            who.text +
                ": what files may be read is judged as for you, not for that user; as root "
                "it would be");
}

site::explanation explain_request(site::site& site, const std::string& request) {
  const base::moment now = base::read_clock();
  http::request_parser parser;
  const http::parse_progress progress = parser.parse(request);
  switch (progress.outcome) {
    case http::parse_outcome::complete: return site.explain(parser.current(), now);
    case http::parse_outcome::bad:
      return site.explain_refusal(parser.refusal(), parser.current().method, now);
    case http::parse_outcome::need_more: break;
  }
  // The head is whole, so it has promised content.
  return site.explain_refusal(http::status::request_timeout, http::method::other, now);
}

}  // namespace

int explain_answer(const settings& wanted, const std::string& request) {
  become_user_of(wanted);
  const site::options& how = wanted.server.site;
  site::site site(wanted.server.root, how);
  const site::explanation told = explain_request(site, request);
  const explained about{.request = request,
                        .root = whole_path(wanted.server.root),
                        .former_root = whole_path(how.previous_root),
                        .how = how};
  std::fputs(explanation_text(told, about).c_str(), stdout);
  return told.status < http::status::bad_request ? kSuccess : kFailure;
}

}  // namespace owlet::app
