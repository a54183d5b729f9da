// Values as the JSON of the HTTP interface.
#include "gateway/http_json.hpp"

#include <algorithm>

#include <boost/beast/http/status.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "gateway/text.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

json::value text(std::string_view value) {
    return json::value(one_line(value));
}

json::value time_or_null(std::int64_t unix_seconds) {
    return unix_seconds == 0 ? json::value() : json::value(iso_time(unix_seconds));
}

json::value number_or_null(int value) {
    return value == 0 ? json::value() : json::value(value);
}

json::value address(const mapping::MediaAddress& at) {
    return at.host.empty() ? json::value() : text(host_and_port(at.host, at.port));
}

json::value end(std::string_view number, std::string_view name) {
    return json::object{{"number", text(number)}, {"name", text(name)}};
}

json::value statistics(const std::optional<mapping::Statistics>& given) {
    if (!given)
        return nullptr;
    return json::object{{"packets_sent", given->packets_sent},
                        {"octets_sent", given->octets_sent},
                        {"packets_received", given->packets_received},
                        {"octets_received", given->octets_received},
                        {"packets_lost", given->packets_lost},
                        {"jitter_ms", given->jitter_ms},
                        {"latency_ms", given->latency_ms},
                        {"quality", text(given->quality)}};
}

std::string_view kind_name(TraceEntry::Kind kind) {
    switch (kind) {
    case TraceEntry::Kind::sccp:
        return "sccp";
    case TraceEntry::Kind::sip:
        return "sip";
    default:
        return "state";
    }
}

std::string hexadecimal(std::string_view octets) {
    std::string out;
    out.reserve(octets.size() * 2);
    for (const char octet : octets)
        fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(octet));
    return out;
}

} // namespace

json::object to_json(const mapping::LineSnapshot& line, std::string_view device) {
    return {{"name", text(line.name)},
            {"user", text(line.user)},
            {"device", text(device)},
            {"instance", line.instance},
            {"state", text(line.state)},
            {"registrar", text(line.registrar)},
            {"last_status", number_or_null(line.last_status)},
            {"last_reason", text(line.last_reason)},
            {"last_at", time_or_null(line.last_at_unix)},
            {"expires_at", time_or_null(line.expires_at_unix)},
            {"contact", text(line.contact)},
            {"new_messages", line.new_messages}};
}

json::object to_json(const PhoneView& view) {
    const auto& phone = view.phone;
    json::array capabilities;
    for (const auto& name : phone.capabilities) // annexes of one codec have one name
        if (json::value known = text(name);
            std::find(capabilities.begin(), capabilities.end(), known) == capabilities.end())
            capabilities.push_back(std::move(known));
    json::array lines;
    for (const auto& line : phone.lines)
        lines.push_back(to_json(line, phone.device));
    json::array calls;
    for (const auto& call : phone.calls)
        calls.push_back(call.id);
    const bool was_here = phone.type != 0; // no phone has it; what the model table says of it is no news
    return {{"device", text(phone.device)},
            {"description", text(phone.description)},
            {"state", text(phone.state)},
            {"since", time_or_null(phone.since_unix)},
            {"address", text(phone.address)},
            {"model", was_here ? text(phone.model) : json::value()},
            {"type", was_here ? json::value(phone.type) : json::value()},
            {"protocol", was_here ? json::value(phone.protocol) : json::value()},
            {"load", text(phone.load)},
            {"last_alarm", text(phone.last_alarm)},
            {"capabilities", std::move(capabilities)},
            {"messages_in", view.messages_in},
            {"messages_out", view.messages_out},
            {"decode_errors", view.decode_errors},
            {"lines", std::move(lines)},
            {"calls", std::move(calls)}};
}

json::object to_json(const CallView& view) {
    const auto& call = view.call;
    return {{"id", call.id},
            {"device", text(view.device)},
            {"line", text(call.line_name)},
            {"instance", call.line},
            {"direction", call.incoming ? "incoming" : "outgoing"},
            {"state", text(call.state)},
            {"local", end(call.local_number, call.local_name)},
            {"remote", end(call.remote_number, call.remote_name)},
            {"call_id", text(view.sip_call_id)},
            {"codec", text(call.codec)},
            {"ptime", call.ptime},
            {"media", json::object{{"state", text(call.media_state)},
                                   {"phone", address(call.media_phone)},
                                   {"remote", address(call.media_remote)}}},
            {"started", time_or_null(call.started_unix)},
            {"answered", time_or_null(call.answered_unix)},
            {"hold_unsignalled", call.hold_unsignalled},
            {"statistics", statistics(call.statistics)}};
}

std::string entry_text(const TraceEntry& entry, const PrintSccp& print_sccp) {
    if (entry.kind == TraceEntry::Kind::state)
        return one_line(entry.label());
    if (entry.kind == TraceEntry::Kind::sip)
        return many_lines(entry.bytes);
    std::string printed = print_sccp ? print_sccp(entry) : std::string{};
    return printed.empty() ? hexadecimal(entry.bytes) : one_line(printed);
}

json::object to_json(const TraceEntry& entry, const PrintSccp& print_sccp) {
    json::object out{{"at", iso_time(entry.at)}, {"kind", kind_name(entry.kind)}};
    if (entry.kind != TraceEntry::Kind::state) {
        const std::string_view outer = entry.kind == TraceEntry::Kind::sccp ? "phone" : "pbx";
        out["from"] = entry.outgoing ? "gateway" : outer;
        out["to"] = entry.outgoing ? outer : "gateway";
    }
    out["call"] = entry.call == 0 ? json::value() : json::value(entry.call);
    out["label"] = ladder_label(entry);
    if (entry.repeats > 0)
        out["repeats"] = entry.repeats;
    if (entry.kind != TraceEntry::Kind::state)
        out["text"] = entry_text(entry, print_sccp);
    return out;
}

json::object to_json(const CallLadder& ladder, const PrintSccp& print_sccp) {
    json::array entries;
    for (const auto& entry : ladder.entries)
        entries.push_back(to_json(entry, print_sccp));
    return {{"call", ladder.call},   {"device", text(ladder.device)}, {"call_id", text(ladder.sip_call_id)},
            {"ended", ladder.ended}, {"dropped", ladder.dropped},     {"dropped_after", ladder.dropped_after},
            {"entries", std::move(entries)}};
}

json::object to_json(const Check& check) {
    return {{"name", text(check.name)},
            {"ok", check.good},
            {"reason", text(check.reason)},
            {"at", time_or_null(check.at_unix)}};
}

json::object to_json(const Reloaded& reloaded) {
    json::array changes;
    for (const auto& change : reloaded.changes)
        changes.push_back(json::object{{"section", text(change.section)}, {"change", text(change.what)}});
    return {{"changes", std::move(changes)}};
}

HttpResponse json_response(unsigned status, const json::value& value) {
    HttpResponse out;
    out.status = status;
    out.body = json::serialize(value) + "\n";
    return out;
}

HttpResponse problem(unsigned status, std::string_view detail, json::object more) {
    const std::string title{boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status))};
    json::object object{{"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", text(detail)}};
    for (auto& member : more)
        object[member.key()] = std::move(member.value());
    HttpResponse out = json_response(status, object);
    out.content_type = "application/problem+json";
    return out;
}

} // namespace gateway
