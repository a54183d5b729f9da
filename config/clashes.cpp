// What is wrong only when several entries are seen together.
#include "config/clashes.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "config/text.hpp"
#include "config/values.hpp"

namespace config {
namespace {

struct Listener {
    std::string_view kind;    ///< of its section
    std::string text;
    Listen at;
};

/// Addresses that are asked for; a port 0 is any that is free.
std::vector<Listener> listeners_of(const Settings& settings) {
    std::vector<Listener> found;
    const auto add = [&](std::string_view kind, const std::string& text) {
        if (const auto at = parse_listen(text); at && at->port != 0)
            found.push_back({kind, text, {plain_host(at->host), at->port}});
    };
    for (const auto& text : settings.sccp.listen)
        add("sccp", text);
    add("sip", settings.sip.listen);
    add("http", settings.http.listen);
    return found;
}

/// 0.0.0.0 takes the port of every IPv4 address, :: here that of every IPv6 address.
bool are_one(const Listen& a, const Listen& b) {
    const auto covers = [](const std::string& all, const std::string& one) {
        const bool is_v6 = one.find(':') != one.npos;
        return is_ip_literal(one) && all == (is_v6 ? "::" : "0.0.0.0");
    };
    return a.port == b.port && (a.host == b.host || covers(a.host, b.host) || covers(b.host, a.host));
}

const Entry* listen_entry(const Sections& sections, std::string_view kind) {
    return find_entry(sections, kind, "listen");
}

Problem at(const Entry& entry, std::string_view kind, std::string what) {
    return {entry.file, entry.line, std::string(kind), entry.key, std::move(what)};
}

/// Told at what is written; a default has no line.
std::optional<Problem> taken(const Sections& sections, const Listener& first, const Listener& second) {
    const auto* const entry = listen_entry(sections, second.kind);
    if (entry == nullptr && listen_entry(sections, first.kind) != nullptr)
        return taken(sections, second, first);
    if (entry == nullptr)
        return std::nullopt; // it stands in a section that was given before, which is told
    const auto whose =
        first.kind == second.kind ? std::string("this list") : '[' + std::string(first.kind) + "] listen";
    const auto what = first.text == second.text ? second.text + " stands in " + whose + " too"
                                                : second.text + " is taken by " + first.text + " of " + whose;
    return at(*entry, second.kind, what);
}

} // namespace

const Entry* find_entry(const Sections& sections, std::string_view section, std::string_view key) {
    const auto found = sections.find(std::string(section));
    if (found == sections.end())
        return nullptr;
    const auto& entries = found->second->entries;
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
    return entry == entries.end() ? nullptr : &*entry;
}

std::vector<Problem> find_open_http(const Sections& sections, const Settings& settings) {
    const auto listen = parse_listen(settings.http.listen);
    const auto* const entry = listen_entry(sections, "http"); // the default is loopback
    if (!settings.http.token.empty() || !listen || is_loopback(listen->host) || entry == nullptr)
        return {};
    return {at(*entry, "http", "needs a token when others than this host can connect")};
}

std::vector<Problem> find_taken_addresses(const Sections& sections, const Settings& settings) {
    std::vector<Problem> problems;
    const auto listeners = listeners_of(settings);
    for (std::size_t second = 1; second < listeners.size(); ++second)
        for (std::size_t first = 0; first < second; ++first)
            if (are_one(listeners[first].at, listeners[second].at)) {
                if (auto problem = taken(sections, listeners[first], listeners[second]))
                    problems.push_back(std::move(*problem));
                break;
            }
    return problems;
}

std::vector<Problem> find_likeness(const Sections& sections) {
    std::vector<const Section*> devices;
    for (const auto& [title, section] : sections)
        if (section->kind == "device")
            devices.push_back(section);
    std::sort(devices.begin(), devices.end(),
              [](const auto* a, const auto* b) { return std::tie(a->file, a->line) < std::tie(b->file, b->line); });
    std::vector<Problem> problems;
    std::map<std::string, const Section*> seen;
    for (const auto* device : devices) {
        const auto [before, is_new] = seen.emplace(lower(device->name), device);
        if (!is_new)
            problems.push_back({device->file, device->line, device->title(), "",
                                "differs only in case from [" + before->second->title() + "] at " +
                                    before->second->file + ':' + std::to_string(before->second->line)});
    }
    return problems;
}

} // namespace config
