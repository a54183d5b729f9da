// A PBX that knows the rules: keeps the state of each dialog and notes every request or answer that SIP does not allow
// there.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/ports.hpp"

namespace tests {

using mapping::LegId;
using mapping::LineId;

/// One dialog, seen from the far end. Values only: what may be said next follows from it.
struct Dialog {
    enum class Phase : std::uint8_t {
        inviting,    ///< our INVITE, nothing came yet
        early,       ///< our INVITE, 1xx came
        challenged,  ///< our INVITE was refused in a way that allows another one
        accepted,    ///< 2xx came, its ACK has to carry our answer
        ringing,     ///< their INVITE
        answered,    ///< their INVITE, our 200 left, no ACK yet
        confirmed,
        ending,      ///< our BYE is out
        over,
    };
    LineId line{};
    Phase phase{};
    bool outgoing{}, cancelled{}, delayed{}, reliable{};
    bool our_offer{};                  ///< open: in INVITE, 200, re-INVITE or UPDATE
    bool our_update{};                 ///< ... and it went out inside the dialog
    bool their_offer{};                ///< open, in their INVITE or inside the dialog
    unsigned their_requests{};         ///< re-INVITE and UPDATE that wait for our answer
    bool wants_offer{};                ///< their re-INVITE had no SDP
    bool offer_in_200{};               ///< the ACK of their re-INVITE brings the answer
    bool awaits_ack{};                 ///< our 200 to their re-INVITE
    bool refers{}, refer_accepted{}, refer_timed_out{};   ///< our REFER has no result yet
    bool referred{};                   ///< their REFER waits for our answer
    bool gave_up{};                    ///< a guard timer of ours fired: the stack clears away
};

class StrictPbx : public mapping::SipPort {
  public:
    std::map<LegId, Dialog> dialogs;
    std::vector<std::string> faults;

    void invite(LineId line, LegId leg, const sip::OutgoingInvite& invite) override;
    void resend_with_credentials(LegId leg) override;
    void cancel(LegId leg, std::string_view reason) override;
    void ack(LegId leg, std::string_view sdp) override;
    void ring(LegId leg, int status) override;
    void answer(LegId leg, std::string_view sdp) override;
    void reject(LegId leg, const sip::Rejection& rejection) override;
    void offer(LegId leg, std::string_view sdp, sip::OfferMethod method) override;
    void answer_offer(LegId leg, std::string_view sdp) override;
    void reject_offer(LegId leg, const sip::Rejection& rejection) override;
    void bye(LegId leg, const sip::ExtraHeaders& extra) override;
    void refer(LegId leg, const sip::ReferTarget& target) override;
    void answer_refer(LegId leg, int status) override;
    void notify_refer(LegId leg, int status) override;
    void info(LegId leg, std::string_view type, std::string_view body) override;
    void publish(LineId, const sip::Publication&) override {}
    void forget(LegId leg) override;

    /// The far end says this: the dialog is what it is afterwards.
    void note_said(LineId line, LegId leg, const sip::CallEvent& event);
    Dialog* find(LegId leg);
    /// A guard timer of the leg has fired.
    void note_given_up(LegId leg);
    /// We no longer wait for the result of a REFER.
    void note_refer_given_up();
    /// Every field that decides about the future, for the fingerprint.
    std::string describe(LegId leg) const;

  private:
    void fault(std::string_view what, const Dialog* of);
    /// The dialog if `verb` may be used in one of these phases; else a fault is noted and it is null.
    Dialog* require(LegId leg, std::string_view verb, std::initializer_list<Dialog::Phase> phases);
    void heard_offer_result(Dialog& dialog);
    void over(Dialog& dialog);
};

std::string_view name_of(Dialog::Phase phase);

} // namespace tests
