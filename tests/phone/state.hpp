// What a Skinny phone shows, rings, plays and has open, as the call agent's messages made it. Pure: no socket, no
// clock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sccp/catalogue.hpp"

namespace phone {

struct Party {
    std::string name, number;
    bool operator==(const Party&) const = default;
};

/// What CallInfo says.
struct CallParties {
    Party calling, called, original_called, last_redirecting;
    sccp::CallType type{};
    std::uint32_t instance{}, original_reason{}, last_reason{}, restriction{};
};

struct SelectedKeys {
    sccp::SoftKeySet set{};
    std::uint32_t mask{};
};

/// One call reference as the display shows it. Kept after its end, for questions about the past.
struct Call {
    unsigned number{};              ///< 1, 2 ...: the order in which this phone saw its calls
    std::uint32_t line{}, reference{};
    sccp::DCallState state{};
    sccp::CallPrivacy privacy{};
    std::uint64_t touched{};        ///< grows with each CallState and SelectSoftKeys: the greatest is in front
    CallParties parties;
    std::string prompt, dialled;
    std::optional<SelectedKeys> keys;

    bool has_ended() const { return state == sccp::DCallState::on_hook || state == sccp::DCallState::idle; }
};

/// One direction of audio, as ordered. The order stays after the end.
enum class StreamPhase : std::uint8_t { closed, opening, open };

struct ReceiveChannel {
    StreamPhase phase{};
    sccp::OpenReceiveChannel order;
};

struct Transmission {
    bool running{};
    sccp::StartMediaTransmission order;
};

struct Tone {
    sccp::DeviceTone tone{};
    std::uint32_t line{}, reference{};
};

/// Something that was shown or heard; the log of a script's `wait-`.
struct Fact {
    std::uint64_t index{};
    std::string kind, value;        ///< "state" "ring_out"; "prompt" "Enter number"; see state.cpp
    std::uint32_t line{}, reference{};
};

struct Line {
    std::string number, name, label;
};

struct Button {
    sccp::ButtonType type{};
    unsigned instance{};
};

struct Registration {
    bool acknowledged{}, rejected{}, unregistered{};
    std::string rejection;
    unsigned version{};
    std::uint32_t keepalive{}, secondary_keepalive{};
};

struct ForwardState {
    std::string all, busy, no_answer;   ///< empty: off
};

/// Owned by a Phone, or by a test that feeds it by hand.
class PhoneModelState {
  public:
    /// `utf8`: character set of the texts.
    explicit PhoneModelState(bool utf8) : utf8_(utf8) {}

    void on(const sccp::ToPhone& message);
    /// What the phone itself says changes it too: an acknowledged channel is open.
    void sent(const sccp::FromPhone& message);
    /// A new session begins: nothing of the old one is left but the log.
    void reset();

    const Registration& registration() const { return registration_; }
    const std::vector<Call>& calls() const { return calls_; }
    const Call* find(std::uint32_t reference) const;
    const Call* by_number(unsigned number) const;
    /// Calls that have not ended, the one in front first.
    std::vector<const Call*> live_calls() const;

    const std::optional<SelectedKeys>& idle_keys() const { return idle_keys_; }
    /// Soft keys shown for this selection, as event numbers with their labels in words.
    std::vector<std::pair<std::uint32_t, std::string>> offered(const SelectedKeys& keys) const;
    const sccp::SoftKeyTemplateRes& soft_key_template() const { return soft_key_template_; }

    sccp::RingMode ring() const;
    bool is_ringing() const { return ring() != sccp::RingMode::ring_off; }
    const std::vector<Tone>& tones() const { return tones_; }
    sccp::LampMode lamp(sccp::DeviceStimulus stimulus, std::uint32_t instance) const;
    const std::map<std::pair<sccp::DeviceStimulus, std::uint32_t>, sccp::LampMode>& lamps() const { return lamps_; }
    bool speaker() const { return speaker_; }
    bool microphone() const { return microphone_; }
    std::uint32_t plane() const { return plane_; }                ///< line in front; 0: none yet
    const std::string& idle_prompt() const { return idle_prompt_; }
    /// by priority; 0 = DisplayNotify
    const std::map<std::uint32_t, std::string>& notices() const { return notices_; }

    const std::vector<Button>& buttons() const { return buttons_; }
    const std::map<std::uint32_t, Line>& lines() const { return lines_; }
    const std::map<std::uint32_t, Party>& speed_dials() const { return speed_dials_; }
    const std::map<std::uint32_t, std::uint32_t>& features() const { return features_; }
    const std::map<std::uint32_t, ForwardState>& forwards() const { return forwards_; }

    const std::map<std::uint32_t, ReceiveChannel>& channels() const { return channels_; }       ///< by party id
    const std::map<std::uint32_t, Transmission>& transmissions() const { return transmissions_; }
    bool has_media() const;

    const std::deque<Fact>& facts() const { return facts_; }
    std::uint64_t next_fact() const { return next_fact_; }
    /// A fact that did not come from a message: the connection closed.
    void note(std::string kind, std::string value) { add(std::move(kind), std::move(value)); }

  private:
    friend struct StateVisitor;
    void add(std::string kind, std::string value, std::uint32_t line = 0, std::uint32_t reference = 0);
    Call* mutable_call(std::uint32_t reference);
    Call& touch(std::uint32_t line, std::uint32_t reference);
    void forget_oldest();
    std::string words(std::string_view wire) const;

    bool utf8_;
    Registration registration_;
    std::vector<Call> calls_;
    std::uint64_t touches_{};
    unsigned calls_seen_{};
    std::optional<SelectedKeys> idle_keys_;
    sccp::SoftKeyTemplateRes soft_key_template_;
    sccp::SoftKeySetRes soft_key_sets_;
    std::map<std::uint32_t, sccp::RingMode> ringers_;             ///< by call reference
    std::vector<Tone> tones_;
    std::map<std::pair<sccp::DeviceStimulus, std::uint32_t>, sccp::LampMode> lamps_;
    bool speaker_{}, microphone_{true};
    std::uint32_t plane_{};
    std::string idle_prompt_;
    std::map<std::uint32_t, std::string> notices_;
    std::vector<Button> buttons_;
    std::map<std::uint32_t, Line> lines_;
    std::map<std::uint32_t, Party> speed_dials_;
    std::map<std::uint32_t, std::uint32_t> features_;
    std::map<std::uint32_t, ForwardState> forwards_;
    std::map<std::uint32_t, ReceiveChannel> channels_;
    std::map<std::uint32_t, Transmission> transmissions_;
    std::deque<Fact> facts_;
    std::uint64_t next_fact_{};
};

/// The call an order about media belongs to. Layouts below protocol 5 may have no callReference: then the party id is
/// all there is.
template <class Order> std::uint32_t call_of(const Order& order) {
    return order.call_reference != 0 ? order.call_reference : order.pass_thru_party_id;
}

} // namespace phone
