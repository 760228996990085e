// Inputs that nobody would think of, the same in every run: for the tests of whatever reads bytes
// from outside.
#pragma once

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace owlet::http::testing {

// Visits the empty text, every text of one and of two bytes after the prefix, and then texts that
// are put together at random from the pieces and from single bytes.
template <typename Visit>
void for_each_odd_input(std::string_view prefix, std::span<const std::string_view> pieces,
                        Visit visit) {
  constexpr std::size_t kRandomTexts = 50'000;
  constexpr std::size_t kMaxPieces = 12;
  const std::string start(prefix);
  visit(std::string_view());
  visit(std::string_view(start));
  for (unsigned first = 0; first < 256; ++first) {
    const std::string one = start + static_cast<char>(first);
    visit(std::string_view(one));
    for (unsigned second = 0; second < 256; ++second) {
      const std::string two = one + static_cast<char>(second);
      visit(std::string_view(two));
    }
  }
  std::mt19937 random(20240229);  // Its sequence is the same everywhere, a distribution's is not.
  for (std::size_t i = 0; i < kRandomTexts; ++i) {
    std::string text = start;
    for (std::size_t left = random() % kMaxPieces; left > 0; --left) {
      if (random() % 16 == 0) {
        text.push_back(static_cast<char>(random() % 256));
      } else {
        text.append(pieces[random() % pieces.size()]);
      }
    }
    visit(std::string_view(text));
  }
}

}  // namespace owlet::http::testing
