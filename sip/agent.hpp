// The SIP side of the process: registrations, dialogs and out-of-dialog requests of all lines, over one Sofia stack.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sip/options.hpp"
#include "sip/values.hpp"

namespace sip {

/// Who hears what the PBX does. Called on the loop thread, never from inside a call of Agent.
class EventSink {
  public:
    virtual ~EventSink() = default;
    /// A new INVITE for a line; `key` was given by Options of the agent and names the dialog from now on.
    virtual void on_call(LineId line, CallKey key, const CallEvent& event) = 0;
    virtual void on_line(LineId line, const LineEvent& event) = 0;
    /// Is its phone Ready? For OPTIONS (callflows 5.14), and when several phones have the line that is asked for.
    virtual bool is_ready(LineId line) = 0;
    /// MESSAGE for a line; true = shown on the display, false = 405.
    virtual bool on_text(LineId line, std::string_view text) = 0;
    /// It came up or went down. `status` as in on_probe.
    virtual void on_target(std::size_t registrar, bool alive, int status) = 0;
    /// Each answer to OPTIONS, before on_target; 0: nobody has answered.
    virtual void on_probe(std::size_t /*registrar*/, int /*status*/) {}
    /// Every SIP message that leaves or arrives, for the trace and the ladder. `key` 0: no call.
    virtual void on_trace(LineId line, CallKey key, bool sent, std::string_view first_line, std::string_view whole) = 0;
    /// A request was answered or refused before it reached a line (metrics): method, status.
    virtual void on_request(bool sent, std::string_view method, int status) = 0;
    /// One TCP connection too many for the limits: closed. `reason` in words, for log and counter.
    virtual void on_connection_refused(std::string_view /*address*/, std::string_view /*reason*/) {}
    /// A TCP connection on which nothing has come was closed.
    virtual void on_connection_silent(std::string_view /*address*/) {}
    /// Octets that are neither request nor response were dropped.
    virtual void on_noise(std::string_view /*address*/) {}
    /// A response that the stack takes for none, or a request that it does not answer; `what`: `200 to REGISTER:
    /// Contact cannot be read`. Of no call: 0.
    virtual void on_unreadable(LineId /*line*/, CallKey /*call*/, std::string_view /*address*/,
                               std::string_view /*what*/) {}
    /// A request outside calls was dropped, there being too many (crowd.hpp). `reason` in words, for log and counter.
    virtual void on_request_dropped(std::string_view /*address*/, std::string_view /*reason*/) {}
    /// So many more REGISTERs wait for their turn, registrations_in_flight being out.
    virtual void on_registrations_wait(std::size_t /*lines*/) {}
    /// Something of ours failed inside the stack's callbacks: for the log.
    virtual void on_warning(std::string_view) {}
};

/// One per process; owned by gateway::Gateway; outlives every call. All methods are called on the loop thread and
/// return at once.
class Agent {
  public:
    /// Makes the stack and binds its ports; throws std::runtime_error with the address and the reason.
    Agent(Options options, EventSink& sink, std::function<CallKey()> next_call_key);
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    // -- the loop (gateway/sofia_pump)
    int event_descriptor() const;               ///< becomes readable when there is work; -1 = step by a timer
    std::chrono::milliseconds step();           ///< does what is due; returns the time to the next timer
    void on_wanted(std::function<void()> kick); ///< called whenever a request was queued: step soon
    std::string address() const;                ///< `192.0.2.10:5062` as in Contact
    /// whose name was not found when the address was chosen; mostly empty
    const std::string& unknown_registrar() const;

    // -- lines
    void add_line(LineId line, Account account);
    void update_line(LineId line, Account account);
    void remove_line(LineId line);
    /// REGISTER at `target`; expires 0 un-registers. Queued by registrations_in_flight. Credentials go with it as soon
    /// as the registrar has challenged once, whatever `authenticate` says.
    void send_register(LineId line, std::size_t target, std::chrono::seconds expires, bool authenticate);
    void subscribe_message_summary(LineId line, std::size_t target, bool on);
    bool target_alive(std::size_t registrar) const;

    // -- calls; an unknown key is ignored
    void invite(LineId line, CallKey key, const OutgoingInvite& invite);
    void resend_with_credentials(CallKey key);
    void cancel(CallKey key, std::string_view reason = {});
    void ack(CallKey key, std::string_view sdp); ///< of a 2xx to our delayed offer
    void ring(CallKey key, int status = 180, std::string_view sdp = {});
    void answer(CallKey key, std::string_view sdp);       ///< 200 to INVITE
    void reject(CallKey key, const Rejection& rejection); ///< final answer to INVITE
    void offer(CallKey key, std::string_view sdp, OfferMethod method);
    void answer_offer(CallKey key, std::string_view sdp); ///< 200 to re-INVITE or UPDATE
    void reject_offer(CallKey key, const Rejection& rejection);
    void bye(CallKey key, const ExtraHeaders& extra);
    void refer(CallKey key, const ReferTarget& target);
    void answer_refer(CallKey key, int status); ///< to ReferWanted; progress by notify_refer
    void notify_refer(CallKey key, int status);
    void info(CallKey key, std::string_view content_type, std::string_view body);
    /// The leg is over: what is left of the dialog is ended quietly (CANCEL, BYE, 480) and no event comes any more.
    void forget(CallKey key);

    /// Sent once, at the line's registrar; what comes of it is nobody's concern.
    void publish(LineId line, const Publication& publication);

    std::size_t dialogs() const;
    /// Ends everything: BYE with reasons, un-REGISTER and un-SUBSCRIBE are the caller's. To be asked after each step;
    /// true when all answers are in and the stack may be destroyed. Whoever has no time for a silent PBX just destroys
    /// it.
    bool shut_down();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace sip
