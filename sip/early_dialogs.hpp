// The dialogs that one INVITE of ours makes when a proxy forks it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sip/sofia.hpp"

namespace sip {

/// nua knows one dialog per handle: that of the first reliable provisional response; it would not hear any other. Here
/// its INVITE goes on to hear all of them, and each further dialog gets a leg of its own (tags, route set, target,
/// CSeq) by which it is heard and spoken to in the place of nua's: its reliable provisional responses get their PRACK,
/// and its 2xx makes it the call. Owned by Stack.
class EarlyDialogs {
  public:
    EarlyDialogs() = default;
    ~EarlyDialogs() { clear(); }
    EarlyDialogs(const EarlyDialogs&) = delete;
    EarlyDialogs& operator=(const EarlyDialogs&) = delete;

    /// While it lives, what the stack does is seen by this one.
    class Scope {
      public:
        explicit Scope(EarlyDialogs& dialogs);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        EarlyDialogs* previous_;
    };
    /// Before the stack is destroyed: its legs go with it.
    void clear();

    // -- by the functions that ours take the place of
    void use(nta_agent_t* agent) { agent_ = agent; }
    /// A 2xx of a fork that another one has won over, or of an INVITE that is given up (RFC 3261 section 13.2.2.4): ACK
    /// each time, and one BYE, which is repeated until it is answered. False: it cannot be made.
    bool end_call_of(const sip_t& answer);
    const nta_agent_t* agent() const { return agent_; }
    /// A response to a request of nua, which hears it by `pass_on`.
    void hear(nta_outgoing_t* transaction, const sip_t& response, const std::function<void()>& pass_on);
    /// nua takes the dialog with this tag for its own. True: the INVITE hears all tags.
    bool bind(nta_outgoing_t* invite, const char* tag, std::uint32_t rseq);
    bool hears_all(const nta_outgoing_t* transaction) const { return invites_by_transaction_.contains(transaction); }
    /// True: nua was only letting go of the INVITE that bind() has left to it.
    bool keeps(nta_outgoing_t* transaction);
    /// Leg that a request of nua's leg goes by.
    nta_leg_t* speaks_by(nta_leg_t* leg, sip_method_t method);
    /// Leg whose target and route set the message that nua reads tells; null: none, its fork has lost.
    nta_leg_t* routes_by(nta_leg_t* leg);
    /// that of the handle which this leg of ours stands in for; null: no such leg
    const nta_leg_t* leg_of_nua(nta_leg_t* own) const;
    void forget(nta_leg_t* leg);
    /// A request of the far end, whose dialog has this tag, is with nua while it lives.
    class Heard {
      public:
        Heard(EarlyDialogs& dialogs, const char* tag)
            : dialogs_(dialogs), before_(std::exchange(dialogs.heard_, tag ? tag : "")) {}
        ~Heard() { dialogs_.heard_ = before_; }
        Heard(const Heard&) = delete;
        Heard& operator=(const Heard&) = delete;

      private:
        EarlyDialogs& dialogs_;
        std::string before_;
    };
    static EarlyDialogs* current();

  private:
    struct LegDeleter {
        void operator()(nta_leg_t* leg) const { nta_leg_destroy(leg); }
    };
    struct Dialog {
        std::string tag;
        std::unique_ptr<nta_leg_t, LegDeleter> leg{}; ///< null: nua's
        std::uint32_t rseq{};                         ///< of its last reliable response; 0: none yet
        unsigned spoke{};                             ///< the dialog with the highest count is heard by the phone
    };
    struct Invite {
        nta_outgoing_t* transaction{};
        std::vector<Dialog> dialogs{};
        unsigned spoken{};
        bool is_answered{}; ///< then there is one dialog
    };
    /// What becomes of a response.
    enum class Hearing : std::uint8_t { drop, pass, pass_as_unreliable };

    Hearing on_response(nta_leg_t* leg, Invite& invite, const sip_t& response);
    Hearing on_reliable(nta_leg_t* leg, Invite& invite, const sip_t& response);
    Hearing on_answered(nta_leg_t* leg, Invite& invite, const sip_t& response);
    Dialog* dialog(nta_leg_t* leg, Invite& invite, const sip_t& response);
    void acknowledge(const Dialog& dialog, const Invite& invite, const sip_t& response);
    static Dialog* find(Invite& invite, std::string_view tag);

    nta_agent_t* agent_{};
    nta_leg_t* routed_{};    ///< leg that nua has just told a route set
    nta_outgoing_t* kept_{}; ///< INVITE that nua lets go of next
    /// tag of the far end in the message that nua is reading; empty: of a request in nua's own dialog
    std::string heard_;
    /// by nua's leg; from its first reliable response to the end of the dialog
    std::unordered_map<nta_leg_t*, Invite> invites_;
    std::unordered_map<nta_leg_t*, nta_leg_t*> legs_of_nua_; ///< by each leg of ours
    std::unordered_map<const nta_outgoing_t*, nta_leg_t*> invites_by_transaction_;
    std::deque<std::string> ended_; ///< Call-ID and tag of the last forks that got a BYE
};

} // namespace sip
