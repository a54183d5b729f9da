// The message reference sccp/MESSAGES.md and the table of sizes are made of the declarations; here they are compared,
// and refreshed on demand.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "tests/sccp/samples.hpp"

namespace {

using samples::Sample;
using sccp::FieldRow;
using sccp::Presence;

constexpr unsigned newest = 22;

std::string hexadecimal(std::uint32_t id) {
    char text[8];
    std::snprintf(text, sizeof text, "0x%04X", id);
    return text;
}

/// A value for each version as text: `92`, or `92, 108 from 11, 128 from 17`; versions without one are left out.
std::string by_version(const std::function<std::string(unsigned)>& value) {
    std::string out, last;
    for (unsigned version = 0; version <= newest; ++version) {
        const std::string now = value(version);
        if (now != last && !now.empty()) out += (out.empty() ? "" : ", ") + now + (out.empty() ? "" : " from " + std::to_string(version));
        last = now;
    }
    return out;
}

/// Octets of the body with every field and full lists; where strings have no fixed length they are empty, and `+`
/// stands behind.
std::string size_at(const Sample& sample, unsigned version) {
    const auto document = sample.document(version);
    const auto& rows = document.rows();
    const bool varies = std::any_of(rows.begin(), rows.end(), [](const FieldRow& row) { return row.octets == 0; });
    return std::to_string(document.octets()) + (varies ? "+" : "");
}

std::string presence_text(const Presence& presence) {
    std::string out;
    const auto add = [&out](const std::string& words) { out += (out.empty() ? "" : ", ") + words; };
    if (presence.from > 0) add("from " + std::to_string(presence.from));
    if (presence.to < Presence::any) add("to " + std::to_string(presence.to));
    if (presence.sent_from > 0) add("sent from " + std::to_string(presence.sent_from));
    if (presence.optional_to >= static_cast<int>(Presence::any)) add("may be missing");
    else if (presence.optional_to >= static_cast<int>(presence.from)) add("may be missing to " + std::to_string(presence.optional_to));
    return out.empty() ? "always" : out;
}

/// Fields of all versions in their order: those of the newest, and where they stood, those that are gone.
std::vector<FieldRow> rows_of_all_versions(const Sample& sample) {
    std::vector<FieldRow> all;
    for (unsigned version = 0; version <= newest; ++version) {
        auto at = all.begin();
        for (const FieldRow& row : sample.document(version).rows()) {
            const auto known = std::find_if(at, all.end(), [&](const FieldRow& r) { return r.path == row.path && r.type == row.type; });
            const auto anywhere = std::find_if(
                all.begin(), all.end(), [&](const FieldRow& r) { return r.path == row.path && r.type == row.type; });
            if (known != all.end()) at = known + 1;
            else if (anywhere == all.end()) at = all.insert(at, row) + 1;
        }
    }
    return all;
}

std::string field_at(const Sample& sample, const FieldRow& field, unsigned version,
                     const std::function<std::string(const FieldRow&)>& text) {
    for (const FieldRow& row : sample.document(version).rows())
        if (row.path == field.path && row.type == field.type) return text(row);
    return {};
}

void write_message(std::ostream& out, const Sample& sample, const std::string& comment) {
    out << "\n### " << hexadecimal(sample.id) << " " << sample.name << "\n\n" << comment << "\n\nBody: "
        << by_version([&](unsigned version) { return size_at(sample, version); }) << " octets.\n";
    const auto rows = rows_of_all_versions(sample);
    if (rows.empty()) return;
    out << "\n| field | type | octets | at | there |\n|---|---|---|---|---|\n";
    for (const FieldRow& row : rows) {
        const auto octets = [&](unsigned v) {
            return field_at(sample, row, v, [](const FieldRow& r) {
                return r.octets == 0 ? std::string("varies") : std::to_string(r.octets);
            });
        };
        const auto place = [&](unsigned v) {
            return field_at(sample, row, v, [](const FieldRow& r) {
                return r.is_fixed ? std::to_string(r.offset) : std::string("behind");
            });
        };
        out << "| " << row.path << " | " << row.type
            << (row.items > 1 ? ", " + std::to_string(row.items) + " items" : "") << " | " << by_version(octets)
            << " | " << by_version(place) << " | " << presence_text(row.presence) << " |\n";
    }
}

/// The comment above each struct of sccp/messages, by the name of the struct.
std::map<std::string, std::string> comments() {
    std::map<std::string, std::string> out;
    for (const auto& file : std::filesystem::directory_iterator(TEST_SOURCE_DIR "/sccp/messages")) {
        std::ifstream in(file.path());
        std::string comment;
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("/// ")) {
                comment += (comment.empty() ? "" : " ") + line.substr(4);
            } else {
                if (line.starts_with("struct ")) out[line.substr(7, line.find(' ', 7) - 7)] = comment;
                comment.clear();
            }
        }
    }
    return out;
}

std::string reference_page() {
    std::ostringstream out;
    out << "# SCCP messages\n\n"
           "Made of the declarations in `messages/`, never written by hand; `README.md` says how to read and refresh it. Places and sizes are octets of\n"
           "the body, versions those agreed at registration. Sizes are those with every field and full\n"
           "lists; `+` means that strings come on top, `behind` that the place depends on them.\n"
           "Items of an array are described once. Alternatives of a union stand at the same place.\n";
    const auto texts = comments();
    const char* const headings[] = {"From the phone", "To the phone", "Of media devices"};
    int heading = -1;
    for (const Sample& sample : samples::all()) {
        if (heading != static_cast<int>(sample.direction)) out << "\n## " << headings[heading = static_cast<int>(sample.direction)] << "\n";
        write_message(out, sample, texts.at(std::string(sample.name)));
    }
    return out.str();
}

std::string table_of_sizes() {
    std::ostringstream out;
    for (const Sample& sample : samples::all())
        out << hexadecimal(sample.id) << " " << sample.name << ": "
            << by_version([&](unsigned version) { return size_at(sample, version); }) << "\n";
    return out.str();
}

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// With REFRESH=1 in the environment the file is written instead.
void compare(const std::string& file, const std::string& wanted) {
    const std::string path = std::string(TEST_SOURCE_DIR) + '/' + file;
    if (std::getenv("REFRESH")) std::ofstream(path, std::ios::binary) << wanted;
    INFO("refresh " << file << " by: REFRESH=1 build/sanitize/bin/sccp_tests --test-case='*is made of the declarations*'");
    const bool is_same = content(path) == wanted;
    CHECK(is_same);
}

} // namespace

TEST_CASE("the message reference is made of the declarations") { compare("sccp/MESSAGES.md", reference_page()); }

TEST_CASE("the table of sizes is made of the declarations") { compare("tests/golden/message_sizes.txt", table_of_sizes()); }
