// Session descriptions: text to struct (RFC 4566).
#include "sip/sdp.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sip/text.hpp"

namespace sip {
namespace {

/// RFC 3551 section 6: what a payload number means without an rtpmap.
struct StaticFormat {
    unsigned payload_number;
    const char* encoding;
    unsigned clock, channels;
};
constexpr std::array<StaticFormat, 17> static_formats{{
    {0, "PCMU", 8000, 1},
    {3, "GSM", 8000, 1},
    {4, "G723", 8000, 1},
    {5, "DVI4", 8000, 1},
    {6, "DVI4", 16000, 1},
    {7, "LPC", 8000, 1},
    {8, "PCMA", 8000, 1},
    {9, "G722", 8000, 1},
    {10, "L16", 44100, 2},
    {11, "L16", 44100, 1},
    {12, "QCELP", 8000, 1},
    {13, "CN", 8000, 1},
    {14, "MPA", 90000, 1},
    {15, "G728", 8000, 1},
    {16, "DVI4", 11025, 1},
    {17, "DVI4", 22050, 1},
    {18, "G729", 8000, 1},
}};

AudioFormat format_of(unsigned payload_number) {
    const auto* row = std::find_if(static_formats.begin(), static_formats.end(),
                                   [&](const StaticFormat& f) { return f.payload_number == payload_number; });
    if (row == static_formats.end())
        return {payload_number, "", 0, "", 1};
    return {payload_number, row->encoding, row->clock, "", row->channels};
}

std::optional<Direction> direction_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Direction>, 4> names{{{"sendrecv", Direction::sendrecv},
                                                                           {"sendonly", Direction::sendonly},
                                                                           {"recvonly", Direction::recvonly},
                                                                           {"inactive", Direction::inactive}}};
    for (const auto& [text, direction] : names)
        if (text == name)
            return direction;
    return std::nullopt;
}

/// An identifier of an o= line: decimal digits; what else stands there still gives a number that differs when the text
/// differs.
std::uint64_t identifier(std::string_view text) {
    std::uint64_t value{};
    for (const char c : text)
        value = value * 10 + static_cast<std::uint64_t>(static_cast<unsigned char>(c) - '0');
    return value;
}

/// `IN IP4 address` of c=, o= and a=rtcp.
std::optional<Connection> connection_in(std::string_view rest) {
    const auto network = next_word(rest), type = next_word(rest), word = next_word(rest);
    const auto address = word.substr(0, word.find('/')); // without TTL
    if (!same_word(network, "IN") || address.empty() || (!same_word(type, "IP4") && !same_word(type, "IP6")))
        return std::nullopt;
    return Connection{same_word(type, "IP6") ? AddressFamily::ipv6 : AddressFamily::ipv4, std::string(address)};
}

/// Reads line by line; the values before the first m= are the session's and become the start values of each media.
class Parser {
  public:
    boost::system::result<Sdp, SdpError> parse(std::string_view text) {
        if (text.size() > max_sdp_size)
            return SdpError{0, "too large"};
        for (std::size_t line = 1; !text.empty(); ++line) {
            const auto end = text.find('\n');
            std::string_view content = trimmed(text.substr(0, end));
            text.remove_prefix(end == text.npos ? text.size() : end + 1);
            if (content.empty())
                continue;
            if (content.size() < 2 || content[1] != '=')
                return SdpError{line, "not of the form x=value"};
            if (auto what = take(content[0], trimmed(content.substr(2))); !what.empty())
                return SdpError{line, std::string(1, content[0]) + "= line: " + what};
        }
        if (!has_version_ || !has_origin_)
            return SdpError{0, has_version_ ? "no o= line" : "no v= line"};
        for (Media& media : sdp_.media)
            std::erase_if(media.audio, [](const AudioFormat& format) { return format.encoding.empty(); });
        return std::move(sdp_);
    }

  private:
    /// What is wrong with the line; empty: nothing.
    std::string take(char type, std::string_view value) {
        constexpr std::string_view used = "vocma";
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; };
        if (used.find(type) != used.npos && std::any_of(value.begin(), value.end(), is_control))
            return "holds a control character"; // an answer repeats parts of it
        switch (type) {
        case 'v':
            has_version_ = true;
            return value == "0" ? "" : "version is not 0";
        case 'o':
            return take_origin(value);
        case 'c':
            return take_connection(value);
        case 'm':
            return take_media(value);
        case 'a':
            take_attribute(value);
            return "";
        default:
            return "";
        }
    }

    std::string take_origin(std::string_view value) {
        next_word(value);
        sdp_.session_id = identifier(next_word(value));
        sdp_.version = identifier(next_word(value));
        const auto origin = connection_in(value);
        if (!origin)
            return "not user, id, version, IN, IP4 or IP6, address";
        sdp_.origin = *origin;
        has_origin_ = true;
        return "";
    }

