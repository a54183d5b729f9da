// Call forwarding that the gateway does itself.
#include "mapping/features/forwarding.hpp"

#include <algorithm>

namespace mapping {

bool is_dial_string(std::string_view number) {
    constexpr std::size_t longest = 32;
    return !number.empty() && number.size() <= longest &&
           number.find_first_not_of("0123456789*#+ABCD") == std::string_view::npos;
}

Forwarding::Forwarding(const DeviceContext& device, WorldPort& world, std::function<void(unsigned)> changed)
    : device_(device), world_(world), changed_(std::move(changed)) {}

void Forwarding::recall() {
    lines_.assign(device_.lines.size(), {});
    for (const auto& line : device_.lines)
        for (const auto kind : {ForwardKind::all, ForwardKind::busy, ForwardKind::no_answer}) {
            const auto kept = world_.recall(key(line.instance, kind));
            if (is_dial_string(kept)) number(line.instance, kind) = kept;
        }
}

Forwards Forwarding::of(unsigned line) const {
    return line >= 1 && line <= lines_.size() ? lines_[line - 1] : Forwards{};
}

std::string& Forwarding::number(unsigned line, ForwardKind kind) {
    auto& forwards = lines_[line - 1];
    return kind == ForwardKind::all ? forwards.all : kind == ForwardKind::busy ? forwards.busy : forwards.no_answer;
}

std::string Forwarding::key(unsigned line, ForwardKind kind) const {
    constexpr std::string_view names[] = {"forward_all", "forward_busy", "forward_no_answer"};
    return device_.options->name + '/' + device_.lines[line - 1].options->name + '/' +
           std::string{names[static_cast<std::size_t>(kind)]};
}

bool Forwarding::set(unsigned line, ForwardKind kind, const std::string& to) {
    if (line < 1 || line > lines_.size() || (!to.empty() && !is_dial_string(to))) return false;
    auto& present = number(line, kind);
    if (present == to) return true;
    present = to;
    world_.remember(key(line, kind), to);
    if (changed_) changed_(line);
    return true;
}

bool Forwarding::press(unsigned line, ForwardKind kind, const std::string& party, Calls& calls) {
    if (line < 1 || line > lines_.size()) return false;
    if (!number(line, kind).empty()) return set(line, kind, {});
    if (!party.empty()) return set(line, kind, party);
    return calls.collect_number(line, "Enter number to forward to",
                                [this, line, kind](const std::string& to) { set(line, kind, to); });
}

} // namespace mapping
