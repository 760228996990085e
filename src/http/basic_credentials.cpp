// Who a request says that it is of.
#include "owlet/http/basic_credentials.h"

#include <cstring>

#include <algorithm>

#include "owlet/base/base64.h"
#include "owlet/base/limits.h"
#include "owlet/http/syntax.h"

namespace owlet::http {

namespace {

constexpr std::string_view kScheme = "Basic";

// A name and a password of the greatest length, and the colon.
constexpr std::size_t kMaxDecodedBytes = base::kMaxUserBytes + 1 + base::kMaxPasswordBytes;
constexpr std::size_t kMaxEncodedBytes = (kMaxDecodedBytes + 2) / 3 * 4;

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }

// Its room is made beforehand, so that no copy is left behind in the heap.
void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.capacity());
  text.clear();
}

}  // namespace

void basic_credentials::clear() {
  user.clear();
  wipe(password);
}

credentials_kind basic_credentials::read(std::string_view authorization) {
  clear();
  const std::string_view scheme = authorization.substr(0, authorization.find(' '));
  if (!equals_ignoring_case(scheme, kScheme)) return credentials_kind::none;
  const std::string_view token = trim(authorization.substr(scheme.size()));
  if (token.size() > kMaxEncodedBytes) return credentials_kind::too_long;
  password.reserve(kMaxDecodedBytes);
  const bool is_base64 = base::decode_base64(token, password);
  const auto colon = password.find(':');
  if (!is_base64 || colon == password.npos || std::ranges::any_of(password, is_control)) {
    clear();
    return credentials_kind::none;
  }
  user.assign(password, 0, colon);
  password.erase(0, colon + 1);
  if (user.size() <= base::kMaxUserBytes && password.size() <= base::kMaxPasswordBytes) {
    return credentials_kind::basic;
  }
  clear();
  return credentials_kind::too_long;
}

}  // namespace owlet::http
