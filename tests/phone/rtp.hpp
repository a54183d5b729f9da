// RTP as a phone needs it: the header, what a receiver counts, and telephone events. No sockets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace phone {

struct RtpPacket {
    std::uint8_t payload_type{};
    bool marker{};
    std::uint16_t sequence{};
    std::uint32_t timestamp{}, ssrc{};
    std::span<const std::uint8_t> payload;
};

/// Nothing when it is not RTP version 2 or ends too early (RFC 3550 section 5.1).
std::optional<RtpPacket> parse_rtp(std::span<const std::uint8_t> datagram);
std::vector<std::uint8_t> build_rtp(const RtpPacket& packet);

/// What one receive channel has got (RFC 3550 sections 6.4.1 and A.8).
class ReceiveStatistics {
  public:
    void on(const RtpPacket& packet, std::chrono::microseconds arrival);

    std::uint32_t packets() const { return packets_; }
    std::uint32_t octets() const { return octets_; }
    std::uint32_t lost() const;
    std::uint32_t out_of_order() const { return out_of_order_; }
    std::uint32_t sources() const { return sources_; }       ///< SSRCs seen one after the other
    double jitter_ms() const { return jitter_ / 8.0; }       ///< 8 timestamp units per millisecond

  private:
    void begin_source(const RtpPacket& packet);

    std::uint32_t packets_{}, octets_{}, out_of_order_{}, sources_{};
    std::uint32_t ssrc_{}, lost_before_{}, expected_from_{}, highest_{}, in_source_{};
    std::int64_t last_transit_{};
    bool has_transit_{};
    double jitter_{};
};

/// RFC 4733 section 2.3: one update of an event.
struct TelephoneEvent {
    std::uint8_t event{};
    bool end{};
    std::uint8_t volume{10};       ///< -dBm0
    std::uint16_t duration{};      ///< timestamp units
};
std::optional<TelephoneEvent> parse_event(std::span<const std::uint8_t> payload);
std::vector<std::uint8_t> build_event(const TelephoneEvent& event);

/// `0`..`9 * # A`..`D`; '\0' when there is no such key.
char event_digit(std::uint8_t event);
std::optional<std::uint8_t> digit_event(char digit);

/// Collects digits from received events: an event is known by its timestamp, however many packets carry it.
class EventReader {
  public:
    void on(const RtpPacket& packet);
    const std::string& digits() const { return digits_; }

  private:
    std::string digits_;
    std::optional<std::uint32_t> last_timestamp_;
};

} // namespace phone
