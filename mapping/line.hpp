// Registration of one line of one phone with the PBX (callflows 1.3, 1.7, 8.5).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "mapping/device_context.hpp"
#include "mapping/ports.hpp"
#include "mapping/snapshots.hpp"
#include "sip/values.hpp"

namespace mapping {

/// What the user is told of a line's registration.
enum class LineNotice : std::uint8_t { nothing, no_service, not_authorised };

/// One per line button, owned by mapping::Phone. Its `DeviceLine` shows the rest of the phone how it stands.
class Line {
  public:
    struct Hooks {
        std::function<bool()> has_dialog;   ///< a call of this line lives: stay at its registrar
        std::function<void()> changed;      ///< service, notice or messages are others than before
    };

    Line(const std::string& device, DeviceLine& line, Ports& ports, Hooks hooks);
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void start();                            ///< device::Start
    void stop();                             ///< device::Stop
    void on(const sip::LineEvent& event);
    bool on_timer(TimerId timer);            ///< false: not ours
    void calls_ended();                      ///< leg::AllIdle: the way to a better registrar is free
    /// operator::ConfigChanged. `identity_changed`: what is registered is another one now.
    void config_changed(bool identity_changed);

    std::string_view state() const;
    bool is_stopped() const;                 ///< nothing of it is at a registrar
    LineNotice notice() const;
    LineSnapshot snapshot() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace mapping
