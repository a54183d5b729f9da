// Session descriptions: struct to text, and questions about them.
#include <array>

#include <arpa/inet.h>

#include "sip/sdp.hpp"
#include "sip/text.hpp"

namespace sip {
namespace {

std::string_view name_of(Direction direction) {
    constexpr std::array<std::string_view, 4> names{"sendrecv", "sendonly", "recvonly", "inactive"};
    return names[static_cast<std::size_t>(direction)];
}

std::string text_of(const Connection& connection) {
    return (connection.family == AddressFamily::ipv6 ? "IN IP6 " : "IN IP4 ") + connection.address;
}

void append_media_line(std::string& out, const Media& media) {
    out += "m=" + media.type + ' ' + std::to_string(media.port) + ' ' + media.proto;
    for (const AudioFormat& format : media.audio)
        out += ' ' + std::to_string(format.payload_number);
    if (media.audio.empty())
        for (const std::string& format : media.formats)
            out += ' ' + format;
    if (media.audio.empty() && media.formats.empty())
        out += " 0"; // the grammar wants one
    out += "\r\n";
}

void append_format(std::string& out, const AudioFormat& format) {
    const auto payload = std::to_string(format.payload_number);
    out += "a=rtpmap:" + payload + ' ' + format.encoding + '/' + std::to_string(format.clock);
    if (format.channels > 1)
        out += '/' + std::to_string(format.channels);
    out += "\r\n";
    if (!format.fmtp.empty())
        out += "a=fmtp:" + payload + ' ' + format.fmtp + "\r\n";
}

void append_media(std::string& out, const Media& media, const std::optional<Connection>& of_session) {
    append_media_line(out, media);
    if (media.port == 0)
        return;
    if (media.connection && media.connection != of_session)
        out += "c=" + text_of(*media.connection) + "\r\n";
    for (const AudioFormat& format : media.audio)
        append_format(out, format);
    if (media.ptime)
        out += "a=ptime:" + std::to_string(*media.ptime) + "\r\n";
    if (media.maxptime)
        out += "a=maxptime:" + std::to_string(*media.maxptime) + "\r\n";
    if (media.rtcp_port) {
        out += "a=rtcp:" + std::to_string(*media.rtcp_port);
        out += (media.rtcp_address ? ' ' + text_of(*media.rtcp_address) : "") + "\r\n";
    }
    out += "a=";
    out += name_of(media.direction);
    out += "\r\n";
}

} // namespace

AddressKind kind_of(const Connection& connection) {
    if (connection.family == AddressFamily::ipv4) {
        in_addr address{};
        if (inet_pton(AF_INET, connection.address.c_str(), &address) != 1)
            return AddressKind::host_name;
        const auto first = ntohl(address.s_addr) >> 24U;
        if (first == 0) // RFC 1122 section 3.2.1.3: "this network", never a destination
            return AddressKind::unspecified;
        if (first == 127)
            return AddressKind::loopback;
        return first >= 224 ? AddressKind::multicast : AddressKind::unicast;
    }
    in6_addr address{};
    if (inet_pton(AF_INET6, connection.address.c_str(), &address) != 1)
        return AddressKind::host_name;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        std::array<char, INET_ADDRSTRLEN> text{};
        inet_ntop(AF_INET, &address.s6_addr[12], text.data(), text.size());
        return kind_of({AddressFamily::ipv4, text.data()});
    }
    if (IN6_IS_ADDR_UNSPECIFIED(&address))
        return AddressKind::unspecified;
    if (IN6_IS_ADDR_LOOPBACK(&address))
        return AddressKind::loopback;
    return IN6_IS_ADDR_MULTICAST(&address) ? AddressKind::multicast : AddressKind::unicast;
}

Connection connection_to(std::string_view address) {
    const bool is_ipv6 = address.find(':') != address.npos;
    return {is_ipv6 ? AddressFamily::ipv6 : AddressFamily::ipv4, std::string(address)};
}

bool same_encoding(std::string_view a, std::string_view b) { return same_word(a, b); }

std::optional<std::string> fmtp_parameter(std::string_view fmtp, std::string_view name) {
    for (auto item = next_word(fmtp, ";"); !item.empty(); item = next_word(fmtp, ";")) {
        const auto equals = item.find('=');
        if (same_word(trimmed(item.substr(0, equals)), name))
            return equals == item.npos ? "" : std::string(trimmed(item.substr(equals + 1)));
    }
    return std::nullopt;
}

std::string to_text(const Sdp& sdp) {
    std::string out = "v=0\r\no=- " + std::to_string(sdp.session_id) + ' ' + std::to_string(sdp.version) + ' ' +
                      text_of(sdp.origin) + "\r\ns=-\r\n";
    if (sdp.connection)
        out += "c=" + text_of(*sdp.connection) + "\r\n";
    out += "t=0 0\r\n";
    for (const Media& media : sdp.media)
        append_media(out, media, sdp.connection);
    return out;
}

const Media* first_audio(const Sdp& sdp) {
    for (const Media& media : sdp.media)
        if (media.type == "audio" && media.port != 0)
            return &media;
    return nullptr;
}

Media refused(const Media& offered) {
    Media media{offered.type, 0, offered.proto, {}};
    media.formats = offered.formats;
    if (media.formats.empty()) // an offer of our own, which was never text
        for (const AudioFormat& format : offered.audio)
            media.formats.push_back(std::to_string(format.payload_number));
    return media;
}

Direction reversed(Direction offered) {
    switch (offered) {
    case Direction::sendonly:
        return Direction::recvonly;
    case Direction::recvonly:
        return Direction::sendonly;
    default:
        return offered;
    }
}

bool is_hold(const Media& media) {
    if (media.direction == Direction::sendonly || media.direction == Direction::inactive)
        return true;
    return media.connection && kind_of(*media.connection) == AddressKind::unspecified;
}

} // namespace sip
