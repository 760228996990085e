// Loaded into owlet by LD_PRELOAD, so that its work can be counted: its clock stands still until
// the client moves it, its allocations are numbered, and what is counted is cut into pieces.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

// Shared with counts_session.py, which creates the file that $OWLET_COUNTS_PAGE names.
struct control_page {
  std::uint64_t now_nanoseconds;  // what every clock says; the client's
  std::uint64_t wanted_cut;       // the client's
  std::uint64_t last_cut;         // from here on ours
  std::uint64_t allocations;      // before the last cut
  std::uint64_t process;
};

volatile control_page* page = nullptr;
std::uint64_t allocations = 0;

__attribute__((constructor)) void open_page() {
  const char* path = std::getenv("OWLET_COUNTS_PAGE");
  const int file = path != nullptr ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* mapped = mmap(nullptr, sizeof(control_page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return;
  page = static_cast<control_page*>(mapped);
  page->process = static_cast<std::uint64_t>(getpid());
}

template <typename Function>
Function* next(Function*& known, const char* name) {
  if (known == nullptr) known = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  return known;
}

}  // namespace

extern "C" {

// callgrind knows this function by its name (--dump-before), strace shows its call, which fails.
__attribute__((noinline)) void owlet_counts_cut() {
  page->allocations = allocations;
  page->last_cut = page->wanted_cut;
  [[maybe_unused]] const ssize_t refused = write(-1, "owlet-counts-cut", 16);
}

// The loop reads the time once per wake-up, before anything else.
int clock_gettime(clockid_t clock, timespec* time) noexcept {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  if (page == nullptr) return static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  time->tv_sec = static_cast<time_t>(page->now_nanoseconds / kSecond);
  time->tv_nsec = static_cast<long>(page->now_nanoseconds % kSecond);
  if (page->wanted_cut != page->last_cut) owlet_counts_cut();
  return 0;
}

void* malloc(std::size_t bytes) noexcept {
  static void* (*known)(std::size_t) = nullptr;
  ++allocations;
  return next(known, "malloc")(bytes);
}

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  static void* (*known)(std::size_t, std::size_t) = nullptr;
  ++allocations;
  return next(known, "calloc")(count, bytes);
}

void* realloc(void* place, std::size_t bytes) noexcept {
  static void* (*known)(void*, std::size_t) = nullptr;
  ++allocations;
  return next(known, "realloc")(place, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  static void* (*known)(std::size_t, std::size_t) = nullptr;
  ++allocations;
  return next(known, "aligned_alloc")(alignment, bytes);
}

int posix_memalign(void** place, std::size_t alignment, std::size_t bytes) noexcept {
  static int (*known)(void**, std::size_t, std::size_t) = nullptr;
  ++allocations;
  return next(known, "posix_memalign")(place, alignment, bytes);
}

}  // extern "C"
