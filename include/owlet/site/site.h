// The site: a request -> its response, as bytes and slices of files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "owlet/base/clock.h"
#include "owlet/base/page_cache.h"
#include "owlet/base/segment_buffer.h"
#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/http/target_path.h"
#include "owlet/site/document_root.h"
#include "owlet/site/file_cache.h"
#include "owlet/site/options.h"
#include "owlet/site/response_memo.h"
#include "owlet/site/response_writer.h"

namespace owlet::site {

// What was appended to the output, for whoever keeps account of it.
struct answer {
  http::status status;
  site::persistence persistence;  // what the response says, which may be less than was offered
  std::uint64_t content_bytes;    // at the end of what was appended
};

// What a response may do.
struct respond_terms {
  persistence offered;           // whether the connection could go on after it
  base::disk_wait wait;          // whether everybody may be made to wait for the disk
  std::uint64_t request_id = 0;  // requests with the same one are equal; 0 says nothing
};

// Joins the rules to the disk. Owns the root; knows no socket and no connection.
class site {
public:
  // Throws std::system_error when the root cannot be opened.
  site(const std::string& root, const options& how);

  // Serves another directory, or the same anew, from here on. Throws std::system_error when it
  // cannot be opened, and changes nothing then.
  void reopen(const std::string& root, const options& how);

  // Appends the response to a request. Nothing is appended, and nothing returned, if that would
  // have to wait for the disk: the disk has been asked, and the request is to come again.
  std::optional<answer> respond(const http::request& request, const respond_terms& terms,
                                const base::moment& now, base::segment_buffer& out);

  // Appends the response to one that is not, the last on its connection. The method is HEAD if the
  // request got far enough to say so.
  answer refuse(http::status why, http::method method, const base::moment& now,
                base::segment_buffer& out);

  // From here on, a request may be younger than what is known of the disk.
  void begin_epoch() { cache_.begin_epoch(); }
  // Whether every request that has come by now is older than what will be known of the disk.
  [[nodiscard]] bool is_epoch_unused() const { return cache_.is_epoch_unused(); }

  // Gives back what has not been used for a while; to be called now and then while it has
  // something.
  void tidy() { cache_.close_unused(); }
  [[nodiscard]] bool is_untidy() const { return cache_.has_open_files(); }
  // Where the cache counts from here on; borrowed for as long as the site lives.
  void count_in(cache_counters& counters) { cache_.count_in(counters); }
  // Gives back every descriptor that no answer under way needs; false when there was none.
  bool give_back_descriptors() { return cache_.close_all(); }

private:
  std::optional<answer> respond_anew(const http::request& request, const respond_terms& terms,
                                     const base::moment& now, base::segment_buffer& out);
  void follow_root();
  [[nodiscard]] const representation& look_up(base::disk_wait wait, const base::moment& now);
  answer respond_without_file(const response_plan& plan, http::method method, persistence offered,
                              const base::moment& now, base::segment_buffer& out);

  document_root root_;
  file_cache cache_;
  dotfile_use dotfiles_;
  response_writer writer_;
  response_memo<answer> memo_;
  http::target_path target_;  // of the request at hand; kept for its capacity
  std::string path_;          // of the index that is opened for it
};

}  // namespace owlet::site
