// A phone that records what it is sent, and a PBX that hears nothing: for tests of what has no call in it.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "mapping/ports.hpp"

namespace tests {

class RecordingPhone : public mapping::PhonePort {
  public:
    std::vector<sccp::ToPhone> sent;
    int closed{}, previous_closed{};

    void send(const sccp::ToPhone& message) override { sent.push_back(message); }
    void close_after_flush() override { ++closed; }
    void close_previous() override { ++previous_closed; }

    template <class Message> std::vector<Message> all() const {
        std::vector<Message> found;
        for (const auto& message : sent)
            if (const auto* one = std::get_if<Message>(&message)) found.push_back(*one);
        return found;
    }
    template <class Message> bool got() const { return !all<Message>().empty(); }
    /// The last message of this kind; a default one when there was none.
    template <class Message> Message last() const {
        const auto found = all<Message>();
        return found.empty() ? Message{} : found.back();
    }
    void forget() { sent.clear(); }
};

class QuietSip : public mapping::SipPort {
  public:
    using LegId = mapping::LegId;
    void invite(mapping::LineId, LegId, const sip::OutgoingInvite&) override {}
    void resend_with_credentials(LegId) override {}
    void cancel(LegId, std::string_view) override {}
    void ack(LegId, std::string_view) override {}
    void ring(LegId, int) override {}
    void answer(LegId, std::string_view) override {}
    void reject(LegId, const sip::Rejection&) override {}
    void offer(LegId, std::string_view, sip::OfferMethod) override {}
    void answer_offer(LegId, std::string_view) override {}
    void reject_offer(LegId, const sip::Rejection&) override {}
    void bye(LegId, const sip::ExtraHeaders&) override {}
    void refer(LegId, const sip::ReferTarget&) override {}
    void answer_refer(LegId, int) override {}
    void notify_refer(LegId, int) override {}
    void info(LegId, std::string_view, std::string_view) override {}
    void forget(LegId) override {}
    void publish(mapping::LineId, const sip::Publication&) override {}
};

} // namespace tests
