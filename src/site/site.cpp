// The site: a request -> its response, as bytes and slices of files.
#include "owlet/site/site.h"

#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

constexpr const char* kIndexName = "index.html";

}  // namespace

site::site(const std::string& root, const options& how)
    : root_(root), cache_(root_, how.cache, how.files), dotfiles_(how.dotfiles) {}

void site::reopen(const std::string& root, const options& how) {
  root_ = document_root(root);
  cache_.clear(how.cache, how.files);
  dotfiles_ = how.dotfiles;
}

// In one epoch, the same request has the same response, but for its Date.
std::optional<answer> site::respond(const http::request& request, const respond_terms& terms,
                                    const base::moment& now, base::segment_buffer& out) {
  const response_key key{.request_id = terms.request_id,
                         .epoch = cache_.epoch(),
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
  const http::target_kind kind = http::parse_target(request.target, target_);
  if (const auto plan = plan_without_file(request, kind)) {
    return respond_without_file(*plan, request.method, terms.offered, now, out);
  }
  if (target_.is_hidden && dotfiles_ == dotfile_use::hidden) {
    return respond_without_file(plan_page(http::status::not_found), request.method, terms.offered,
                                now, out);
  }
  const representation& found = look_up(terms.wait, now);
  if (!found.is_complete) return std::nullopt;
  const response_plan plan = plan_response(request, found, now.unix_seconds);
  const response_source source{.plan = plan,
                               .method = request.method,
                               .persistence = terms.offered,
                               .target = target_,
                               .found = found};
  return answer{plan.status, terms.offered, writer_.write(source, now, out)};
}

answer site::refuse(http::status why, http::method method, const base::moment& now,
                    base::segment_buffer& out) {
  return respond_without_file(plan_page(why), method, persistence::close, now, out);
}

// All that is found in one epoch after this is of one directory.
void site::follow_root() {
  auto moved = root_.moved();
  if (!moved) return;
  root_ = std::move(*moved);
  cache_.clear();
}

// A path with a trailing slash names the index of a directory, and nothing else: the kernel says
// ENOTDIR when it is one of a file.
const representation& site::look_up(base::disk_wait wait, const base::moment& now) {
  static const representation kAbsent = [] {
    representation absent;
    absent.is_complete = true;
    return absent;
  }();
  if (root_.may_move() && cache_.is_epoch_unused()) follow_root();
  if (!target_.ends_with_slash) return cache_.find(target_.path, wait, now);
  path_.assign(target_.path);
  if (!path_.empty()) path_ += '/';
  path_ += kIndexName;
  const representation& index = cache_.find(path_, wait, now);
  return index.info.kind == file_kind::directory ? kAbsent : index;
}

// A target that is malformed makes the request so, and nothing after it is to be parsed.
answer site::respond_without_file(const response_plan& plan, http::method method,
                                  persistence offered, const base::moment& now,
                                  base::segment_buffer& out) {
  const bool is_malformed = plan.status == http::status::bad_request;
  const persistence after = is_malformed ? persistence::close : offered;
  static const representation kNothing{};
  static const http::target_path kNowhere{};
  const response_source source{
      .plan = plan, .method = method, .persistence = after, .target = kNowhere, .found = kNothing};
  return {plan.status, after, writer_.write(source, now, out)};
}

}  // namespace owlet::site
