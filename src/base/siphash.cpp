// A hash that nobody can foretell who does not know its key.
#include "owlet/base/siphash.h"

#include <sys/random.h>

#include <bit>
#include <cstddef>

#include "owlet/base/system_error.h"

namespace owlet::base {

namespace {

// In the order of the wire, whatever the machine's is.
std::uint64_t load(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

// Section 2.1 to 2.3 of the paper; the names are the paper's.
struct sip_state {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void take(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  [[nodiscard]] std::uint64_t finish() {
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

}  // namespace

hash_key random_hash_key() {
  hash_key key;
  if (::getrandom(&key, sizeof key, 0) != sizeof key) throw_errno("getrandom");
  return key;
}

keyed_tag keyed_hash(const hash_key& key, std::string_view message) {
  sip_state state = {.v0 = key.low ^ 0x736f6d6570736575U,
                     .v1 = key.high ^ 0x646f72616e646f6dU ^ 0xeeU,
                     .v2 = key.low ^ 0x6c7967656e657261U,
                     .v3 = key.high ^ 0x7465646279746573U};
  const std::uint64_t size = message.size();
  for (; message.size() >= 8; message.remove_prefix(8)) state.take(load(message.substr(0, 8)));
  state.take(load(message) | size << 56U);
  state.v2 ^= 0xeeU;
  keyed_tag tag;
  tag.low = state.finish();
  state.v1 ^= 0xddU;
  tag.high = state.finish();
  return tag;
}

}  // namespace owlet::base
