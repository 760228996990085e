// Bounds on everything that follows the head of a request.
#include "owlet/http/content_meter.h"

#include "owlet/base/limits.h"

namespace owlet::http {

namespace {

status within(std::uint64_t count, std::uint64_t bound, status refusal) {
  return count > bound ? refusal : status::ok;
}

}  // namespace

status content_meter::add_content(std::uint64_t bytes) {
  content_ += bytes;
  return within(content_, base::kMaxBodyBytes, status::content_too_large);
}

status content_meter::expect_content(std::uint64_t bytes) const {
  return within(bytes, base::kMaxBodyBytes - content_, status::content_too_large);
}

status content_meter::add_extension(std::uint64_t bytes) {
  extensions_ += bytes;
  return within(extensions_, base::kMaxChunkExtensionBytes, status::content_too_large);
}

status content_meter::add_trailer(std::uint64_t bytes) {
  trailers_ += bytes;
  return within(trailers_, base::kMaxHeadBytes, status::request_header_fields_too_large);
}

status content_meter::add_framed(std::uint64_t bytes) {
  framed_ += bytes;
  return within(framed_, base::kMaxFramedBodyBytes, status::content_too_large);
}

}  // namespace owlet::http
