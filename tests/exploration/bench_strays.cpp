// Words about calls and lines that are not there. None of them may change anything (callflows 0.4 rule 4, 8.7).
#include <array>
#include <functional>
#include <utility>

#include "mapping/soft_keys.hpp"
#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

using mapping::SoftKey;
using Button = sccp::DeviceStimulus;
using Status = sccp::MediaStatus;

constexpr LegId nobody = 0xFFFFFE;
constexpr unsigned no_line = 99;

constexpr std::array stray_keys{SoftKey::hold, SoftKey::transfer, SoftKey::back_space, SoftKey::end_call, SoftKey::resume, SoftKey::answer,
                          SoftKey::conference, SoftKey::join, SoftKey::select, SoftKey::transfer_to_voice_mail, SoftKey::direct_transfer,
                          SoftKey::divert, SoftKey::dial};
constexpr std::array buttons_of_a_call{Button::hold,   Button::transfer, Button::conference,
                                       Button::select, Button::end_call, Button::answer_release};

void answer_for_nobody(FakePhone& phone) {
    for (const auto status : {Status::ok, Status::invalid_codec, Status::device_on_hook}) {
        phone.answers_receive(status, "192.0.2.7", 18000, nobody);
        phone.says(sccp::StartMediaTransmissionAck{nobody, nobody, nobody, {}, 0, status});
    }
    phone.says(sccp::MediaTransmissionFailure{nobody, nobody, {}, 0, nobody});
    phone.says(sccp::PortRes{nobody, nobody, nobody, sccp::Address::from_text("192.0.2.7"), 18000, 18001, {}});
    sccp::ConnectionStatisticsRes counted;
    counted.call_reference = nobody;
    phone.says(counted);
}

} // namespace

std::vector<std::string> Bench::wrongs_of_strays() {
    Wrongs found;
    if (phone_.is_lost) return found;
    press(SoftKey::info, nobody);   // any key takes back the marks of Select
    const std::array<std::pair<const char*, std::function<void()>>, 5> strays{{
        {"a key for a call that is not there changes something", [this] { for (const auto key : stray_keys) press(key, nobody); }},
        {"a button for a call that is not there changes something", [this] { for (const auto button : buttons_of_a_call) phone_.presses(button, 1, nobody); }},
        {"hook or keypad for a call that is not there changes something", [this] {
            const bool means_something = board().handset_lifted || timers_.runs(0, mapping::TimerKind::howler);
            phone_.dials("2#", nobody);
            phone_.says(sccp::HookFlash{1, nobody});
            if (!means_something) phone_.hangs_up(1, nobody);
        }},
        {"the key of a line that is not there changes something", [this] { phone_.presses_line(no_line); }},
        {"the phone's answer for a call that is not there changes something", [this] { answer_for_nobody(phone_); }},
    }};
    for (const auto& [what, happens] : strays) {
        const auto before = fingerprint();
        happens();
        if (fingerprint() != before) found.emplace_back(what);
    }
    for (const auto& fault : phone_.faults) found.push_back("the phone stumbles: " + fault);
    return found;
}

} // namespace tests
