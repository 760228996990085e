// Which file answers a request, or where it leads.
#include "owlet/site/resolver.h"

#include "owlet/http/accept.h"
#include "owlet/site/plan_response.h"
#include "owlet/site/url_prefix.h"

namespace owlet::site {

namespace {

using http::status;

constexpr std::string_view kIndexName = "index.html";
constexpr std::string_view kHtml = ".html";

std::string_view directory_of(std::string_view path) {
  return path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/'));
}

}  // namespace

struct resolver::question {
  const http::request& request;
  const http::target_path& target;
  const lookup& how;
};

resolver::resolver(tree& now, former_trees& before, const special_files& special,
                   const options& how)
    : tree_(now), former_(before), special_(special), how_(how) {}

const destination& resolver::resolve(const http::request& request, const http::target_path& target,
                                     const lookup& how) {
  const question asked{request, target, how};
  result_ = {};
  if (!goes_by_path(target)) {
    decide(asked);
  } else if (find_file(asked)) {
    result_.found = &tree_.choose_variant(*result_.found, *at_, request, how);
    return settle();
  }
  finish(asked);
  return result_;
}

// The short way, where neither rules nor settings have a say ahead of the path. False when it names
// no file.
bool resolver::find_file(const question& asked) {
  at_ = &asked.target.path;
  result_.found = &tree_.find(*at_, asked.how);
  const file_kind named = result_.found->info.kind;
  if (named == file_kind::regular) return true;
  if (named == file_kind::directory) {
    lead_to(asked, way::slash, {*at_, true});
  } else if (is_nowhere() && !try_former_roots(asked, *at_)) {
    try_fallback(asked, *at_);
  }
  return false;
}

bool resolver::goes_by_path(const http::target_path& target) const {
  return !target.ends_with_slash && !target.is_hidden && !is_rule_file(target.path) &&
         special_.redirects().is_empty() && how_.prefix.empty() &&
         how_.clean_urls == clean_urls::off;
}

void resolver::decide(const question& asked) {
  if (asked.target.is_hidden && how_.dotfiles == dotfile_use::hidden) {
    return give_page(status::not_found, way::hidden);
  }
  const bool has_rule = find_rule(asked);
  if (has_rule && rule_.is_forced) return apply_rule(asked);
  const auto path = beneath_prefix(how_.prefix, asked.target.path);
  if (path) locate(asked, {*path, asked.target.ends_with_slash}, urls::right_one);
  if (path && !is_nowhere()) return;
  if (path && try_former_roots(asked, *path)) return;
  if (has_rule) return apply_rule(asked);
  if (path) return try_fallback(asked, *path);
  give_page(status::not_found, way::prefix);
}

// -- Rules ----------------------------------------------------------------------------------------

bool resolver::find_rule(const question& asked) {
  if (special_.redirects().is_empty()) return false;
  return special_.redirects().find(redirect_request_of(asked.request, asked.target), rule_);
}

// What a rule serves is served under the URL that was asked for.
void resolver::apply_rule(const question& asked) {
  result_ = {};
  const auto path = beneath_prefix(how_.prefix, rule_.target.path);
  if (rule_.action == redirect_action::redirect) {
    result_.outcome = kind::redirect;
    result_.status = rule_.status;
    result_.location = rule_.location;
    result_.by = way::rule;
  } else if (!path || (rule_.target.is_hidden && how_.dotfiles == dotfile_use::hidden)) {
    give_page(rule_.action == redirect_action::page ? rule_.status : status::not_found, way::rule);
  } else {
    locate(asked, {*path, rule_.target.ends_with_slash}, urls::any);
    result_.by = way::rule;
    if (rule_.action == redirect_action::page) {
      result_.outcome = kind::page;
      result_.status = rule_.status;
    }
  }
  result_.rule_line = rule_.line;
}

// -- Files --------------------------------------------------------------------------------------

void resolver::locate(const question& asked, plain_path path, urls allowed) {
  if (is_rule_file(path.path)) {
    result_.found = &absent_representation();
    result_.by = way::hidden;
  } else if (path.ends_with_slash) {
    locate_index(asked, path.path, allowed);
  } else {
    locate_name(asked, path.path, allowed);
  }
}

void resolver::locate_name(const question& asked, std::string_view path, urls allowed) {
  const bool is_clean = how_.clean_urls == clean_urls::on;
  const file_kind named = find(asked, path, {}, way::path);
  if (named == file_kind::regular) {
    if (is_clean && allowed == urls::right_one) lead_to_clean_url(asked, path);
    return;
  }
  if (named != file_kind::directory && named != file_kind::absent) return;
  if (is_clean && find(asked, path, kHtml, way::clean_url) == file_kind::regular) {
    if (allowed == urls::right_one) lead_to_directory(asked, path);
    return;
  }
  if (named == file_kind::absent) {
    if (is_clean) find(asked, path, {}, way::path);
  } else if (allowed == urls::any) {
    locate_index(asked, path, allowed);
  } else if (!special_.redirects().is_empty() && how_.list == listing_use::off &&
             find_index(asked, path) != file_kind::regular) {
    result_.found = &absent_representation();  // a rule may have it
  } else {
    lead_to(asked, way::slash, {asked.target.path, true});
  }
}

// A path with a trailing slash names the index of a directory, and nothing else: the kernel says
// ENOTDIR when it is one of a file.
void resolver::locate_index(const question& asked, std::string_view path, urls allowed) {
  const file_kind named = find_index(asked, path);
  if (named == file_kind::directory) result_.found = &absent_representation();
  if (named == file_kind::absent && lead_without_slash(asked, path, allowed)) return;
  if (is_nowhere() && allowed == urls::right_one) try_listing(asked, path);
}

// The directory of a clean URL has none: whether it is one.
bool resolver::lead_without_slash(const question& asked, std::string_view path, urls allowed) {
  if (how_.clean_urls == clean_urls::off || path.empty()) return false;
  const bool is_name_taken = find(asked, path, {}, way::path) == file_kind::regular;
  if (is_name_taken || find(asked, path, kHtml, way::clean_url) != file_kind::regular) {
    result_.found = &absent_representation();
    return false;
  }
  if (allowed == urls::right_one) lead_to(asked, way::clean_url, {asked.target.path, false});
  return true;
}

// The links of a listing are relative to the URL of the directory, so that nothing else can have
// it.
void resolver::try_listing(const question& asked, std::string_view path) {
  if (how_.list == listing_use::off) return;
  const way before = result_.by;
  switch (find(asked, path, {}, way::listing)) {
    case file_kind::directory:
      result_.outcome = kind::listing;
      result_.file = *at_;
      break;
    case file_kind::exhausted:
    case file_kind::failed: return;
    case file_kind::regular:
    case file_kind::absent:
    case file_kind::outside:
    case file_kind::forbidden: result_.by = before; break;
  }
  result_.found = &absent_representation();
}

// The right URL of an index, with its ".html" or without, is that of its directory.
bool resolver::lead_to_directory(const question& asked, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name != "index" && name != kIndexName) return false;
  lead_to(asked, way::clean_url, {directory_of(asked.target.path), true});
  return true;
}

