// What the unit tests make for themselves: directories, files, pipes and pairs of sockets.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "owlet/base/clock.h"
#include "owlet/base/shared_file.h"
#include "owlet/base/unique_fd.h"

namespace owlet::testing {

// A directory of its own for one test, removed with everything in it.
class temporary_directory {
public:
  temporary_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "owlet-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
    ::chmod(name.c_str(), 0755);
    path_ = name;
  }
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

  // Writes a file, and the directories that lead to it.
  void write(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  void make_directory(const std::string& name) const {
    std::filesystem::create_directories(path_ / name);
  }
  void link(const std::string& target, const std::string& name) const {
    std::filesystem::create_symlink(target, path_ / name);
  }

private:
  std::filesystem::path path_;
};

struct fd_pair {
  base::unique_fd ours;
  base::unique_fd theirs;
};

inline void check_call(int result, const char* what) {
  if (result < 0) throw std::runtime_error(what);
}

inline void set_non_blocking(int fd) {
  check_call(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK), "fcntl");
}

// Two ends of a connection, neither of which ever waits.
inline fd_pair make_socket_pair() {
  std::array<int, 2> ends{};
  const int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  check_call(::socketpair(AF_UNIX, type, 0, ends.data()), "socketpair");
  return {base::unique_fd(ends[0]), base::unique_fd(ends[1])};
}

// Our end writes, in blocking mode as an inherited one does; theirs reads and never waits. The pipe
// takes a page.
inline fd_pair make_pipe() {
  std::array<int, 2> ends{};
  check_call(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  fd_pair made{base::unique_fd(ends[1]), base::unique_fd(ends[0])};
  check_call(::fcntl(ends[0], F_SETPIPE_SZ, 4096), "F_SETPIPE_SZ");
  set_non_blocking(ends[0]);
  return made;
}

// Everything that can be read now, at most `most` bytes.
inline std::string read_available(int fd, std::size_t most = std::size_t{1} << 30U) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (text.size() < most) {
    const ssize_t n = ::read(fd, buffer.data(), std::min(buffer.size(), most - text.size()));
    if (n <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return text;
}

// Whether the other end has nothing more to say: a read gives 0.
inline bool is_at_end(int fd) {
  char byte = 0;
  return ::read(fd, &byte, 1) == 0;
}

inline void write_all(int fd, std::string_view text) {
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("write");
  }
}

inline bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

// A file without a name.
inline base::unique_fd make_file(std::string_view content) {
  base::unique_fd file(::memfd_create("owlet", MFD_CLOEXEC));
  if (!file) throw std::runtime_error("memfd_create");
  write_all(file.get(), content);
  return file;
}

// Turns what is written to a descriptor of the process, 2 say, into text, for as long as it lives.
class captured_output {
public:
  explicit captured_output(int fd) : fd_(fd), before_(::dup(fd)), pipe_(make_pipe()) {
    check_call(::dup2(pipe_.ours.get(), fd_), "dup2");
  }
  ~captured_output() { ::dup2(before_.get(), fd_); }
  captured_output(const captured_output&) = delete;
  captured_output& operator=(const captured_output&) = delete;

  [[nodiscard]] std::string take() const { return read_available(pipe_.theirs.get()); }

private:
  int fd_;
  base::unique_fd before_;
  fd_pair pipe_;
};

// A moment that the tests make up: Sun, 06 Nov 1994 08:49:37 GMT, and `later`.
inline base::moment moment_at(base::duration later = {}) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(later).count();
  return {base::time_point(std::chrono::hours(1)) + later, 784'111'777 + seconds};
}

// Takes a file out of memory; false if its file system keeps everything there. Looks with mincore,
// for a read that must not wait makes the kernel read ahead.
inline bool forget(int file) {
  ::fsync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  void* const page = ::mmap(nullptr, 1, PROT_READ, MAP_SHARED, file, 0);
  if (page == MAP_FAILED) return false;
  unsigned char state = 1;
  ::mincore(page, 1, &state);
  ::munmap(page, 1);
  return (state & 1U) == 0;
}

}  // namespace owlet::testing
