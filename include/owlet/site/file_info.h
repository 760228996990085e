// What the disk said about a path.
#pragma once

#include <cstdint>

namespace owlet::site {

enum class file_kind : std::uint8_t {
  regular,    // may be served
  directory,  // a directory, or what a path with a trailing slash names
  absent,     // nothing of that name
  outside,    // a link that leads out of the root, or nowhere
  forbidden,  // no permission, or neither a regular file nor a directory
  exhausted,  // out of descriptors or memory for now
  failed,     // the disk did not answer as it should
};

// A point of time as the file system keeps it.
struct file_time {
  std::int64_t seconds = 0;      // since 1970
  std::int64_t nanoseconds = 0;  // 0 to 999,999,999

  friend bool operator==(const file_time&, const file_time&) = default;
};

// Which version of which file a path names: equal as long as nothing has changed, but for changes
// within one tick of the file system's clock.
struct file_identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;  // bytes
  file_time mtime;
  file_time ctime;

  friend bool operator==(const file_identity&, const file_identity&) = default;
};

// Whether a change after `read_nanoseconds` (since 1970) could leave the identity as it is. The
// kernel stamps files with the clock that this time comes from; file systems that keep whole
// seconds need more room.
[[nodiscard]] inline bool is_racy(const file_identity& identity, std::int64_t read_nanoseconds) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::int64_t kTick = 20'000'000;
  const file_time& changed = identity.ctime;
  const std::int64_t margin = changed.nanoseconds == 0 ? 2 * kSecond : kTick;
  return read_nanoseconds < changed.seconds * kSecond + changed.nanoseconds + margin;
}

// Everything that decides about a response, and nothing that is open.
struct file_info {
  file_kind kind = file_kind::absent;
  file_identity identity;  // of a regular file or a directory
};

}  // namespace owlet::site