    std::string take_connection(std::string_view value) {
        const auto connection = connection_in(value);
        if (!connection)
            return "not IN, IP4 or IP6, address";
        if (sdp_.media.empty())
            sdp_.connection = session_.connection = connection;
        else if (!std::exchange(has_own_connection_, true)) // several are layers of a multicast: the first counts
            sdp_.media.back().connection = connection;
        return "";
    }

    std::string take_media(std::string_view value) {
        Media media = session_;
        media.type = next_word(value);
        const auto port = next_word(value);
        const auto port_number = number(port.substr(0, port.find('/')), 65535);
        if (!port_number)
            return "port is not a number up to 65535";
        media.port = static_cast<std::uint16_t>(*port_number);
        media.proto = next_word(value);
        if (media.proto.empty())
            return "no transport protocol";
        for (auto word = next_word(value); !word.empty(); word = next_word(value))
            media.formats.emplace_back(word);
        if (media.type == "audio" && media.proto.starts_with("RTP/"))
            add_payload_numbers(media);
        has_own_connection_ = false;
        mapped_.clear();
        sdp_.media.push_back(std::move(media));
        return "";
    }

    static void add_payload_numbers(Media& media) {
        for (const auto& word : media.formats) {
            const auto payload = number(word, 127);
            const auto is_same = [&](const AudioFormat& f) { return f.payload_number == payload; };
            if (payload && std::none_of(media.audio.begin(), media.audio.end(), is_same))
                media.audio.push_back(format_of(*payload));
        }
    }

    void take_attribute(std::string_view value) {
        const auto colon = value.find(':');
        const auto name = value.substr(0, colon);
        auto rest = colon == value.npos ? std::string_view{} : trimmed(value.substr(colon + 1));
        Media& media = sdp_.media.empty() ? session_ : sdp_.media.back();
        if (const auto direction = direction_named(value))
            media.direction = *direction;
        else if (name == "ptime")
            set_milliseconds(media.ptime, rest);
        else if (name == "maxptime")
            set_milliseconds(media.maxptime, rest);
        else if (name == "rtcp" && !sdp_.media.empty())
            take_rtcp(media, rest);
        else if (name == "rtpmap" && !sdp_.media.empty())
            take_rtpmap(media, rest);
        else if (name == "fmtp" && !sdp_.media.empty())
            take_fmtp(media, rest);
    }

    /// 0, negative and absurd packet times are as if absent; `20.0` is written by some.
    static void set_milliseconds(std::optional<unsigned>& field, std::string_view text) {
        constexpr unsigned longest = 1000;
        if (const auto value = number(text.substr(0, text.find('.')), longest); value && *value > 0)
            field = value;
    }

    static void take_rtcp(Media& media, std::string_view rest) {
        const auto port = number(next_word(rest), 65535);
        if (!port || *port == 0)
            return;
        media.rtcp_port = static_cast<std::uint16_t>(*port);
        media.rtcp_address = connection_in(rest);
    }

    static AudioFormat* format_in(Media& media, std::string_view payload) {
        const auto wanted = number(payload, 127);
        for (AudioFormat& format : media.audio)
            if (format.payload_number == wanted)
                return &format;
        return nullptr;
    }

    void take_rtpmap(Media& media, std::string_view rest) {
        AudioFormat* format = format_in(media, next_word(rest));
        const auto encoding = next_word(rest, " \t/");
        const auto clock = number(next_word(rest, " \t/"), 1'000'000);
        if (!format || encoding.empty() || !clock || *clock == 0)
            return;
        if (std::find(mapped_.begin(), mapped_.end(), format->payload_number) != mapped_.end())
            return; // a second rtpmap of the same number: the first counts
        mapped_.push_back(format->payload_number);
        format->encoding = encoding;
        format->clock = *clock;
        format->channels = std::max(1U, number(next_word(rest, " \t/"), 255).value_or(1));
    }

    static void take_fmtp(Media& media, std::string_view rest) {
        AudioFormat* format = format_in(media, next_word(rest));
        rest = trimmed(rest);
        if (!format || rest.empty())
            return;
        if (!format->fmtp.empty())
            format->fmtp += ';';
        format->fmtp += rest;
    }

    Sdp sdp_;
    Media session_{"", 0, "", {}};
    std::vector<unsigned> mapped_; ///< payload numbers of the present media that have an rtpmap
    bool has_version_{}, has_origin_{}, has_own_connection_{};
};

} // namespace

std::string to_string(const SdpError& error) {
    return (error.line == 0 ? std::string("SDP: ") : "SDP line " + std::to_string(error.line) + ": ") + error.what;
}

boost::system::result<Sdp, SdpError> parse(std::string_view text) { return Parser{}.parse(text); }

} // namespace sip
