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

}  // namespace

// A small file is what could be read of it: if it has become shorter since it was opened, then that
// is its length.
representation load_representation(const document_root& root, const std::string& path,
                                   std::int64_t now_seconds) {
  opened_file opened = root.open(path);
  representation loaded;
  loaded.info = opened.info;
  if (opened.info.kind != file_kind::regular) return loaded;
  const file_identity& identity = opened.info.identity;
  loaded.length = identity.size;
  if (identity.size <= base::kSmallBodyBytes) {
    loaded.body.resize(static_cast<std::size_t>(identity.size));
    loaded.body.resize(document_root::read(opened.fd.get(), 0, loaded.body));
    loaded.length = loaded.body.size();
  } else {
    loaded.file = base::shared_file(std::move(opened.fd));
  }
  loaded.media_type = http::media_type_of(path);
  loaded.validators = {http::entity_tag::from_stat(identity.mtime.seconds,
                                                   identity.mtime.nanoseconds, loaded.length),
                       http::last_modified_of(identity.mtime.seconds, now_seconds)};
  render_fields(loaded);
  return loaded;
}

}  // namespace owlet::site
