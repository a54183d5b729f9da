// How a phone comes up: which questions it asks in which order, each after the answer to the one before. Pure.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sccp/catalogue.hpp"
#include "tests/phone/profile.hpp"

namespace phone {

/// One per session; owned by a Phone.
class RegistrationSequence {
  public:
    RegistrationSequence(const Profile& profile, sccp::Address own_address) : profile_(profile), address_(own_address) {}

    /// What goes out as soon as the connection stands.
    std::vector<sccp::FromPhone> begin();
    /// What an answer leads to: the next question, or several with the quirk `coalesce`.
    std::vector<sccp::FromPhone> on(const sccp::ToPhone& message);

    bool is_complete() const { return acknowledged_ && steps_.empty() && !awaited_; }
    /// What is still outstanding, for a message about a registration that stands still.
    std::string waiting_for() const;

    sccp::RegisterReq register_request() const;
    sccp::FromPhone capabilities() const;

  private:
    struct Step {
        sccp::FromPhone question;
        std::uint32_t answer_id{};       ///< 0: none is expected
    };
    void plan();
    void plan_buttons(const sccp::ButtonTemplateRes& buttons);
    void ask(sccp::FromPhone question, std::uint32_t answer_id) { steps_.push_back({std::move(question), answer_id}); }
    std::vector<sccp::FromPhone> advance();
    bool answers(std::uint32_t id) const;

    const Profile& profile_;
    sccp::Address address_;
    std::deque<Step> steps_;
    std::uint32_t awaited_{};            ///< id of the answer the phone waits for
    bool acknowledged_{}, has_token_{};
};

} // namespace phone