// The right URL of "about.html" is "/about", unless that is another file.
void resolver::lead_to_clean_url(const question& asked, std::string_view path) {
  const std::string_view target = asked.target.path;
  if (!path.ends_with(kHtml) || lead_to_directory(asked, path)) return;
  const std::string_view name = path.substr(0, path.size() - kHtml.size());
  if (name.empty() || name.ends_with('/')) return;
  if (find(asked, name, {}, way::path) == file_kind::regular) {
    find(asked, path, {}, way::path);
  } else {
    lead_to(asked, way::clean_url, {target.substr(0, target.size() - kHtml.size()), false});
  }
}

bool resolver::try_former_roots(const question& asked, std::string_view path) {
  if (former_.is_empty() || asked.target.ends_with_slash || result_.by == way::hidden) return false;
  path_.assign(path);
  at_ = &path_;
  const representation* const found = former_.find(path_, asked.request, asked.how);
  if (found == nullptr) return false;
  result_ = {};
  result_.found = found;
  result_.by = way::former_root;
  return true;
}

void resolver::try_fallback(const question& asked, std::string_view path) {
  if (how_.fallback.empty() || result_.by == way::hidden || http::has_asset_extension(path)) return;
  if (!http::is_navigation(asked.request[http::field::accept],
                           asked.request[http::field::sec_fetch_mode])) {
    return;
  }
  locate(asked, {how_.fallback, false}, urls::any);
  result_.by = way::fallback;
}

// -- What they have in common -------------------------------------------------------------------

// A path that is the whole of a target is looked up as it is. Neither argument is of `path_`.
file_kind resolver::find(const question& asked, std::string_view path, std::string_view suffix,
                         way by) {
  const std::string& whole = asked.target.path;
  if (suffix.empty() && path.data() == whole.data() && path.size() == whole.size()) {
    at_ = &whole;
  } else {
    path_.assign(path).append(suffix);
    at_ = &path_;
  }
  result_.found = &tree_.find(*at_, asked.how);
  result_.by = by;
  return result_.found->info.kind;
}

file_kind resolver::find_index(const question& asked, std::string_view path) {
  return path.empty() ? find(asked, kIndexName, {}, way::index)
                      : find(asked, path, "/index.html", way::index);
}

// Leads to a path of this site, with the query of the request.
void resolver::lead_to(const question& asked, way by, plain_path path) {
  location_.clear();
  canonical_.path.assign(path.path);
  canonical_.ends_with_slash = path.ends_with_slash;
  canonical_.query = asked.target.query;
  http::append_location(location_, canonical_);
  result_.outcome = kind::redirect;
  result_.status = status::moved_permanently;
  result_.found = nullptr;
  result_.location = location_;
  result_.by = by;
}

void resolver::finish(const question& asked) {
  if (result_.outcome == kind::redirect || result_.outcome == kind::listing) return;
  if (result_.found != nullptr && result_.found->info.kind == file_kind::regular) {
    if (result_.by != way::former_root) {
      result_.found = &tree_.choose_variant(*result_.found, *at_, asked.request, asked.how);
    }
  } else {
    const bool is_file = result_.outcome == kind::file;
    give_page(is_file ? status_of(result_.found->info.kind) : result_.status, result_.by);
    result_.found = find_page(result_.status, asked.request, asked.how);
    if (result_.found == nullptr) return;
  }
  settle();
}

const destination& resolver::settle() {
  result_.file = *at_;
  if (!result_.found->is_complete) result_.outcome = kind::waiting;
  return result_;
}

const representation* resolver::find_page(http::status status, const http::request& request,
                                          const lookup& how) {
  const std::string* const page = special_.page_of(status);
  if (page == nullptr) return nullptr;
  at_ = page;
  const representation& found = tree_.find(*page, how);
  if (found.info.kind != file_kind::regular) return nullptr;
  return &tree_.choose_variant(found, *page, request, how);
}

}  // namespace owlet::site
