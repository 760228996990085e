// A file as it can be sent.
#include "owlet/site/representation.h"

#include <utility>

#include "owlet/base/limits.h"
#include "owlet/http/http_date.h"
#include "owlet/http/media_type.h"
#include "owlet/http/response_head.h"

namespace owlet::site {

namespace {

void render_fields(representation& loaded) {
  http::response_head validators(loaded.validator_fields);
  if (loaded.validators.last_modified_seconds) {
    const auto date = http::format_http_date(*loaded.validators.last_modified_seconds);
    validators.field("Last-Modified", date.view());
  }
  validators.field("ETag", loaded.validators.tag.view()).field("Accept-Ranges", "bytes");
  http::response_head(loaded.whole_fields)
      .field("Content-Type", loaded.media_type)
      .field("Content-Length", loaded.length);
  loaded.whole_fields += loaded.validator_fields;
}

bool is_small(const file_identity& identity) { return identity.size <= base::kSmallBodyBytes; }

// Reads all of a file as long as it is small. Whoever writes to it meanwhile makes it another
// version, and then it is read again: what is sent has to be what its tag says. One that never
// rests is taken as it is.
file_kind read_small(int file, file_identity& identity, std::string& body) {
  constexpr int kMaxAttempts = 3;
  for (int attempt = 0; attempt < kMaxAttempts && is_small(identity); ++attempt) {
    body.resize(static_cast<std::size_t>(identity.size));
    const auto size = document_root::read(file, 0, body);
    if (!size) return file_kind::failed;
    body.resize(*size);
    const file_info after = document_root::look_at(file);
    if (after.identity == identity) break;
    identity = after.identity;
  }
  return file_kind::regular;
}

}  // namespace

representation load_representation(const document_root& root, const std::string& path,
                                   std::int64_t now_seconds) {
  opened_file opened = root.open(path);
  representation loaded;
  loaded.info = opened.info;
  if (opened.info.kind != file_kind::regular) return loaded;
  file_identity& identity = loaded.info.identity;
  loaded.info.kind = read_small(opened.fd.get(), identity, loaded.body);
  if (loaded.info.kind != file_kind::regular) return loaded;
  if (!is_small(identity)) {
    loaded.body.clear();
    loaded.file = base::shared_file(std::move(opened.fd));
  }
  loaded.length = loaded.file ? identity.size : loaded.body.size();
  loaded.media_type = http::media_type_of(path);
  loaded.validators = {http::entity_tag::from_stat(identity.mtime.seconds,
                                                   identity.mtime.nanoseconds, loaded.length),
                       http::last_modified_of(identity.mtime.seconds, now_seconds)};
  render_fields(loaded);
  return loaded;
}

}  // namespace owlet::site
