// The site: a request -> its response, as bytes and slices of files.
#include "owlet/site/site.h"

#include <utility>

#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

response_plan plan_of(const destination& page) {
  response_plan plan = plan_page(page.status);
  if (page.found != nullptr) plan.content = content::page_file;
  return plan;
}

const representation kNothing{};

}  // namespace

site::site(const std::string& root, const options& how)
    : how_(how),
      tree_(document_root(root), how.cache, how.files),
      special_(tree_.root()),
      resolver_(tree_, former_, special_, how_),
      fields_(how_) {
  if (how.previous_root.empty()) return;
  former_.keep(document_root(how.previous_root), former_trees::kForever, how.files);
}

// What may fail comes first.
void site::reopen(const std::string& root, const options& how, base::time_point now) {
  document_root opened(root);
  std::optional<document_root> previous;
  if (!how.previous_root.empty()) previous.emplace(how.previous_root);
  special_files special(opened);
  how_ = how;
  special_ = std::move(special);
  fields_ = field_rules(how_);
  const bool is_same = opened.is_same_as(tree_.root());
  document_root before = tree_.reopen(std::move(opened), how_.cache, how_.files);
  former_.forget_lasting();
  if (previous) former_.keep(std::move(*previous), former_trees::kForever, how_.files);
  if (!is_same) leave(std::move(before), now);
}

// In one epoch, the same request has the same response, but for its Date.
std::optional<answer> site::respond(const http::request& request, const respond_terms& terms,
                                    const base::moment& now, base::segment_buffer& out) {
  const response_key key{.request_id = terms.request_id,
                         .epoch = tree_.cache().epoch(),
                         .unix_seconds = now.unix_seconds,
                         .goes_on = terms.offered == persistence::keep_alive};
  if (memo_.knows(key)) {
    out.memory += memo_.text();
    return memo_.answer();
  }
  const std::size_t memory_before = out.memory.size();
  const std::size_t slices_before = out.slices.size();
  const std::optional<answer> given = respond_anew(request, terms, now, out);
  if (given && out.slices.size() == slices_before) {
    memo_.remember(key, std::string_view(out.memory).substr(memory_before), *given);
  }
  return given;
}

std::optional<answer> site::respond_anew(const http::request& request, const respond_terms& terms,
                                         const base::moment& now, base::segment_buffer& out) {
  if (is_epoch_unused()) {
    if (tree_.root().may_move()) follow_root(now.monotonic);
    special_.refresh(tree_.root(), now);
  }
  const http::target_kind kind = http::parse_target(request.target, target_);
  if (const auto plan = plan_without_file(request, kind)) {
    return respond_without_file(*plan, request, kind, terms.offered, now, out);
  }
  const lookup how{terms.wait, now};
  const destination& reached = resolver_.resolve(request, target_, how);
  if (reached.outcome == destination::kind::waiting) return std::nullopt;
  const response_plan plan = reached.outcome == destination::kind::file
                                 ? plan_response(request, *reached.found, now.unix_seconds)
                                 : plan_of(reached);
  const header_changes* changes = changes_for(request, reached.file);
  if (reached.by == way::fallback) changes = fields_.for_navigation(changes);
  const response_source source{.plan = plan,
                               .method = request.method,
                               .persistence = terms.offered,
                               .location = reached.location,
                               .found = reached.found == nullptr ? kNothing : *reached.found,
                               .changes = changes};
  return answer{plan.status, terms.offered, writer_.write(source, now, out)};
}

answer site::refuse(http::status why, http::method method, const base::moment& now,
                    base::segment_buffer& out) {
  http::request request;
  request.method = method;
  return write_page(plan_page(why), request, persistence::close, fields_.for_all(), now, out);
}

// All that is found in one epoch after this is of one directory.
void site::follow_root(base::time_point now) {
  former_.expire(now);
  auto moved = tree_.root().moved();
  if (!moved) return;
  leave(tree_.move_to(std::move(*moved)), now);
  special_.move_to(tree_.root());
}

// Pages that were loaded from there will ask for more.
void site::leave(document_root root, base::time_point now) {
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
  const bool has_authority = !target_.authority.empty();
  const header_request about{
      .path = {target_.path, target_.ends_with_slash},
      .file = file,
      .host = has_authority ? target_.authority : request[http::field::host]};
  return fields_.find(special_.headers(), special_.headers_version(), about);
}

// A target that is malformed makes the request so, and nothing after it is to be parsed.
answer site::respond_without_file(const response_plan& plan, const http::request& request,
                                  http::target_kind kind, persistence offered,
                                  const base::moment& now, base::segment_buffer& out) {
  const bool is_malformed = plan.status == http::status::bad_request;
  const persistence after = is_malformed ? persistence::close : offered;
  const bool has_path = kind == http::target_kind::path;
  const header_changes* changes = has_path ? changes_for(request, {}) : fields_.for_all();
  if (request.method == http::method::options) changes = fields_.for_preflight(changes);
  return write_page(plan, request, after, changes, now, out);
}

answer site::write_page(const response_plan& plan, const http::request& request, persistence after,
                        const header_changes* changes, const base::moment& now,
                        base::segment_buffer& out) {
  response_plan shown = plan;
  const lookup how{base::disk_wait::accepted, now};
  const representation* page = nullptr;
  if (plan.content == content::page) page = resolver_.find_page(plan.status, request, how);
  if (page != nullptr) shown.content = content::page_file;
  const response_source source{.plan = shown,
                               .method = request.method,
                               .persistence = after,
                               .location = {},
                               .found = page == nullptr ? kNothing : *page,
                               .changes = changes};
  return {plan.status, after, writer_.write(source, now, out)};
}

}  // namespace owlet::site
