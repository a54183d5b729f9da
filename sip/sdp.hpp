// Session descriptions: text to struct and back (RFC 4566, RFC 3264). Pure: what to offer and accept is decided
// elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace sip {

/// Larger bodies are refused unread (callflows 6.6 rule 9).
inline constexpr std::size_t max_sdp_size = std::size_t{8} * 1024;

enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };
enum class AddressFamily : std::uint8_t { ipv4, ipv6 };

/// What kind of address a c= line holds; media goes to `unicast` only.
enum class AddressKind : std::uint8_t { unicast, unspecified, loopback, multicast, host_name };

/// A c= line: `IN IP4 192.0.2.7`. The TTL of a multicast address is dropped.
struct Connection {
    AddressFamily family{};
    std::string address;
    bool operator==(const Connection&) const = default;
};
AddressKind kind_of(const Connection& connection);
/// From an IP literal, IPv6 without brackets.
Connection connection_to(std::string_view address);

/// One payload number of an m=audio line with its rtpmap and fmtp.
struct AudioFormat {
    unsigned payload_number{};  ///< 0..127
    std::string encoding;       ///< as written: `PCMU`, `telephone-event`
    unsigned clock{8000};       ///< Hz
    std::string fmtp{};         ///< `annexb=no`; empty: none
    unsigned channels{1};
    bool operator==(const AudioFormat&) const = default;
};
/// Encoding names are compared without case (RFC 4855 section 3).
bool same_encoding(std::string_view a, std::string_view b);
/// Value of NAME in `name=value;name=value`, without case; nothing if absent.
std::optional<std::string> fmtp_parameter(std::string_view fmtp, std::string_view name);

/// An m= line with what follows it. Session-level values are already applied to it.
struct Media {
    std::string type{"audio"};
    std::uint16_t port{};                 ///< 0: refused or removed
    std::string proto{"RTP/AVP"};
    std::vector<AudioFormat> audio;       ///< of RTP profiles: known payload numbers, in order of preference
    std::vector<std::string> formats{};   ///< the format list as text; to_text writes it when `audio` is empty
    std::optional<Connection> connection{}; ///< of the media, else of the session; empty: neither has one
    Direction direction{};
    std::optional<unsigned> ptime{}, maxptime{}; ///< milliseconds
    std::optional<std::uint16_t> rtcp_port{};    ///< RFC 3605; empty: port + 1
    std::optional<Connection> rtcp_address{};
    bool operator==(const Media&) const = default;
};

struct Sdp {
    std::uint64_t session_id{}, version{};  ///< of the o= line; more digits than fit wrap around
    Connection origin;
    std::optional<Connection> connection;   ///< c= of the session
    std::vector<Media> media;               ///< in the order of the m= lines
    bool operator==(const Sdp&) const = default;
};

struct SdpError {
    std::size_t line{};   ///< from 1; 0: the body as a whole
    std::string what;     ///< `m= line: port is not a number`
    bool operator==(const SdpError&) const = default;
};
/// `SDP line 4: m= line: port is not a number`
std::string to_string(const SdpError& error);

/// Refused are broken lines and bodies without v= or o=. Attributes that make no sense are skipped: the rest still
/// makes a call.
boost::system::result<Sdp, SdpError> parse(std::string_view text);
std::string to_text(const Sdp& sdp);

/// The first m=audio with a port (callflows 6.6 rule 1); null: none.
const Media* first_audio(const Sdp& sdp);
/// The same m-line with port 0: how an answer refuses it (RFC 3264 section 6).
Media refused(const Media& offered);
/// What we may do when they do `offered`: sendonly <-> recvonly (RFC 3264 section 6.1).
Direction reversed(Direction offered);
/// Is the stream held: sendonly, inactive, or an address of all zeros (RFC 3264 section 8.4)?
bool is_hold(const Media& media);

/// The session description in a body: the body itself, or the first part of multipart/* that holds one; nothing: 415.
std::optional<std::string> sdp_in_body(std::string_view content_type, std::string_view body);

} // namespace sip
