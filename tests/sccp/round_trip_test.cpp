// Every message at every version: what is encoded is decoded again, and a body that is cut or counts too high is an
// error by name.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sccp/frame.hpp"
#include "tests/sccp/samples.hpp"

namespace {

using samples::Filling;
using samples::Leaf;
using samples::Sample;
using sccp::DecodeError;
using sccp::MediaPayloadType;

std::span<const std::uint8_t> body_of(const std::vector<std::uint8_t>& message) { return std::span(message).subspan(sccp::header_octets); }

boost::system::result<samples::Decoded, DecodeError> decode(const Sample& sample, unsigned version, std::span<const std::uint8_t> body) {
    return samples::decode(sample.direction, sample.id, version, body);
}

/// One codec for every alternative of every choice.
constexpr MediaPayloadType codecs[] = {
    MediaPayloadType::g711_ulaw64k, MediaPayloadType::g7231,      MediaPayloadType::h261,
    MediaPayloadType::h263,         MediaPayloadType::h264,       MediaPayloadType::vieo,
    MediaPayloadType::h265,         MediaPayloadType::clear_chan, MediaPayloadType::v150_lc_modem_relay,
    MediaPayloadType::v150_lc_sprt, MediaPayloadType::v150_lc_sse};

/// The first value that a body of so many octets lacks although its sender may not leave it out.
const Leaf* first_missing(const std::vector<Leaf>& leaves, std::size_t octets) {
    for (const Leaf& leaf : leaves)
        if (!leaf.is_optional && leaf.end > octets) return &leaf;
    return nullptr;
}

bool is_item(const Leaf& leaf) { return leaf.path.find('[') != leaf.path.npos; }

/// ConnectionStatisticsRes is tried in two layouts, so that a cut body may fit the other one.
constexpr std::uint32_t statistics = 0x0023;

void check_cut(const Sample& sample, unsigned version, const std::vector<Leaf>& leaves, std::span<const std::uint8_t> cut) {
    const auto decoded = decode(sample, version, cut);
    const Leaf* missing = first_missing(leaves, cut.size());
    INFO(sample.name << " version " << version << " cut to " << cut.size());
    if (decoded.has_value()) {
        CHECK((missing == nullptr || is_item(*missing)));
        return;
    }
    CHECK(decoded.error().message == sample.name);
    CHECK(decoded.error().id == sample.id);
    CHECK(decoded.error().have == cut.size());
    CHECK_FALSE(decoded.error().field.empty());
    if (missing && !is_item(*missing)) CHECK(missing->path.starts_with(decoded.error().field));
}

/// Some fields are read when they come, but not sent at every version.
bool sends_all(const Sample& sample, unsigned version) {
    const auto rows = sample.document(version).rows();
    return std::all_of(rows.begin(), rows.end(), [version](const sccp::FieldRow& row) { return row.presence.is_sent(version); });
}

/// Names declared in lines like `    std::uint32_t line_instance{}, call_reference{};`
std::vector<std::string> declared_names(std::string line) {
    std::vector<std::string> names;
    for (std::size_t depth = 0, i = 0; i < line.size(); ++i) {   // template arguments and initializers hold no names
        depth += line[i] == '<' || line[i] == '{';
        const bool inside = depth > 0;
        depth -= line[i] == '>' || line[i] == '}';
        if (inside) line[i] = ' ';
    }
    std::istringstream parts(line);
    for (std::string part; std::getline(parts, part, ',');) {
        std::istringstream words(part.substr(0, part.find(';')));
        std::string last;
        for (std::string word; words >> word;) last = word;
        if (!last.empty()) names.push_back(last);
    }
    return names;
}

} // namespace

TEST_CASE("what is encoded decodes to the same message in every version and for every kind of codec") {
    for (const Sample& sample : samples::all())
        for (unsigned version = 0; version <= 22; ++version)
            for (const auto codec : codecs) {
                const auto octets = sample.encoded({version, codec});
                const auto decoded = decode(sample, version, body_of(octets));
                INFO(sample.name << " version " << version << " codec " << name(codec));
                REQUIRE(decoded.has_value());
                CHECK(decoded->name == sample.name);
                CHECK(decoded->encoded_again == octets);
            }
}

