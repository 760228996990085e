// The site: a request -> its response, as bytes and slices of files.
#include "owlet/site/site.h"

#include <optional>

#include "owlet/http/media_type.h"
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

constexpr const char* kIndexName = "index.html";

// How often a file that gets shorter under our hands is opened anew.
constexpr int kMaxAttempts = 3;

}  // namespace

site::site(const std::string& root) : root_(root) {}

answer site::respond(const http::request& request, persistence offered, const base::moment& now,
                     base::segment_buffer& out) {
  const http::target_kind kind = http::parse_target(request.target, target_);
  if (const auto plan = plan_without_file(request, kind)) {
    return respond_without_file(*plan, request.method, offered, now, out);
  }
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    opened_file file = look_up();
    const response_plan plan = plan_response(request, file.info, now.unix_seconds);
    const response_source source{.plan = plan,
                                 .method = request.method,
                                 .persistence = offered,
                                 .target = target_,
                                 .media_type = http::media_type_of(path_),
                                 .file = file};
    if (const auto bytes = writer_.write(source, now, out)) return {plan.status, offered, *bytes};
  }
  return respond_without_file(plan_page(http::status::internal_server_error), request.method,
                              offered, now, out);
}

answer site::refuse(http::status why, http::method method, const base::moment& now,
                    base::segment_buffer& out) {
  return respond_without_file(plan_page(why), method, persistence::close, now, out);
}

// A path with a trailing slash names the index of a directory, and nothing else: the kernel says
// ENOTDIR when it is one of a file.
opened_file site::look_up() {
  path_.assign(target_.path);
  if (!target_.ends_with_slash) return root_.open(path_);
  if (!path_.empty()) path_ += '/';
  path_ += kIndexName;
  opened_file index = root_.open(path_);
  if (index.info.kind == file_kind::directory) index.info.kind = file_kind::absent;
  return index;
}

// A target that is malformed makes the request so, and nothing after it is to be parsed.
answer site::respond_without_file(const response_plan& plan, http::method method,
                                  persistence offered, const base::moment& now,
                                  base::segment_buffer& out) {
  const bool is_malformed = plan.status == http::status::bad_request;
  opened_file nothing;
  const response_source source{.plan = plan,
                               .method = method,
                               .persistence = is_malformed ? persistence::close : offered,
                               .target = target_,
                               .media_type = {},
                               .file = nothing};
  return {plan.status, source.persistence, writer_.write(source, now, out).value_or(0)};
}

}  // namespace owlet::site
