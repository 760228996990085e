// What the listings of a site share: time, memory, and the head of their answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
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

// What listings take, in bytes.
struct listing_memory {
  std::size_t kept = 0;  // for them: while one reads, no less than a share
  std::size_t used = 0;
};

// A listing whose answer has begun, for a connection to keep until it is sent.
class open_listing {
public:
  open_listing(listing content, listing_framing framing, listing_memory& all)
      : content_(std::move(content)), framing_(framing), all_(all) {
    account();
  }
  ~open_listing() { give_back(); }
  open_listing(const open_listing&) = delete;
  open_listing& operator=(const open_listing&) = delete;

  [[nodiscard]] std::uint64_t content_bytes() const { return content_.content_bytes(); }
  // Whether nothing but the end of the connection says where it ends: one that is cut would look
  // whole.
  [[nodiscard]] bool ends_with_connection() const { return framing_ == listing_framing::none; }

private:
  friend class listings;
  void account();
  void give_back() {
    all_.kept -= own_.kept;
    all_.used -= own_.used;
  }
  // Whether it takes more than its share, and all together more than they may.
  [[nodiscard]] bool is_too_large() const;

  listing content_;
  listing_framing framing_;
  listing_memory& all_;  // of all listings that are open
  listing_memory own_;
};

// Begins listings and goes on with them, for a while in each turn of the loop.
class listings {
public:
  // What a directory was found to be.
  struct opened {
    file_kind kind = file_kind::directory;
    bool must_wait = false;  // this turn has no time left for it, or there is no memory
    // The fields of its answer, and the content if that is whole already.
    representation page = {};
    std::unique_ptr<open_listing> rest = {};  // what is to follow
  };

  listings() = default;
  listings(const listings&) = delete;
  listings& operator=(const listings&) = delete;

  // Opens the directory at `path` beneath the root of the tree. HTTP/1.0 knows no chunks. Where
  // there is no memory for it, and nobody may wait, it is exhausted.
  [[nodiscard]] opened open(const tree& from, const std::string& path, const http::request& request,
                            const http::target_path& target, const options& how,
                            const lookup& when);

  // Appends more of it, as far as there is time: whoever is first in a turn has all of that, so
  // that the oldest one ends, and gives its memory back, before the others go on. Fails where the
  // disk does, or for want of memory.
  [[nodiscard]] listing_progress go_on(open_listing& under_way, std::string& out,
                                       const base::moment& now);

  // Whether large ones have gone since the last call.
  [[nodiscard]] bool has_shed_memory() const { return has_shed_memory_ && memory_.kept == 0; }
  void note_trimmed() { has_shed_memory_ = false; }

private:
  // Whether another large one may begin.
  [[nodiscard]] bool has_room() const {
    return memory_.kept + base::kListingShareBytes <= base::kMaxListingBytes;
  }
  [[nodiscard]] opened refuse(const std::string& path, const lookup& when);

  listing_memory memory_;
  bool has_shed_memory_ = false;
  // Directories that turned out to be large since there was no room: they are not read in vain
  // again and again.
  std::set<std::string> refused_;
  base::time_point refusing_turn_{};
  std::size_t refused_in_turn_ = 0;
  turn_share opening_{base::kListingOpenTime};
  turn_share going_on_{base::kListingTime};
};

}  // namespace owlet::site
