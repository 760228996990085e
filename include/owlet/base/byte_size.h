// Numbers of bytes as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace owlet::base {

// Appends "999 B", "1.23 kB", "12.3 MB", "18.4 EB": three digits, rounded, in powers of 1000.
void append_byte_size(std::string& out, std::uint64_t bytes);

// Appends "12,345,678".
void append_grouped(std::string& out, std::uint64_t value);

}  // namespace owlet::base
