// How far it is, in words.
#include "owlet/compress/progress.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace owlet::compress {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kBytesPerFile = 4096;  // opening, renaming, and setting up to compress
constexpr milliseconds kSoonest = std::chrono::seconds(1);
constexpr std::size_t kWidestBar = 30;
constexpr std::size_t kNarrowestBar = 10;
constexpr std::size_t kFrame = 3;  // the brackets, and the space behind them

std::string bar(const progress& now, std::size_t width) {
  const auto filled = now.work == 0 ? width : width * now.work_done / now.work;
  std::string text(std::min<std::size_t>(filled, width), '=');
  if (text.size() < width) text += '>';
  text.resize(width, ' ');
  return '[' + text + "] ";
}

}  // namespace

std::uint64_t work_of(std::uint64_t bytes, http::content_coding coding) {
  std::uint64_t weight = 0;
  switch (coding) {
    case http::content_coding::br: weight = 6; break;
    case http::content_coding::zstd: weight = 2; break;
    case http::content_coding::gzip: weight = 1; break;
    case http::content_coding::identity: break;
  }
  return weight * (bytes + kBytesPerFile);
}

std::optional<seconds> time_left(const progress& now) {
  if (now.elapsed < kSoonest || now.work_done == 0) return std::nullopt;
  const double per_work =
      static_cast<double>(now.elapsed.count()) / static_cast<double>(now.work_done);
  const double left = per_work * static_cast<double>(now.work - now.work_done);
  return std::chrono::ceil<seconds>(milliseconds(static_cast<std::int64_t>(left)));
}

std::string format_line(const progress& now) {
  std::string text = std::to_string(now.files_done) + " of " + std::to_string(now.files) +
                     " files, " + format_bytes(now.saved) + " saved";
  if (const auto left = time_left(now)) text += ", " + format_time(*left) + " left";
  return text;
}

std::string format_bar(const progress& now, std::size_t columns) {
  const std::string line = format_line(now);
  if (columns < line.size() + kFrame + kNarrowestBar) return line.substr(0, columns);
  return bar(now, std::min(kWidestBar, columns - line.size() - kFrame)) + line;
}

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::string_view kUnits[] = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes) / 1000;
  const std::string_view* unit = std::begin(kUnits);
  for (; value >= 999.95 && unit + 1 != std::end(kUnits); ++unit) value /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f ", value);
  return text.data() + std::string(*unit);
}

std::string format_time(seconds time) {
  const auto count = time.count();
  std::array<char, 48> text{};
  if (count >= 3600) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld",
                  static_cast<long long>(count / 3600), static_cast<long long>(count / 60 % 60),
                  static_cast<long long>(count % 60));
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", static_cast<long long>(count / 60),
                  static_cast<long long>(count % 60));
  }
  return text.data();
}

}  // namespace owlet::compress
