// What crosses the border of the SIP side: plain values, no Sofia. Requests go in by sip::Agent, events come out by
// sip::EventSink.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sip {

/// Names a dialog: the call reference of its leg (SCCP callReference, never 0, never reused).
using CallKey = std::uint32_t;

/// Names one line of one device in the process; given by the gateway, never 0.
using LineId = std::uint32_t;

enum class Transport : std::uint8_t { udp, tcp };

/// A configured registrar or proxy: `host[:port][;transport=udp|tcp]`.
struct Target {
    std::string host{};           ///< name or IP literal (IPv6 without brackets)
    std::uint16_t port{5060};   ///< 0: by DNS (RFC 3263)
    Transport transport{Transport::udp};
    auto operator<=>(const Target&) const = default;
};
/// As it is configured: `pbx.example.com`, `[2001:db8::1]:5070;transport=tcp`.
std::string to_text(const Target& target);

/// What a line is on the SIP side (callflows 1.3).
struct Account {
    std::string user{};           ///< user part of the address of record
    std::string domain{};
    std::string display_name{};
    std::string auth_user{};
    std::string password{};       ///< secret: never printed
    std::string contact_user{};   ///< `<DeviceName>-<L>`, unique in the process
    std::string user_agent{};     ///< `sccp2sip/1.0 (7960; SEP001120AABBCC)`
    std::vector<Target> targets; ///< in order of preference, at least one
    std::vector<std::string> service_route{}; ///< of the last 200 to REGISTER (RFC 3608)
    std::chrono::seconds session_expires{1800}; ///< RFC 4028; 0 offers none
    bool check_sync_auth{};     ///< NOTIFY check-sync is challenged
};

/// Header fields that somebody in the gateway reads, as text; empty = absent. Repeated fields keep their order (RFC
/// 3261 section 7.3.1).
struct Headers {
    std::string from{}, to{}, contact{}, call_id{};
    std::string p_asserted_identity{}, remote_party_id{}, privacy{};
    std::string answer_mode{}, priv_answer_mode{}, p_auto_answer{};
    std::string user_agent{}, warning{}, referred_by{};
    std::vector<std::string> diversion{}, history_info{}, alert_info{}, call_info{}, reason{};
    std::vector<std::string> allow{}, supported{}, require{}; ///< single tokens
    std::optional<std::uint32_t> retry_after{}, min_expires{}; ///< seconds
};

/// A received SIP message, as much of it as matters.
struct Message {
    int status{};               ///< 0 for a request
    std::string phrase{};
    std::string remote_tag{};     ///< the peer's tag
    Headers headers{};
    std::string content_type{};
    std::string body{};           ///< SDP text when content_type is application/sdp
    bool reliable{};            ///< provisional response with Require: 100rel
    bool internal{};            ///< made by our stack: transport error, DNS, timer (no peer said this)
    bool sent_before_provisional{}; ///< on a final response: no 1xx (but 100) came before it
};

/// Header fields we add; empty = absent.
struct ExtraHeaders {
    std::optional<std::uint32_t> retry_after{};
    std::string warning{};        ///< `305 host "Incompatible media format"`
    std::string contact{};        ///< of a 302
    std::string diversion{};      ///< of a 302 (RFC 5806)
    std::string reason{};         ///< `Q.850;cause=16` (RFC 3326)
    std::string rtp_stat{};       ///< X-RTP-Stat
    std::string accept{};
};

struct Rejection {
    int status{480};
    std::string phrase{};         ///< empty: the standard one
    ExtraHeaders extra{};
};

/// An INVITE that we start.
struct OutgoingInvite {
    std::string number{};         ///< user part of the Request-URI, not yet escaped
    std::string request_uri{};    ///< instead of number, e.g. a Contact of a 3xx
    std::string sdp{};            ///< empty: delayed offer
    bool anonymous{};           ///< RFC 3323: From anonymous, Privacy: id, P-Preferred-Identity
    enum class Identity : std::uint8_t { none, preferred, asserted } identity{Identity::none};
    bool user_phone{};          ///< `;user=phone`
    std::string replaces{};       ///< RFC 3891
    CallKey takes_over{};       ///< our dialog whose place it takes: Request-URI and Replaces come from there; 0 = none
    std::string referred_by{};
    std::size_t target{};       ///< index into Account::targets
    /// fail-over: a new Call-ID (callflows 1.7); else the same Call-ID and From tag, CSeq + 1
    bool fresh_call_id{};
};

/// Where REFER points (RFC 3515): a number, the dialog of another leg (RFC 3891 Replaces), or a URI.
struct ReferTarget {
    std::string number{};
    CallKey replaces{};         ///< 0: none
    std::string uri{};          ///< instead of a number: focus of a conference (RFC 4579)
};

