// One file -> one sidecar.
#pragma once

#include <atomic>
#include <cstdint>
#include <shared_mutex>
#include <string>

#include "owlet/compress/encoder.h"
#include "owlet/compress/tree.h"
#include "owlet/http/content_coding.h"

namespace owlet::compress {

// Files of a larger size are left alone: each thread holds one in memory, and what becomes of it.
inline constexpr std::uint64_t kMaxSourceBytes = 512 * 1024 * 1024;

// A sidecar that is not smaller than this part of its file is not worth a second name.
inline constexpr std::uint64_t kMaxPercent = 95;

enum class outcome : std::uint8_t {
  written,
  no_gain,     // it would not be small enough; an old one is removed
  left_alone,  // the file is too large, or changed meanwhile
  failed,
  stopped,  // nothing may be published any more
};

struct sidecar_result {
  outcome what;
  std::uint64_t from = 0;  // bytes of the file, and of the sidecar
  std::uint64_t to = 0;
  std::string reason = {};  // of what is left alone, and of failures
};

// Who may publish: everybody until it is shut. A thread has a temporary file only while it is in.
class publishing_gate {
public:
  // Waits until nobody is in, and lets nobody in any more.
  void shut() {
    is_shut_ = true;
    mutex_.lock();
  }
  [[nodiscard]] bool is_shut() const { return is_shut_; }
  [[nodiscard]] std::shared_mutex& mutex() { return mutex_; }

private:
  std::atomic<bool> is_shut_ = false;
  std::shared_mutex mutex_;
};

// Makes sidecars. Owns the memory for one file and what becomes of it; borrows the rest. For one
// thread.
class sidecar_maker {
public:
  sidecar_maker(const tree& top, publishing_gate& gate) : top_(top), gate_(gate) {}

  // Compresses the file at a path from the top and puts the sidecar beside it, under its name in
  // one step, with the time, the permissions and (for root) the owner of the file. A first, quick
  // try tells whether that is worth the time. A file that is written to meanwhile is left alone.
  [[nodiscard]] sidecar_result make(const std::string& path, http::content_coding coding);

  // Only the quick try: what would be written, and about how large it would be.
  [[nodiscard]] sidecar_result estimate(const std::string& path, http::content_coding coding);

private:
  [[nodiscard]] sidecar_result read(const std::string& path, site::opened_file& opened);
  [[nodiscard]] sidecar_result shrink(http::content_coding coding, effort how);
  [[nodiscard]] sidecar_result publish(const std::string& path, int original);
  [[nodiscard]] sidecar_result remove_old(const std::string& path, sidecar_result result);

  const tree& top_;
  publishing_gate& gate_;
  encoder encoder_;
  std::string content_;
  std::string smaller_;
  std::string quick_;  // of the first try
};

}  // namespace owlet::compress
