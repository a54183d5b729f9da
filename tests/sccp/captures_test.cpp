// Traffic of real equipment: every captured message decodes to the values that Wireshark shows.
#include <doctest/doctest.h>

#include <map>

#include "sccp/frame.hpp"
#include "tests/sccp/samples.hpp"
#include "tests/sccp/tables.hpp"

namespace {

using samples::Decoded;
using samples::Leaf;

constexpr const char* captures[] = {"cucm_v20_call", "cucm_7912_newcall", "cm31_register", "phone_dumps_a"};

struct Shown {
    std::size_t offset{}, octets{};
    std::string name, value;
};

/// The `fields` column: [[offset,octets,"name","value"],...] as JSON.
std::vector<Shown> shown_fields(const std::string& json) {
    std::vector<Shown> out;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '"') {
            std::string text;
            for (++i; i < json.size() && json[i] != '"'; ++i) {
                if (json[i] != '\\') {
                    text += json[i];
                } else if (json[++i] == 'u') {   // only U+FFFD appears: what is no UTF-8
                    text += '?';
                    i += 4;
                } else {
                    text += json[i];
                }
            }
            parts.push_back(text);
        } else if (json[i] >= '0' && json[i] <= '9') {
            const auto end = json.find_first_not_of("0123456789", i);
            parts.push_back(json.substr(i, end - i));
            i = end - 1;
        }
        if (parts.size() == 4) {
            out.push_back({std::stoul(parts[0]), std::stoul(parts[1]), parts[2], parts[3]});
            parts.clear();
        }
    }
    return out;
}

bool is_number(const std::string& text) {
    return text.find_first_not_of("0123456789abcdefxABCDEF") == text.npos && !text.empty() && text[0] >= '0' &&
           text[0] <= '9';
}

/// Text as it is shown: `\\x17` for a control character, a blank for white space, one replacement for an octet that is
/// no UTF-8.
std::string as_shown(const std::string& text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x80) out += '?';
        else if (octet == '\t' || octet == '\n' || octet == '\r') out += ' ';
        else if (octet >= 0x20) out += c;
        else (out += octet < 0x10 ? "\\x" : "\\x1") += digits[octet & 15];
    }
    return out;
}

bool same_value(const std::string& shown, const std::string& ours) {
    if (shown == as_shown(ours)) return true;
    return is_number(shown) && is_number(ours) && std::stoull(shown, nullptr, 0) == std::stoull(ours, nullptr, 0);
}

/// Our value whose place holds the octet.
const Leaf* value_at(const std::vector<Leaf>& leaves, std::size_t offset) {
    for (const Leaf& leaf : leaves)
        if (leaf.offset <= offset && offset < leaf.end && leaf.octets > 0) return &leaf;
    return nullptr;
}

/// Masks of the bits that are shown one by one, by `Enumeration.Bit`.
const std::map<std::string, std::uint64_t>& bit_masks() {
    static const auto masks = [] {
        std::map<std::string, std::uint64_t> out;
        for (const auto& row : tables::read("protocol/enums.csv"))
            out[row.at("enum") + '.' + row.at("name")] = std::stoull(row.at("value"));
        for (unsigned bit = 0; bit < 16; ++bit) out["PhoneFeatures.Bit" + std::to_string(bit + 1)] = 1ULL << bit;
        out["PhoneFeatures.DynamicMessages"] = 0x0080;   // Wireshark's labels, one bit too low
        out["PhoneFeatures.RFC2833"] = 0x0200;
        out["PhoneFeatures.Abbreviated.Dial"] = 0x8000;
        out["OrigDialed"] = 1, out["RedirDialed"] = 2, out["CallingPartyNumber"] = 4, out["CallingPartyName"] = 8;
        return out;
    }();
    return masks;
}

/// What is shown may be the whole value, one bit of it (or several, of which any counts), or some octets of a number.
bool agrees(const Shown& shown, const Leaf& leaf) {
    if (const auto mask = bit_masks().find(shown.name); mask != bit_masks().end())
        return (std::stoull(shown.value, nullptr, 0) != 0) == ((std::stoull(leaf.value) & mask->second) != 0);
    if (shown.offset - sccp::header_octets == leaf.offset && (shown.octets == leaf.octets || !is_number(leaf.value)))
        return same_value(shown.value, leaf.value);
    const auto shift = 8 * (shown.offset - sccp::header_octets - leaf.offset);
    const auto part = std::stoull(leaf.value) >> shift & ((1ULL << (8 * shown.octets)) - 1);
    return std::stoull(shown.value, nullptr, 0) == part;
}

struct Message {
    samples::Direction direction{};
    unsigned version{};
    std::uint32_t id{};
    std::vector<std::uint8_t> octets;
    std::vector<Shown> shown;
    std::string name, remarks, where;
};

std::vector<Message> captured() {
    std::vector<Message> out;
    for (const std::string name : captures)
        for (auto& row : tables::read("captures/" + name + ".tsv"))
            out.push_back({row["direction"] == "S>C" ? samples::Direction::from_phone : samples::Direction::to_phone,
                           tables::number(row["header_version"]), tables::number(row["id"]), tables::octets(row["hex"]),
                           shown_fields(row["fields"]), row["name"], row["remarks"], name + " frame " + row["frame"]});
    return out;
}

/// Wireshark's reading is known to be wrong, or to end early.
bool is_misread(const Message& message) { return message.remarks.find("misreads") != std::string::npos; }

} // namespace

TEST_CASE("every captured message is cut from the stream and decodes") {
    const auto messages = captured();
    CHECK(messages.size() == 100);
    for (const Message& message : messages) {
        INFO(message.where << " " << message.name);
        const auto cut = sccp::cut_frame(message.octets);
        REQUIRE(cut.outcome == sccp::CutOutcome::whole_frame);
        CHECK(cut.frame.bytes.size() == message.octets.size());
        CHECK(cut.frame.id == message.id);
        CHECK(cut.frame.version == message.version);
        const auto decoded = samples::decode(message.direction, message.id, message.version, cut.frame.body());
        REQUIRE(decoded.has_value());
        CHECK(decoded->name == message.name);
    }
}

TEST_CASE("a captured message decodes to the values that Wireshark shows") {
    std::size_t compared = 0;
    for (const Message& message : captured()) {
        if (is_misread(message)) continue;
        const auto decoded = samples::decode(message.direction, message.id, message.version,
                                             std::span(message.octets).subspan(sccp::header_octets));
        REQUIRE(decoded.has_value());
        for (const Shown& shown : message.shown) {
            if (shown.name == "padding" || shown.name.starts_with("unknown")) continue;
            INFO(message.where << " " << message.name << " at " << shown.offset << " " << shown.name << " = " << shown.value);
            const Leaf* leaf = value_at(decoded->leaves, shown.offset - sccp::header_octets);
            REQUIRE(leaf);
            CAPTURE(leaf->value);
            CHECK(agrees(shown, *leaf));
            ++compared;
        }
    }
    CHECK(compared > 900);
}
