// The clients who have just been accepted, and what they have sent so far.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace owlet::server {

// A batch of new clients. All of them are read from before any is answered, so that one look at the
// disk serves them together: whatever was read is older than all that is looked at later. Borrows
// the sockets; owns the bytes, until the next call of a member.
class newcomers {
public:
  struct newcomer {
    int fd = -1;
    std::string_view input;  // empty where nothing has come, or the end
  };

  static constexpr std::size_t kMost = 16;
  // The rest of what is longer than this is read by its connection.
  static constexpr std::size_t kBufferBytes = 4096;

  [[nodiscard]] bool is_full() const { return count_ == kMost; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  void add(int fd) { clients_[count_++].fd = fd; }

  // Reads once from each, gives them all, and begins an empty batch.
  [[nodiscard]] std::span<const newcomer> read_all();

private:
  std::array<newcomer, kMost> clients_;
  std::size_t count_ = 0;
  std::array<std::array<char, kBufferBytes>, kMost> buffers_;
};

}  // namespace owlet::server
