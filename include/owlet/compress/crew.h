// The threads that compress.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "owlet/base/unique_fd.h"
#include "owlet/compress/sidecar.h"
#include "owlet/compress/tally.h"

namespace owlet::compress {

// Does all the work of a plan, side by side. Owns its threads, and waits for them at its end;
// borrows the rest.
class crew {
public:
  // Starts the threads, which inherit the signals that are blocked now. Throws std::system_error
  // where not even one can be started.
  crew(const tree& top, std::span<const source> sources, const settings& wanted);
  ~crew();
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  // Readable once all is done.
  [[nodiscard]] int fd() const { return done_.get(); }
  // All but the time.
  [[nodiscard]] progress so_far();
  // Waits for the threads; what has come of it.
  [[nodiscard]] const tally& finish();
  // Waits until no temporary file is left; then nothing is written any more.
  void freeze() { gate_.shut(); }

private:
  // One sidecar.
  struct job {
    std::size_t place;  // of the source
    http::content_coding coding;
  };

  void work();
  [[nodiscard]] sidecar_result result_of(sidecar_maker& maker, const source& of,
                                         http::content_coding coding) const;

  const tree& top_;
  const std::span<const source> sources_;
  const bool is_dry_;
  std::vector<job> jobs_;
  std::atomic<std::size_t> next_ = 0;
  base::unique_fd done_;
  publishing_gate gate_;
  std::mutex mutex_;
  tally results_;         // under the mutex, as the rest
  std::size_t left_ = 0;  // jobs
  std::vector<std::thread> threads_;
};

}  // namespace owlet::compress
