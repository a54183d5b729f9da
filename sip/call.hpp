// One leg's dialog on the SIP side, from its INVITE to its end.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sip/core.hpp"
#include "sip/headers.hpp"
#include "sip/writing.hpp"

namespace sip {

/// Does what a leg asks (by Agent) and tells its events; keeps what a dialog needs between them. All requests are
/// queued in the stack and return at once. Owned by Agent from the INVITE until the leg has forgotten it and nothing of
/// it is left on the wire.
class Call final : public HandleOwner {
  public:
    /// A call that we start: invite() follows.
    Call(Core& core, LineId line, CallKey key);
    /// A call that came in: `event` is its INVITE.
    Call(Core& core, LineId line, CallKey key, const NuaEvent& event);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // -- what a leg asks; the words are those of Agent
    void invite(const OutgoingInvite& invite);
    void resend_with_credentials();
    void cancel(std::string_view reason);
    void acknowledge(std::string_view sdp);
    void ring(int status, std::string_view sdp);
    void answer(std::string_view sdp);
    void reject(const Rejection& rejection);
    void offer(std::string_view sdp, OfferMethod method);
    void answer_offer(std::string_view sdp);
    void reject_offer(const Rejection& rejection);
    void bye(const ExtraHeaders& extra);
    void refer(const std::string& refer_to);
    void answer_refer(int status);
    void notify_refer(int status);
    void info(std::string_view content_type, std::string_view body);
    /// Nobody listens any more: ends what is left.
    void forget();

    // -- what it is
    LineId line() const { return line_; }
    CallKey key() const { return key_; }
    bool is_live() const; ///< a transaction or dialog exists
    bool may_be_deleted() const { return is_forgotten_ && !is_live() && !is_refer_open_; }
    /// An INVITE of it (`status` 0), or an answer to one, is on the wire.
    void note_sent(int status, const std::string& branch);
    std::optional<EarlyAnswers::Answer> early_answer(const sip_t& request) const;
    /// An INVITE of it has its final answer: told when the stack says nothing of it.
    void note_final(const sip_t& response);
    bool is_early() const { return phase_ < Phase::answered; }
    bool is_named_by(const Replaces& replaces) const;
    /// Value of Refer-To that points to this dialog; empty: there is none yet.
    std::string refer_to() const;
    /// Directs an INVITE of ours to the far end of this dialog, to take its place there; one that is not up is not
    /// named.
    void give_place_to(OutgoingInvite& invite) const;
    void tell(const CallEvent& event);

    void on_event(const NuaEvent& event) override;

  private:
    enum class Phase : std::uint8_t {
        none,       ///< no transaction: before, or refused
        calling,    ///< INVITE sent, nothing but 100 came
        proceeding, ///< a provisional response came
        ringing,    ///< their INVITE waits for our answer
        answered,   ///< their 2xx waits for our ACK
        accepted,   ///< our 2xx waits for their ACK
        confirmed,
        ending, ///< BYE sent
    };
    struct SavedRequest;

    // outgoing set-up (call_outgoing.cpp)
    void send_invite();
    std::string wanted_uri(const Account& account) const;
    std::string far_end_uri(const Line& line) const;
    Replaces named_by_far_end() const { return {call_id_, remote_tag_, local_tag_, false}; }
    std::string from_header(const Line& line) const;
    std::string invite_headers(Line& line);
    void on_invite_answer(const NuaEvent& event);
    void on_provisional(const NuaEvent& event);
    void on_answered(const NuaEvent& event);
    void on_refused(const NuaEvent& event);
    void on_prack_answer(const NuaEvent& event);
    bool others_ring() const { return is_inviting() && early_dialogs_.size() > 1; }
    bool on_answer_of_fork(const NuaEvent& event);
    void note_early_dialog(const Message& message);
    void on_unheard();
    void keep_to_route(const sip_t& sip);

    // incoming set-up (call_incoming.cpp)
    void on_ack(const NuaEvent& event);
    void on_cancel(const NuaEvent& event);

    // inside the dialog (call_dialog.cpp)
    void on_reinvite(const NuaEvent& event);
    void on_update(const NuaEvent& event);
    void on_offer_answer(const NuaEvent& event, OfferMethod method);
    void send_offer(OfferMethod method, const std::string& sdp);
    void tell_refused_offer(int status);
    void on_info(const NuaEvent& event);
    void on_info_answer(const NuaEvent& event);
    void send_info();
    void send_next_info();
    void on_bye(const NuaEvent& event);
    void on_bye_answer(const NuaEvent& event);
    void on_terminated(const NuaEvent& event);
    std::string credentials(std::string_view method);
    /// A challenge inside the dialog: true when the request is repeated and nothing is to be told.
    bool answer_in_dialog(const NuaEvent& event);
    bool is_of_earlier_refer(const sip_t& notify) const;
    bool may_press_keys() const;
    bool answer_for_bye(const NuaEvent& event, const Account& account);
    bool repeat(nua_event_t answered);
    void send_bye(const std::string& block);

