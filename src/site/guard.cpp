// --auth: what of a site is for those only who have a password.
#include "owlet/site/guard.h"

#include <utility>

namespace owlet::site {

namespace {

// A pattern that is none has been refused with the settings.
guarded_paths paths_of(const options& how) {
  guarded_paths paths(how.clean_urls);
  for (const std::string& each : how.auth.paths) static_cast<void>(paths.add(each));
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
  paths_ = paths_of(how);
  challenge_ = challenge_of(how.auth.realm);
  prefix_ = how.prefix.substr(how.prefix.empty() ? 0 : 1);
  is_shared_ = how.cors == cross_origin::allowed;
  forget_request();
}

void guard::refresh(const base::moment& now) {
  if (auto users = file_->refresh(now)) gate_.use(std::move(*users));
}

ruling guard::of_request(const http::request& request, http::target_kind kind,
                         const http::target_path& target) const {
  const bool is_nameless =
      kind == http::target_kind::malformed || kind == http::target_kind::asterisk;
  if (is_nameless || is_preflight(request)) return {};
  return paths_.of({target.path, target.ends_with_slash});
}

bool guard::may_ask(const http::request& request, http::target_kind kind,
                    const http::target_path& target, const guest& who, base::time_point now) {
  forget_request();
  asked_ = of_request(request, kind, target);
  return asked_.what != protection::guarded || is_let_in(request, who, now);
}

bool guard::may_have(const destination& reached, const http::request& request, const guest& who,
                     base::time_point now) {
  return !hides(reached) || is_let_in(request, who, now);
}

bool guard::is_let_in(const http::request& request, const guest& who, base::time_point now) {
  is_guarded_ = true;
  const std::string_view given = request[http::field::authorization];
  if (who.passwords == password_use::believed) {
    entry_ = given.empty() ? entry::denied : entry::allowed;
  } else {
    entry_ = gate_.judge(given, who.client, now);
    awaited_ = gate_.awaited();
  }
  return entry_ == entry::allowed;
}

bool guard::is_preflight(const http::request& request) const {
  return is_shared_ && request.method == http::method::options;
}

// Whether what answers is guarded, though what was asked for is not. Who exempts the URL of an
// index means the index, unless a later pattern guards that; and the listing of a directory is
// under its URL.
bool guard::hides(const destination& reached) {
  if (asked_.what == protection::guarded || reached.file.empty()) return false;
  const bool is_own =
      reached.by == way::path || reached.by == way::index || reached.by == way::clean_url;
  if (reached.outcome != destination::kind::file && reached.by != way::rule) return false;
  path_.assign(prefix_).append(prefix_.empty() ? "" : "/").append(reached.file);
  const ruling file = paths_.of({path_, false});
  if (file.what != protection::guarded) return false;
  return !is_own || asked_.what != protection::exempt || file.by > asked_.by;
}

}  // namespace owlet::site
