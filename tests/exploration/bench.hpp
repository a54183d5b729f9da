// The real calls of one phone between a fake phone, a strict PBX and timers without a clock: does acts, tells which may
// follow, looks for what must not be.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/leg.hpp"
#include "mapping/phone_view.hpp"
#include "mapping/switchboard.hpp"
#include "tests/exploration/act.hpp"
#include "tests/exploration/bench_device.hpp"
#include "tests/exploration/loose_timers.hpp"
#include "tests/exploration/setting.hpp"
#include "tests/exploration/strict_pbx.hpp"
#include "tests/exploration/watched_phone.hpp"
#include "tests/exploration/coverage.hpp"
#include "tests/support/fake_ports.hpp"

namespace tests {

/// How everything is brought to its end.
enum class Finish : std::uint8_t {
    by_user,        ///< the user hangs up, the far end answers
    by_far_end,     ///< the far end hangs up, the user puts the handset down at last
    in_silence,     ///< the user hangs up, and neither his phone nor the far end says anything more
    by_loss,        ///< the phone never comes back
};
constexpr Finish finishes[] = {Finish::by_user, Finish::by_far_end, Finish::in_silence, Finish::by_loss};
std::string_view name_of(Finish finish);

/// Nothing in it is copied: another one is led to the same place by the same acts.
class Bench {
  public:
    explicit Bench(const Setting& setting);
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /// What can happen now.
    Acts offered() const;
    bool offers(const Act& act) const;
    void perform(const Act& act);
    void perform(const Acts& acts) {
        for (const auto& act : acts) perform(act);
    }
    std::string words(const Act& act) const;

    /// All that decides about the future, without call references.
    std::string fingerprint() const;
    /// What must not be, now; empty: all is well.
    std::vector<std::string> wrongs() const;
    /// Words about calls and lines that are not there: what they changed. Leaves the bench as it was.
    std::vector<std::string> wrongs_of_strays();
    /// The same after everything was brought to its end.
    std::vector<std::string> wrongs_after(Finish finish);

    /// States of all calls in one line.
    std::string states() const;

  private:
    struct World : FakeWorld {
        void log(Level level, mapping::LegId leg, std::string_view text) override {
            if (level == Level::error) FakeWorld::log(level, leg, text);
        }
        void state_changed(std::string_view, std::uint32_t, std::string_view, std::string_view) override {}
        void took(mapping::LegId, const mapping::TakenRow& row) override { Coverage::note(row); }
        void ignored(mapping::LegId, std::string_view, std::string_view) override {}
    };

    void configure();
    const mapping::Switchboard& board() const { return calls_->board(); }
    const mapping::Leg* leg(LegId id) const;
    LegId call_at(std::uint8_t place) const;
    std::vector<LegId> living() const;
    LegId gone_with_debts() const;
    std::size_t place_among_waiting(LegId id) const;
    /// All but this call.
    std::string print_others(LegId but) const;

    // acts (bench_acts.cpp)
    void offer_user(Acts& acts) const;
    void offer_keys(Acts& acts, LegId id, std::uint8_t place) const;
    void offer_media(Acts& acts) const;
    void offer_connection(Acts& acts) const;
    void offer_operator(Acts& acts) const;
    void offer_pbx(Acts& acts) const;
    void offer_timers(Acts& acts) const;
    bool may_open_another() const;
    void act_of_user(const Act& act);
    void act_of_media(const Act& act);
    void act_of_connection(const Act& act);
    void act_of_registration(const Act& act);
    void press(mapping::SoftKey key, LegId id);
    void press_dead(mapping::SoftKey key, LegId id);
    void say(LegId id, const sip::CallEvent& event);
    void knock_at(const Act& act);
    void fire(LegId owner, mapping::TimerKind kind);

    // what must not be (bench_checks.cpp)
    using Wrongs = std::vector<std::string>;
    void check_display(Wrongs& wrongs) const;
    void check_sound(Wrongs& wrongs) const;
    void check_media(Wrongs& wrongs) const;
    void check_dialogs(Wrongs& wrongs) const;
    void check_timers(Wrongs& wrongs) const;
    void check_idle(Wrongs& wrongs) const;

    // the end (bench_finish.cpp)
    void end_once(Finish finish);
    void user_ends_all();
    void far_end_ends_all();
    void far_end_answers();
    void phone_answers();
    void run_timers(bool answering);

    const Setting& setting_;
    mapping::DeviceOptions device_;
    mapping::CallOptions call_options_;
    mapping::StationOptions station_;
    mapping::DeviceContext context_;
    WatchedPhone phone_;
    StrictPbx pbx_;
    FakeRegistrar registrar_;
    LooseTimers timers_;
    World world_;
    mapping::Ports ports_{phone_, pbx_, registrar_, timers_, world_};
    mapping::PhoneView view_{context_, phone_};
    std::unique_ptr<mapping::Calls> calls_;
    /// nothing: the phone is registered, and act_of_connection does what the device machine would
    std::unique_ptr<BenchDevice> registration_;
    std::vector<std::string> impossible_;   ///< acts of the prelude that nothing offers
    std::vector<std::string> meddlers_;     ///< keys that acted on a call that they did not mean
};

} // namespace tests
