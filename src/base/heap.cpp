// The heap as a whole.
#include "owlet/base/heap.h"

#include <malloc.h>

namespace owlet::base {

// The other C libraries give back what they can by themselves.
void trim_heap() noexcept {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

// glibc raises the size from which on it maps memory of its own, with each large piece that is
// given back: then large ones lie between small ones, and the heap cannot shrink.
void keep_heap_apart() noexcept {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}

}  // namespace owlet::base
