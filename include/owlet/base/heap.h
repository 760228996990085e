// The heap as a whole.
#pragma once

namespace owlet::base {

// Gives pages that nothing lies in any more back to the kernel, which the C library does by itself
// at the end of the heap only. Takes milliseconds where a lot was freed.
void trim_heap() noexcept;

// To be called once: has large pieces mapped each by itself, so that they are given back at once.
void keep_heap_apart() noexcept;

}  // namespace owlet::base
