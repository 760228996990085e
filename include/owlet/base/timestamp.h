// Numbers and times as logs write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace owlet::base {

// Appends the number in decimal, with zeros in front up to `width` digits, 32 at the most.
void append_number(std::string& out, std::uint64_t value, std::size_t width = 1);

// "06/Nov/1994:08:49:37 +0000", the time of the Common Log Format, in UTC.
void append_log_time(std::string& out, std::int64_t unix_seconds);

// "1994-11-06T08:49:37": RFC 3339 in UTC, without the fraction and the "Z" that are to follow.
void append_iso_time(std::string& out, std::int64_t unix_seconds);

}  // namespace owlet::base
