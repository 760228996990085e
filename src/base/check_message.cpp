// What a server and its helper for passwords say to each other: one message to a packet.
#include "owlet/base/check_message.h"

#include <cstring>

namespace owlet::base {

namespace {

constexpr std::size_t kIdBytes = sizeof(std::uint64_t);

void append_id(std::string& out, std::uint64_t id) {
  const std::size_t at = out.size();
  out.resize(at + kIdBytes);
  std::memcpy(out.data() + at, &id, kIdBytes);
}

std::uint64_t id_of(std::string_view packet) {
  std::uint64_t id = 0;
  std::memcpy(&id, packet.data(), kIdBytes);
  return id;
}

}  // namespace

void append_question(std::string& out, const check_question& question) {
  append_id(out, question.id);
  out.append(question.hash).append(1, '\0').append(question.password);
}

std::optional<check_question> parse_question(std::string_view packet) {
  if (packet.size() <= kIdBytes || packet.size() > kMaxQuestionBytes) return std::nullopt;
  const std::string_view rest = packet.substr(kIdBytes);
  const std::size_t end = rest.find('\0');
  if (end == rest.npos || rest.find('\0', end + 1) != rest.npos) return std::nullopt;
  return check_question{id_of(packet), rest.substr(0, end), rest.substr(end + 1)};
}

void append_reply(std::string& out, const check_reply& reply) {
  append_id(out, reply.id);
  out += static_cast<char>(reply.result);
}

std::optional<check_reply> parse_reply(std::string_view packet) {
  if (packet.size() != kReplyBytes) return std::nullopt;
  const auto result = static_cast<unsigned char>(packet.back());
  if (result > static_cast<unsigned char>(check_result::failed)) return std::nullopt;
  return check_reply{id_of(packet), static_cast<check_result>(result)};
}

}  // namespace owlet::base
