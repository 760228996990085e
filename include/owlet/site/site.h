// The site: a request -> its response, as bytes and slices of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/page_cache.h"
#include "owlet/base/segment_buffer.h"
#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/http/target_path.h"
#include "owlet/site/explanation.h"
#include "owlet/site/field_rules.h"
#include "owlet/site/file_cache.h"
#include "owlet/site/fixed_answers.h"
#include "owlet/site/former_trees.h"
#include "owlet/site/guard.h"
#include "owlet/site/listings.h"
#include "owlet/site/options.h"
#include "owlet/site/resolver.h"
#include "owlet/site/response_memo.h"
#include "owlet/site/response_writer.h"
#include "owlet/site/special_files.h"
#include "owlet/site/tree.h"

namespace owlet::site {

// What was appended to the output, for whoever keeps account of it.
struct answer {
  http::status status;
  site::persistence persistence;  // what the response says, which may be less than was offered
  bool is_open = false;           // more content follows: see site::take_listing
  bool is_guarded = false;        // it is for one client, and may be another one for another
  std::uint64_t content_bytes;    // at the end of what was appended
};

// What a response may do.
struct respond_terms {
  persistence offered;           // whether the connection could go on after it
  base::disk_wait wait;          // whether everybody may be made to wait for the disk
  std::uint64_t request_id = 0;  // requests with the same one are equal; 0 says nothing
  site::guest guest = {};        // who asks, where has_guard() says that it counts
};

// Joins the rules to the disk. Owns the roots; knows no socket and no connection.
class site {
public:
  // Throws std::system_error when a directory of the settings cannot be opened, or when the root
  // has a file of rules with a mistake in it, which has been said then.
  site(const std::string& root, const options& how);

  // Serves another directory, or the same anew, from here on. Throws as the constructor does, and
  // changes nothing then.
  void reopen(const std::string& root, const options& how, base::time_point now);

  // Appends the response to a request. Nothing is appended, and nothing returned, if that would
  // have to wait: for the disk, which has been asked, or for the check of a password, which the
  // gate gives out. The request is to come again.
  [[gnu::always_inline]] std::optional<answer> respond(const http::request& request,
                                                       const respond_terms& terms,
                                                       const base::moment& now,
                                                       base::segment_buffer& out);

  // Appends the response to one that is not, the last on its connection. The method is HEAD if the
  // request got far enough to say so.
  answer refuse(http::status why, http::method method, const base::moment& now,
                base::segment_buffer& out);

  // What is to follow the answer that was given last, if that is open; and more of it, as far as
  // there is time in this turn of the loop.
  [[nodiscard]] std::unique_ptr<open_listing> take_listing() { return std::move(open_); }
  [[nodiscard]] listing_progress go_on(open_listing& listing, const base::moment& now,
                                       base::segment_buffer& out) {
    return listings_.go_on(listing, out.memory, now);
  }

  // Whether there is a gate (--auth); and it, if there is.
  [[nodiscard]] bool has_guard() const { return guard_.has_value(); }
  [[nodiscard]] gate& door() { return guard_->door(); }
  // The check that the last request has to wait for; 0 when it is none.
  [[nodiscard]] std::uint64_t awaited_check() const { return guard_ ? guard_->awaited() : 0; }
  // Who was let in for the last response, if that is guarded; valid until the next one.
  [[nodiscard]] std::string_view user() const {
    return guard_ ? guard_->user() : std::string_view();
  }

  // What respond or refuse would say, and why; see site/explainer. For a site that answers nobody
  // else.
  [[nodiscard]] explanation explain(const http::request& request, const base::moment& now);
  [[nodiscard]] explanation explain_refusal(http::status why, http::method method,
                                            const base::moment& now);

  // The files of the root that are for owlet, as they were when they were looked at last.
  [[nodiscard]] const special_files& special() const { return special_; }

