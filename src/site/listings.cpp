// What the listings of a site share: time, memory, and the head of their answers.
#include "owlet/site/listings.h"

#include <algorithm>
#include <utility>

#include "owlet/base/limits.h"
#include "owlet/http/accept.h"
#include "owlet/http/response_head.h"
#include "owlet/site/content_hash.h"
#include "owlet/site/listing_page.h"
#include "owlet/site/listing_query.h"
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

listing_terms terms_of(const http::request& request, const http::target_path& target,
                       const options& how) {
  listing_terms terms;
  terms.path = '/' + target.path + (target.path.empty() ? "" : "/");
  terms.prefix_bytes = how.prefix.size();
  terms.order = parse_listing_query(target.query);
  const bool is_json = http::prefers_json(request[http::field::accept]);
  terms.form = is_json ? listing_form::json : listing_form::html;
  return terms;
}

// Of everything that a listing depends on, but for what becomes of a file in it: that is why the
// tag is weak.
http::entity_tag tag_of(const file_identity& directory, const listing_terms& terms,
                        const options& how) {
  std::string text(listing_page_policy());
  const auto add = [&text](auto number) { text.append(1, ' ').append(std::to_string(number)); };
  add(directory.device);
  add(directory.inode);
  add(directory.ctime.seconds);
  add(directory.ctime.nanoseconds);
  add(static_cast<int>(terms.order.key));
  add(static_cast<int>(terms.order.direction));
  add(static_cast<int>(terms.form));
  add(static_cast<int>(how.dotfiles));
  for (const std::string& link : how.follow) text += ' ' + link;
  const content_digest digest = hash_content(text + ' ' + terms.path);
  return http::entity_tag::weak_from_hash(digest.high, digest.low);
}

void render_fields(representation& page, listing_form form) {
  http::response_head validators(page.validator_fields);
  const std::string_view tag = page.validators.tag.view();
  if (!tag.empty()) validators.field("ETag", tag);
  validators.field("Cache-Control", "no-cache").field("Vary", "Accept");
  page.content_type = form == listing_form::html ? "text/html; charset=utf-8" : "application/json";
  http::response_head whole(page.whole_fields);
  whole.field("Content-Type", page.content_type);
  if (form == listing_form::html) whole.field("Content-Security-Policy", listing_page_policy());
  page.whole_fields += page.validator_fields;
  page.has_ranges = false;
  page.is_complete = true;
}

// Others may be content with the head.
bool needs_content(const http::request& request, const representation& page, std::int64_t now) {
  return request.method == http::method::get &&
         plan_response(request, page, now).content == content::whole;
}

}  // namespace

void open_listing::account() {
  give_back();
  own_.used = content_.memory_bytes();
  own_.kept = content_.is_reading() ? std::max(own_.used, base::kListingShareBytes) : own_.used;
  all_.kept += own_.kept;
  all_.used += own_.used;
}

bool open_listing::is_too_large() const {
  return all_.used > base::kMaxListingBytes && own_.used > base::kListingShareBytes &&
         content_.is_reading();
}

listings::opened listings::open(const tree& from, const std::string& path,
                                const http::request& request, const http::target_path& target,
                                const options& how, const lookup& when) {
  const base::moment& now = when.now;
  if (has_room()) {
    refused_.clear();
  } else if (request.method == http::method::get && refused_.contains(path)) {
    return refuse(path, when);
  }
  const auto end = opening_.take(now);
  if (!end) return {.must_wait = true};
  opened_file directory = from.root().open_directory(path);
  opened begun{.kind = directory.info.kind};
  if (begun.kind != file_kind::directory) return begun;
  auto root = from.root().duplicate();
  if (!root) return {.kind = file_kind::exhausted};
  listing_terms terms = terms_of(request, target, how);
  const listing_form form = terms.form;
  const http::entity_tag tag = tag_of(directory.info.identity, terms, how);
  listing content(
      {std::move(directory.fd), std::move(*root), path, {how.dotfiles, how.prefix.size()}},
      std::move(terms));
  const reading read = content.read_small(*end);
  if (read == reading::failed) return {.kind = file_kind::failed};
  begun.page.info.kind = file_kind::regular;
  const bool is_racy_now = is_racy(directory.info.identity, now.unix_nanoseconds);
  if (!is_racy_now && !content.has_links()) begun.page.validators.tag = tag;
  render_fields(begun.page, form);
  http::response_head fields(begun.page.whole_fields);
  if (read != reading::more) {
    begun.page.body = content.whole();
    begun.page.length = begun.page.body.size();
    fields.field("Content-Length", begun.page.length);
    return begun;
  }
  const bool has_chunks = request.minor_version >= 1;
  const auto framing = has_chunks ? listing_framing::chunked : listing_framing::none;
  if (has_chunks) fields.field("Transfer-Encoding", "chunked");
  if (!has_room() && needs_content(request, begun.page, now.unix_seconds)) {
    return refuse(path, when);
  }
  has_shed_memory_ = true;
  begun.rest = std::make_unique<open_listing>(std::move(content), framing, memory_);
  return begun;
}

listings::opened listings::refuse(const std::string& path, const lookup& when) {
  if (refused_.size() < base::kMaxWaitingListings) refused_.insert(path);
  if (std::exchange(refusing_turn_, when.now.monotonic) != when.now.monotonic) {
    refused_in_turn_ = 0;
  }
  const bool may_wait =
      when.wait == base::disk_wait::refused && ++refused_in_turn_ <= base::kMaxWaitingListings;
  return {.kind = file_kind::exhausted, .must_wait = may_wait};
}

listing_progress listings::go_on(open_listing& under_way, std::string& out,
                                 const base::moment& now) {
  const auto end = going_on_.take(now);
  if (!end) return listing_progress::more;
  if (under_way.is_too_large()) return listing_progress::failed;
  const listing_progress come = under_way.content_.append_some(out, under_way.framing_, *end);
  under_way.account();
  return come;
}

}  // namespace owlet::site
