// What GET answers.
#include "gateway/route_handlers.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/http_json.hpp"
#include "gateway/status_page.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

using Items = std::vector<json::value>;
/// Puts what a phone gives to a list into it.
using FromPhone = std::function<void(const PhoneView&, Items&)>;

constexpr std::size_t phones_per_piece = 64;

/// A list over all phones, some phones per turn of the loop: ten thousand of them must not hold up a single keep-alive.
std::function<std::string()> list_in_pieces(Operations& operations, std::vector<std::string> devices,
                                            FromPhone from_phone, std::size_t limit) {
    return [&operations, devices = std::move(devices), from_phone = std::move(from_phone), limit, at = std::size_t{0},
            listed = std::size_t{0}, is_over = false]() mutable -> std::string {
        if (is_over)
            return {};
        std::string piece = at == 0 ? "[" : " ";
        Items items;
        for (const std::size_t end = std::min(at + phones_per_piece, devices.size()); at < end; ++at)
            if (const auto phone = operations.phone(devices[at]))
                from_phone(*phone, items);
        for (const auto& item : items) {
            if (listed >= limit)
                break;
            if (listed++ > 0)
                piece += ",\n";
            piece += json::serialize(item);
        }
        is_over = at >= devices.size() || listed >= limit;
        return is_over ? piece + "]\n" : piece;
    };
}

/// The states of the interface document: those of the machines (mapping/tables).
const std::vector<std::string> phone_states{"Down", "Configuring", "Ready", "Lost", "Resetting"};
const std::vector<std::string> line_states{"Unregistered", "Registering", "Registered", "Refreshing",
                                           "BackingOff",   "Refused",     "Unregistering"};

HttpResponse list(const RouteCall& call, const std::vector<std::string>& states, FromPhone from_phone) {
    if (const auto state = call.asked("state");
        !state.empty() && std::find(states.begin(), states.end(), state) == states.end())
        return problem(400, fmt::format("state {}: one of {}", state, fmt::join(states, ", ")));
    if (!call.asked("limit").empty() && !call_number(call.asked("limit")))
        return problem(400, fmt::format("limit {}: a number from 1", call.asked("limit")));
    auto devices = call.world.operations.devices();
    const bool is_short = devices.size() <= phones_per_piece;
    const auto limit = call_number(call.asked("limit")).value_or(std::numeric_limits<std::uint32_t>::max());
    auto pieces = list_in_pieces(call.world.operations, std::move(devices), std::move(from_phone), limit);
    HttpResponse out;
    if (is_short)
        out.body = pieces();
    else
        out.pieces = std::move(pieces);
    return out;
}

HttpResponse plain(std::string body, std::string content_type) {
    HttpResponse out;
    out.content_type = std::move(content_type);
    out.body = std::move(body);
    return out;
}

HttpResponse file(std::string body, std::string content_type, const std::string& name) {
    HttpResponse out = plain(std::move(body), std::move(content_type));
    // Device names are letters, digits, `_` and `-`; a call is a number.
    out.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
    return out;
}

std::string trace_text(const std::vector<TraceEntry>& entries, const PrintSccp& print_sccp) {
    std::string out;
    for (const auto& entry : entries) {
        const std::string_view arrow = entry.kind == TraceEntry::Kind::state ? "--" : entry.outgoing ? "<-" : "->";
        const bool is_sip = entry.kind == TraceEntry::Kind::sip;
        const std::string again =
            entry.repeats == 0 ? std::string{} : fmt::format(" (and {} times before)", entry.repeats);
        out += fmt::format("{} {} {}{}\n", iso_time(entry.at), is_sip ? (entry.outgoing ? "=>" : "<=") : arrow,
                           is_sip ? one_line(entry.label()) : one_line(entry_text(entry, print_sccp)), again);
        if (is_sip)
            out += entry_text(entry, print_sccp) + "\n";
    }
    return out;
}

/// Not ready without every required check, and without one good check of the kind `any`.
bool is_ready(const std::vector<Check>& checks) {
    bool any_is_asked = false;
    bool any_is_good = false;
    for (const auto& check : checks) {
        if (check.role == Check::Role::required && !check.good)
            return false;
        any_is_asked |= check.role == Check::Role::any;
        any_is_good |= check.role == Check::Role::any && check.good;
    }
    return any_is_good || !any_is_asked;
}

HttpResponse unknown_device(const std::string& name) {
    return problem(404, fmt::format("no device {}", name));
}
HttpResponse unknown_call(const std::string& id) {
    return problem(404, fmt::format("no call {}", id));
}

} // namespace

std::optional<std::uint32_t> call_number(const std::string& text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0)
        return std::nullopt;
    return value;
}

