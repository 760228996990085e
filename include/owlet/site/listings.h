// What the listings of a site share: time, memory, and the head of their answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"
#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/file_info.h"
#include "owlet/site/listing.h"
#include "owlet/site/options.h"
#include "owlet/site/representation.h"
#include "owlet/site/tree.h"
#include "owlet/site/turn_share.h"

namespace owlet::site {

// A listing whose answer has begun, for a connection to keep until it is sent.
class open_listing {
public:
  open_listing(listing content, listing_framing framing, std::size_t& total)
      : content_(std::move(content)), framing_(framing), total_(total) {
    account();
  }
  ~open_listing() { total_ -= counted_; }
  open_listing(const open_listing&) = delete;
  open_listing& operator=(const open_listing&) = delete;

  [[nodiscard]] std::uint64_t content_bytes() const { return content_.content_bytes(); }

private:
  friend class listings;
  // While it reads, it may grow to its share.
  void account();
  // Whether it takes more than its share, and all together more than they may.
  [[nodiscard]] bool is_too_large() const;

  listing content_;
  listing_framing framing_;
  std::size_t& total_;       // of all listings that are open, in bytes
  std::size_t counted_ = 0;  // in that
};

// Begins listings and goes on with them, for a while in each turn of the loop.
class listings {
public:
  // What a directory was found to be.
  struct opened {
    file_kind kind = file_kind::directory;
    bool must_wait = false;  // this turn has no time left for it
    // The fields of its answer, and the content if that is whole already.
    representation page = {};
    std::unique_ptr<open_listing> rest = {};  // what is to follow
  };

  // Opens the directory at `path` beneath the root of the tree. HTTP/1.0 knows no chunks.
  [[nodiscard]] opened open(const tree& from, const std::string& path, const http::request& request,
                            const http::target_path& target, const options& how,
                            const base::moment& now);

  // Whether those that are under way take what they may, the one that was begun last among them:
  // that is to wait then until another one is gone.
  [[nodiscard]] bool are_full() const { return total_ > base::kMaxListingBytes; }

  // Appends more of it, as far as there is time: whoever is first in a turn has all of that, so
  // that the oldest one ends, and gives its memory back, before the others go on. Fails where the
  // disk does, or for want of memory.
  [[nodiscard]] listing_progress go_on(open_listing& under_way, std::string& out,
                                       const base::moment& now);

  // Whether large ones have gone since the last call.
  [[nodiscard]] bool has_shed_memory() const { return has_shed_memory_ && total_ == 0; }
  void note_trimmed() { has_shed_memory_ = false; }

private:
  std::size_t total_ = 0;
  bool has_shed_memory_ = false;
  turn_share opening_{base::kListingOpenTime};
  turn_share going_on_{base::kListingTime};
};

}  // namespace owlet::site
