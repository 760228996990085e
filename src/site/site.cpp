// The site: a request -> its response, as bytes and slices of files.
#include "owlet/site/site.h"

#include <utility>

#include "owlet/site/explainer.h"
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

const representation kNothing{};

std::string head_of(const std::string& response) {
  const auto end = response.find("\r\n\r\n");
  return response.substr(0, end == response.npos ? end : end + 4);
}

}  // namespace

// A page: the built-in one of a status, or a file that stands for it.
struct site::page_source {
  response_plan plan;
  const http::request& request;
  persistence after;
  const header_changes* changes;
  std::string_view location = {};
  const representation* page = nullptr;       // the file, if it is known already
  const representation& selected = kNothing;  // what the status is about
};

site::site(const std::string& root, const options& how)
    : how_(how),
      tree_(document_root(root, followed_links(how.follow)), how.cache, how.files),
      special_(tree_.root()),
      resolver_(tree_, former_, special_, how_),
      fields_(how_) {
  if (how_.auth.is_on()) guard_.emplace(how_);
  if (how.previous_root.empty()) return;
  former_.keep(document_root(how.previous_root), former_trees::kForever, how.files);
}

// What may fail comes first.
void site::reopen(const std::string& root, const options& how, base::time_point now) {
  document_root opened(root, followed_links(how.follow));
  std::optional<document_root> previous;
  if (!how.previous_root.empty()) previous.emplace(how.previous_root);
  special_files special(opened);
  if (!how.auth.is_on()) {
    guard_.reset();
  } else if (guard_) {
    guard_->reopen(how);
  } else {
    guard_.emplace(how);
  }
  is_guarded_ = false;
  awaited_ = 0;
  how_ = how;
  special_ = std::move(special);
  fields_ = field_rules(how_);
  const bool is_same = opened.is_same_as(tree_.root());
  document_root before = tree_.reopen(std::move(opened), how_.cache, how_.files);
  former_.forget_lasting();
  if (previous) former_.keep(std::move(*previous), former_trees::kForever, how_.files);
  if (!is_same) leave(std::move(before), now);
}

std::optional<answer> site::respond_anew(const http::request& request, const respond_terms& terms,
                                         const base::moment& now, base::segment_buffer& out) {
  if (is_epoch_unused()) {
    if (tree_.root().may_move()) follow_root(now.monotonic);
    special_.refresh(tree_.root(), now);
    if (guard_) guard_->refresh(now);
  }
  const http::target_kind kind = http::parse_target(request.target, target_);
  const base::time_point clock = now.monotonic;
  if (guard_ && !may_ask(request, kind, terms, clock)) return keep_out(request, terms, now, out);
  if (const auto plan = plan_without_file(request, kind)) {
    return respond_without_file(*plan, request, kind, terms.offered, now, out);
  }
  const lookup how{terms.wait, now};
  const destination& reached = resolver_.resolve(request, target_, how);
  if (reached.outcome == destination::kind::waiting) return std::nullopt;
  if (guard_ && !may_have(reached, request, terms, clock)) {
    return keep_out(request, terms, now, out);
  }
  const header_changes* changes = changes_for(request, reached.file);
  if (reached.by == way::fallback) changes = fields_.for_navigation(changes);
  if (reached.outcome == destination::kind::file) {
    return write_file(*reached.found, request, terms.offered, changes, now, out);
  }
  return write_page({.plan = plan_page(reached.status),
                     .request = request,
                     .after = terms.offered,
                     .changes = changes,
                     .location = reached.location,
                     .page = reached.found},
                    now, out);
}

answer site::refuse(http::status why, http::method method, const base::moment& now,
                    base::segment_buffer& out) {
  http::request request;
  request.method = method;
  is_guarded_ = false;
  return write_page({.plan = plan_page(why),
                     .request = request,
                     .after = persistence::close,
                     .changes = fields_.for_all()},
                    now, out);
}

