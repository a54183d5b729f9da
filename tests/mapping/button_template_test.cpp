// Buttons of the configuration on the positions of a model.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mapping/button_template.hpp"
#include "sccp/phone_models.hpp"

using Kind = mapping::Button::Kind;
using Type = sccp::ButtonType;

namespace {

struct Desk {
    mapping::DeviceOptions options;
    mapping::DeviceContext context;

    Desk(sccp::DeviceType type, std::vector<mapping::Button> buttons, unsigned protocol = 17) {
        options.buttons = std::move(buttons);
        context.options = &options;
        context.model = &sccp::phone_model(type);
        context.protocol = protocol;
    }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    /// `line 1, hold 1, -, speed 2`
    std::string template_text() const {
        std::string text;
        for (const auto& button : mapping::placed_buttons(context)) {
            if (!text.empty()) text += ", ";
            switch (button.type) {
            case Type::undefined: text += "-"; continue;
            case Type::line: text += "line "; break;
            case Type::speed_dial: text += "speed "; break;
            case Type::busy_lamp_field_speeddial: text += "blf "; break;
            case Type::service_url: text += "url "; break;
            case Type::do_not_disturb: text += "dnd "; break;
            case Type::forward_all: text += "fwd "; break;
            case Type::hold: text += "hold "; break;
            default: text += "#" + std::to_string(static_cast<unsigned>(button.type)) + " "; break;
            }
            text += std::to_string(button.instance);
        }
        return text;
    }
};

const mapping::Button line{Kind::line, "1001", ""}, speed{Kind::speed_dial, "204", "Eve"}, blf{Kind::blf, "205", "Bob"},
    url{Kind::service, "http://menu", "Menu"}, dnd{Kind::feature, "dnd", ""}, forward{Kind::feature, "cfwdall", ""}, nobody{};

} // namespace

TEST_CASE("a phone whose buttons can be anything gets them where the configuration says") {
    Desk desk(sccp::DeviceType::cisco_7960, {line, speed, nobody, url, dnd, line});
    CHECK(desk.template_text() == "line 1, speed 1, -, url 1, dnd 2, line 2");
    CHECK(mapping::buttons_without_place(desk.context).empty());
}

TEST_CASE("printed keys keep their place and are not counted by button.N") {
    Desk desk(sccp::DeviceType::cisco_7912, {line, speed, nobody, speed});
    CHECK(desk.template_text().starts_with("line 1, hold 1, speed 1, -, speed 2, -"));
    Desk old(sccp::DeviceType::station_12sp, {line, line, speed});
    CHECK(old.template_text().starts_with("line 1, line 2, speed 1, -, -, -, hold 1"));
}

TEST_CASE("a button that its position cannot be goes to the first free one that can") {
    Desk desk(sccp::DeviceType::cisco_6921, {line, nobody, dnd, speed});
    CHECK(desk.template_text() == "line 1, dnd 2, -, speed 1, -, -, -, -");
    Desk full(sccp::DeviceType::cisco_7912, {line, line, speed});
    CHECK(mapping::buttons_without_place(full.context) == std::vector<unsigned>{2});
    CHECK(full.template_text().starts_with("line 1, hold 1, -, speed 1"));
}

TEST_CASE("buttons behind the phone's own are those of its modules, 56 in all") {
    std::vector<mapping::Button> buttons(60, nobody);
    buttons[0] = line;
    buttons[13] = speed;
    buttons[55] = blf;
    buttons[59] = url;
    Desk desk(sccp::DeviceType::cisco_7965, buttons);
    const auto placed = mapping::placed_buttons(desk.context);
    REQUIRE(placed.size() == 56);
    CHECK(placed[13].type == Type::speed_dial);
    CHECK(placed[55].type == Type::busy_lamp_field_speeddial);
    CHECK(placed[1].type == Type::service_url);

    Desk plain(sccp::DeviceType::cisco_7942, buttons);
    CHECK(mapping::placed_buttons(plain.context).size() == 2);
    CHECK(mapping::buttons_without_place(plain.context).size() == 2);
}

