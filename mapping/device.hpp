// Registration of one phone: from its Register to the moment when it is Ready, lost, reset or gone (callflows 1, 8.4).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/config_answers.hpp"
#include "mapping/device_context.hpp"
#include "mapping/features/idle_display.hpp"
#include "mapping/line.hpp"
#include "mapping/phone.hpp"
#include "mapping/phone_view.hpp"
#include "mapping/ports.hpp"

namespace mapping {

/// min(phone, 22, `max_protocol`, what the model bears); 0 or absent is 3 (protocol/README section 2).
unsigned agreed_version(unsigned offered, const sccp::PhoneModel& model, const DeviceOptions& options);
/// What a Register tells of the phone; the addresses are those of its connection.
void take_register(DeviceContext& context, const sccp::RegisterReq& message, const std::string& peer_address,
                   const std::string& local_address);

/// The device machine of a phone; owned by mapping::Phone, as is all that it works with.
class Device {
  public:
    struct Parts {
        DeviceContext& context;
        Ports& ports;
        PhoneView& view;
        Calls& calls;
        std::vector<std::unique_ptr<Line>>& lines;
        ConfigAnswers& answers;
        IdleDisplay& idle;
    };

    explicit Device(Parts parts);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    /// DeviceContext holds what Register said. `taken_over`: another session was bound until now.
    void on_register(bool taken_over);
    void on_request(const sccp::FromPhone& request);
    void on_unregister(sccp::UnRegReasonCode reason);
    void on_lost();
    void user_acts();              ///< off-hook, key or digit: a phone that does this is configured
    void calls_ended();            ///< leg::AllIdle
    bool on_timer(TimerId timer);  ///< false: not ours
    Outcome reset(sccp::DeviceResetType type, bool force);

    std::string_view state() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace mapping
