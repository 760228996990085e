// A number that one process writes and others read.
#pragma once

#include <cstdint>

namespace owlet::base {

// For memory that processes share. It has one writer, so that a plain addition does: readers see
// the old value or the new one, for an aligned word is stored whole. No bits at all are a zero.
class counter {
public:
  // What memory holds now, read once.
  [[nodiscard]] std::uint64_t get() const {
    return *static_cast<const volatile std::uint64_t*>(&value_);
  }
  operator std::uint64_t() const { return get(); }

  // Done before whatever comes next, a system call say.
  void set(std::uint64_t value) { *static_cast<volatile std::uint64_t*>(&value_) = value; }
  void add(std::uint64_t n) { value_ += n; }
  counter& operator++() {
    ++value_;
    return *this;
  }
  counter& operator--() {
    --value_;
    return *this;
  }

private:
  std::uint64_t value_ = 0;
};

}  // namespace owlet::base
