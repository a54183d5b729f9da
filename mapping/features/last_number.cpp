// What the Redial key dials.
#include "mapping/features/last_number.hpp"

namespace mapping {

LastNumber::LastNumber(const DeviceContext& device, WorldPort& world)
    : device_(device), world_(world), line_(world.recall(device.options->name + "/last_line")) {
    if (!line_.empty()) number_ = world_.recall(key());
}

void LastNumber::remember(unsigned line, const std::string& number) {
    const auto* of = device_.line(line);
    if (!of) return;
    line_ = of->options->name;
    number_ = number;
    world_.remember(device_.options->name + "/last_line", line_);
    world_.remember(key(), number_);
}

const std::string& LastNumber::number() const {
    static const std::string none;
    return line() == 0 ? none : number_;
}

unsigned LastNumber::line() const {
    for (const auto& of : device_.lines)
        if (of.options->name == line_) return of.instance;
    return 0;
}

} // namespace mapping