    // its session (call_session.cpp)
    static constexpr bool ends_dialog(int status) { return status == 408 || status == 481; }
    void lose_dialog(int status);
    unsigned session_interval(const Account& account) const;
    bool note_least_session(const NuaEvent& event);
    void repeat_update();
    void note_refresh(const NuaEvent& event);
    void refresh_after(std::chrono::milliseconds wait);
    void refresh();

    // transfer (call_transfer.cpp)
    void send_refer();
    void on_refer(const NuaEvent& event);
    void on_refer_answer(const NuaEvent& event);
    void on_notify(const NuaEvent& event);

    void on_inside(const NuaEvent& event);
    void respond_to_invite(int status, const std::string& phrase, std::string_view sdp, const std::string& block = {});
    void respond_to_saved(std::unique_ptr<SavedRequest> saved, int status, const std::string& phrase,
                          std::string_view sdp, const std::string& block = {});
    void remember_peer(const sip_t& sip);
    void tell_later(CallEvent event);
    void tell_end(const CallEvent& event);
    void tell_bye_done(int status);
    /// The stack has no call any more that was in this phase: in the word that a leg understands there.
    void tell_gone(Phase in, int status);
    /// The end of an INVITE of ours that nobody has refused.
    static Rejected ended_by_us(int status);
    bool is_inviting() const { return phase_ == Phase::calling || phase_ == Phase::proceeding; }
    bool is_established() const { return phase_ == Phase::accepted || phase_ == Phase::confirmed; }
    std::size_t target_index(const Line& line) const;
    void give_up();
    void kick() const { core_.stack.kick(); }

    Core& core_;
    LineId line_;
    CallKey key_;
    Handle handle_;
    Phase phase_{Phase::none};
    bool is_outgoing_{}, is_forgotten_{};

    // identity of the dialog
    std::string branch_;        ///< of their INVITE
    std::string caller_;        ///< user part of its From; empty: anonymous
    std::shared_ptr<void> way_; ///< by which it came
    std::string call_id_, local_tag_, remote_tag_, remote_target_, contact_;
    /// by tag of the far end: SDP answer of its reliable provisional responses
    std::map<std::string, std::string> early_dialogs_;
    std::string heard_tag_;                            ///< of the dialog whose SDP was told last
    std::uint32_t cseq_{}; ///< of our last INVITE
    std::string next_hop_; ///< host that requests inside the dialog go to
    bool has_route_set_{};
    bool is_dialog_known_{}; ///< nua has a dialog: requests inside it can be sent
    bool takes_update_{};    ///< the peer allows UPDATE

    // our INVITE
    OutgoingInvite invite_;
    std::string to_, request_uri_;
    ChallengeCount challenges_;
    std::optional<CallEvent> unheard_; ///< what ended it, when the stack keeps that for itself
    Timer unheard_wait_;
    bool was_sent_{}, saw_provisional_{}, is_cancelled_{}, uses_proxy_{};

    // offers
    std::string last_sdp_;   ///< that we sent
    std::string agreed_sdp_; ///< what it was before the offer that is open
    bool has_sent_invite_{}; ///< nua can repeat it as a session refresh
    std::optional<OfferMethod> our_offer_, their_offer_;
    bool awaits_ack_{}; ///< our 200 to a re-INVITE
    std::string answered_branch_; ///< of their INVITE that our last 200 went to
    std::unique_ptr<SavedRequest> saved_update_;

    // the session timer (RFC 4028)
    std::chrono::seconds session_expires_{};    ///< 0: there is none
    std::chrono::milliseconds session_since_{}; ///< it was refreshed, by the stack's clock
    std::chrono::seconds least_session_{};      ///< that the far end or a proxy takes
    unsigned raises_{};                         ///< for that, since the last success
    int last_refusal_{};                        ///< of a refresh
    Timer refresh_;

    // other requests inside the dialog
    struct Info {
        std::string content_type, body;
    };
    std::deque<Info> infos_; ///< the first is on its way
    std::string refer_to_;   ///< of our REFER
    std::unique_ptr<SavedRequest> saved_refer_;
    std::uint32_t refer_cseq_{}, last_refer_cseq_{}; ///< of the REFER that is out and of the one before
    std::string refer_event_; ///< Event of the subscription that the far end's REFER made
    std::string asked_refer_event_; ///< of one that is not answered yet
    bool is_refer_open_{};    ///< our REFER: a NOTIFY may still come
    bool is_refer_told_{};    ///< its result is known
    ChallengeCount dialog_challenges_;
    bool has_answered_for_bye_{};
    std::string rack_; ///< of the last reliable provisional response

    // the end
    std::optional<std::string> bye_after_ack_; ///< headers of the BYE that follows the ACK
    bool has_told_end_{};
    bool is_lost_{};                    ///< a refusal has told so
    Timer guard_;                       ///< a peer that never completes what ends the call
    std::deque<CallEvent> late_events_; ///< for what is known at once: no event comes from inside a call of Agent
    Timer late_;
};

} // namespace sip
