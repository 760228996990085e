// Numbers of bytes as people read them, in whole numbers: a fraction is never rounded twice.
#include "owlet/base/byte_size.h"

#include <array>
#include <string_view>

#include "owlet/base/timestamp.h"

namespace owlet::base {
namespace {

constexpr std::array<std::string_view, 7> kUnits = {" B", " kB", " MB", " GB", " TB", " PB", " EB"};

// A number below 1000 as three digits, so many of them behind the point.
struct three_digits {
  std::uint64_t value = 0;
  unsigned decimals = 0;
  std::size_t unit = 0;
};

three_digits rounded(std::uint64_t bytes) {
  std::uint64_t divisor = 1;
  three_digits number;
  for (; bytes / divisor >= 1000; ++number.unit) divisor *= 1000;
  const std::uint64_t whole = bytes / divisor;
  number.decimals = whole < 10 ? 2 : whole < 100 ? 1 : 0;
  const std::uint64_t step = divisor / (whole < 10 ? 100 : whole < 100 ? 10 : 1);
  number.value = bytes / step + (bytes % step >= step - step / 2 ? 1 : 0);
  if (number.value < 1000) return number;
  number.value = 100;
  if (number.decimals > 0) {
    --number.decimals;
  } else {
    number.decimals = 2;
    ++number.unit;
  }
  return number;
}

}  // namespace

void append_byte_size(std::string& out, std::uint64_t bytes) {
  const three_digits number = bytes < 1000 ? three_digits{bytes, 0, 0} : rounded(bytes);
  append_number(out, number.value);
  if (number.decimals > 0) out.insert(out.size() - number.decimals, 1, '.');
  out += kUnits[number.unit];
}

void append_grouped(std::string& out, std::uint64_t value) {
  const std::size_t start = out.size();
  append_number(out, value);
  for (std::size_t at = out.size(); at > start + 3;) out.insert(at -= 3, 1, ',');
}

}  // namespace owlet::base
