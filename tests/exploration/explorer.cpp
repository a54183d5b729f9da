// Breadth first, so that the first list of acts that leads to a fault is the shortest one.
#include "tests/exploration/explorer.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <unordered_set>

#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

constexpr std::size_t most_violations = 12;

/// How a place was reached first.
struct Place {
    std::size_t from{};
    Act act{};
    std::size_t depth{};
    std::size_t print{};
};

class Explorer {
  public:
    Explorer(const Setting& setting, const Limits& limits) : setting_(setting), limits_(limits) {}

    Findings run() {
        Bench start(setting_);
        places_.push_back({0, {}, 0, hash(start)});
        known_.insert(places_.front().print);
        found_.is_complete = true;
        for (std::size_t at = 0; at < places_.size() && found_.violations.size() < most_violations; ++at) {
            found_.depth = places_[at].depth;
            if (places_[at].depth == limits_.depth || places_.size() >= limits_.places) {
                found_.is_complete = false;
                break;
            }
            leave(at);
        }
        found_.places = places_.size();
        return std::move(found_);
    }

  private:
    static std::size_t hash(const Bench& bench) { return std::hash<std::string>{}(bench.fingerprint()); }

    Acts way_to(std::size_t place) const {
        Acts acts;
        for (; place != 0; place = places_[place].from) acts.push_back(places_[place].act);
        std::reverse(acts.begin(), acts.end());
        return acts;
    }

    /// Every act that is possible there. One that changes nothing leaves the bench where it is, for the next act.
    void leave(std::size_t at) {
        const auto way = way_to(at);
        auto bench = std::make_unique<Bench>(setting_);
        bench->perform(way);
        for (const auto& act : bench->offered()) {
            if (!bench) {
                bench = std::make_unique<Bench>(setting_);
                bench->perform(way);
            }
            bench->perform(act);
            ++found_.steps;
            auto acts = way;
            acts.push_back(act);
            if (const auto wrongs = bench->wrongs(); !wrongs.empty()) {
                note(wrongs, acts, {});
                bench.reset();
                continue;
            }
            const auto print = hash(*bench);
            if (print == places_[at].print) continue;
            bench.reset();
            if (!known_.insert(print).second) continue;
            places_.push_back({at, act, places_[at].depth + 1, print});
            end_from(acts);
        }
    }

    void end_from(const Acts& acts) {
        for (const auto finish : finishes) {
            if (!limits_.every_end && finish != finishes[places_.size() % std::size(finishes)]) continue;
            Bench bench(setting_);
            bench.perform(acts);
            if (const auto wrongs = bench.wrongs_of_strays(); !wrongs.empty()) note(wrongs, acts, {});
            if (const auto wrongs = bench.wrongs_after(finish); !wrongs.empty()) note(wrongs, acts, std::string{name_of(finish)});
        }
    }

    void note(const std::vector<std::string>& wrongs, const Acts& acts, const std::string& after) {
        for (const auto& what : wrongs)
            if (kinds_.insert(what).second) found_.violations.push_back({what, acts, after});
    }

    const Setting& setting_;
    const Limits limits_;
    std::vector<Place> places_;
    std::unordered_set<std::size_t> known_;
    std::set<std::string> kinds_;
    Findings found_;
};

} // namespace

Findings explore(const Setting& setting, const Limits& limits) { return Explorer(setting, limits).run(); }

std::string story(const Setting& setting, const Violation& violation) {
    std::string text = "  " + violation.what + (violation.after.empty() ? "" : ", after " + violation.after) + '\n';
    Bench bench(setting);
    for (const auto& act : violation.acts) {
        const auto words = bench.words(act);
        bench.perform(act);
        text += "      " + words + "  -> " + bench.states() + '\n';
    }
    return text;
}

} // namespace tests
