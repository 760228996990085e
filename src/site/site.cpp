// The site: a request -> its response, as bytes and slices of files.
#include "owlet/site/site.h"

#include <utility>

#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

const representation kNothing{};

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
  error_pages pages = error_pages::of_root;
};

inline answer site::write_file(const sent_file& file, const http::request& request,
                               persistence after, const header_changes* changes,
                               const base::moment& now, base::segment_buffer& out) {
  const representation& found = file.found;
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
                       .selected = selected,
                       .pages = file.pages},
                      now, out);
  }
  const response_source source{.plan = plan,
                               .method = request.method,
                               .persistence = after,
                               .location = {},
                               .found = found,
                               .changes = changes,
                               .is_private = is_guarded()};
  return write(source, now, out);
}

site::site(const std::string& root, const options& how)
    : how_(how),
      fixed_(how_.respond, how_.files),
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
  how_ = how;
  fixed_ = fixed_answers(how_.respond, how_.files);
  special_ = std::move(special);
  fields_ = field_rules(how_);
  const bool is_same = opened.is_same_as(tree_.root());
  document_root before = tree_.reopen(std::move(opened), how_.cache, how_.files);
  former_.forget_lasting();
  if (previous) former_.keep(std::move(*previous), former_trees::kForever, how_.files);
  if (!is_same) leave(std::move(before), now);
}

// In a new epoch, what is served may have become something else.
inline void site::look_at_disk(const base::moment& now) {
  if (!is_epoch_unused()) return;
  if (tree_.root().may_move()) follow_root(now.monotonic);
  special_.refresh(tree_.root(), now);
}

std::optional<answer> site::respond_anew(const http::request& request, const respond_terms& terms,
                                         const base::moment& now, base::segment_buffer& out) {
  const http::target_kind kind = http::parse_target(request.target, target_);
  if (guard_) {
    guard_->refresh(now);
    if (!guard_->may_ask(request, kind, target_, terms.guest, now.monotonic)) {
      return keep_out(request, terms, now, out);
    }
  }
  if (!fixed_.is_empty() && !(guard_ && guard_->is_preflight(request))) {
    const ready_answer* const found = fixed_.find(request, kind, target_);
    if (found != nullptr) return write_fixed(*found, request, terms.offered, kind, now, out);
  }
  look_at_disk(now);
  if (const auto plan = plan_without_file(request, kind)) {
    return respond_without_file(*plan, request, kind, terms.offered, now, out);
  }
  const lookup how{terms.wait, now};
  const destination& reached = resolver_.resolve(request, target_, how);
  if (reached.outcome == destination::kind::waiting) return std::nullopt;
  if (guard_ && !guard_->may_have(reached, request, terms.guest, now.monotonic)) {
    return keep_out(request, terms, now, out);
  }
  const header_changes* changes = changes_for(request, reached.file);
  if (reached.by == way::fallback) changes = fields_.for_navigation(changes);
  if (reached.outcome == destination::kind::listing) {
    return write_listing(request, terms, reached.file, changes, now, out);
  }
  if (reached.outcome == destination::kind::file) {
    return write_file({*reached.found, error_pages::of_root}, request, terms.offered, changes, now,
                      out);
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
  if (guard_) guard_->forget_request();
  return write_page({.plan = plan_page(why),
                     .request = request,
                     .after = persistence::close,
                     .changes = fields_.for_all()},
                    now, out);
}

// -- The guard ----------------------------------------------------------------------------------

// What `_headers` says of the path is for those who are let in.
std::optional<answer> site::keep_out(const http::request& request, const respond_terms& terms,
                                     const base::moment& now, base::segment_buffer& out) {
  look_at_disk(now);
  http::status status = http::status::unauthorized;
  switch (guard_->outcome()) {
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
                      header_request_of(request, target_, file));
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

// The end of an answer without a length is that of its connection, for HTTP/1.0.
std::optional<answer> site::write_listing(const http::request& request, const respond_terms& terms,
                                          std::string_view directory, const header_changes* changes,
                                          const base::moment& now, base::segment_buffer& out) {
  auto found =
      listings_.open(tree_, std::string(directory), request, target_, how_, {terms.wait, now});
  if (found.must_wait) return std::nullopt;
  const bool is_there = found.kind == file_kind::directory;
  const response_plan plan = is_there ? plan_response(request, found.page, now.unix_seconds)
                                      : plan_page(status_of(found.kind));
  const bool has_end = found.rest == nullptr || request.minor_version >= 1;
  const persistence after = has_end ? terms.offered : persistence::close;
  if (plan.content == content::page) {
    return write_page({.plan = plan, .request = request, .after = after, .changes = changes}, now,
                      out);
  }
  const response_source source{.plan = plan,
                               .method = request.method,
                               .persistence = after,
                               .location = {},
                               .found = found.page,
                               .changes = changes,
                               .is_private = is_guarded()};
  answer given = write(source, now, out);
  if (plan.content != content::whole || request.method == http::method::head) return given;
  given.is_open = found.rest != nullptr;
  open_ = std::move(found.rest);
  return given;
}

// The rules for fields are those that were read last: to look whether they have changed would be to
// ask the disk.
answer site::write_fixed(const ready_answer& found, const http::request& request, persistence after,
                         http::target_kind kind, const base::moment& now,
                         base::segment_buffer& out) {
  const bool has_path = kind == http::target_kind::path;
  const header_changes* changes = has_path ? changes_for(request, {}) : fields_.for_all();
  if (request.method == http::method::options) changes = fields_.for_preflight(changes);
  if (is_like_file(request, found)) {
    return write_file({found.content, error_pages::built_in}, request, after, changes, now, out);
  }
  const response_plan plan = plan_fixed(found);
  const response_source source{.plan = plan,
                               .method = request.method,
                               .persistence = after,
                               .location = {},
                               .found = found.content,
                               .page = &found.content,
                               .changes = changes,
                               .is_fixed = true,
                               .is_private = is_guarded()};
  return write(source, now, out);
}

answer site::write_page(page_source&& from, const base::moment& now, base::segment_buffer& out) {
  response_plan& plan = from.plan;
  const representation* page = from.page;
  const bool may_look = from.pages == error_pages::of_root;
  if (page == nullptr && plan.content == content::page && may_look) {
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
                               .is_private = is_guarded()};
  return write(source, now, out);
}

}  // namespace owlet::site
