// Offers and answers of one audio stream: what to write, what to read out of theirs, what to refuse (RFC 3264;
// callflows 2.5, 3.7, 4.3, 6.6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "mapping/device_context.hpp"
#include "mapping/events.hpp"
#include "sip/sdp.hpp"
#include "sip/values.hpp"

namespace mapping {

/// The stream as offer and answer agreed on it.
struct Agreement {
    MediaFormat receive;            ///< for OpenReceiveChannel: our packet time and payload numbers
    MediaFormat send;               ///< for StartMediaTransmission: theirs
    MediaAddress remote;            ///< empty host: they named none (hold of old style)
    sip::Direction direction{};     ///< what we may do
    bool far_end_holds{};           ///< they send only, or neither
    bool needs_lock{};              ///< they answered with several codecs: `lock_codec` (callflows 2.5)

    bool may_send() const {
        return !remote.host.empty() && (direction == sip::Direction::sendrecv || direction == sip::Direction::sendonly);
    }
    bool operator==(const Agreement&) const = default;
};

/// Our side of the stream.
struct LocalMedia {
    MediaAddress address{};
    std::uint16_t rtcp_port{};      ///< 0: port + 1 (RFC 3605 otherwise)
    sip::Direction direction{sip::Direction::sendrecv};
};

/// The o= line of a dialog: its number stays, its version counts the changes (callflows 6.6 rule 2). Owned by the leg.
class OwnDescription {
  public:
    explicit OwnDescription(std::uint64_t session_id) : session_id_(session_id) {}
    /// Text of `sdp` with our o= line.
    std::string publish(sip::Sdp sdp);
    const std::string& last() const { return text_; }

  private:
    std::uint64_t session_id_;
    std::uint64_t version_{};
    sip::Sdp last_;
    std::string text_;
};
/// 63 bits of two random numbers.
std::uint64_t session_id_from(std::uint32_t high, std::uint32_t low);

/// Formats of an offer: all usable ones or, with `offer_codecs=one`, the first. `preferred` comes first if it is among
/// them.
std::vector<MediaFormat> formats_to_offer(const LineOptions& line, const DeviceContext& device,
                                          std::optional<sccp::MediaPayloadType> preferred = {});
sip::Sdp make_offer(const LocalMedia& local, std::span<const MediaFormat> formats);
/// Direction of an offer that holds.
sip::Direction hold_direction(HoldMode mode);

/// A body, or why it is refused: 415 for another type, 488 when it is too long or broken (callflows 6.6 rules 8, 9).
boost::system::result<sip::Sdp, sip::Rejection> read_sdp(const sip::Message& message);

/// What to agree on with this offer. `current`: codec in use, kept if the offer still has it. `held`: we hold, and go
/// on holding. `opened_at`: address of the phone's channel if it has had one; the far end must be of its family (300
/// otherwise).
boost::system::result<Agreement, sip::Rejection> choose(const sip::Sdp& offer, const LineOptions& line,
                                                        const DeviceContext& device,
                                                        std::optional<sccp::MediaPayloadType> current = {},
                                                        bool held = false, std::string_view opened_at = {});
/// The answer: one codec and telephone-event with the payload numbers of the offer, every other m-line refused.
sip::Sdp make_answer(const sip::Sdp& offer, const Agreement& agreement, const LocalMedia& local);

/// What their answer to our offer of `offered` means. `opened`: codec of the open receive channel, kept if it is in the
/// answer.
boost::system::result<Agreement, sip::Rejection>
read_answer(const sip::Sdp& answer, std::span<const MediaFormat> offered, const LineOptions& line,
            const DeviceContext& device, sip::Direction offered_direction = sip::Direction::sendrecv,
            std::optional<sccp::MediaPayloadType> opened = {}, std::string_view opened_at = {});
/// For the ACK of a 2xx that offered and cannot be served: every m-line with port 0. `address`: ours, any.
sip::Sdp refuse_all(const sip::Sdp& offer, std::string_view address);

/// 488 with `Warning: 305 ...`: no codec in common (RFC 3261 section 20.43).
sip::Rejection no_common_codec();

/// 488 with `Warning: 300 ...`: the phone has no address of the offer's family.
sip::Rejection no_common_family();

} // namespace mapping