namespace handlers {

HttpResponse health(const RouteCall& call) {
    const auto uptime =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now() - call.started);
    return json_response(
        200, json::object{{"status", "ok"}, {"version", SCCP2SIP_VERSION}, {"uptime_seconds", uptime.count()}});
}

HttpResponse readiness(const RouteCall& call) {
    const auto checks = call.world.operations.readiness();
    json::array list_of;
    for (const auto& check : checks)
        list_of.push_back(to_json(check));
    const bool ready = is_ready(checks);
    return json_response(ready ? 200 : 503, json::object{{"ready", ready}, {"checks", std::move(list_of)}});
}

HttpResponse metrics(const RouteCall& call) {
    return plain(call.world.metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
}

HttpResponse page(const RouteCall&) {
    return status_page();
}

HttpResponse events(const RouteCall& call) {
    HttpResponse out = plain({}, "text/event-stream");
    out.events = true;
    const std::string after = call.asked("after").empty() ? call.request.last_event_id : call.asked("after");
    std::from_chars(after.data(), after.data() + after.size(), out.events_after);
    return out;
}

HttpResponse phones(const RouteCall& call) {
    return list(call, phone_states, [state = call.asked("state")](const PhoneView& view, Items& items) {
        if (state.empty() || view.phone.state == state)
            items.emplace_back(to_json(view));
    });
}

HttpResponse phone(const RouteCall& call) {
    const auto view = call.world.operations.phone(call.names[0]);
    return view ? json_response(200, to_json(*view)) : unknown_device(call.names[0]);
}

HttpResponse lines(const RouteCall& call) {
    return list(call, line_states, [state = call.asked("state")](const PhoneView& view, Items& items) {
        for (const auto& line : view.phone.lines)
            if (state.empty() || line.state == state)
                items.emplace_back(to_json(line, view.phone.device));
    });
}

/// A shared line is registered once per device: the first one's fields, and all of them under `registrations`.
HttpResponse line(const RouteCall& call) {
    json::array registrations;
    for (const auto& device : call.world.operations.devices()) {
        const auto view = call.world.operations.phone(device);
        if (!view)
            continue;
        for (const auto& each : view->phone.lines)
            if (each.name == call.names[0])
                registrations.push_back(to_json(each, device));
    }
    if (registrations.empty())
        return problem(404, fmt::format("no line {} on any device", call.names[0]));
    json::object first = registrations.front().as_object();
    first["registrations"] = std::move(registrations);
    return json_response(200, first);
}

HttpResponse calls(const RouteCall& call) {
    json::array out;
    for (const auto& each : call.world.operations.calls())
        out.push_back(to_json(each));
    return json_response(200, out);
}

HttpResponse call(const RouteCall& call) {
    const auto id = call_number(call.names[0]);
    const auto view = id ? call.world.operations.call(*id) : std::nullopt;
    return view ? json_response(200, to_json(*view)) : unknown_call(call.names[0]);
}

HttpResponse trace(const RouteCall& call) {
    if (!call.world.operations.phone(call.names[0]))
        return unknown_device(call.names[0]);
    const auto entries = call.world.traces.of(call.names[0]);
    const std::string format = call.asked("format");
    if (format == "text")
        return plain(trace_text(entries, call.world.print_sccp), "text/plain; charset=utf-8");
    if (format == "pcap")
        return trace_pcap(call);
    if (!format.empty() && format != "json")
        return problem(400, fmt::format("format {}: one of json, text, pcap", format));
    json::array out;
    for (const auto& entry : entries)
        out.push_back(to_json(entry, call.world.print_sccp));
    return json_response(200, out);
}

HttpResponse trace_pcap(const RouteCall& call) {
    if (!call.world.operations.phone(call.names[0]))
        return unknown_device(call.names[0]);
    return file(pcap_file(call.world.traces.of(call.names[0]), call.world.operations.endpoints(call.names[0])),
                "application/vnd.tcpdump.pcap", call.names[0] + ".pcap");
}

HttpResponse ladder(const RouteCall& call) {
    const auto id = call_number(call.names[0]);
    const auto found = id ? call.world.ladders.of(*id) : nullptr;
    if (found == nullptr)
        return unknown_call(call.names[0]);
    const std::string format = call.asked("format");
    if (format.empty() || format == "text")
        return plain(ladder_text(*found), "text/plain; charset=utf-8");
    if (format == "json")
        return json_response(200, to_json(*found, call.world.print_sccp));
    if (format == "svg")
        return plain(ladder_svg(*found), "image/svg+xml");
    if (format == "pcap")
        return file(pcap_file(found->entries, call.world.operations.endpoints(found->device)),
                    "application/vnd.tcpdump.pcap", fmt::format("call-{}.pcap", found->call));
    return problem(400, fmt::format("format {}: one of text, json, svg, pcap", format));
}

} // namespace handlers

} // namespace gateway