/// Something told once to somebody outside any call (RFC 3903, without refresh).
struct Publication {
    std::string uri{};          ///< `sip:quality@example.com`
    std::string event{};        ///< package: `vq-rtcpxr`
    std::string content_type{};
    std::string body{};
};

enum class OfferMethod : std::uint8_t { reinvite, update };

// ---- events of a call: who listens is `mapping`, where they are named pbx:: (callflows 8.8) -------------------------
/// INVITE for one of our lines; the agent has already refused foreign sources, unknown users, merged requests and
/// unknown Require.
struct Invited {
    Message message;
    std::string request_user{};
    CallKey replaces{};         ///< our dialog named by Replaces; 0 = none
    bool replaces_early_only{};
    bool replaces_unmatched{};  ///< Replaces is there but names no dialog of ours: 481
    bool requires_100rel{};
    bool from_registrar{};      ///< source is one of the line's registrars: identity headers are trusted
    std::string source{};         ///< address:port
};
struct Progress { Message message; };     ///< 101..199 except 180
struct Ringing { Message message; };      ///< 180
struct Answered { Message message; };     ///< 2xx to our INVITE
struct Redirected {                        ///< 3xx
    Message message;
    std::vector<std::string> contacts{};     ///< URIs by falling q
};
struct Rejected {                          ///< 4xx to 6xx, transport error, time-out
    Message message;
    bool can_authenticate{};               ///< a challenge we can answer: fresh nonce, credentials exist
};
struct Offer { Message message; OfferMethod method{}; };  ///< re-INVITE or UPDATE with SDP
struct OfferWanted { Message message; };   ///< re-INVITE without SDP
/// UPDATE without SDP, or INFO that names the far end: answered by the agent
struct Identity { Message message; };
struct OfferAccepted { Message message; }; ///< 2xx to our re-INVITE or UPDATE
struct OfferGlare { bool we_own_call_id{}; }; ///< 491 (RFC 3261 section 14.1)
struct OfferRefused { int status{}; };
struct Ack { std::string sdp; };           ///< ACK of our 200; SDP only after a late offer
/// CANCEL; the agent has answered 200 to it and 487 to the INVITE
struct Cancelled { std::vector<std::string> reason; };
struct HungUp { std::vector<std::string> reason; };    ///< BYE; the agent has answered 200
struct DialogGone { int status{}; };       ///< 408, 481, time-out or session expiry inside the dialog
struct ByeDone { int status{}; };
struct ReferAccepted {};
/// NOTIFY without a result; how long the subscription lasts, 0: not told
struct ReferProgress { std::chrono::seconds expires{}; };
struct ReferSucceeded {};
struct ReferFailed { int status{}; };
struct ReferWanted {                       ///< REFER from the far end (we are the transferee)
    std::string refer_to{}, referred_by{}, replaces{};
};
struct TalkWanted {};                      ///< NOTIFY Event: talk
struct HoldWanted {};                      ///< NOTIFY Event: hold

using CallEvent =
    std::variant<Invited, Progress, Ringing, Answered, Redirected, Rejected, Offer, OfferWanted, Identity,
                 OfferAccepted, OfferGlare, OfferRefused, Ack, Cancelled, HungUp, DialogGone, ByeDone, ReferAccepted,
                 ReferProgress, ReferSucceeded, ReferFailed, ReferWanted, TalkWanted, HoldWanted>;

// ---- events of a line (callflows 1.3, 8.5) --------------------------------------------------------------------------
struct RegisterOk {
    std::chrono::seconds expires{};         ///< granted for our Contact; 0 after an un-REGISTER
    std::vector<std::string> service_route{};
    std::string server{};
};
struct Challenged { int status{401}; bool can_answer{}; };
struct IntervalTooBrief { std::chrono::seconds min_expires{}; };
struct RegisterRedirected { std::string contact; };
struct RegisterRefused { int status{}; std::string phrase; };
struct RegisterFailed { int status{}; std::string phrase; std::optional<std::uint32_t> retry_after; bool internal{}; };
struct FlowLost {};
struct ProbeFailed {};
struct ProbeRecovered { std::size_t target{}; };  ///< a better target answered three probes (callflows 1.7)
struct MessageSummary { bool waiting{}; unsigned new_messages{}, old_messages{}; };   ///< RFC 3842
struct CheckSync { bool reboot{}; };                 ///< NOTIFY Event: check-sync

using LineEvent = std::variant<RegisterOk, Challenged, IntervalTooBrief, RegisterRedirected, RegisterRefused,
                               RegisterFailed, FlowLost, ProbeFailed, ProbeRecovered, MessageSummary, CheckSync>;

} // namespace sip
