// Answers to everything a registering phone asks, in any order and for any index (callflows 1.1, protocol/README
// section 7).
#pragma once

#include <functional>

#include "mapping/calls.hpp"
#include "mapping/device_context.hpp"
#include "mapping/phone_view.hpp"
#include "mapping/ports.hpp"
#include "sccp/catalogue.hpp"

namespace mapping {

/// One of the requests of callflows 1.1 (phone::ConfigReq).
bool is_config_request(const sccp::FromPhone& message);

/// One per phone, owned by mapping::Phone. An index that does not exist gets empty texts: a phone waits for each
/// answer.
class ConfigAnswers {
  public:
    struct Sources {
        std::function<Forwards(unsigned line)> forwards;
        std::function<std::uint32_t(const Button&)> feature_status;   ///< 0 off, 1 on
    };

    ConfigAnswers(const DeviceContext& device, PhonePort& phone, PhoneView& view, WorldPort& world, Sources sources);

    /// userId and instance of Register are echoed.
    void note_register(const sccp::RegisterReq& message);
    void answer(const sccp::FromPhone& request);

    /// Unasked, after a change.
    void send_forwards(unsigned line);
    void send_feature(unsigned instance);

  private:
    // what is not a request has no answer
    template <class Other> void answer_to(const Other&) {}
    void answer_to(const sccp::ButtonTemplateReq&);
    void answer_to(const sccp::SoftKeyTemplateReq&);
    void answer_to(const sccp::SoftKeySetReq&);
    void answer_to(const sccp::ConfigStatReq&);
    void answer_to(const sccp::LineStatReq& request);
    void answer_to(const sccp::SpeedDialStatReq& request);
    void answer_to(const sccp::FeatureStatReq& request);
    void answer_to(const sccp::ServiceURLStatReq& request);
    void answer_to(const sccp::ForwardStatReq& request);
    void answer_to(const sccp::VersionReq&);
    void answer_to(const sccp::ServerReq&);
    void answer_to(const sccp::TimeDateReq&);
    void answer_to(const sccp::CallCountReq&);
    void answer_to(const sccp::SubscriptionStatReq& request);

    std::string text(std::string_view utf8, std::size_t limit) const;

    const DeviceContext& device_;
    PhonePort& phone_;
    PhoneView& view_;
    WorldPort& world_;
    Sources sources_;
    std::uint32_t user_id_{}, instance_{};
};

} // namespace mapping