TEST_CASE("the template is sent in messages of 42 positions") {
    std::vector<mapping::Button> buttons(50, speed);
    buttons[0] = line;
    Desk desk(sccp::DeviceType::cisco_7962, buttons);
    const auto messages = mapping::button_template(desk.context);
    REQUIRE(messages.size() == 2);
    CHECK(messages[0].button_offset == 0);
    CHECK(messages[0].total_button_count == 50);
    CHECK(messages[0].definition.size() == 42);
    CHECK(messages[1].button_offset == 42);
    CHECK(messages[1].definition.size() == 8);
    CHECK(messages[1].definition[7].instance_number == 49);

    Desk small(sccp::DeviceType::cisco_7940, {line});
    const auto one = mapping::button_template(small.context);
    REQUIRE(one.size() == 1);
    CHECK(one[0].total_button_count == 2);
    CHECK(one[0].definition[1].button_definition == Type::undefined);
    CHECK(one[0].definition[1].instance_number == 0);
}

TEST_CASE("every model has a template with its first line, and none has more than 56 positions") {
    for (const auto& model : sccp::all_models()) {
        if (model.is_add_on) continue;
        CAPTURE(model.name);
        Desk desk(model.type, {line, speed, blf, url, dnd});
        const auto placed = mapping::placed_buttons(desk.context);
        CHECK(placed.size() <= 56);
        CHECK(std::count_if(placed.begin(), placed.end(),
                            [](const auto& button) { return button.type == Type::line && button.instance == 1; }) == 1);
    }
    Desk unknown(static_cast<sccp::DeviceType>(99999), {line, speed});
    CHECK(unknown.template_text().starts_with("line 1, speed 1, -"));
}

TEST_CASE("speed dials and busy lamps are counted together, features behind them, services by themselves") {
    Desk desk(sccp::DeviceType::cisco_7975, {line, blf, dnd, speed, url, forward, dnd});
    CHECK(desk.template_text() == "line 1, blf 1, dnd 3, speed 2, url 1, fwd 4, dnd 5, -");
    const auto& options = desk.options;
    CHECK(mapping::speed_dial_button(options, 1)->target == "205");
    CHECK(mapping::speed_dial_button(options, 2)->target == "204");
    CHECK(mapping::speed_dial_button(options, 3) == nullptr);
    CHECK(mapping::speed_dial_button(options, 0) == nullptr);
    CHECK(mapping::feature_button(options, 2) == nullptr);
    CHECK(mapping::feature_button(options, 3)->target == "dnd");
    CHECK(mapping::feature_button(options, 4)->target == "cfwdall");
    CHECK(mapping::feature_button(options, 6) == nullptr);
    CHECK(mapping::service_button(options, 1)->target == "http://menu");
    CHECK(mapping::service_button(options, 2) == nullptr);
    CHECK(mapping::feature_instances(options, "dnd") == std::vector<unsigned>{3, 5});
    CHECK(mapping::speed_dial_count(options) == 2);
}

TEST_CASE("phones below protocol 15 have no busy lamp button and may name a line by its position") {
    Desk desk(sccp::DeviceType::cisco_7960, {speed, line, blf, line}, 11);
    CHECK(desk.template_text() == "speed 1, line 1, speed 2, line 2, -, -");
    CHECK(mapping::line_at(desk.context, 2) == 1U);
    CHECK(mapping::line_at(desk.context, 4) == 2U);
    CHECK_FALSE(mapping::line_at(desk.context, 1));
    CHECK_FALSE(mapping::line_at(desk.context, 0));
    CHECK_FALSE(mapping::line_at(desk.context, 77));
}

TEST_CASE("every feature of the INI file has a button type and a label") {
    for (const auto* name : {"dnd", "cfwdall", "cfwdbusy", "cfwdnoanswer", "privacy", "hlog", "pickup", "gpickup",
                             "park", "mcid", "qrt", "cbarge", "rmlstc"}) {
        CAPTURE(name);
        CHECK(mapping::feature_type(name) != Type::undefined);
        CHECK(mapping::feature_label(name) != name);
    }
    CHECK(mapping::feature_type("dnd") == Type::do_not_disturb);
    CHECK(mapping::feature_type("mcid") == Type::malicious_call);
    CHECK(mapping::feature_type("rmlstc") == Type::remove_last_participant);
    CHECK(mapping::feature_label("later") == "later");
}
