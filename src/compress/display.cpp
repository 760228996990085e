// Progress on standard error.
#include "owlet/compress/display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "owlet/base/escape.h"

namespace owlet::compress {

namespace {

constexpr std::size_t kUsualColumns = 80;
constexpr std::size_t kMaxPrintedBytes = 8192;  // a path of PATH_MAX, some of it escaped
constexpr std::uint64_t kTenths = 10;
constexpr std::chrono::milliseconds kMoment = std::chrono::seconds(2);
constexpr const char* kClearLine = "\r\x1b[K";

bool is_capable_terminal() {
  const char* const kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

}  // namespace

display::display() : is_terminal_(is_capable_terminal()) {}

std::size_t display::columns() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

void display::show(const progress& now) {
  if (is_terminal_) {
    // Not in the last column, where some terminals go to the next line.
    std::fprintf(stderr, "%s%s", kClearLine, format_bar(now, columns() - 1).c_str());
    std::fflush(stderr);
    is_drawn_ = true;
    return;
  }
  const std::uint64_t tenths = now.work == 0 ? kTenths : kTenths * now.work_done / now.work;
  if (tenths == tenths_ || tenths == kTenths || now.elapsed < kMoment) return;
  tenths_ = tenths;
  complain(format_line(now));
}

void display::clear() {
  if (!is_drawn_) return;
  std::fputs(kClearLine, stderr);
  std::fflush(stderr);
  is_drawn_ = false;
}

void complain(std::string_view text) {
  std::fprintf(stderr, "owlet: %s\n", printable(text).c_str());
}

std::string printable(std::string_view text) {
  std::string line;
  const auto kept = base::is_printable_utf8(text) ? base::keep::ascii_utf8 : base::keep::ascii;
  base::append_escaped(line, text, base::escape::hex, kept, kMaxPrintedBytes);
  return line;
}

}  // namespace owlet::compress
