// The response that was made last, for those who ask the same again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::site {

// Everything that a response depends on, besides the settings of the site.
struct response_key {
  std::uint64_t request_id = 0;  // 0: not known to be equal to any other
  std::uint64_t epoch = 0;       // of what is known of the disk
  std::int64_t unix_seconds = 0;
  bool goes_on = false;

  friend bool operator==(const response_key&, const response_key&) = default;
};

// Remembers one response that has no slices, as text. `Answer` is what the site says of it.
template <typename Answer>
class response_memo {
public:
  // Whether `text` and `answer` are the response to that.
  [[nodiscard]] bool knows(const response_key& key) const {
    return key.request_id != 0 && key == key_;
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Answer& answer() const { return answer_; }

  void remember(const response_key& key, std::string_view text, const Answer& answer) {
    if (key.request_id == 0 || text.size() > kMaxBytes) return;
    key_ = key;
    text_.assign(text);
    answer_ = answer;
  }

private:
  static constexpr std::size_t kMaxBytes = 16 * 1024;

  response_key key_;
  std::string text_;
  Answer answer_{};
};

}  // namespace owlet::site