// The answer is made as for anyone, and then asked after.
explanation site::explain(const http::request& request, const base::moment& now) {
  const lookup how{base::disk_wait::accepted, now};
  const auto offered = request.keep_alive ? persistence::keep_alive : persistence::close;
  base::segment_buffer out;
  const respond_terms terms{
      .offered = offered, .wait = how.wait, .passwords = password_use::believed};
  const auto given = respond_anew(request, terms, now, out);
  explanation told;
  if (!given) return told;
  told.status = given->status;
  told.head = head_of(out.memory);
  const http::target_kind kind = http::parse_target(request.target, target_);
  const explainer why(tree_, former_, special_, resolver_, how_);
  told.is_guarded = is_guarded_;
  const bool is_kept_out = given->status == http::status::unauthorized;
  const auto plan =
      is_kept_out ? std::optional(plan_page(given->status)) : plan_without_file(request, kind);
  const std::string_view file = plan ? std::string_view() : resolver_.last().file;
  if (!is_kept_out && (!plan || kind == http::target_kind::path)) {
    told.field_lines = special_.headers().lines_for(header_request_of(request, file));
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

// -- The guard ----------------------------------------------------------------------------------

bool site::may_ask(const http::request& request, http::target_kind kind, const respond_terms& terms,
                   base::time_point now) {
  is_guarded_ = false;
  awaited_ = 0;
  asked_ = guard_->of_request(request, kind, target_);
  return asked_ != protection::guarded || is_let_in(request, terms, now);
}

bool site::may_have(const destination& reached, const http::request& request,
                    const respond_terms& terms, base::time_point now) {
  return !guard_->hides(reached, asked_) || is_let_in(request, terms, now);
}

bool site::is_let_in(const http::request& request, const respond_terms& terms,
                     base::time_point now) {
  is_guarded_ = true;
  const std::string_view given = request[http::field::authorization];
  if (terms.passwords == password_use::believed) {
    entry_ = given.empty() ? entry::denied : entry::allowed;
  } else {
    entry_ = guard_->door().judge(given, terms.client, now);
    awaited_ = guard_->door().awaited();
  }
  return entry_ == entry::allowed;
}

// What `_headers` says of the path is for those who are let in.
std::optional<answer> site::keep_out(const http::request& request, const respond_terms& terms,
                                     const base::moment& now, base::segment_buffer& out) {
  http::status status = http::status::unauthorized;
  switch (entry_) {
    case entry::waiting: return std::nullopt;
    case entry::allowed:
    case entry::denied: break;
    case entry::limited: status = http::status::too_many_requests; break;
    case entry::unavailable: status = http::status::service_unavailable; break;
  }
  return write_page({.plan = plan_page(status),
                     .request = request,
                     .after = terms.offered,
                     .changes = fields_.for_all()},
                    now, out);
}

// All that is found in one epoch after this is of one directory.
void site::follow_root(base::time_point now) {
  former_.expire(now);
  auto moved = tree_.root().moved();
  if (!moved) return;
  leave(tree_.move_to(std::move(*moved)), now);
  special_.move_to(tree_.root());
}

// Pages that were loaded from there will ask for more. What is served now is no former root.
void site::leave(document_root root, base::time_point now) {
  former_.forget(tree_.root());
  if (how_.keep_previous <= base::duration::zero()) return;
  former_.keep(std::move(root), now + how_.keep_previous, how_.files);
}

void site::tidy(base::time_point now) {
  tree_.cache().close_unused();
  former_.close_files();
  former_.expire(now);
}

bool site::give_back_descriptors() {
  former_.close_files();
  return tree_.cache().close_all();
}

const header_changes* site::changes_for(const http::request& request, std::string_view file) {
  if (special_.headers().is_empty()) return fields_.for_all();
  return fields_.find(special_.headers(), special_.headers_version(),
                      header_request_of(request, file));
}

header_request site::header_request_of(const http::request& request, std::string_view file) const {
  const bool has_authority = !target_.authority.empty();
  return {.path = {target_.path, target_.ends_with_slash},
          .file = file,
          .host = has_authority ? target_.authority : request[http::field::host]};
}

// A target that is malformed makes the request so, and nothing after it is to be parsed.
answer site::respond_without_file(const response_plan& plan, const http::request& request,
                                  http::target_kind kind, persistence offered,
                                  const base::moment& now, base::segment_buffer& out) {
  const bool is_malformed = plan.status == http::status::bad_request;
  const persistence after = is_malformed ? persistence::close : offered;
  const bool has_path =
      kind == http::target_kind::path && !(guard_ && guard_->is_preflight(request));
  const header_changes* changes = has_path ? changes_for(request, {}) : fields_.for_all();
  if (request.method == http::method::options) changes = fields_.for_preflight(changes);
  return write_page({.plan = plan, .request = request, .after = after, .changes = changes}, now,
                    out);
}

answer site::write_file(const representation& found, const http::request& request,
                        persistence after, const header_changes* changes, const base::moment& now,
                        base::segment_buffer& out) {
  const response_plan plan = plan_response(request, found, now.unix_seconds);
  if (plan.content == content::page) {
    // What was found may be gone from the cache once the page is looked up.
    representation selected;
    selected.length = found.length;
    selected.has_variants = found.has_variants;
    return write_page({.plan = plan,
                       .request = request,
                       .after = after,
                       .changes = changes,
                       .selected = selected},
                      now, out);
  }
  const response_source source{.plan = plan,
                               .method = request.method,
                               .persistence = after,
                               .location = {},
                               .found = found,
                               .changes = changes,
                               .is_private = is_guarded_};
  return {plan.status, after, writer_.write(source, now, out), is_guarded_};
}

answer site::write_page(page_source&& from, const base::moment& now, base::segment_buffer& out) {
  response_plan& plan = from.plan;
  const representation* page = from.page;
  if (page == nullptr && plan.content == content::page) {
    page = resolver_.find_page(plan.status, from.request, {base::disk_wait::accepted, now});
  }
  if (page != nullptr) plan.content = content::page_file;
  const response_source source{.plan = plan,
                               .method = from.request.method,
                               .persistence = from.after,
                               .location = from.location,
                               .found = from.selected,
                               .page = page,
                               .changes = from.changes,
                               .challenge = guard_ ? guard_->challenge() : std::string_view(),
                               .is_private = is_guarded_};
  return {plan.status, from.after, writer_.write(source, now, out), is_guarded_};
}

}  // namespace owlet::site
