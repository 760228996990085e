// What of an open file is in memory, for whoever must not wait for a disk.
#include "owlet/base/page_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

namespace owlet::base {

namespace {

// As much as one posix_fadvise is sure to begin with.
constexpr std::uint64_t kRequestBytes = 128 * 1024;

enum class place : std::uint8_t { memory, disk, unknown };

place place_of_byte(int file, std::uint64_t offset) {
  char byte = 0;
  const iovec buffer{&byte, 1};
  for (;;) {
    if (::preadv2(file, &buffer, 1, static_cast<off_t>(offset), RWF_NOWAIT) >= 0) {
      return place::memory;
    }
    if (errno == EINTR) continue;
    return errno == EAGAIN ? place::disk : place::unknown;
  }
}

// A mapping of a part of a file, of which no page is touched.
class file_mapping {
public:
  file_mapping(int file, std::uint64_t offset, std::size_t length)
      : length_(length),
        start_(::mmap(nullptr, length, PROT_READ, MAP_SHARED, file, static_cast<off_t>(offset))) {}
  ~file_mapping() {
    if (is_there()) ::munmap(start_, length_);
  }
  file_mapping(const file_mapping&) = delete;
  file_mapping& operator=(const file_mapping&) = delete;

  [[nodiscard]] bool is_there() const { return start_ != MAP_FAILED; }
  [[nodiscard]] std::byte* at(std::size_t offset) const {
    return static_cast<std::byte*>(start_) + offset;
  }

private:
  std::size_t length_;
  void* start_;
};

// To those who may not write to a file, mincore says that all of it is there.
std::uint64_t count_mapped_bytes(int file, std::uint64_t offset, std::uint64_t length) {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t skipped = offset % page;
  const auto mapped = static_cast<std::size_t>(skipped + length);
  const file_mapping pages(file, offset - skipped, mapped);
  if (!pages.is_there()) return length;
  std::array<unsigned char, 256> are_there{};
  const auto step = static_cast<std::size_t>(page * are_there.size());
  for (std::size_t done = 0; done < mapped; done += step) {
    const std::size_t part = std::min(step, mapped - done);
    if (::mincore(pages.at(done), part, are_there.data()) != 0) return length;
    auto* const end = are_there.data() + (part + page - 1) / page;
    auto* const missing =
        std::find_if(are_there.data(), end, [](unsigned char state) { return (state & 1U) == 0; });
    if (missing == end) continue;
    const std::uint64_t found =
        done + static_cast<std::uint64_t>(missing - are_there.data()) * page;
    return found > skipped ? found - skipped : 0;
  }
  return length;
}

// cachestat(2), since Linux 6.5; headers are often older than the kernel.
struct page_range {
  std::uint64_t offset;
  std::uint64_t length;
};
struct page_counts {
  std::uint64_t cached, dirty, written_back, evicted, evicted_lately;
};

bool has_no_page(int file, std::uint64_t offset, std::uint64_t length) {
  constexpr long kCachestat = 451;
  page_range range{offset, length};
  page_counts counts{};
  return ::syscall(kCachestat, file, &range, &counts, 0) == 0 && counts.cached == 0;
}

}  // namespace

std::uint64_t bytes_in_memory(int file, std::uint64_t offset, std::uint64_t length, look how) {
  const std::uint64_t piece = how == look::closely ? 64 * 1024 : 256 * 1024;
  for (std::uint64_t done = 0; done < length; done += piece) {
    const std::uint64_t last = std::min(done + piece, length) - 1;
    place found = place_of_byte(file, offset + last);
    const bool looks_at_first = how == look::closely || done == 0;
    if (found == place::memory && looks_at_first && last != done) {
      found = place_of_byte(file, offset + done);
    }
    switch (found) {
      case place::memory: break;
      case place::disk: return done;
      case place::unknown: return count_mapped_bytes(file, offset, length);
    }
  }
  return length;
}

bool read_ahead(int file, std::uint64_t offset, std::uint64_t length) {
  for (std::uint64_t done = 0; done < length; done += kRequestBytes) {
    const std::uint64_t part = std::min(kRequestBytes, length - done);
    ::posix_fadvise(file, static_cast<off_t>(offset + done), static_cast<off_t>(part),
                    POSIX_FADV_WILLNEED);
  }
  return !has_no_page(file, offset, length);
}

}  // namespace owlet::base
