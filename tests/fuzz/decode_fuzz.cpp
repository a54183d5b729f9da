// Bodies of all messages in both directions and all versions.
#include "tests/fuzz/decode_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    decode_input::run({data, size});
    return 0;
}
