// A file as it can be sent.
#include "owlet/site/representation.h"

#include <algorithm>
#include <utility>

#include "owlet/base/limits.h"
#include "owlet/http/http_date.h"
#include "owlet/http/media_type.h"
#include "owlet/http/response_head.h"
#include "owlet/http/syntax.h"
#include "owlet/site/content_hash.h"
#include "owlet/site/hashed_name.h"

namespace owlet::site {

namespace {

// Of what is asked for by a name that will never mean anything else, RFC 8246 spares the question.
std::string_view cache_control_of(std::string_view name, const presentation& settings) {
  if (settings.cache_control) return *settings.cache_control;
  return is_hashed_name(name) ? "public, max-age=31536000, immutable" : "no-cache";
}

// What is compressed by its name has no variants: an archive, which is meant as it is, or a
// picture, which viewers must not show unless the coding is told (SVG 2, "Conforming SVG Viewers").
void set_type(representation& loaded, std::string_view name, const presentation& settings) {
  const std::string_view type = settings.types.type_of(name);
  const bool is_svgz =
      type.starts_with("image/svg") && http::equals_ignoring_case(http::extension_of(name), "svgz");
  if (is_svgz) loaded.coding = http::content_coding::gzip;
  loaded.has_variants = !is_svgz && http::is_compressible(type) &&
                        http::coding_of_name(name) == http::content_coding::identity;
  loaded.content_type = type;
  if (!settings.charset.empty() && http::takes_charset(type)) {
    loaded.content_type.append("; charset=").append(settings.charset);
  }
}

void render_fields(representation& loaded, std::string_view cache_control) {
  http::response_head validators(loaded.validator_fields);
  if (loaded.validators.last_modified_seconds) {
    const auto date = http::format_http_date(*loaded.validators.last_modified_seconds);
    validators.field("Last-Modified", date.view());
  }
  validators.field("ETag", loaded.validators.tag.view()).field("Accept-Ranges", "bytes");
  if (!cache_control.empty()) validators.field("Cache-Control", cache_control);
  if (loaded.has_variants) validators.field("Vary", "Accept-Encoding");
  http::response_head whole(loaded.whole_fields);
  whole.field("Content-Type", loaded.content_type);
  if (loaded.coding != http::content_coding::identity) {
    whole.field("Content-Encoding", http::token_of(loaded.coding));
  }
  whole.field("Content-Length", loaded.length);
  loaded.whole_fields += loaded.validator_fields;
}

bool is_small(const file_identity& identity) { return identity.size <= base::kSmallBodyBytes; }

// Reads the whole file. Where the kernel keeps nothing in memory, there is nothing to wait for.
read_status read_whole(representation& opened, base::disk_wait wait) {
  const int file = opened.file.get();
  const std::uint64_t size = opened.info.identity.size;
  opened.body.resize(static_cast<std::size_t>(size));
  read_result result = document_root::read(file, 0, opened.body, wait);
  if (result.status == read_status::cold) {
    if (base::read_ahead(file, result.bytes, size - result.bytes)) return read_status::cold;
    result = document_root::read(file, 0, opened.body, base::disk_wait::accepted);
  }
  opened.body.resize(result.bytes);
  return result.status;
}

// Reads all of a file, as long as it is not too large for that. Whoever writes to it meanwhile
// makes it another version, and then it is read again: a body has to be what its tag says. (What
// goes out by sendfile is what the file is then, whatever was hashed.) One that never rests is
// taken as it is.
read_status read_content(representation& opened, const completion& how) {
  constexpr int kMaxAttempts = 3;
  file_identity& identity = opened.info.identity;
  const std::uint64_t limit = std::max(how.settings.hash_limit, base::kSmallBodyBytes);
  for (int attempt = 0; attempt < kMaxAttempts && identity.size <= limit; ++attempt) {
    const read_status outcome = read_whole(opened, how.wait);
    if (outcome != read_status::done) return outcome;
    const file_info after = document_root::look_at(opened.file.get());
    if (after.kind != file_kind::regular) return read_status::failed;
    opened.was_read = true;
    if (after.identity == identity) return read_status::done;
    identity = after.identity;
  }
  if (identity.size > limit) {
    opened.body = {};
    opened.was_read = false;
  }
  return read_status::done;
}

// Builds that are reproducible set every time to 0 or 1. The time of the change of the inode then
// tells versions apart, though not the same on every machine. No two codings of a file have the
// same tag (RFC 9110 section 8.8.3.3), though all of them were made at one time.
http::entity_tag tag_of(const representation& read, const completion& how) {
  const file_identity& identity = read.info.identity;
  const bool is_coded = read.coding != http::content_coding::identity;
  const std::uint64_t salt = is_coded ? static_cast<std::uint64_t>(read.coding) + 1 : 0;
  if (identity.size <= how.settings.hash_limit) {
    const content_digest digest = hash_content(read.body);
    return http::entity_tag::from_hash(digest.high + salt, digest.low);
  }
  const file_time& time = identity.mtime.seconds > 1 ? identity.mtime : identity.ctime;
  return http::entity_tag::from_stat(time.seconds, time.nanoseconds, identity.size | salt << 60U);
}

}  // namespace

bool representation::is_sent_from_file() const {
  return info.kind == file_kind::regular && !is_small(info.identity);
}

const representation& absent_representation() {
  static const representation kAbsent = [] {
    representation made;
    made.is_complete = true;
    return made;
  }();
  return kAbsent;
}

representation open_representation(const document_root& root, const std::string& path) {
  opened_file opened = root.open(path);
  representation found;
  found.info = opened.info;
  found.is_complete = opened.info.kind != file_kind::regular;
  if (!found.is_complete) found.file = base::shared_file(std::move(opened.fd));
  return found;
}

void complete(representation& opened, std::string_view path, const completion& how) {
  const read_status outcome = read_content(opened, how);
  if (outcome == read_status::cold) {
    opened.body = {};
    return;
  }
  opened.is_complete = true;
  if (outcome == read_status::failed) {
    opened = {};
    opened.info.kind = file_kind::failed;
    opened.is_complete = true;
    return;
  }
  const file_identity& identity = opened.info.identity;
  opened.length = opened.is_sent_from_file() ? identity.size : opened.body.size();
  opened.coding = how.coding;
  path.remove_suffix(http::suffix_of(how.coding).size());
  set_type(opened, path, how.settings);
  opened.validators = {tag_of(opened, how),
                       http::last_modified_of(identity.mtime.seconds, how.now_seconds)};
  if (opened.is_sent_from_file()) {
    if (!opened.body.empty()) opened.file.note_in_memory();
    opened.body = {};
  } else {
    opened.file = {};
  }
  render_fields(opened, cache_control_of(path, how.settings));
}

representation representation_of_text(std::string text, std::string content_type,
                                      std::string_view cache_control) {
  representation made;
  made.info.kind = file_kind::regular;
  made.info.identity.size = text.size();
  made.length = text.size();
  made.content_type = std::move(content_type);
  const content_digest digest = hash_content(text);
  made.validators.tag = http::entity_tag::from_hash(digest.high, digest.low);
  made.body = std::move(text);
  made.is_complete = true;
  render_fields(made, cache_control);
  return made;
}

// A time that lies ahead is not told until it has come.
bool renew(representation& known, representation& opened, std::int64_t now_seconds) {
  const file_info& info = opened.info;
  if (!known.is_complete || info.kind != known.info.kind) return false;
  if (info.kind != file_kind::regular) return true;
  const auto modified = http::last_modified_of(info.identity.mtime.seconds, now_seconds);
  if (info.identity != known.info.identity || modified != known.validators.last_modified_seconds) {
    return false;
  }
  if (!known.is_sent_from_file()) return true;
  known.file = std::move(opened.file);
  return true;
}

}  // namespace owlet::site
