// The request that was parsed last, for those who ask the same again.
#include "owlet/http/request_memo.h"

#include <algorithm>
#include <functional>

namespace owlet::http {

namespace {

constexpr std::size_t kMaxBytes = 2048;

bool lies_in(std::string_view outer, std::string_view inner) {
  const std::less_equal<const char*> not_after;
  return not_after(outer.data(), inner.data()) &&
         not_after(inner.data() + inner.size(), outer.data() + outer.size());
}

std::string_view moved(std::string_view view, const char* from, const char* to) {
  return view.data() == nullptr ? view : std::string_view(to + (view.data() - from), view.size());
}

}  // namespace

void request_memo::remember(std::string_view bytes, const request& parsed) {
  const auto is_outside = [bytes](std::string_view view) {
    return view.data() != nullptr && !lies_in(bytes, view);
  };
  if (bytes.size() > kMaxBytes || is_outside(parsed.target) ||
      std::any_of(parsed.fields.begin(), parsed.fields.end(), is_outside)) {
    return;
  }
  bytes_.assign(bytes);
  ++id_;
  request_ = parsed;
  request_.target = moved(parsed.target, bytes.data(), bytes_.data());
  request_.line = moved(parsed.line, bytes.data(), bytes_.data());
  for (std::string_view& value : request_.fields) {
    if (value.data() != nullptr) value = moved(value, bytes.data(), bytes_.data());
  }
}

}  // namespace owlet::http
