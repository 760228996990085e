// The header of the PROXY protocol: whose connection this really is.
#include "owlet/net/proxy_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "owlet/base/limits.h"

namespace owlet::net {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSignature1 = "PROXY ";
constexpr std::string_view kSignature2 = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t kHead2Bytes = 16;  // of version 2: signature, command, family, length
constexpr unsigned kVersion2 = 2;
constexpr unsigned kProxyCommand = 1;  // 0 is LOCAL
constexpr unsigned kUnspecified = 0, kInet = 1, kInet6 = 2, kUnix = 3;
constexpr unsigned kStream = 1, kDatagram = 2;
constexpr std::array<std::size_t, 4> kAddressBytes{0, 4, 16, 108};  // by family
constexpr std::size_t kPortBytes = 2;

const proxy_header kBad{proxy_outcome::bad, 0, {}};
const proxy_header kNeedMore{proxy_outcome::need_more, 0, {}};

// Whether the two are the same as far as both go.
bool agree(std::string_view a, std::string_view b) {
  const std::size_t size = std::min(a.size(), b.size());
  return a.substr(0, size) == b.substr(0, size);
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
std::uint16_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8U | byte_at(bytes, at + 1));
}

// -- Version 1: a line of text ------------------------------------------------------------------

// Takes a word off the front, with the one space or the end behind it.
std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(word.size() + 1, line.size()));
  return word;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  const bool is_canonical = text.size() == 1 || !text.starts_with('0');
  if (read.ec != std::errc{} || read.ptr != end || !is_canonical) return std::nullopt;
  return port;
}

std::optional<endpoint> parse_address(std::string_view text, std::string_view port, int family) {
  const auto number = parse_port(port);
  if (!number) return std::nullopt;
  const auto address = endpoint::parse_numeric(text, *number);
  return address && address->family() == family ? address : std::nullopt;
}

// What stands between "PROXY " and the end of the line.
proxy_header read_line(std::string_view line, std::size_t size) {
  const bool ends_in_space = line.ends_with(' ');
  const std::string_view kind = take_word(line);
  if (kind == "UNKNOWN") return {proxy_outcome::done, size, {}};
  if ((kind != "TCP4" && kind != "TCP6") || ends_in_space) return kBad;
  const int family = kind == "TCP4" ? AF_INET : AF_INET6;
  std::array<std::string_view, 4> words;  // source, destination, and the port of each
  for (std::string_view& word : words) word = take_word(line);
  const auto source = parse_address(words[0], words[2], family);
  if (!line.empty() || !source || !parse_address(words[1], words[3], family)) return kBad;
  return {proxy_outcome::done, size, source};
}

proxy_header read_version_1(std::string_view input) {
  if (input.size() < kSignature1.size()) return kNeedMore;
  const std::string_view line = input.substr(0, base::kMaxProxyLineBytes);
  const std::size_t end = line.find('\n');
  if (end == line.npos) {
    return input.size() < base::kMaxProxyLineBytes ? kNeedMore : kBad;
  }
  if (line[end - 1] != '\r') return kBad;
  return read_line(line.substr(kSignature1.size(), end - 1 - kSignature1.size()), end + 1);
}

// -- Version 2: bytes ---------------------------------------------------------------------------

// The address block: source, destination, and the ports where there are any. Shorter than its
// family needs is nothing.
std::optional<endpoint> source_in(std::string_view block, unsigned family) {
  if (family == kUnix) return endpoint::of_unix();
  const std::size_t size = kAddressBytes.at(family);
  std::array<std::uint8_t, 16> address{};
  std::transform(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(size), address.begin(),
                 [](char byte) { return static_cast<std::uint8_t>(byte); });
  return endpoint::from_bytes(std::span(address).first(size), number_at(block, 2 * size));
}

std::size_t block_bytes(unsigned family) {
  return 2 * (kAddressBytes.at(family) + (family == kInet || family == kInet6 ? kPortBytes : 0));
}

proxy_header read_version_2(std::string_view input) {
  if (input.size() < kHead2Bytes) return kNeedMore;
  const unsigned version = byte_at(input, 12) >> 4U;
  const unsigned command = byte_at(input, 12) & 0xfU;
  const unsigned family = byte_at(input, 13) >> 4U;
  const unsigned protocol = byte_at(input, 13) & 0xfU;
  const std::size_t length = number_at(input, 14);
  if (version != kVersion2 || command > kProxyCommand) return kBad;
  if (kHead2Bytes + length > base::kMaxProxyHeaderBytes) return kBad;
  if (command == kProxyCommand && (family > kUnix || protocol > kDatagram)) return kBad;
  const bool has_source = command == kProxyCommand && family != kUnspecified && protocol == kStream;
  if (has_source && length < block_bytes(family)) return kBad;
  if (input.size() < kHead2Bytes + length) return kNeedMore;
  proxy_header whole{proxy_outcome::done, kHead2Bytes + length, {}};
  if (has_source) whole.source = source_in(input.substr(kHead2Bytes), family);
  return whole;
}

}  // namespace

proxy_header read_proxy_header(std::string_view input) {
  if (agree(input, kSignature1)) return read_version_1(input);
  if (agree(input, kSignature2)) return read_version_2(input);
  return kBad;
}

}  // namespace owlet::net
