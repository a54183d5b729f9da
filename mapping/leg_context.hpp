// What a leg knows: the data that its machines share. States stay empty, everything they need is here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/alert_info.hpp"
#include "mapping/caller_id.hpp"
#include "mapping/causes.hpp"
#include "mapping/dial_plan.hpp"
#include "mapping/elsewhere.hpp"
#include "mapping/features/conference_rooms.hpp"
#include "mapping/offer_answer.hpp"
#include "mapping/owned_timers.hpp"
#include "mapping/session_description.hpp"
#include "mapping/switchboard.hpp"

namespace mapping {

/// Owned by Leg; written by CallActions and MediaLeg, read by the switchboard.
struct LegContext {
    LegContext(Switchboard& switchboard, LegId leg, unsigned line_instance, bool is_incoming);

    Switchboard& board;
    const LegId id;
    const unsigned line_instance;
    const bool incoming;
    OwnedTimers timers;
    std::string_view state{"OnHook"};
    bool handing_over{};              ///< the next machine is being put into the state that is reached already

    const DeviceLine& line() const { return *board.device.line(line_instance); }
    const LineOptions& options() const { return *line().options; }
    const DeviceOptions& device_options() const { return *board.device.options; }
    const CallOptions& call_options() const { return *board.device.calls; }
    /// The phone without the codecs that it refused to open in this call (callflows 2.5).
    const DeviceContext& phone() const { return reduced_phone ? *reduced_phone : board.device; }

    // -- on the phone
    bool on_phone{};                  ///< the phone shows this leg
    bool hands_free{};                ///< nobody lifted anything: the speaker is ours to switch
    bool cleared_by_key{};            ///< the user pressed EndCall, or the far end hung up
    LegDisplayState shown{};
    std::optional<Failure> failure;   ///< what the phone shows while the leg is Failed
    bool tone_plays{};
    bool ends_quietly{};              ///< the phone has hung up already: no tone
    bool howl{};                      ///< the handset stays off the hook: howler after the reorder tone
    bool rings_aloud{}, waits{};      ///< ringing: as a first call, or as call waiting
    std::string why{};                ///< it failed, for the log: what the far end or the phone said
    LegId beeps_on{};                 ///< the call in which its call-waiting tone, or its reminder, was played
    bool auto_answer{};
    bool mute_on_answer{};
    bool muted{};                     ///< the microphone is off by our order
    std::optional<sccp::CallHistoryDisposition> history;
    Ring ring;
    CallInfoData info;

    // -- number
    NumberEntry entry;
    std::string dialled;              ///< as the user entered it
    std::int64_t last_digit_ms{};
    unsigned fast_digits{};
    bool hotline_armed{};
    bool incomplete{};                ///< the PBX wants more digits than it got (RFC 3578)
    bool digits_queued{};
    bool number_told{};               ///< to the phone's list of placed calls
    std::function<void(const std::string&)> collect_done;   ///< the number is for a feature, not for the PBX
    std::string collect_prompt;

    // -- SIP
    bool dialog{};                    ///< INVITE was sent or received
    bool answered{};                  ///< a 2xx was sent or received
    bool provisional{};
    bool bye_pending{}, bye_sent{};
    bool delayed_offer{};             ///< our INVITE had no SDP
    bool peer_takes_update{}, peer_takes_replaces{};
    bool is_trusted{};                ///< identity headers count
    sip::OutgoingInvite invite;
    std::vector<std::string> redirects;     ///< Contacts of 3xx that were called
    std::vector<std::string> alternatives;  ///< those that were not, the best first
    unsigned challenges{};
    bool failed_over{};
    std::int64_t invited_ms{};
    std::unique_ptr<const sip::Invited> invited;
    LegId replaces{};
    bool answered_on_hold{};          ///< it took the place of a call in which the user was not
    /// this becomes the call that another phone of the line holds (callflows 3.10)
    std::optional<ElsewhereCall> takes_over;
    EndCause end_cause{EndCause::normal};
    std::string end_reason;           ///< Reason of our BYE, instead of end_cause
    int refuse_status{};              ///< instead of reject_code

    // -- offer and answer
    OwnDescription own;
    OfferAnswer offers;
    LocalMedia local;
    std::optional<Agreement> agreement;         ///< in force, or the one that an opening is for
    std::optional<Agreement> before;            ///< while their offer makes the phone open another channel
    std::optional<sip::Rejection> unusable;     ///< their SDP; ends the call
    struct EarlyDialog {
        std::string tag;
        Agreement agreement;
        bool reliable{};
    };
    std::vector<EarlyDialog> early_dialogs;   ///< that have sent SDP; the last one is heard
    bool early_media{}, early_reliable{};
    bool early_waits{};               ///< early media is not heard while the call is in the background
    bool rang{};
    bool hold_queued{}, resume_queued{}, refresh_queued{};
    std::optional<sip::ReferTarget> refer_queued;
    LegId refers_to{};                ///< the call that our REFER asks to replace; 0: none
    bool hold_unsignalled{}, unsynced{};
    std::optional<DeviceContext> reduced_phone;
    bool short_packets{};             ///< the phone refused a packet size: 20 ms

    // -- life
    std::uint64_t held_as{};          ///< grows with each hold of the phone: who waits longest has the least
    bool background{};                ///< rings on without audio: another call took its place (callflows 4.1)
    bool lost{};                      ///< the phone went away
    bool detached{};
    bool talked{};
    bool statistics_asked{}, bye_waits{};
    std::optional<Statistics> statistics;
    bool consultation{}, source{};    ///< of the transfer under way
    bool blind{};
    bool end_told{};
    bool silent{};                    ///< set up without the phone: we are the transferee
    LegId referee{};                  ///< the leg whose REFER this call obeys
    bool referee_told{};              ///< that nothing came of it
    int target_refusal{};             ///< of a consultation that was being cancelled: what the target said
    std::string call_id;              ///< of the dialog
    bool selected{};                  ///< by the Select key
    std::optional<ConferenceRoom> room;         ///< this is our leg to a conference
    std::string focus;                ///< Contact of the room (RFC 4579)
    bool party{};                     ///< is to move, or moves, into the room of another leg
    bool given_up{};                  ///< the user has ended it on its way there: it does not come back
    std::int64_t started_unix{}, answered_unix{};
};

/// Local time as seconds since 1970; what REST shows.
std::int64_t unix_now(const Switchboard& board);

} // namespace mapping
