// The fake phone with what exploring needs: what it still owes an answer for, what stops by itself, and a connection
// that may be gone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include "sccp/catalogue.hpp"
#include "tests/support/fake_phone.hpp"

namespace tests {

class WatchedPhone : public FakePhone {
  public:
    bool is_lost{};
    /// its calls hear at this moment that it is lost: another session may be there already
    bool lets_go{};
    bool is_lifted{};                           ///< the handset
    bool users_speaker{};                       ///< switched on by the phone's own key: as good as lifted
    std::map<LegId, int> owed_openings, owed_transmissions, owed_ports, owed_statistics;
    bool prompt_stays{};                        ///< the idle prompt has no time-out

    void send(const sccp::ToPhone& message) override {
        if (lets_go)
            faults.push_back("it is told " + std::string(sccp::name_of(message)) +
                             " between the loss of its connection and its registration");
        if (is_lost) return;
        std::visit([this](const auto& told) { watch(told); }, message);
        FakePhone::send(message);
        std::visit([this](const auto& told) { settle(told); }, message);
        sent.clear();                           // nobody reads the log
    }
    void close_after_flush() override { loses_connection(); }
    void forget_what_is_owed(LegId leg) {
        for (auto* owed : {&owed_openings, &owed_transmissions, &owed_ports, &owed_statistics}) owed->erase(leg);
    }
    /// Its connection is gone; it forgets its calls, and its audio too unless it runs on.
    void loses_connection() {
        is_lost = true;
        for (auto* owed : {&owed_openings, &owed_transmissions, &owed_ports, &owed_statistics}) owed->clear();
        speaker = users_speaker = false;
        notice.clear();
        prompt.clear();
    }

  private:
    void suspect(LegId call, const char* what) {
        if (!calls.contains(call)) faults.push_back(std::string{what} + " for a call that the phone was not told of");
    }
    void watch(const sccp::OpenReceiveChannel& told) {
        suspect(told.call_reference, "OpenReceiveChannel");
        ++owed_openings[told.pass_thru_party_id];
    }
    void watch(const sccp::StartMediaTransmission& told) {
        suspect(told.call_reference, "StartMediaTransmission");
        ++owed_transmissions[told.pass_thru_party_id];
    }
    void watch(const sccp::PortReq& told) { ++owed_ports[told.pass_through_party_id]; }
    void watch(const sccp::ConnectionStatisticsReq& told) { ++owed_statistics[told.call_reference]; }
    void watch(const sccp::CallSelectStatRes& told) { suspect(told.call_reference, "CallSelectStat"); }
    void watch(const sccp::DialedNumber& told) { suspect(told.call_reference, "DialedNumber"); }
    void watch(const sccp::CallState& told) {
        if (told.call_state == sccp::DCallState::on_hook) suspect(told.call_reference, "CallState OnHook");
    }
    void watch(const sccp::SetRinger& told) {
        if (told.ring_mode != sccp::RingMode::ring_off) suspect(told.call_reference, "SetRinger");
    }
    void watch(const sccp::DisplayPromptStatus& told) { note_prompt(told.line_instance, told.call_reference, told.time_out_value); }
    void watch(const sccp::DisplayPromptStatusV2& told) { note_prompt(told.line_instance, told.call_reference, told.timeout); }
    template <class Other> void watch(const Other&) {}

    /// Only its answer tells that it has reserved one.
    void settle(const sccp::PortReq& told) { reserved.erase(told.pass_through_party_id); }
    /// One ring is over before anything else happens.
    void settle(const sccp::SetRinger& told) {
        if (told.ring_duration == sccp::RingDuration::single_ring) rings.erase(told.call_reference);
    }
    void settle(const sccp::SetSpeakerMode&) { users_speaker = users_speaker && speaker; }
    /// CloseReceiveChannel with "close port" gives back a port that PortReq had reserved.
    void settle(const sccp::CloseReceiveChannel& told) {
        if (told.port_handling_flag == sccp::PortHandling::close_port) reserved.erase(told.pass_thru_party_id);
    }
    template <class Other> void settle(const Other&) {}

    void note_prompt(unsigned line, LegId call, std::uint32_t time_out) {
        if (line == 0 && call == 0) prompt_stays = time_out == 0;
    }
};

} // namespace tests
