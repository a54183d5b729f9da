// Options of the process: [sccp] [sip] [calls] [http] [log] [state]; look-up; what comes later.
#include "config/option_table.hpp"

#include <algorithm>
#include <array>

#include "config/fields.hpp"
#include "config/ini.hpp"

namespace config {
namespace {

using namespace std::chrono_literals;
using Kind = Option::Kind;

Parsed<std::string> listen_address(const std::string& text) {
    const auto listen = parse_listen(text);
    return listen ? Parsed<std::string>(text) : listen.error();
}

Parsed<std::string> sip_source(const std::string& text) {
    if (text == "registrars" || text == "any")
        return text;
    const auto network = parse_network(text);
    return network ? network : Wrong{network.error().what, did_you_mean(text, {"registrars"})}; // any is never a guess
}

/// ServerRes (SCCP 0x009E) has five names of 48 octets, the last one a NUL.
constexpr std::size_t longest_server_name = 47, most_servers = 5;

Parsed<std::string> server(const std::string& text) {
    const auto host = parse_host(text, 2000);
    if (!host)
        return host.error();
    const auto name = parse_told(host->first, "the name of a server", longest_server_name);
    return name ? Parsed<std::string>(text) : name.error();
}

Value servers() {
    auto value = list(&sccp::Options::servers, "list of host or host:port", server);
    value.set = [set = value.set](Fields& fields, const std::string& text) {
        auto what = set(fields, text);
        if (const auto count = split_list(text).size(); what.empty() && count > most_servers)
            what = "a phone takes " + std::to_string(most_servers) + " servers, not " + std::to_string(count);
        return what;
    };
    return value;
}

Parsed<std::string> sip_uri(const std::string& text) {
    return text.starts_with("sip:") ? Parsed<std::string>(text) : Wrong{"\"", text, "\" does not start with sip:"};
}

std::vector<Option> sccp_options() {
    using S = sccp::Options;
    return {
        {In::sccp, "listen", "0.0.0.0:2000, [::]:2000", list(&S::listen, "list of address:port", listen_address, true),
         "Where phones connect. Port 0 takes a free one and logs it."},
        {In::sccp, "allow", "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 127.0.0.0/8, fc00::/7, ::1",
         list(&S::allow, "list of networks", [](const auto& text) { return parse_network(text); }),
         "Who may connect. [device] allow narrows it for one phone."},
        {In::sccp, "keepalive", "30", duration(&S::keepalive, 5s, 1h),
         "How often a phone must show that it lives; it is lost after three times this."},
        {In::sccp, "secondary_keepalive", "60", duration(&S::secondary_keepalive, 5s, 1h),
         "The same on the connection that a phone keeps to its second server."},
        {In::sccp, "unknown", "reject", only("reject", {"guest"}), "What happens to a device that is not configured."},
        {In::sccp, "reconnect_grace", "45", duration(&S::reconnect_grace, 0s, 1h),
         "How long the lines of a lost phone stay registered with the PBX."},
        {In::sccp, "reject_when_pbx_down", "no", yes_no(&S::reject_when_pbx_down),
         "Refuse phones while no registrar of their lines answers, so that they try their next server."},
        {In::sccp, "register_deadline", "10s", duration(&S::register_deadline, 1s, 5min),
         "A connection that has not registered by then is closed."},
        {In::sccp, "max_connections", "0", number(&S::max_connections, 0, 1'000'000),
         "Connections of phones in all. 0 means as many as the limit on open files (RLIMIT_NOFILE) leaves; more never."},
        {In::sccp, "max_unregistered_per_address", "1024", number(&S::max_unregistered_per_address, 1, 65535),
         "Connections without registration from one address; above it the one that has said least gives way."},
        {In::sccp, "max_unregistered", "0", number(&S::max_unregistered, 0, 1'000'000),
         "The same from all addresses together. 0 means 4 for each configured device, at least 4096."},
        {In::sccp, "message_rate", "64", number(&S::message_rate, 1, 100'000),
         "Messages of one phone per second; a faster one is slowed down."},
        {In::sccp, "message_burst", "256", number(&S::message_burst, 1, 1'000'000), "Messages that may come at once."},
        {In::sccp, "output_queue", "256k", size(&S::output_queue, std::size_t{16} << 10U, std::size_t{64} << 20U),
         "Octets that wait for a phone that does not read; above it the phone is dropped."},
        {In::sccp, "dscp", "24", number(&S::dscp, 0, 63), "DSCP of the signalling to phones."},
        {In::sccp, "server_name", "sccp2sip", text(&S::server_name, "text", true),
         "Name of the server as phones show it."},
        {In::sccp, "servers", "", servers(),
         "Gateways in the order in which phones try them, five at most. Default: the address that the phone reached us at."},
    };
}

std::vector<Option> sip_options() {
    using S = sip::Options;
    return {
        {In::sip, "listen", "auto:5062", checked(&S::listen, "address:port or auto:port", listen_address),
         "Where SIP comes in, UDP and TCP. auto is the address of the route to the first registrar."},
        {In::sip, "registrar", "",
         list(&S::registrars, "list of host, host:port, with ;transport=udp or ;transport=tcp",
              [](const auto& text) { return parse_target(text); }),
         "The PBX: where lines register and calls go, best first. A name without port is looked up by DNS.",
         Kind::required},
        {In::sip, "domain", "", checked(&S::domain, "host", parse_domain),
         "Domain of the lines. Default: the host of the first registrar."},
        {In::sip, "allow", "registrars", list(&S::allow, "registrars, any, or a list of networks", sip_source),
         "Who may send SIP requests to us."},
        {In::sip, "probe", "10s", duration(&S::probe, 1s, 1h, true),
         "How often each registrar is asked whether it lives. 0 means never."},
        {In::sip, "registrations_in_flight", "100", number(&S::registrations_in_flight, 1, 10'000),
         "REGISTER requests that wait for an answer at the same time."},
        {In::sip, "transaction_timeout", "32s", duration(&S::transaction_timeout, 4s, 2min),
         "When a request without answer has failed (64*T1 of RFC 3261)."},
        {In::sip, "max_connections", "256", number(&S::max_connections, 1, 65535),
         "TCP connections that others have opened to the SIP port; at most a quarter of the open files."},
        {In::sip, "max_connections_per_address", "64", number(&S::max_connections_per_address, 1, 65535),
         "The same from one address; one more is closed."},
        {In::sip, "max_requests", "8192", number(&S::max_requests, 64, 1'000'000),
         "Requests outside calls that are taken within transaction_timeout from those who may send them, and 4 more for each line; the rest is dropped. "
         "A PBX that sends OPTIONS to each line every 4 s needs 8 for each line. Each takes some 10 kB for that time."},
        {In::sip, "max_strange_requests", "256", number(&S::max_strange_requests, 0, 100'000),
         "The same of everybody else together: so many get a refusal, the rest no answer. 0 means that nobody else is answered."},
        {In::sip, "dscp", "24", number(&S::dscp, 0, 63), "DSCP of the signalling to the PBX."},
        {In::sip, "user_agent", "", text(&S::user_agent), "What we call ourselves. Default: sccp2sip/<version>."},
    };
}

std::vector<Option> call_options() {
    using S = mapping::CallOptions;
    return {
        {In::calls, "t_orc", "2s", duration(&S::t_orc, 500ms, 30s),
         "How long a phone may take to open its audio port."},
        {In::calls, "t_port", "500ms", duration(&S::t_port, 100ms, 10s),
         "How long a phone may take to reserve a port for an offer."},
        {In::calls, "t_failtone", "15", duration(&S::t_failtone, 1s, 10min),
         "How long the tone of a failed call plays."},
        {In::calls, "ringout_timeout", "180", duration(&S::ringout_timeout, 10s, 1h),
         "A call that nobody answers ends after this."},
        {In::calls, "preserve_max", "120", duration(&S::preserve_max, 0s, 24h),
         "How long a call goes on while its phone is away. 0 ends it at once."},
        {In::calls, "drain", "0", duration(&S::drain, 0s, 24h),
         "How long SIGTERM waits for calls to end. Above 20s whoever stops the process must wait longer than 30 s: "
         "TimeoutStopSec in the unit, stop_grace_period in the compose file."},
        {In::calls, "rtp_stat", "off", one_of(&S::rtp_stat_bye, {{"off", false}, {"bye", true}}),
         "Audio statistics of the phone in a header of our BYE."},
        {In::calls, "vq_uri", "", checked(&S::vq_uri, "SIP URI", sip_uri),
         "Who gets voice quality reports (RFC 6035). Default: nobody."},
    };
}

std::vector<Option> gateway_options() {
    using Http = gateway::HttpOptions;
    using Log = gateway::LogOptions;
    return {
        {In::http, "listen", "127.0.0.1:8080", checked(&Http::listen, "address:port", listen_address),
         "Health, metrics, API and status page. Empty: none. Beyond loopback a token is required."},
        {In::http, "token", "", text(&Http::token),
         "What requests that change something must bring as Authorization: Bearer. Best given as ${NAME}."},
        {In::log, "level", "info",
         one_of(&Log::level, {{"trace", "trace"},
                              {"debug", "debug"},
                              {"info", "info"},
                              {"warning", "warning"},
                              {"error", "error"},
                              {"off", "off"}}),
         "What is logged: info is a human act or a state of a phone, line or call."},
        {In::log, "format", "text", one_of(&Log::format, {{"text", Log::Format::text}, {"json", Log::Format::json}}),
         "How a line of the log looks."},
        {In::log, "trace_messages", "200", number(&Log::trace_messages, 0, 100'000),
         "Messages kept per phone for /trace."},
        {In::state, "file", "/var/lib/sccp2sip/state.db", text(&gateway::StateOptions::file, "path"),
         "Forwards, do not disturb and last numbers, kept over a restart. Empty: kept in memory only."},
    };
}

constexpr std::array<std::string_view, 33> later_line_keys{
    "blf",          "blf_pickup",    "blf_show_caller", "blf_ring_icon", "blf_list_uri",  "pickup",
    "pickup_code",  "gpickup_code",  "dpickup_code",    "park",          "park_number",   "park_code",
    "park_listen",  "callback",      "callback_code",   "barge",         "barge_code",    "meetme_prefix",
    "mcid_code",    "record_code",   "hlog_on_code",    "hlog_off_code", "divert_header", "cfa_on_code",
    "cfa_off_code", "cfb_on_code",   "cfb_off_code",    "cfna_on_code",  "cfna_off_code", "dnd_on_code",
    "dnd_off_code", "intercom_code", "voicemail_code",
};

} // namespace

std::string_view name_of(In section) {
    constexpr std::array<std::string_view, 8> names{"sccp", "sip", "calls", "http", "log", "state", "line", "device"};
    return names[static_cast<std::size_t>(section)];
}

std::vector<Option> process_options() {
    std::vector<Option> all;
    for (auto part : {sccp_options(), sip_options(), call_options(), gateway_options()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

const std::vector<Option>& options() {
    static const auto table = [] {
        std::vector<Option> all;
        for (auto part : {process_options(), line_options(), device_options()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return table;
}

const Option* find_option(In section, std::string_view key) {
    for (const auto& option : options())
        if (option.section == section && option.key == key)
            return &option;
    return nullptr;
}

std::string_view why_later(In section, std::string_view key) {
    if (speaks_of_tls(key))
        return tls_comes_later;
    const bool is_later = std::find(later_line_keys.begin(), later_line_keys.end(), key) != later_line_keys.end();
    return section == In::line && is_later ? "not available in this version" : "";
}

const std::vector<std::string>& ring_modes() {
    static const std::vector<std::string> modes{"inside", "outside", "feature", "urgent", "silent"};
    return modes;
}

} // namespace config
