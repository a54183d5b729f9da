// A PBX made of values: records what mapping asks of SIP, checks that no dialog is mistreated, and speaks back in
// events.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mapping/ports.hpp"

namespace tests {

using mapping::LegId;
using mapping::LineId;

/// `v=0 ...` of a far end: address, port, format list, then attribute lines.
inline std::string far_sdp(std::string_view formats = "8 101", std::uint16_t port = 30000, std::string_view host = "203.0.113.9",
                           std::string_view attributes = "a=sendrecv", unsigned version = 1) {
    std::string text = "v=0\r\no=- 77 " + std::to_string(version) + " IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 " + std::string{host} +
                       "\r\nt=0 0\r\nm=audio " + std::to_string(port) + " RTP/AVP " + std::string{formats} + "\r\n";
    if (formats.find("101") != std::string_view::npos) text += "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n";
    return text + std::string{attributes} + "\r\n";
}

class FakePbx : public mapping::SipPort {
  public:
    /// One thing mapping asked for. `status` of ring, reject, reject_offer, answer_refer and notify_refer.
    struct Asked {
        std::string verb{};
        LegId leg{};
        std::string sdp{};
        int status{};
        std::string text{};                     ///< reason, number or URI, INFO body
        sip::ExtraHeaders extra{};
        sip::OfferMethod method{};
        LegId replaces{};
    };
    std::function<void(LineId, LegId, const sip::CallEvent&)> deliver;   ///< set by the scenario
    std::vector<Asked> asked;
    std::vector<sip::Publication> published;
    std::map<LegId, sip::OutgoingInvite> invites;                        ///< the last INVITE of each leg
    std::map<LegId, LineId> line_of;
    std::string headers_allow = "INVITE,ACK,BYE,CANCEL,OPTIONS,INFO,NOTIFY,REFER,UPDATE,PRACK";
    std::string headers_supported = "replaces,timer";

    // -- what mapping does
    void invite(LineId line, LegId leg, const sip::OutgoingInvite& invite) override {
        line_of[leg] = line;
        invites[leg] = invite;
        last_ = leg;
        Asked one{"INVITE", leg, invite.sdp, 0, invite.request_uri.empty() ? invite.number : invite.request_uri};
        one.replaces = invite.takes_over;
        note(one);
    }
    void resend_with_credentials(LegId leg) override { note({"INVITE+auth", leg}); }
    void cancel(LegId leg, std::string_view reason) override { note({"CANCEL", leg, {}, 0, std::string{reason}}); }
    void ack(LegId leg, std::string_view sdp) override { note({"ACK", leg, std::string{sdp}}); }
    void ring(LegId leg, int status) override { note({"ring", leg, {}, status}); }
    void answer(LegId leg, std::string_view sdp) override { note({"200", leg, std::string{sdp}}); }
    void reject(LegId leg, const sip::Rejection& rejection) override { note({"reject", leg, {}, rejection.status, {}, rejection.extra}); }
    void offer(LegId leg, std::string_view sdp, sip::OfferMethod method) override {
        Asked one{"offer", leg, std::string{sdp}};
        one.method = method;
        note(one);
    }
    void answer_offer(LegId leg, std::string_view sdp) override { note({"200 offer", leg, std::string{sdp}}); }
    void reject_offer(LegId leg, const sip::Rejection& rejection) override {
        note({"reject offer", leg, {}, rejection.status, {}, rejection.extra});
    }
    void bye(LegId leg, const sip::ExtraHeaders& extra) override { note({"BYE", leg, {}, 0, extra.reason, extra}); }
    void refer(LegId leg, const sip::ReferTarget& target) override {
        Asked one{"REFER", leg, {}, 0, target.uri.empty() ? target.number : target.uri};
        one.replaces = target.replaces;
        note(one);
    }
    void answer_refer(LegId leg, int status) override { note({"answer refer", leg, {}, status}); }
    void notify_refer(LegId leg, int status) override { note({"NOTIFY refer", leg, {}, status}); }
    void info(LegId leg, std::string_view type, std::string_view body) override {
        note({"INFO", leg, std::string{type}, 0, std::string{body}});
    }
    void forget(LegId leg) override { note({"forget", leg}); }
    void publish(LineId, const sip::Publication& publication) override { published.push_back(publication); }

