// A hash that nobody can foretell who does not know its key.
#pragma once

#include <cstdint>
#include <string_view>

namespace owlet::base {

struct hash_key {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

// From the kernel, another one each time.
[[nodiscard]] hash_key random_hash_key();

// 128 bits that stand for a message: who does not know the key can neither find out the message nor
// make two that have the same.
struct keyed_tag {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(const keyed_tag&, const keyed_tag&) = default;
};

// SipHash-2-4 with 128 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF", and their
// reference code).
[[nodiscard]] keyed_tag keyed_hash(const hash_key& key, std::string_view message);

}  // namespace owlet::base