TEST_CASE("a decoded message prints with the values that went in") {
    for (const Sample& sample : samples::all())
        for (const unsigned version : {3U, 11U, 17U, 22U}) {
            const Filling filling{version};
            const auto decoded = decode(sample, version, body_of(sample.encoded(filling)));
            INFO(sample.name << " version " << version);
            REQUIRE(decoded.has_value());
            CHECK(decoded->printed.starts_with(std::string(sample.name) + '{'));
            if (sends_all(sample, version)) CHECK(decoded->printed == sample.printed(filling));
        }
}

TEST_CASE("a body that is cut anywhere is read up to where it ends or refused by the name of the field") {
    for (const Sample& sample : samples::all()) {
        if (sample.id == statistics) continue;
        for (const unsigned version : {5U, 11U, 17U, 22U}) {
            const auto leaves = sample.leaves({version});
            const auto octets = sample.encoded({version});
            const auto body = body_of(octets);
            const std::size_t step = body.size() > 400 ? 7 : 1;
            for (std::size_t length = 0; length + 4 < body.size(); length += step) check_cut(sample, version, leaves, body.first(length));
        }
    }
}

TEST_CASE("a count above the capacity is refused by the name of the message and the count") {
    for (const Sample& sample : samples::all()) {
        const auto document = sample.document(17);
        for (const auto& row : document.rows()) {
            if (row.type != "count" || row.path.find('[') != row.path.npos) continue;
            if (row.path.starts_with("capability.") || row.path.starts_with("u.")) continue;   // of another alternative
            auto octets = sample.encoded({17});
            for (const std::uint32_t count : {0xFFFFFFFFU, 0x80000000U, 100'000U, 2'001U}) {
                for (std::size_t i = 0; i < 4; ++i)
                    octets[sccp::header_octets + row.offset + i] = static_cast<std::uint8_t>(count >> (8 * i));
                const auto decoded = decode(sample, 17, body_of(octets));
                INFO(sample.name << " " << row.path << " = " << count);
                REQUIRE_FALSE(decoded.has_value());
                CHECK(decoded.error().reason == DecodeError::Reason::too_many);
                CHECK(decoded.error().field == row.path);
                CHECK(decoded.error().count == count);
                CHECK(decoded.error().offset == row.offset);
            }
        }
    }
}

TEST_CASE("octets behind the known layout are ignored") {
    for (const Sample& sample : samples::all()) {
        if (sample.name == "EnhancedAlarm") continue;   // takes the rest of the body
        auto octets = sample.encoded({22});
        const auto plain = decode(sample, 22, body_of(octets));
        octets.insert(octets.end(), 12, 0xAA);
        const auto longer = decode(sample, 22, body_of(octets));
        INFO(sample.name);
        REQUIRE(plain.has_value());
        REQUIRE(longer.has_value());
        CHECK(plain->printed == longer->printed);
    }
}

TEST_CASE("no member of a message is forgotten in its layout") {
    // Reads the declarations as text: members stand between the first line of a struct and its layout.
    std::size_t members = 0;
    for (const auto& file : std::filesystem::directory_iterator(TEST_SOURCE_DIR "/sccp/messages")) {
        std::ifstream in(file.path());
        std::string structure, declarations, layout;
        bool in_layout = false;
        for (std::string line; std::getline(in, line);) {
            line = line.substr(0, line.find("//"));
            if (line.starts_with("struct ")) {
                structure = line.substr(7);
                declarations.clear(), layout.clear(), in_layout = false;
            } else if (line.find("static void layout") != line.npos) {
                in_layout = true;
            } else if (line == "};") {
                for (const auto& name : declared_names(std::exchange(declarations, {}))) {
                    INFO(structure << name);
                    CHECK(layout.find("m." + name) != layout.npos);
                    ++members;
                }
            } else if (in_layout) {
                layout += line;
            } else if (line.starts_with("    ") && !line.starts_with("            ") &&
                       !line.starts_with("    static ") && !line.starts_with("    using ")) {
                for (const char c : line) declarations += c == ';' ? ',' : c;
            }
        }
    }
    CHECK(members > 700);
}
