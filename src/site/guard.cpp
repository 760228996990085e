// --auth: what of a site is for those only who have a password.
#include "owlet/site/guard.h"

#include <utility>

namespace owlet::site {

namespace {

// A pattern that is none has been refused with the settings.
guarded_paths paths_of(const auth_options& how) {
  guarded_paths paths;
  for (const std::string& each : how.paths) static_cast<void>(paths.add(each));
  return paths;
}

// RFC 7617 section 2, and RFC 9110 section 5.6.4 for what is quoted.
std::string challenge_of(std::string_view realm) {
  std::string text = "Basic realm=\"";
  for (const char each : realm) {
    if (each == '"' || each == '\\') text += '\\';
    text += each;
  }
  return text + "\", charset=\"UTF-8\"";
}

}  // namespace

guard::guard(const options& how) : gate_(base::random_hash_key()) { reopen(how); }

void guard::reopen(const options& how) {
  password_table users;
  file_.emplace(password_file(how.auth.file, users));
  gate_.use(std::move(users));
  paths_ = paths_of(how.auth);
  challenge_ = challenge_of(how.auth.realm);
  prefix_ = how.prefix.substr(how.prefix.empty() ? 0 : 1);
  is_shared_ = how.cors == cross_origin::allowed;
}

void guard::refresh(const base::moment& now) {
  if (auto users = file_->refresh(now)) gate_.use(std::move(*users));
}

protection guard::of_request(const http::request& request, http::target_kind kind,
                             const http::target_path& target) const {
  const bool is_nameless =
      kind == http::target_kind::malformed || kind == http::target_kind::asterisk;
  if (is_nameless || is_preflight(request)) return protection::none;
  return paths_.of({target.path, target.ends_with_slash});
}

bool guard::is_preflight(const http::request& request) const {
  return is_shared_ && request.method == http::method::options;
}

bool guard::hides(const destination& reached, protection asked) {
  if (asked == protection::guarded || reached.file.empty()) return false;
  const bool is_own =
      reached.by == way::path || reached.by == way::index || reached.by == way::clean_url;
  if (is_own && asked == protection::exempt) return false;
  if (reached.outcome != destination::kind::file && reached.by != way::rule) return false;
  path_.assign(prefix_).append(prefix_.empty() ? "" : "/").append(reached.file);
  return paths_.of({path_, false}) == protection::guarded;
}

}  // namespace owlet::site
