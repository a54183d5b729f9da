// Random walks, and how their faults are cut down.
#include "tests/exploration/walk.hpp"

#include <algorithm>
#include <random>

#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

bool holds(const std::vector<std::string>& wrongs, const std::string& what) {
    return std::find(wrongs.begin(), wrongs.end(), what) != wrongs.end();
}

std::optional<Finish> finish_named(const std::string& name) {
    for (const auto finish : finishes)
        if (name_of(finish) == name) return finish;
    return {};
}

/// The same fault by these acts, those left out that are not possible any more? Gives the acts that were done.
std::optional<Acts> repeats(const Setting& setting, const Violation& violation, const Acts& acts) {
    Bench bench(setting);
    Acts done;
    for (const auto& act : acts) {
        if (!bench.offers(act)) continue;
        bench.perform(act);
        done.push_back(act);
        if (const auto wrongs = bench.wrongs(); !wrongs.empty()) {
            if (violation.after.empty() && holds(wrongs, violation.what)) return done;
            return {};
        }
    }
    const auto finish = finish_named(violation.after);
    if (!finish || !holds(bench.wrongs_after(*finish), violation.what)) return {};
    return done;
}

} // namespace

std::optional<Violation> walk(const Setting& setting, const Choose& choose) {
    Bench bench(setting);
    Acts done;
    for (;;) {
        const auto acts = bench.offered();
        const auto chosen = acts.empty() ? std::nullopt : choose(acts.size());
        if (!chosen) break;
        bench.perform(acts[*chosen]);
        done.push_back(acts[*chosen]);
        if (const auto wrongs = bench.wrongs(); !wrongs.empty()) return Violation{wrongs.front(), done, {}};
    }
    const auto finish = finishes[done.size() % std::size(finishes)];
    if (const auto wrongs = bench.wrongs_after(finish); !wrongs.empty())
        return Violation{wrongs.front(), done, std::string{name_of(finish)}};
    return {};
}

std::optional<Violation> walk(const Setting& setting, std::uint32_t seed, std::size_t length) {
    std::mt19937 random{seed};
    return walk(setting, [&](std::size_t count) -> std::optional<std::size_t> {
        if (length-- == 0) return {};
        return std::uniform_int_distribution<std::size_t>{0, count - 1}(random);
    });
}

/// In ever smaller pieces, until no single act can be spared.
Violation shrink(const Setting& setting, Violation violation) {
    for (auto piece = std::max<std::size_t>(violation.acts.size() / 2, 1); piece > 0;) {
        bool is_shorter = false;
        for (std::size_t at = 0; at < violation.acts.size();) {
            auto rest = violation.acts;
            const auto from = rest.begin() + static_cast<std::ptrdiff_t>(at);
            rest.erase(from, from + static_cast<std::ptrdiff_t>(std::min(piece, rest.size() - at)));
            auto done = repeats(setting, violation, rest);
            if (done && done->size() < violation.acts.size()) {
                violation.acts = std::move(*done);
                is_shorter = true;
            } else {
                at += piece;
            }
        }
        if (!is_shorter || piece > 1) piece /= 2;
    }
    return violation;
}

} // namespace tests
