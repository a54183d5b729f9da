// Fakes of mapping's ports but the phone and the PBX: a clock that tests turn, a world that remembers, a registrar that
// records.
#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mapping/features/conference_rooms.hpp"
#include "mapping/ports.hpp"
#include "mapping/snapshots.hpp"

namespace tests {

using std::chrono::milliseconds;

/// Virtual time. A timer fires when a test advances the clock past it, in order of its due time.
class FakeTimers : public mapping::TimerPort {
  public:
    std::function<void(mapping::TimerId)> fire;   ///< set by the scenario

    void arm(mapping::TimerId id, milliseconds after) override { running_[key(id)] = {id.generation, now_ + after, ++order_}; }
    void cancel(mapping::TimerId id) override { running_.erase(key(id)); }

    milliseconds now() const { return now_; }
    bool is_running(mapping::TimerKind kind, std::uint32_t owner) const { return running_.contains({kind, owner}); }
    bool is_running(mapping::TimerKind kind) const {
        return std::any_of(running_.begin(), running_.end(), [&](const auto& entry) { return entry.first.first == kind; });
    }
    /// Time until it fires; negative when it does not run.
    milliseconds remaining(mapping::TimerKind kind) const {
        for (const auto& [id, timer] : running_)
            if (id.first == kind) return timer.due - now_;
        return milliseconds{-1};
    }
    std::size_t count() const { return running_.size(); }

    void advance(milliseconds by) {
        const auto end = now_ + by;
        for (int steps = 0; steps < 10'000; ++steps) {
            auto next = running_.end();
            for (auto it = running_.begin(); it != running_.end(); ++it)
                if (it->second.due <= end &&
                    (next == running_.end() ||
                     std::pair{it->second.due, it->second.order} < std::pair{next->second.due, next->second.order}))
                    next = it;
            if (next == running_.end()) break;
            const mapping::TimerId id{next->first.first, next->first.second, next->second.generation};
            now_ = next->second.due;
            running_.erase(next);
            if (fire) fire(id);
        }
        now_ = end;
    }

  private:
    struct Running {
        std::uint32_t generation{};
        milliseconds due{};
        std::uint64_t order{};
    };
    static std::pair<mapping::TimerKind, std::uint32_t> key(mapping::TimerId id) { return {id.kind, id.owner}; }
    std::map<std::pair<mapping::TimerKind, std::uint32_t>, Running> running_;
    milliseconds now_{};
    std::uint64_t order_{};
};

class FakeWorld : public mapping::WorldPort {
  public:
    struct Line { Level level{}; mapping::LegId leg{}; std::string text; };
    struct Change { std::string what; std::uint32_t owner{}; std::string state, reason; };
    struct Ignored { mapping::LegId leg{}; std::string event, state; };

    mapping::LegId next_reference{1};
    std::deque<std::uint32_t> chances;        ///< what random() gives next; 0 when empty
    mapping::CivilTime time{2026, 3, 2, 1, 9, 30, 0, 0, 1'772'443'800};
    std::vector<Line> lines;
    std::vector<Change> changes;
    std::vector<Ignored> ignored_events;
    std::map<std::string, int> counts;
    std::vector<std::pair<mapping::LegId, mapping::Statistics>> audio;
    std::map<std::string, std::string> memory;
    mapping::ConferenceRooms rooms;

    mapping::LegId next_call_reference() override { return next_reference++; }
    std::uint32_t random() override {
        if (chances.empty()) return 0;
        const auto value = chances.front();
        chances.pop_front();
        return value;
    }
    mapping::CivilTime local_time(const std::string&) override { return time; }
    void log(Level level, mapping::LegId leg, std::string_view text) override { lines.push_back({level, leg, std::string{text}}); }
    void state_changed(std::string_view what, std::uint32_t owner, std::string_view state, std::string_view reason) override {
        changes.push_back({std::string{what}, owner, std::string{state}, std::string{reason}});
    }
    void took(mapping::LegId, const mapping::TakenRow&) override {}
    void ignored(mapping::LegId leg, std::string_view event, std::string_view state) override {
        ignored_events.push_back({leg, std::string{event}, std::string{state}});
    }
    void count(std::string_view metric) override { ++counts[std::string{metric}]; }
    void audio_counted(mapping::LegId leg, const mapping::Statistics& counted) override { audio.emplace_back(leg, counted); }
    void remember(const std::string& key, const std::string& value) override { memory[key] = value; }
    std::string recall(const std::string& key) override { return memory.contains(key) ? memory.at(key) : std::string{}; }
    std::optional<unsigned> take_room(const std::string& pattern, unsigned first, unsigned last) override {
        return rooms.take(pattern, first, last, random());
    }
    void give_back_room(const std::string& pattern, unsigned number) override { rooms.give_back(pattern, number); }

    bool has_logged(std::string_view part) const {
        return std::any_of(lines.begin(), lines.end(), [&](const Line& line) { return line.text.find(part) != std::string::npos; });
    }
};

class FakeRegistrar : public mapping::RegistrarPort {
  public:
    struct Sent { mapping::LineId line{}; std::size_t target{}; std::chrono::seconds expires{}; bool authenticate{}; };
    struct Subscribed { mapping::LineId line{}; std::size_t target{}; bool on{}; };
    std::vector<Sent> sent;
    std::vector<Subscribed> subscriptions;
    std::map<mapping::LineId, std::vector<std::string>> routes;
    std::function<bool(mapping::LineId, std::size_t)> alive = [](mapping::LineId, std::size_t) { return true; };

    void send_register(mapping::LineId line, std::size_t target, std::chrono::seconds expires, bool authenticate) override {
        sent.push_back({line, target, expires, authenticate});
    }
    void use_service_route(mapping::LineId line, const std::vector<std::string>& route) override { routes[line] = route; }
    void subscribe_message_summary(mapping::LineId line, std::size_t target, bool on) override {
        subscriptions.push_back({line, target, on});
    }
    bool target_alive(mapping::LineId line, std::size_t target) override { return alive(line, target); }
};

} // namespace tests
