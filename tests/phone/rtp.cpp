// Octets of RTP and RFC 4733, and a receiver's arithmetic.
#include "tests/phone/rtp.hpp"

#include <cmath>
#include <cstring>
#include <string_view>

#include "tests/phone/octets.hpp"

namespace phone {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::string_view event_keys = "0123456789*#ABCD";

std::uint16_t read16(const std::uint8_t* at) { return static_cast<std::uint16_t>(at[0] << 8 | at[1]); }
std::uint32_t read32(const std::uint8_t* at) { return std::uint32_t{read16(at)} << 16 | read16(at + 2); }

} // namespace

std::optional<RtpPacket> parse_rtp(std::span<const std::uint8_t> datagram) {
    if (datagram.size() < header_size || (datagram[0] >> 6) != 2)
        return std::nullopt;
    std::size_t start = header_size + 4u * (datagram[0] & 0x0Fu);
    if ((datagram[0] & 0x10) != 0) {       // header extension
        if (datagram.size() < start + 4)
            return std::nullopt;
        start += 4 + 4u * read16(datagram.data() + start + 2);
    }
    std::size_t end = datagram.size();
    if ((datagram[0] & 0x20) != 0)         // padding; its last octet counts it
        end -= std::min<std::size_t>(end, datagram.back());
    if (start > end)
        return std::nullopt;
    RtpPacket packet;
    packet.marker = (datagram[1] & 0x80) != 0;
    packet.payload_type = datagram[1] & 0x7F;
    packet.sequence = read16(datagram.data() + 2);
    packet.timestamp = read32(datagram.data() + 4);
    packet.ssrc = read32(datagram.data() + 8);
    packet.payload = datagram.subspan(start, end - start);
    return packet;
}

std::vector<std::uint8_t> build_rtp(const RtpPacket& packet) {
    std::vector<std::uint8_t> out;
    out.reserve(header_size + packet.payload.size());
    out.push_back(0x80);
    out.push_back(static_cast<std::uint8_t>((packet.marker ? 0x80 : 0) | packet.payload_type));
    append16(out, packet.sequence);
    append32(out, packet.timestamp);
    append32(out, packet.ssrc);
    out.insert(out.end(), packet.payload.begin(), packet.payload.end());
    return out;
}

void ReceiveStatistics::begin_source(const RtpPacket& packet) {
    lost_before_ = lost();
    ssrc_ = packet.ssrc;
    expected_from_ = highest_ = packet.sequence;
    in_source_ = 0;
    has_transit_ = false;
    ++sources_;
}

void ReceiveStatistics::on(const RtpPacket& packet, std::chrono::microseconds arrival) {
    if (sources_ == 0 || packet.ssrc != ssrc_)
        begin_source(packet);
    ++packets_;
    ++in_source_;
    octets_ += static_cast<std::uint32_t>(packet.payload.size());
    const auto step = static_cast<std::int16_t>(packet.sequence - static_cast<std::uint16_t>(highest_));
    if (step >= 0)
        highest_ += static_cast<std::uint32_t>(step);
    else
        ++out_of_order_;
    const auto transit = arrival.count() / 125 - static_cast<std::int64_t>(packet.timestamp);   // 125 us per unit
    if (has_transit_)
        jitter_ += (std::abs(static_cast<double>(transit - last_transit_)) - jitter_) / 16.0;
    last_transit_ = transit;
    has_transit_ = true;
}

std::uint32_t ReceiveStatistics::lost() const {
    if (sources_ == 0)
        return 0;
    const std::uint32_t expected = highest_ - expected_from_ + 1;
    return lost_before_ + (expected > in_source_ ? expected - in_source_ : 0);
}

std::optional<TelephoneEvent> parse_event(std::span<const std::uint8_t> payload) {
    if (payload.size() < 4)
        return std::nullopt;
    return TelephoneEvent{payload[0], (payload[1] & 0x80) != 0, static_cast<std::uint8_t>(payload[1] & 0x3F),
                          read16(payload.data() + 2)};
}

std::vector<std::uint8_t> build_event(const TelephoneEvent& event) {
    std::vector<std::uint8_t> out{event.event, static_cast<std::uint8_t>((event.end ? 0x80 : 0) | (event.volume & 0x3F))};
    append16(out, event.duration);
    return out;
}

char event_digit(std::uint8_t event) { return event < event_keys.size() ? event_keys[event] : '\0'; }

std::optional<std::uint8_t> digit_event(char digit) {
    const auto at = event_keys.find(digit);
    if (at == std::string_view::npos)
        return std::nullopt;
    return static_cast<std::uint8_t>(at);
}

void EventReader::on(const RtpPacket& packet) {
    const auto event = parse_event(packet.payload);
    if (!event || event_digit(event->event) == '\0' || last_timestamp_ == packet.timestamp)
        return;
    last_timestamp_ = packet.timestamp;
    digits_ += event_digit(event->event);
}

} // namespace phone