    // -- what tests ask
    std::vector<Asked> all(std::string_view verb) const {
        std::vector<Asked> found;
        std::copy_if(asked.begin(), asked.end(), std::back_inserter(found), [&](const Asked& one) { return one.verb == verb; });
        return found;
    }
    std::vector<Asked> all(std::string_view verb, LegId leg) const {
        auto found = all(verb);
        std::erase_if(found, [&](const Asked& one) { return one.leg != leg; });
        return found;
    }
    std::size_t count(std::string_view verb) const { return all(verb).size(); }
    bool got(std::string_view verb) const { return count(verb) > 0; }
    Asked last(std::string_view verb) const {
        const auto found = all(verb);
        if (found.empty()) throw std::runtime_error("the PBX never got " + std::string{verb});
        return found.back();
    }
    bool was_invited(std::string_view number) const {
        return std::any_of(asked.begin(), asked.end(), [&](const Asked& one) { return one.verb == "INVITE" && one.text == number; });
    }
    /// The call that the PBX heard of last.
    LegId call() const { return last_; }
    void talk_about(LegId leg) { last_ = leg; }
    void forget_log() { asked.clear(); }

    // -- what the PBX does; without a leg it is about the last call
    sip::Message message(int status, std::string sdp = {}, std::string tag = "far-1") const {
        sip::Message made;
        made.status = status;
        made.remote_tag = std::move(tag);
        made.body = std::move(sdp);
        if (!made.body.empty()) made.content_type = "application/sdp";
        made.headers.allow = tokens(headers_allow);
        made.headers.supported = tokens(headers_supported);
        made.headers.call_id = "far-call";
        return made;
    }
    void says(const sip::CallEvent& event, LegId leg = 0) {
        const auto about = leg ? leg : last_;
        deliver(line_of.contains(about) ? line_of.at(about) : LineId{1}, about, event);
    }
    void progresses(int status = 183, std::string sdp = {}) { says(sip::Progress{message(status, std::move(sdp))}); }
    void rings(std::string sdp = {}) { says(sip::Ringing{message(180, std::move(sdp))}); }
    void answers(std::string sdp = far_sdp()) { says(sip::Answered{message(200, std::move(sdp))}); }
    void rejects(int status, std::string reason = {}) {
        auto made = message(status);
        if (!reason.empty()) made.headers.reason = {std::move(reason)};
        says(sip::Rejected{made, false});
    }
    void challenges() { says(sip::Rejected{message(401), true}); }
    void redirects(std::vector<std::string> contacts, int status = 302) { says(sip::Redirected{message(status), std::move(contacts)}); }
    void hangs_up(LegId leg = 0) { says(sip::HungUp{}, leg); }
    void acknowledges(std::string sdp = {}) { says(sip::Ack{std::move(sdp)}); }
    void cancels(std::vector<std::string> reason = {}) { says(sip::Cancelled{std::move(reason)}); }
    void offers(std::string sdp, LegId leg = 0) { says(sip::Offer{message(0, std::move(sdp)), sip::OfferMethod::reinvite}, leg); }
    void accepts_offer(std::string sdp = far_sdp(), LegId leg = 0) { says(sip::OfferAccepted{message(200, std::move(sdp))}, leg); }
    void confirms_bye(LegId leg = 0) { says(sip::ByeDone{200}, leg); }

    /// An INVITE; gives its call. `change` edits it before it is sent.
    LegId calls(LegId leg, std::string_view from = "\"Bob\" <sip:202@pbx.test>;tag=b", std::string sdp = far_sdp(), LineId line = 1,
                const std::function<void(sip::Invited&)>& change = {}) {
        sip::Invited invited;
        invited.message = message(0, std::move(sdp));
        invited.message.headers.from = from;
        invited.message.headers.to = "<sip:201@pbx.test>";
        invited.request_user = "SEP001120AABBCC-1";
        invited.from_registrar = true;
        if (change) change(invited);
        line_of[leg] = line;
        last_ = leg;
        deliver(line, leg, invited);
        return leg;
    }

  private:
    static std::vector<std::string> tokens(const std::string& list) {
        std::vector<std::string> found;
        for (std::size_t from = 0; from <= list.size();) {
            const auto end = std::min(list.find(',', from), list.size());
            if (end > from) found.push_back(list.substr(from, end - from));
            from = end + 1;
        }
        return found;
    }
    void note(Asked one) { asked.push_back(std::move(one)); }

    LegId last_{};
};

} // namespace tests
