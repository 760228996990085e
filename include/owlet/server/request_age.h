// Whether a request may be younger than what is known of the disk.
#pragma once

#include <string_view>
#include <utility>

namespace owlet::server {

// What is read before anything was looked at in an epoch of the site is older than all that will be
// known in it. Later, what an edge announces began before the wake-up, and so did the first request
// of what is read then; everything else may be younger than the epoch.
class request_age {
public:
  void note_edge(bool is_there) { has_new_edge_ = is_there; }
  void end_step() { has_new_edge_ = false; }

  // What a read gave, between two requests or within one.
  void note_read(std::string_view input, bool is_between_requests, bool is_epoch_unused) {
    const bool is_empty_line = input.front() == '\r';  // and then, perhaps, a pause
    is_announced_ = std::exchange(has_new_edge_, false) && is_between_requests && !is_empty_line;
    is_epoch_due_ = !is_announced_;
    if (is_epoch_unused) is_announced_ = is_epoch_due_ = false;
  }

  // To be asked once per request, in order.
  [[nodiscard]] bool needs_new_epoch() {
    if (std::exchange(is_announced_, false)) {
      is_epoch_due_ = true;
      return false;
    }
    return std::exchange(is_epoch_due_, false);
  }

private:
  bool has_new_edge_ = false;  // since the last read
  bool is_announced_ = false;  // the next request began before this wake-up
  bool is_epoch_due_ = false;  // and the one behind it may not have
};

}  // namespace owlet::server
