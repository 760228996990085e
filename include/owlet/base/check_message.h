// What a server and its helper for passwords say to each other: one message to a packet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace owlet::base {

// A password, and the hash to compare it with. Neither has a NUL in it.
struct check_question {
  std::uint64_t id = 0;
  std::string_view hash;
  std::string_view password;
};

// What came of it: wrong, right, or that the hash could not be computed.
enum class check_result : std::uint8_t { wrong, right, failed };

struct check_reply {
  std::uint64_t id = 0;
  check_result result = check_result::failed;
};

inline constexpr std::size_t kMaxQuestionBytes = 2048;
inline constexpr std::size_t kReplyBytes = sizeof(std::uint64_t) + 1;

// The id, the hash, a NUL, and the password. Both are on one machine: no byte order is needed.
void append_question(std::string& out, const check_question& question);
[[nodiscard]] std::optional<check_question> parse_question(std::string_view packet);

void append_reply(std::string& out, const check_reply& reply);
[[nodiscard]] std::optional<check_reply> parse_reply(std::string_view packet);

}  // namespace owlet::base
