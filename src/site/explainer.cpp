// Finds out why a path led to its answer, for `owlet explain`.
#include "owlet/site/explainer.h"

#include "owlet/http/accept.h"
#include "owlet/site/hashed_name.h"
#include "owlet/site/plan_response.h"
#include "owlet/site/site.h"
#include "owlet/site/url_prefix.h"

namespace owlet::site {

namespace {

using http::content_coding;
using http::field;
using http::status;

// The field that decided, or that said that the file is to be sent (RFC 9110 section 13.2.2).
std::string_view condition_of(const http::request& request, status given) {
  if (given == status::precondition_failed) {
    return request.has(field::if_match) ? "If-Match" : "If-Unmodified-Since";
  }
  if (request.has(field::if_none_match)) return "If-None-Match";
  return request.has(field::if_modified_since) ? "If-Modified-Since" : "";
}

range_fate range_of(const http::request& request, status given) {
  if (!request.has(field::range)) return range_fate::none;
  switch (given) {
    case status::partial_content: return range_fate::sent;
    case status::range_not_satisfiable: return range_fate::beyond;
    case status::ok: break;
    default: return range_fate::none;
  }
  if (request.method != http::method::get) return range_fate::wrong_method;
  return request.has(field::if_range) ? range_fate::outdated : range_fate::ignored;
}

bool is_before(const file_time& one, const file_time& other) {
  return one.seconds != other.seconds ? one.seconds < other.seconds
                                      : one.nanoseconds < other.nanoseconds;
}

bool is_nowhere(const explanation& told) {
  const bool is_way_of_files =
      told.by == way::path || told.by == way::index || told.by == way::clean_url;
  return told.outcome == destination::kind::page && told.status == status::not_found &&
         is_way_of_files;
}

std::string head_of(const std::string& response) {
  const auto end = response.find("\r\n\r\n");
  return response.substr(0, end == response.npos ? end : end + 4);
}

}  // namespace

struct explainer::question {
  const http::request& request;
  const http::target_path& target;
  const lookup& look;
};

// What the resolver has found is told first, for everything else may take it away.
void explainer::explain_path(const http::request& request, const http::target_path& target,
                             const lookup& look, explanation& out) const {
  const question asked{request, target, look};
  const destination& reached = resolver_.last();
  out.reached = explanation::stage::path;
  out.path = '/' + target.path;
  if (target.ends_with_slash && !target.path.empty()) out.path += '/';
  out.outcome = reached.outcome;
  out.by = reached.by;
  out.location = reached.location;
  out.is_by_rule = reached.by == way::rule;
  out.is_page = reached.outcome == destination::kind::page;
  out.may_have_page = out.is_page && special_files::may_have_page(out.status);
  tell_file(asked, out);
  tell_path(asked, out);
  tell_rule(asked, out);
  tell_last_ways(asked, out);
}

void explainer::explain_page(explanation& out) const {
  out.may_have_page = special_files::may_have_page(out.status);
  const std::string* const page = special_.page_of(out.status);
  if (page == nullptr || tree_.root().open(*page).info.kind != file_kind::regular) return;
  out.is_page = true;
  out.file = *page;
  for (const content_coding coding : http::kContentCodings) {
    const std::string line =
        "\r\nContent-Encoding: " + std::string(http::token_of(coding)) + "\r\n";
    if (out.head.find(line) != std::string::npos) out.file += http::suffix_of(coding);
  }
}

void explainer::tell_file(const question& asked, explanation& out) const {
  const destination& reached = resolver_.last();
  if (reached.found == nullptr || reached.file.empty()) return;
  const representation& sent = *reached.found;
  out.file = reached.file;
  out.is_hashed = is_hashed_name(out.file);
  if (!out.is_page) {
    out.condition = condition_of(asked.request, out.status);
    out.range = range_of(asked.request, out.status);
  }
  if (out.by == way::former_root) {
    out.file += http::suffix_of(sent.coding);
  } else {
    tell_sidecars(asked, sent, out);
  }
}

void explainer::tell_sidecars(const question& asked, const representation& sent,
                              explanation& out) const {
  const content_coding chosen = sent.coding;
  const std::string path = out.file;
  out.file += http::suffix_of(chosen);
  out.has_variants = sent.has_variants;
  if (!out.has_variants) return;
  for (const content_coding coding : http::kContentCodings) {
    if (coding == content_coding::identity) continue;
    const auto fate = coding == chosen ? sidecar::fate::chosen : fate_of(asked, path, coding);
    out.sidecars.push_back({coding, fate});
  }
}

// Of one that was not chosen.
sidecar::fate explainer::fate_of(const question& asked, const std::string& path,
                                 content_coding coding) const {
  const document_root& root = tree_.root();
  const std::string name = path + std::string(http::suffix_of(coding));
  if (root.look_at(name.c_str()).kind == file_kind::absent) return sidecar::fate::absent;
  const file_info found = root.open(name).info;
  if (found.kind != file_kind::regular) return sidecar::fate::unusable;
  const file_info original = root.look_at(path.c_str());
  if (is_before(found.identity.mtime, original.identity.mtime)) return sidecar::fate::older;
  if (!asked.request.has(field::accept_encoding)) return sidecar::fate::unasked;
  const bool is_accepted = http::accepts(asked.request[field::accept_encoding], coding);
  return is_accepted ? sidecar::fate::less_wanted : sidecar::fate::refused;
}

void explainer::tell_path(const question& asked, explanation& out) const {
  const auto path = beneath_prefix(how_.prefix, asked.target.path);
  if (!path) return;
  const std::string name(*path);
  out.named = tree_.root().open(name).info.kind;
  out.names_rules = is_rule_file(name);
  const std::string page = name + ".html";
  const bool may_be_clean = how_.clean_urls == clean_urls::off && !name.empty();
  if (may_be_clean && tree_.root().open(page).info.kind == file_kind::regular) out.clean = page;
}

void explainer::tell_rule(const question& asked, explanation& out) const {
  const http::target_path& target = asked.target;
  const bool has_authority = !target.authority.empty();
  redirect_match found;
  const bool is_found = special_.redirects().find(
      {.path = {target.path, target.ends_with_slash},
       .query = target.query,
       .host = has_authority ? target.authority : asked.request[field::host]},
      found);
  if (!is_found) return;
  out.rule = {.line = found.line,
              .action = found.action,
              .status = found.status,
              .is_forced = found.is_forced,
              .location = found.location};
}

void explainer::tell_last_ways(const question& asked, explanation& out) const {
  const bool is_lost = is_nowhere(out);
  const auto path = beneath_prefix(how_.prefix, asked.target.path);
  if (out.by == way::former_root) {
    out.former = former_fate::used;
  } else if (path && (is_lost || out.by == way::fallback)) {
    const bool may_be_asked = !asked.target.ends_with_slash && may_be_hashed_name(*path);
    out.former = !may_be_asked        ? former_fate::no_hash
                 : former_.is_empty() ? former_fate::unset
                                      : former_fate::missing;
  }
  if (out.by == way::fallback) {
    out.fallback =
        out.outcome == destination::kind::file ? fallback_fate::used : fallback_fate::missing;
  } else if (path && is_lost) {
    out.fallback = how_.fallback.empty()              ? fallback_fate::unset
                   : http::has_asset_extension(*path) ? fallback_fate::asset
                                                      : fallback_fate::no_navigation;
  }
}

// -- What a site says of itself -----------------------------------------------------------------

// The answer is made as for anyone, and then asked after.
explanation site::explain(const http::request& request, const base::moment& now) {
  const lookup how{base::disk_wait::accepted, now};
  const auto offered = request.keep_alive ? persistence::keep_alive : persistence::close;
  base::segment_buffer out;
  const guest who{.client = {}, .passwords = password_use::believed};
  const auto given =
      respond_anew(request, {.offered = offered, .wait = how.wait, .guest = who}, now, out);
  open_.reset();
  explanation told;
  if (!given) return told;
  told.status = given->status;
  told.head = head_of(out.memory);
  const http::target_kind kind = http::parse_target(request.target, target_);
  told.is_guarded = is_guarded();
  const bool is_kept_out = given->status == http::status::unauthorized;
  const ready_answer* const fixed = fixed_.find(request, kind, target_);
  if (fixed != nullptr && !is_kept_out) {
    told.reached = explanation::stage::fixed;
    told.fixed_path = fixed->path;
    if (kind == http::target_kind::path) {
      told.field_lines = special_.headers().lines_for(header_request_of(request, target_, {}));
    }
    return told;
  }
  const explainer why(tree_, former_, special_, resolver_, how_);
  const auto plan =
      is_kept_out ? std::optional(plan_page(given->status)) : plan_without_file(request, kind);
  const std::string_view file = plan ? std::string_view() : resolver_.last().file;
  if (!is_kept_out && (!plan || kind == http::target_kind::path)) {
    told.field_lines = special_.headers().lines_for(header_request_of(request, target_, file));
  }
  if (!plan) {
    why.explain_path(request, target_, how, told);
  } else {
    told.reached = explanation::stage::without_path;
    if (plan->content == content::page) why.explain_page(told);
  }
  return told;
}

explanation site::explain_refusal(http::status why, http::method method, const base::moment& now) {
  base::segment_buffer out;
  explanation told;
  told.status = refuse(why, method, now, out).status;
  told.head = head_of(out.memory);
  explainer(tree_, former_, special_, resolver_, how_).explain_page(told);
  return told;
}

}  // namespace owlet::site
