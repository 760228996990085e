// Whether a request may be younger than what is known of the disk.
#pragma once

#include <string_view>
#include <utility>

namespace owlet::server {

// What an edge announces began before this wake-up, and so did the first request of what is read
// then. Everything else may be younger than the epoch of the site.
class request_age {
public:
  void note_edge(bool is_there) { has_new_edge_ = is_there; }
  void end_step() { has_new_edge_ = false; }

  // What a read gave, between two requests or within one.
  void note_read(std::string_view input, bool is_between_requests) {
    const bool is_empty_line = input.front() == '\r';  // and then, perhaps, a pause
    is_announced_ = std::exchange(has_new_edge_, false) && is_between_requests && !is_empty_line;
    is_epoch_due_ = !is_announced_;
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
