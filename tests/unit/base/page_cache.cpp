// Tests of base/page_cache, on whatever file system holds the temporary files.
#include "owlet/base/page_cache.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "../support.h"

namespace owlet::base {
namespace {

using testing::temporary_directory;

constexpr std::uint64_t kSize = 1'000'000;

struct file_on_disk {
  file_on_disk() {
    directory.write("a", std::string(kSize, 'a'));
    fd = unique_fd(::open(directory.path("a").c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(fd);
    REQUIRE(::fsync(fd.get()) == 0);
  }
  [[nodiscard]] bool forget() const { return testing::forget(fd.get()); }

  temporary_directory directory;
  unique_fd fd;
};

// As both ways of looking see it.
std::uint64_t in_memory(int file, std::uint64_t offset, std::uint64_t length) {
  const std::uint64_t found = bytes_in_memory(file, offset, length, look::roughly);
  CHECK(bytes_in_memory(file, offset, length, look::closely) == found);
  return found;
}

TEST_CASE("what has been written is in memory, to the last byte and beyond") {
  const file_on_disk file;
  for (const std::uint64_t offset : {0U, 1U, 4095U, 4096U, 65536U, 999'999U}) {
    for (const std::uint64_t length : {0U, 1U, 4096U, 65536U, 65537U, 500'000U}) {
      CAPTURE(offset);
      CAPTURE(length);
      CHECK(in_memory(file.fd.get(), offset, length) == length);
    }
  }
}

TEST_CASE("what cannot be looked at counts as in memory") {
  CHECK(in_memory(-1, 0, 4096) == 4096);
  int ends[2] = {-1, -1};
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const unique_fd reader(ends[0]);
  const unique_fd writer(ends[1]);
  CHECK(in_memory(reader.get(), 0, 4096) == 4096);
}

TEST_CASE("memory files are in memory, though their file system knows no RWF_NOWAIT") {
  const unique_fd file = testing::make_file(std::string(kSize, 'a'));
  CHECK(in_memory(file.get(), 0, kSize) == kSize);
  CHECK(in_memory(file.get(), 5000, kSize - 5000) == kSize - 5000);
}

TEST_CASE("what has been forgotten is read ahead when that is asked for") {
  const file_on_disk file;
  if (!file.forget()) {
    MESSAGE("this file system keeps everything in memory");
    return;
  }
  CHECK(read_ahead(file.fd.get(), 0, kSize));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::uint64_t there = 0;
  while (there < kSize && std::chrono::steady_clock::now() < end) {
    const std::uint64_t now = bytes_in_memory(file.fd.get(), 0, kSize, look::closely);
    CHECK(now >= there);
    there = now;
    if (there < kSize) read_ahead(file.fd.get(), there, kSize - there);
  }
  CHECK(there == kSize);
}

TEST_CASE("what cannot be looked at is believed to come") { CHECK(read_ahead(-1, 0, 4096)); }

}  // namespace
}  // namespace owlet::base
