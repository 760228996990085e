// What all fuzz targets share: taking an input apart, cutting bytes into pieces, and failing hard.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/limits.h"

// What libFuzzer calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace owlet::fuzz {

// An oracle that does not hold ends the process, so that libFuzzer keeps the input.
[[noreturn]] inline void fail(const char* what) {
  std::fprintf(stderr, "\nnot so: %s\n", what);
  std::abort();
}

inline void require(bool holds, const char* what) {
  if (!holds) fail(what);
}

// Shows a text that belongs to a finding, escaped.
inline void show(const char* name, std::string_view text) {
  std::fprintf(stderr, "%s (%zu bytes): \"", name, text.size());
  for (const char c : text.substr(0, 4096)) {
    const bool is_plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    std::fprintf(stderr, is_plain ? "%c" : "\\x%02x", static_cast<unsigned char>(c));
  }
  std::fprintf(stderr, "\"\n");
}

// An input taken apart from its front: numbers first, least significant byte first, then text.
// What is missing is 0.
class input {
public:
  input(const std::uint8_t* data, std::size_t size) : rest_(size, '\0') {
    std::transform(data, data + size, rest_.begin(),
                   [](std::uint8_t byte) { return static_cast<char>(byte); });
  }

  [[nodiscard]] std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes && at_ < rest_.size(); ++i, ++at_) {
      value |= std::uint64_t{static_cast<unsigned char>(rest_[at_])} << (8 * i);
    }
    return value;
  }
  [[nodiscard]] std::int64_t signed_number() { return static_cast<std::int64_t>(number(8)); }

  // Everything that is left.
  [[nodiscard]] std::string text() const { return rest_.substr(at_); }

  // The same, with each run written out: 0x1A, n, c stands for 2^(n mod 16) times c. So a small
  // input reaches the limits of a head.
  [[nodiscard]] std::string expanded_text() const {
    constexpr char kRun = 0x1A;
    constexpr std::size_t kMost = 40 * 1024;
    std::string out;
    for (std::size_t i = at_; i < rest_.size() && out.size() < kMost; ++i) {
      if (rest_[i] == kRun && i + 2 < rest_.size()) {
        out.append(std::size_t{1} << (static_cast<unsigned char>(rest_[i + 1]) % 16U),
                   rest_[i + 2]);
        i += 2;
      } else {
        out.push_back(rest_[i]);
      }
    }
    return out;
  }

private:
  std::string rest_;
  std::size_t at_ = 0;
};

// How bytes are cut: at two places, and what follows them into pieces of one length.
struct cut_plan {
  std::size_t first = 0;  // 0: no cut
  std::size_t second = 0;
  std::size_t piece = 0;  // bytes; 0: not cut

  // Takes five bytes of an input.
  [[nodiscard]] static cut_plan from(input& in) {
    cut_plan plan;
    plan.first = static_cast<std::size_t>(in.number(2));
    plan.second = static_cast<std::size_t>(in.number(2));
    plan.piece = static_cast<std::size_t>(in.number(1));
    return plan;
  }
};

// The pieces in their order, none of them empty and none larger than what the server reads at once.
// There are hardly more than `most`, so that an input does not take seconds.
inline std::vector<std::string_view> cut(std::string_view whole, const cut_plan& plan,
                                         std::size_t most = 1024) {
  std::vector<std::string_view> pieces;
  const auto take = [&](std::size_t size) {
    for (std::size_t left = size; left > 0;) {
      const std::size_t taken = std::min(left, base::kReceiveBufferBytes);
      pieces.push_back(whole.substr(0, taken));
      whole.remove_prefix(taken);
      left -= taken;
    }
  };
  std::array<std::size_t, 2> places = {plan.first, plan.second};
  std::sort(places.begin(), places.end());
  take(std::min(places[0], whole.size()));
  take(std::min(places[1] - places[0], whole.size()));
  while (!whole.empty()) {
    const std::size_t least = whole.size() / most + 1;
    const std::size_t wanted = plan.piece == 0 ? whole.size() : std::max(plan.piece, least);
    take(std::min(wanted, whole.size()));
  }
  return pieces;
}

}  // namespace owlet::fuzz
