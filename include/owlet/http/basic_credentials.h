// Who a request says that it is of (RFC 7617).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::http {

// What became of an Authorization field.
enum class credentials_kind : std::uint8_t {
  none,      // there is none, or of another scheme, or it is malformed
  too_long,  // the name or the password goes beyond base/limits: no such one can be right
  basic,
};

// Owns its text. A password is wiped before its memory goes back to the heap.
struct basic_credentials {
  basic_credentials() = default;
  basic_credentials(const basic_credentials&) = delete;
  basic_credentials& operator=(const basic_credentials&) = delete;
  ~basic_credentials() { clear(); }

  std::string user;
  std::string password;

  void clear();
  // Reads the value of the field into here; on any result but `basic`, nothing is left in it. A
  // password may have colons in it and may be empty, neither has control characters.
  [[nodiscard]] credentials_kind read(std::string_view authorization);
};

}  // namespace owlet::http