  // From here on, a request may be younger than what is known of the disk.
  void begin_epoch() {
    tree_.cache().begin_epoch();
    if (!former_.is_empty()) former_.begin_epoch();
  }
  // Whether every request that has come by now is older than what will be known of the disk.
  [[nodiscard]] bool is_epoch_unused() const { return tree_.cache().is_epoch_unused(); }

  // Gives back what has not been used for a while; to be called now and then while it has
  // something.
  void tidy(base::time_point now);
  [[nodiscard]] bool is_untidy() const {
    return tree_.cache().has_open_files() || former_.is_untidy();
  }
  // Whether the heap is worth a look, for large listings have gone; and that it has been taken.
  [[nodiscard]] bool has_shed_memory() const { return listings_.has_shed_memory(); }
  void note_trimmed() { listings_.note_trimmed(); }
  // Where the cache counts from here on; borrowed for as long as the site lives.
  void count_in(cache_counters& counters) { tree_.cache().count_in(counters); }
  // Gives back every descriptor that no answer under way needs; false when there was none.
  bool give_back_descriptors();

private:
  struct page_source;
  // Whether the disk may be asked for the page of an error.
  enum class error_pages : bool { built_in, of_root };
  struct sent_file {
    const representation& found;
    error_pages pages;
  };

  std::optional<answer> respond_anew(const http::request& request, const respond_terms& terms,
                                     const base::moment& now, base::segment_buffer& out);
  void look_at_disk(const base::moment& now);
  // Says why what is asked for is not to be had.
  [[gnu::noinline]] std::optional<answer> keep_out(const http::request& request,
                                                   const respond_terms& terms,
                                                   const base::moment& now,
                                                   base::segment_buffer& out);
  void follow_root(base::time_point now);
  void leave(document_root root, base::time_point now);
  [[nodiscard]] const header_changes* changes_for(const http::request& request,
                                                  std::string_view file);
  answer respond_without_file(const response_plan& plan, const http::request& request,
                              http::target_kind kind, persistence offered, const base::moment& now,
                              base::segment_buffer& out);
  // In place, where nearly every answer is made.
  [[gnu::always_inline]] answer write_file(const sent_file& file, const http::request& request,
                                           persistence after, const header_changes* changes,
                                           const base::moment& now, base::segment_buffer& out);
  [[gnu::noinline]] std::optional<answer> write_listing(
      const http::request& request, const respond_terms& terms, std::string_view directory,
      const header_changes* changes, const base::moment& now, base::segment_buffer& out);
  [[gnu::noinline]] answer write_fixed(const ready_answer& found, const http::request& request,
                                       persistence after, http::target_kind kind,
                                       const base::moment& now, base::segment_buffer& out);
  // Whether the answer at hand is for one client alone.
  [[nodiscard]] bool is_guarded() const { return guard_ && guard_->is_guarded(); }
  answer write(const response_source& source, const base::moment& now, base::segment_buffer& out) {
    return {.status = source.plan.status,
            .persistence = source.persistence,
            .is_guarded = source.is_private,
            .content_bytes = writer_.write(source, now, out)};
  }
  answer write_page(page_source&& from, const base::moment& now, base::segment_buffer& out);

  options how_;
  fixed_answers fixed_;
  tree tree_;
  former_trees former_;
  special_files special_;
  resolver resolver_;
  field_rules fields_;
  listings listings_;
  std::unique_ptr<open_listing> open_;  // of the answer that was given last
  response_writer writer_;
  std::optional<guard> guard_;
  response_memo<answer> memo_;
  http::target_path target_;  // of the request at hand; kept for its capacity
};

// In one epoch, the same request has the same response, but for its Date. In place, for a burst of
// equal requests needs no more than this.
inline std::optional<answer> site::respond(const http::request& request, const respond_terms& terms,
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
  const bool is_for_all = given && !given->is_open && !given->is_guarded;
  if (is_for_all && out.slices.size() == slices_before) {
    memo_.remember(key, std::string_view(out.memory).substr(memory_before), *given);
  }
  return given;
}

}  // namespace owlet::site
