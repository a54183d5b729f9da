// JSON by hand: a dozen fields need no library.
#include "tests/phone/report.hpp"

#include <cstdio>

namespace phone {
namespace {

class Object {
  public:
    Object& raw(const std::string& key, const std::string& value) {
        text_ += (text_.empty() ? "" : ",") + json_text(key) + ":" + value;
        return *this;
    }
    Object& text(const std::string& key, const std::string& value) { return raw(key, json_text(value)); }
    Object& number(const std::string& key, std::uint64_t value) { return raw(key, std::to_string(value)); }
    Object& boolean(const std::string& key, bool value) { return raw(key, value ? "true" : "false"); }
    std::string str() const { return "{" + text_ + "}"; }

  private:
    std::string text_;
};

template <class Items, class Print> std::string array(const Items& items, Print print) {
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ",") + print(item);
    return "[" + text + "]";
}

std::string party(const Party& who) { return Object().text("name", who.name).text("number", who.number).str(); }

std::string call_object(const Call& call) {
    return Object()
        .number("call", call.number)
        .number("line", call.line)
        .number("reference", call.reference)
        .text("state", sccp::to_string(call.state))
        .text("prompt", call.prompt)
        .raw("calling", party(call.parties.calling))
        .raw("called", party(call.parties.called))
        .text("dialled", call.dialled)
        .str();
}

std::string phone_object(const Actor& actor) {
    const Phone& phone = *actor.phone;
    Object object;
    object.text("phone", phone.label())
        .text("device", phone.profile().name)
        .text("model", std::string(phone.profile().model.name))
        .number("protocol", phone.version())
        .boolean("registered", actor.was_ready)
        .number("messages_in", phone.messages_in())
        .number("messages_out", phone.messages_out())
        .raw("calls", array(phone.state().calls(), call_object))
        .number("rtp_received", phone.media().packets_received())
        .number("rtp_lost", phone.media().packets_lost())
        .text("digits_received", phone.media().digits_received())
        .raw("violations", array(phone.violations(), json_text));
    return object.str();
}

std::string rung_object(const Rung& rung) {
    static constexpr const char* sides[] = {"sent", "received", "note"};
    return Object()
        .number("at_us", static_cast<std::uint64_t>(rung.at.count()))
        .text("phone", rung.phone)
        .text("side", sides[static_cast<std::size_t>(rung.side)])
        .text("text", rung.text)
        .str();
}

} // namespace

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            out += escaped;
        } else
            out += c;
    }
    return out + "\"";
}

std::string json_report(Stage& stage, const Complaint& complaint, bool with_ladder) {
    Object object;
    object.boolean("ok", !complaint);
    if (complaint)
        object.text("failure", *complaint);
    object.raw("phones", array(stage.actors(), phone_object));
    if (with_ladder)
        object.raw("ladder", array(stage.ladder().rungs(), rung_object));
    return object.str();
}

} // namespace phone
