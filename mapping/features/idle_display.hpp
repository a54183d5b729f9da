// What a phone shows while nobody calls: prompt, message lamps, notices, lamps of feature buttons (callflows 5.8, 7.1,
// 1.3).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/device_context.hpp"
#include "mapping/line.hpp"
#include "mapping/phone_view.hpp"

namespace mapping {

/// One per phone, owned by mapping::Phone. `refresh` may be called as often as one likes: only changes are sent.
class IdleDisplay {
  public:
    struct Sources {
        std::function<Forwards(unsigned line)> forwards;
        std::function<bool()> has_calls;
        std::function<LineNotice(unsigned line)> notice;
        std::function<bool()> can_redial;
    };

    IdleDisplay(const DeviceContext& device, PhoneView& view, WorldPort& world, Sources sources);

    /// The phone registered again: nothing is known about its display. The view was reset before.
    void forget();
    void refresh();
    void refresh_message_lamps();
    /// After the last call, whose display is gone: keys, speaker, clock and prompt (2.11).
    void show(bool switch_speaker_off);
    void show_prompt();
    void show_keys();
    /// A text of the operator or of the PBX, shown for a while (5.14).
    void show_message(std::string_view text, std::chrono::seconds duration);

  private:
    void light(unsigned instance, bool on);
    void refresh_notify();
    void refresh_prompt();
    void refresh_notices();
    bool has_messages(const DeviceLine& line) const;
    Text idle_prompt() const;
    Text registration_notice() const;

    const DeviceContext& device_;
    PhoneView& view_;
    WorldPort& world_;
    Sources sources_;
    std::optional<Text> prompt_;
    std::optional<Text> registration_, do_not_disturb_;
    std::map<unsigned, sccp::LampMode> lamps_;   ///< of messages, by line; 0 = in the handset
    bool notified_{};
};

/// What a line is called on the phone: its label, else the name of its section.
const std::string& line_label(const LineOptions& line);

} // namespace mapping
