// sccp-encode-samples: prints every message of a call agent at every version in use, filled, with the values that were
// put in.
//
// A line per message: id, name, version, octets as hexadecimal, then `offset:octets:path=value` for each value, all
// separated by tabs. Offsets are from the start of the message; values hold no tab.
#include <cstdio>
#include <string>

#include "sccp/frame.hpp"
#include "tests/sccp/samples.hpp"

namespace {

/// Those with an implementation somewhere (README.md of sccp, "Versions").
constexpr unsigned versions[] = {3, 5, 8, 10, 11, 15, 16, 17, 18, 19, 20, 21, 22};

std::string hexadecimal(const std::vector<std::uint8_t>& octets) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const auto octet : octets) (out += digits[octet >> 4]) += digits[octet & 15];
    return out;
}

void print(const samples::Sample& sample, const samples::Filling& filling) {
    std::printf("0x%04x\t%s\t%u\t%s", sample.id, std::string(sample.name).c_str(), filling.version,
                hexadecimal(sample.encoded(filling)).c_str());
    for (const auto& leaf : sample.leaves(filling)) {
        if (leaf.octets == 0 || !leaf.is_sent) continue;
        std::printf("\t%zu:%zu:%s=%s", leaf.offset + sccp::header_octets, leaf.octets, leaf.path.c_str(), leaf.value.c_str());
    }
    std::printf("\n");
}

/// Wireshark does not know the unused rest of a union: the parameter that fills it is sent.
samples::Filling filling_for(const samples::Sample& sample, unsigned version) {
    using enum sccp::MediaPayloadType;
    if (sample.name == "OpenMultiMediaReceiveChannel" || sample.name == "StartMultiMediaTransmission") return {version, h264, 5};
    if (sample.name == "MiscellaneousCommand") return {version, vieo, 4};   // recoveryReferencePicture
    return {version};
}

} // namespace

int main() {
    for (const auto& sample : samples::all()) {
        if (sample.direction != samples::Direction::to_phone) continue;
        for (const unsigned version : versions) print(sample, filling_for(sample, version));
    }
}
