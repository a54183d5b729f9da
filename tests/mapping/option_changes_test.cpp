// Which change of the configuration a phone has to notice.
#include <doctest/doctest.h>

#include <functional>

#include "mapping/option_changes.hpp"

using mapping::DeviceOptions;
using mapping::OptionChange;

namespace {

DeviceOptions before() {
    DeviceOptions options;
    options.buttons = {{mapping::Button::Kind::line, "1001", ""}, {mapping::Button::Kind::speed_dial, "204", "Eve"}};
    options.lines.resize(1);
    options.lines[0].user = "1001";
    return options;
}

OptionChange after(const std::function<void(DeviceOptions&)>& edit) {
    auto changed = before();
    edit(changed);
    return mapping::compare(before(), changed);
}

} // namespace

TEST_CASE("what the PBX knows a line by is its identity") {
    CHECK(after([](DeviceOptions& o) { o.lines[0].user = "1002"; }) == OptionChange::identity);
    CHECK(after([](DeviceOptions& o) { o.lines[0].password = "new"; }) == OptionChange::identity);
    CHECK(after([](DeviceOptions& o) { o.lines[0].registrars.push_back({"pbx2", 5060, {}}); }) == OptionChange::identity);
    CHECK(after([](DeviceOptions& o) { o.lines[0].register_line = false; }) == OptionChange::identity);
}

TEST_CASE("what a phone asked for when it registered is its display") {
    CHECK(after([](DeviceOptions& o) { o.buttons[1].label = "Adam"; }) == OptionChange::display);
    CHECK(after([](DeviceOptions& o) { o.buttons.pop_back(); }) == OptionChange::display);
    CHECK(after([](DeviceOptions& o) { o.lines[0].label = "Desk"; }) == OptionChange::display);
    CHECK(after([](DeviceOptions& o) { o.max_protocol = 11; }) == OptionChange::display);
    CHECK(after([](DeviceOptions& o) { o.date_format = "M/D/Y"; }) == OptionChange::display);
}

TEST_CASE("the rest is in force without the phone") {
    CHECK(after([](DeviceOptions&) {}) == OptionChange::nothing_visible);
    CHECK(after([](DeviceOptions& o) { o.inter_digit = mapping::seconds{3}; }) == OptionChange::nothing_visible);
    CHECK(after([](DeviceOptions& o) { o.lines[0].codecs = {"g722"}; }) == OptionChange::nothing_visible);
}
