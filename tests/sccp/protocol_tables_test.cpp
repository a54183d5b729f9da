// The declarations against the protocol tables: every field of every message at every version, its place, its type, its
// presence.
#include <doctest/doctest.h>

#include <set>

#include "tests/sccp/samples.hpp"
#include "tests/sccp/tables.hpp"

namespace {

using sccp::Documenter;
using sccp::FieldRow;
using tables::Row;

std::string without_brackets(std::string path) {
    for (auto at = path.find("[]"); at != path.npos; at = path.find("[]")) path.erase(at, 2);
    return path;
}

/// The three enumerations whose table name is that of a message too, and the table's underscores.
std::string type_name(std::string name) {
    if (name == "SoftKeyEvent") return "SoftKey";
    if (name == "MediaPathEvent") return "MediaPathState";
    if (name == "RecordingStatus") return "RecordingState";
    std::erase(name, '_');
    return name;
}

/// Where we read more leniently than the table says, because clients in the field send less (README.md, "Strange
/// clients").
bool is_more_lenient(const std::string& message, const std::string& field) {
    static const std::set<std::pair<std::string, std::string>> known{{"IpPort", "rtpMediaPort"},
                                                                     {"OpenReceiveChannelAck", "passThruPartyId"}};
    return known.contains({message, field});
}

struct Layout {
    unsigned first{}, last{};
    std::vector<Row> fields;
};

/// By name; the two messages of both directions once.
std::map<std::string, Documenter (*)(unsigned)> descriptions() {
    std::map<std::string, Documenter (*)(unsigned)> out;
    for (const auto& sample : samples::all()) out[std::string(sample.name)] = sample.document;
    return out;
}

std::map<std::string, std::vector<Layout>> layouts() {
    std::map<std::string, std::vector<Layout>> out;
    for (auto& row : tables::read("protocol/messages.csv")) {
        const unsigned first = tables::number(row["ver_min"]), last = tables::number(row["ver_max"]);
        auto& list = out[row["name"]];
        if (list.empty() || list.back().first != first) list.push_back({first, last, {}});
        list.back().fields.push_back(std::move(row));
    }
    return out;
}

const FieldRow* find(const Documenter& documenter, const std::string& path, const std::string& offset) {
    for (const FieldRow& row : documenter.rows()) {
        if (without_brackets(row.path) != path) continue;
        if (offset.empty() || !row.is_fixed || row.offset == tables::number(offset)) return &row;
    }
    return nullptr;
}

/// Keys and unknown words are one area here and an array of small items there; a u16le[16] is the other way round.
std::size_t size_of(const FieldRow& row, const Row& wanted) {
    const std::size_t size = tables::number(wanted.at("size"));
    if ((row.type == "reserved" || row.type == "secret") && !wanted.at("count").empty()) return size * tables::number(wanted.at("count"));
    return wanted.at("type") == "u16le[16]" ? size / 16 : size;
}

/// `25|28`: two forms, we describe the first.
std::string first_form(const std::string& offset) { return offset.substr(0, offset.find('|')); }

void compare_field(const std::string& message, unsigned version, const Documenter& documenter, const Row& wanted) {
    const std::string path = without_brackets(wanted.at("field"));
    CAPTURE(message);
    CAPTURE(version);
    CAPTURE(path);
    const FieldRow* row = find(documenter, path, first_form(wanted.at("offset")));
    REQUIRE(row);
    if (row->octets != 0) CHECK(row->octets == size_of(*row, wanted));
    if (!wanted.at("enum").empty()) CHECK(row->type == type_name(wanted.at("enum")));
    const bool is_array_item = row->path.find("[]") != row->path.npos;   // its presence is that of the count
    if (!is_array_item && !is_more_lenient(message, path)) CHECK(row->is_optional == (wanted.at("optional") == "1"));
    if (is_array_item && wanted.at("type") != "data" && path.find("pictureFormat.") == path.npos && row->type != "u8")
        CHECK(row->items >= tables::number(wanted.at("count")));
}

std::set<std::string> paths_of(const Layout& layout) {
    std::set<std::string> out;
    for (const Row& row : layout.fields) out.insert(without_brackets(row.at("field")));
    return out;
}

bool has_varying(const Documenter& documenter) {
    for (const FieldRow& row : documenter.rows())
        if (row.octets == 0) return true;
    return false;
}

} // namespace

TEST_CASE("every field of the protocol tables is declared with its place, size, type and presence, in every version") {
    const auto declared = descriptions();
    for (const auto& entry : layouts()) {
        const auto& name = entry.first;
        REQUIRE_MESSAGE(declared.contains(name), name);
        for (const Layout& layout : entry.second)
            for (unsigned version = layout.first; version <= layout.last; ++version) {
                const Documenter documenter = declared.at(name)(version);
                for (const Row& field : layout.fields)
                    if (!field.at("field").empty() && !(name == "EnblocCall" && field.at("field") == "pad"))
                        compare_field(name, version, documenter, field);
            }
    }
}

TEST_CASE("nothing is declared that the protocol tables do not know") {
    const auto declared = descriptions();
    CHECK(declared.size() == 175);
    for (const auto& entry : layouts())
        for (const Layout& layout : entry.second) {
            const auto known = paths_of(layout);
            const Documenter documenter = declared.at(entry.first)(layout.last);
            for (const FieldRow& row : documenter.rows()) {
                INFO(entry.first << " version " << layout.last << " field " << row.path);
                CHECK(known.contains(without_brackets(row.path)));
            }
        }
}

TEST_CASE("bodies are as long as the protocol tables say") {
    const auto declared = descriptions();
    for (const auto& entry : layouts())
        for (const Layout& layout : entry.second)
            for (unsigned version = layout.first; version <= layout.last; ++version) {
                const Documenter documenter = declared.at(entry.first)(version);
                if (has_varying(documenter)) continue;
                INFO(entry.first << " version " << version);
                CHECK(documenter.octets() == tables::number(layout.fields[0].at("body_max")));
            }
}

TEST_CASE("the lists of the catalogue are the table of ids") {
    std::size_t from_phone = 0, to_phone = 0, media = 0;
    for (const auto& row : tables::read("protocol/ids.csv")) {
        const auto id = tables::number(row.at("id"));
        const auto& direction = row.at("direction");
        INFO(row.at("name"));
        CHECK(sccp::message_name(id) == row.at("name"));
        CHECK(sccp::is_from_phone(id) == (direction == "station>cm" || direction == "both"));
        from_phone += direction == "station>cm" || direction == "both";
        to_phone += direction == "cm>station" || direction == "both";
        media += direction.find("media") != direction.npos;
    }
    CHECK(from_phone == sccp::FromPhoneMessages::count);
    CHECK(to_phone == sccp::ToPhoneMessages::count);
    CHECK(media == sccp::MediaMessages::count);
}
