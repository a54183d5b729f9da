// What can happen to a call, a line, a phone: one line each. The namespace says who speaks (callflows 8.8).
#pragma once

#include <cstdint>
#include <string>

#include "mapping/ports.hpp"
#include "sccp/values.hpp"
#include "sip/values.hpp"

namespace mapping {

/// Where media is sent to or received on. Port is host order; `host` an IP literal.
struct MediaAddress {
    std::string host;
    std::uint16_t port{};
    auto operator<=>(const MediaAddress&) const = default;
};

/// One codec as it is opened on the phone and named in SDP.
struct MediaFormat {
    sccp::MediaPayloadType payload{};     ///< SCCP value
    unsigned packet_ms{20};
    unsigned payload_number{};            ///< RTP payload type
    bool silence_suppression{};
    unsigned telephone_event{};           ///< RFC 4733 payload type, 0 = none
    auto operator<=>(const MediaFormat&) const = default;
};

/// The phone or its user.
namespace phone {
struct OffHook {};
struct DialNumber { std::string number; };
struct Digit { char digit{}; };
struct BackSpace {};
struct DialKey {};
struct OnHook {
    bool by_key{};                         ///< EndCall; else the handset or speaker key of the phone
    bool forced{};                         ///< by the operator: also where the user's call would go on without him
};
struct Answer { bool by_key{}; };          ///< also auto answer: nobody lifted anything
struct Hold { bool by_key{}; };            ///< else: another leg of the device becomes active
struct Resume {};
struct Divert {};
struct Transfer { LegId leg{}; };
struct DirTrfr { LegId leg{}; };
struct Confer { LegId leg{}; };
struct Join { LegId leg{}; };
struct ResumeSource {};
struct TiesOthers {};                      ///< a key that ties calls, pressed for others than the two of the transfer
struct Lost {};                            ///< the phone's session is gone
struct Back { bool kept_call{}; };         ///< registered again and Ready
struct ReceiveOpened { MediaAddress address; };
struct ReceiveFailed { std::uint32_t status{}; };
struct TransmitStarted {};
struct TransmitRefused { std::uint32_t status{}; };
struct TransmitFailure {};
struct PortReserved { MediaAddress address; std::uint16_t rtcp_port{}; };
// of the session and the device
struct TokenReq {};
struct Alarm {};
struct KeepAlive {};
struct Register {};
struct Message {};
struct Disconnected {};
struct TakenOver {};
struct Unregister { bool power_save{}; };
struct ConfigReq {};
struct Configured {};
} // namespace phone

/// The SIP side: the values of sip/values.hpp are the events.
namespace pbx {
using sip::Invited, sip::Progress, sip::Ringing, sip::Answered, sip::Redirected, sip::Rejected, sip::Offer,
    sip::OfferWanted, sip::Identity, sip::OfferAccepted, sip::OfferGlare, sip::OfferRefused, sip::Ack, sip::Cancelled,
    sip::HungUp, sip::DialogGone, sip::ByeDone, sip::ReferAccepted, sip::ReferProgress, sip::ReferSucceeded,
    sip::ReferFailed, sip::ReferWanted, sip::TalkWanted, sip::HoldWanted;
using sip::RegisterOk, sip::Challenged, sip::IntervalTooBrief, sip::RegisterRedirected, sip::RegisterRefused,
    sip::RegisterFailed, sip::FlowLost, sip::ProbeFailed, sip::ProbeRecovered, sip::MessageSummary, sip::CheckSync;
} // namespace pbx

/// Orders to the media machine and its reports.
namespace media {
struct Reserve { MediaFormat format; };
/// again: also when this codec is open already
struct OpenReceive { MediaFormat format; MediaAddress far_end; bool again{}; };
struct StartTransmit { MediaFormat format; MediaAddress remote; };
struct StopTransmit {};
struct Close {};
struct CloseKeepingPort {};
struct Ready { MediaAddress address; std::uint16_t rtcp_port{}; };
struct Failed { std::uint32_t status{}; bool no_ack{}; };   ///< status of OpenReceiveChannelAck
struct Skipped {};
struct TransmitFailed {};
} // namespace media

/// From a leg or the transfer controller to another machine of the same device.
namespace leg {
struct Refer { sip::ReferTarget target; bool cancel_only{}; };
struct OffersSettled {};
struct TargetCalled {};
struct TargetAnswered {};
struct ConsultEnded { int status{}; };     ///< why its INVITE failed, where the target itself said so
struct SourceGone {};
struct ReferAccepted {};
struct ReferFailed {};
struct RoomAnswered {};                    ///< of a conference: our leg to the bridge
struct RoomEnded {};
struct PartyLeft { LegId leg{}; };         ///< is in the room now, or has hung up
struct PartyStays { LegId leg{}; };        ///< its REFER failed
struct AllIdle {};
} // namespace leg

/// The device machine to its sessions and lines.
namespace device {
struct OldAnswered {};
struct OldGone {};
struct Detached {};
struct Start {};
struct Stop {};
} // namespace device

/// REST, signals, configuration.
namespace operators {
struct Reset { std::uint32_t type{1}; bool force{}; };   ///< SCCP Reset type: 1 reset, 2 restart, 3 apply configuration
struct ConfigChanged {};
struct HangUp {};
} // namespace operators

namespace timer {
struct FirstDigit {}; struct InterDigit {}; struct Hotline {}; struct RingOut {}; struct FailTone {}; struct NoAnswer {};
struct AutoAnswer {}; struct Ack {}; struct Glare {}; struct Guard {}; struct HoldRevert {}; struct Refer {}; struct Preserve {};
struct ReceiveAck {}; struct Port {}; struct Abandoned {}; struct CancelWait {};
struct Configure {}; struct Grace {}; struct Reset {};
struct Refresh {}; struct Retry {}; struct Expired {};
struct Register {}; struct Probe {}; struct KeepAlive {};
} // namespace timer

} // namespace mapping
