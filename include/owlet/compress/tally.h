// What has come of a run so far.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "owlet/compress/plan.h"
#include "owlet/compress/progress.h"
#include "owlet/compress/sidecar.h"

namespace owlet::compress {

// One line of a report on a sidecar.
struct remark {
  std::string path;
  std::string reason;
};

// Counts results as they come. Owns what it was told; not for several threads at a time.
class tally {
public:
  struct totals {
    std::uint64_t written = 0;
    std::uint64_t no_gain = 0;
    std::uint64_t from = 0;  // bytes of the files whose sidecars were written, and of these
    std::uint64_t to = 0;
  };

  explicit tally(std::span<const source> sources);

  // The result of a file, by its place among the sources, in one of its codings.
  void take(std::size_t place, const source& of, http::content_coding coding,
            sidecar_result result);

  // Paths of sidecars, in no order.
  [[nodiscard]] const std::vector<std::string>& written() const { return written_; }
  // All but the time.
  [[nodiscard]] const progress& so_far() const { return progress_; }
  [[nodiscard]] const totals& of(http::content_coding coding) const;
  [[nodiscard]] const std::vector<remark>& failures() const { return failures_; }
  [[nodiscard]] const std::vector<remark>& left_alone() const { return left_alone_; }

private:
  struct file_state {
    std::size_t left = 0;     // codings
    std::uint64_t saved = 0;  // bytes, by the smallest sidecar
  };

  void count(file_state& file, totals& sum, const sidecar_result& result);

  progress progress_;
  std::array<totals, 3> totals_;
  std::vector<file_state> files_;
  std::vector<std::string> written_;
  std::vector<remark> failures_;
  std::vector<remark> left_alone_;
};

}  // namespace owlet::compress
