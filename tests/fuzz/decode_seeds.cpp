// decode_seeds FOLDER  Writes a seed of decode_fuzz for every message and each of its layouts.
#include <cstdio>
#include <fstream>

#include "tests/fuzz/decode_seeds.hpp"

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: decode_seeds FOLDER\n");
        return 2;
    }
    std::size_t number = 0;
    for (const auto& octets : decode_input::seeds()) {
        std::ofstream file(std::string(arguments[1]) + "/sample" + std::to_string(number++), std::ios::binary);
        file.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
        if (!file) return 1;
    }
    std::printf("%zu seeds\n", number);
}
