// Functions of the stack that ours take the place of.
#pragma once

#include <dlfcn.h>

namespace sip {

/// The stack's own, behind a definition of ours: a program's definition of an exported function takes the place of a
/// shared library's, also for calls inside the library. Null when the library has none; then nobody calls ours.
template <typename Function> Function of_stack(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

} // namespace sip
