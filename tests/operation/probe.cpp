// Compiled and linked as every program of the house is: what the flags do shows in it without building the house.
#include <cstdio>
#include <cstring>
#include <string>

namespace {

/// A buffer on the stack whose use the compiler cannot foresee.
std::size_t copied(const char* text, std::size_t size) {
    char buffer[32];
    std::memcpy(buffer, text, size);
    return std::strlen(buffer);
}

} // namespace

int main(int count, char** words) {
    const std::string first = words[0];
    std::printf("%zu\n", copied(first.c_str(), static_cast<std::size_t>(count)));
    return 0;
}
