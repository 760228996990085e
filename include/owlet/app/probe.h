// owlet --probe URL: is the server there well?
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "owlet/base/clock.h"

namespace owlet::app {

// What a probe may take in all, where --timeout does not say it: less than the second try of
// whoever asks for it.
constexpr std::chrono::seconds kProbeTime{3};

// No more is read of an answer: its head has to be in it.
constexpr std::size_t kMaxProbeBytes = 16384;

// Sends one GET and returns kSuccess when the answer is 2xx. Else returns kFailure and says on
// standard error, in one line, why: also for a URL that is none, since whoever runs health checks
// knows no other status. Ends when `patience` is over, whatever the server does.
[[nodiscard]] int probe(const std::string& url, base::duration patience);

}  // namespace owlet::app
