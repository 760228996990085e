// The client of a request that came through proxies, as they wrote it down.
#include "owlet/http/forwarded.h"

#include <algorithm>

namespace owlet::http {

namespace {

// The length of what ends at `end` outside of quoted strings, or at the end of the text.
std::size_t length_until(std::string_view text, char end) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && text[i] == end) {
      return i;
    }
  }
  return text.size();
}

std::string_view take_until(std::string_view& text, char end) {
  const std::string_view piece = text.substr(0, length_until(text, end));
  text.remove_prefix(std::min(piece.size() + 1, text.size()));
  return piece;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// The value of a token or of a quoted string, with its escapes as they are; nothing for another
// one.
std::optional<std::string_view> value_of(std::string_view text) {
  if (is_token(text)) return text;
  if (text.size() < 2 || text.front() != '"') return std::nullopt;
  const std::string_view inside = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"') return std::nullopt;
    if (inside[i] == '\\' && ++i == inside.size()) return std::nullopt;
  }
  return text.back() == '"' ? std::optional(inside) : std::nullopt;
}

// 1*5DIGIT or an obfuscated one (RFC 7239 section 6.2).
bool is_node_port(std::string_view text) {
  if (text.starts_with('_')) return is_token(text);
  return !text.empty() && text.size() <= 5 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "[2001:db8::1]" with or without a port.
std::string_view in_brackets(std::string_view text) {
  const std::size_t end = text.find(']');
  if (end == text.npos) return {};
  const std::string_view rest = text.substr(end + 1);
  if (!rest.empty() && !(rest.front() == ':' && is_node_port(rest.substr(1)))) return {};
  const std::string_view address = text.substr(1, end - 1);
  return address.find(':') == address.npos ? std::string_view{} : address;
}

// The node of RFC 7239 section 6, where IPv6 is in brackets always.
std::string_view node_address(std::string_view node) {
  if (node.starts_with('[')) return in_brackets(node);
  const std::size_t colon = node.find(':');
  if (colon != node.npos && !is_node_port(node.substr(colon + 1))) return {};
  const std::string_view name = node.substr(0, colon);
  return name == "unknown" || name.starts_with('_') ? std::string_view{} : name;
}

// The address in "for=192.0.2.1;proto=https"; empty where there is none or the syntax is wrong.
std::string_view address_in(std::string_view element) {
  std::optional<std::string_view> node;
  while (!element.empty()) {
    std::string_view pair = trim(take_until(element, ';'));
    if (pair.empty()) continue;
    const std::string_view name = take_until(pair, '=');
    const auto value = value_of(pair);
    if (!is_token(name) || !value) return {};
    if (!equals_ignoring_case(name, "for")) continue;
    if (node || value->find('\\') != value->npos) return {};  // no address needs an escape
    node = *value;
  }
  return node ? node_address(*node) : std::string_view{};
}

}  // namespace

std::string_view forwarded_address(std::string_view element) {
  if (element.starts_with('[')) return in_brackets(element);
  const std::size_t colon = element.find(':');
  const bool has_port = colon != element.npos && is_node_port(element.substr(colon + 1));
  return has_port ? element.substr(0, colon) : element;
}

std::optional<std::string_view> take_forwarded_for(std::string_view& list) {
  while (!list.empty()) {
    const std::string_view element = trim(take_until(list, ','));
    if (!element.empty()) return address_in(element);
  }
  return std::nullopt;
}

bool has_sound_quotes(std::string_view list) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (is_quoted && list[i] == '\\') {
      ++i;
    } else if (list[i] == '"') {
      is_quoted = !is_quoted;
    }
  }
  return !is_quoted;
}

}  // namespace owlet::http
