// The request that was parsed last, for those who ask the same again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/http/request.h"

namespace owlet::http {

// Remembers one request with its bytes. Parsing depends on nothing but the bytes, so that the same
// bytes are the same request, and a client that polls, checks a server's health or pipelines
// is not parsed anew each time. Owns a copy of the bytes.
class request_memo {
public:
  request_memo() = default;
  request_memo(const request_memo&) = delete;
  request_memo& operator=(const request_memo&) = delete;

  // The request that the input begins with, if it is the one remembered; valid until the next call
  // of remember(). It ends after size() bytes.
  [[nodiscard]] const request* match(std::string_view input) const {
    return !bytes_.empty() && input.starts_with(bytes_) ? &request_ : nullptr;
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  // A number that no other request has had; not 0 once there is one.
  [[nodiscard]] std::uint64_t id() const { return id_; }

  // Remembers a request that was read from exactly these bytes, and forgets the one before. One
  // that is long, or whose views point elsewhere, is not remembered.
  void remember(std::string_view bytes, const request& parsed);

private:
  std::string bytes_;
  std::uint64_t id_ = 0;
  request request_;  // its views point into bytes_
};

}  // namespace owlet::http
