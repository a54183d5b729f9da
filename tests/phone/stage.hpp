// Where simulated phones act: the loop, the phones, and how long one waits for something to happen.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/phone/phone.hpp"
#include "tests/phone/script.hpp"

namespace phone {

/// Nothing, or a sentence that says what was expected and what was seen.
using Complaint = std::optional<std::string>;

/// A phone and how far the script has read in the log of what it showed.
struct Actor {
    std::unique_ptr<Phone> phone;
    std::map<std::string, std::uint64_t> read;     ///< by kind of fact: index of the first one not yet consumed
    std::uint64_t read_all{};                      ///< facts before this one are consumed, whatever their kind
    std::uint32_t packets_before{};                ///< received when the present command began
    std::uint32_t ending{};                        ///< reference of the call that was told to end last; 0: none
    std::optional<unsigned> begun_behind{};             ///< this act began a call: number of the newest one before it
    bool was_ready{};                              ///< registered when the farewell began

    /// A new act: what was shown before it is past.
    void begin_act();
    std::uint64_t first_unread(const std::string& kind) const;
};

struct StageOptions {
    std::chrono::milliseconds timeout{10'000};
    std::ostream* out{};
};

/// Owned by main, or by a test.
class Stage {
  public:
    Stage(boost::asio::io_context& loop, Ladder& ladder, StageOptions options);

    Actor& add(std::unique_ptr<Phone> phone);
    Actor* find(const std::string& label);
    std::vector<Actor>& actors() { return actors_; }
    Ladder& ladder() { return ladder_; }
    std::ostream& out() { return *options_.out; }
    std::chrono::milliseconds timeout() const { return options_.timeout; }

    /// Turns the loop until `holds`, at most for `limit`. Also ends when the program is told to stop.
    bool until(const std::function<bool()>& holds, std::chrono::milliseconds limit);
    void let_pass(std::chrono::milliseconds time) { until([] { return false; }, time); }
    void interrupt() { interrupted_ = true; }
    bool is_interrupted() const { return interrupted_; }

    /// Runs the commands in order; the first complaint ends it.
    Complaint run(const std::vector<Command>& commands);
    /// Notes who is registered, hangs up and unregisters what is still there, and complains of every breach of the
    /// protocol.
    Complaint finish();

  private:
    Complaint run_one(const Command& command);
    void hang_up_all();
    void unregister_all();
    Complaint act(Actor& actor, const Command& command);

    boost::asio::io_context& loop_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    Ladder& ladder_;
    StageOptions options_;
    std::vector<Actor> actors_;
    bool interrupted_{};
};

/// `within=2.5`, else the stage's time.
std::chrono::milliseconds patience(const Stage& stage, const Command& command);

/// The calls that `call=` and `line=` leave, live ones first.
std::vector<const Call*> chosen_calls(const PhoneModelState& state, const Command& command);

/// Several lines: what a person sees on the phone.
std::string describe(const Phone& phone);
/// One line of it, for complaints.
std::string glance(const Phone& phone);

// ---- what commands do: acts.cpp, sounds.cpp; what they wait for: conditions.cpp ----

using Act = Complaint (*)(Stage&, Actor&, const Command&);

struct ActEntry {
    CommandForm form;
    Act act;
};

struct Condition {
    std::string_view name, arguments, help;
    /// of the facts that tell of it; may be empty
    std::string_view kind;
    bool (*holds)(const Actor&, const Command&);
    bool (*happened)(const Actor&, const Command&, const Fact&);             ///< null: only the present counts
};

std::span<const ActEntry> act_entries();
std::span<const ActEntry> sound_entries();
std::span<const Condition> conditions();

Complaint wait_for(Stage& stage, Actor& actor, const Condition& condition, const Command& command);

} // namespace phone
