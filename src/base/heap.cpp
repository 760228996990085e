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

}  // namespace owlet::base
