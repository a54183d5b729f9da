// Do not disturb: off, reject, or silent.
#include "mapping/features/do_not_disturb.hpp"

namespace mapping {

DoNotDisturb::DoNotDisturb(DeviceContext& device, WorldPort& world, std::function<void()> changed)
    : device_(device), world_(world), changed_(std::move(changed)) {}

/// A key of the device, so the first line's option decides.
DndMode DoNotDisturb::configured() const {
    if (device_.lines.empty() || device_.model->dnd_reject_only) return DndMode::reject;
    return device_.lines.front().options->dnd_mode;
}

void DoNotDisturb::recall() {
    const auto kept = world_.recall(device_.options->name + "/dnd");
    device_.dnd = kept == "reject" || kept == "silent";
    device_.dnd_mode = kept == "silent" ? DndMode::silent : DndMode::reject;
}

void DoNotDisturb::toggle() {
    const auto mode = configured();
    if (!device_.dnd) set(true, mode == DndMode::silent ? DndMode::silent : DndMode::reject);
    else if (mode == DndMode::cycle && device_.dnd_mode == DndMode::reject) set(true, DndMode::silent);
    else set(false, DndMode::reject);
}

void DoNotDisturb::set(bool on, DndMode mode) {
    device_.dnd = on;
    device_.dnd_mode = mode;
    world_.remember(device_.options->name + "/dnd", !on ? "" : mode == DndMode::silent ? "silent" : "reject");
    if (changed_) changed_();
}

} // namespace mapping
