// How far it is, in words.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "owlet/http/content_coding.h"

namespace owlet::compress {

struct progress {
  std::uint64_t files_done = 0;
  std::uint64_t files = 0;
  std::uint64_t saved = 0;      // bytes, of each file those of its smallest sidecar
  std::uint64_t work_done = 0;  // as work_of has it
  std::uint64_t work = 0;
  std::chrono::milliseconds elapsed{0};
};

// What making one sidecar costs beside others, as time goes by.
[[nodiscard]] std::uint64_t work_of(std::uint64_t bytes, http::content_coding coding);

// How long the rest takes if it goes on like that; nothing while that cannot be known.
[[nodiscard]] std::optional<std::chrono::seconds> time_left(const progress& now);

// "[=====>    ] 812 of 2000 files, 12.3 MB saved, 0:14 left": no longer than the columns, without
// the bar where these are few.
[[nodiscard]] std::string format_bar(const progress& now, std::size_t columns);

// The same without a bar.
[[nodiscard]] std::string format_line(const progress& now);

// "999 B", "12.3 MB"
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

// "0:14", "1:02:03"
[[nodiscard]] std::string format_time(std::chrono::seconds time);

}  // namespace owlet::compress
