// Labels and free text as phones get them.
#include <doctest/doctest.h>

#include "mapping/texts.hpp"

using namespace mapping;

namespace {

constexpr TextForm coded{Charset::iso_8859_1, false, false, 31};
constexpr TextForm english_words{Charset::iso_8859_1, true, false, 31};
constexpr TextForm labels_only{Charset::utf8, false, true, 96};

TextForm limited(std::size_t limit, Charset charset = Charset::iso_8859_1) { return {charset, false, false, limit}; }

} // namespace

TEST_CASE("a label is two octets, and words where the phone does not know labels") {
    struct Row { Label label; const char* octets; const char* english; };
    // The octets as callflows 7.3 gives them, in octal.
    const Row rows[] = {
        {Label::hold, "\200\3", "Hold"},
        {Label::your_current_options, "\200\23", "Your current options"},
        {Label::ring_out, "\200\26", "Ring Out"},
        {Label::connected, "\200\30", "Connected"},
        {Label::busy, "\200\31", "Busy"},
        {Label::call_waiting, "\200\33", "Call Waiting"},
        {Label::call_transfer, "\200\34", "Call Transfer"},
        {Label::call_park, "\200\35", "Call Park"},
        {Label::call_proceed, "\200\36", "Call Proceed"},
        {Label::in_use_remote, "\200\37", "In Use Remote"},
        {Label::enter_number, "\200\40", "Enter number"},
        {Label::call_park_at, "\200\41", "Call Park At"},
        {Label::temp_fail, "\200\43", "Temp Fail"},
        {Label::you_have_voice_mail, "\200\44", "You have voice mail"},
        {Label::forwarded_to, "\200\45", "Forwarded to"},
        {Label::can_not_complete_conference, "\200\46", "Can not complete conference"},
        {Label::no_conference_bridge, "\200\47", "No conference bridge"},
        {Label::invalid_conference_participant, "\200\51", "Invalid participant"},
        {Label::key_is_not_active, "\200\55", "Key is not active"},
        {Label::conference, "\200\64", "Conference"},
        {Label::private_, "\200\66", "Private"},
        {Label::unknown_number, "\200\70", "Unknown number"},
        {Label::call_back, "\200\101", "CallBack"},
        {Label::failed_to_set_up_barge, "\200\104", "Failed to set up barge"},
        {Label::incompatible_device_type, "\200\106", "Incompatible device type"},
        {Label::no_park_number_available, "\200\107", "No park number available"},
        {Label::call_park_reversion, "\200\110", "Call park reversion"},
        {Label::high_traffic, "\200\112", "High traffic, try again later"},
        {Label::can_not_complete_transfer, "\200\122", "Can not complete transfer"},
        {Label::can_not_join_calls, "\200\123", "Can not join calls"},
        {Label::mcid_successful, "\200\124", "MCID successful"},
        {Label::number_not_configured, "\200\125", "Number not configured"},
        {Label::logged_out_of_hunt_group, "\200\135", "Logged out of hunt group"},
        {Label::no_call_available_for_pickup, "\200\137", "No call available for pickup"},
        {Label::fallback_service_operating, "\36\12", "Fallback service operating"},
        {Label::transfer_destination_is_busy, "\36\20", "Transfer destination is busy"},
        {Label::call_on_hold, "\36\42", "Call on hold"},
        {Label::hold_reversion, "\36\43", "Hold reversion"},
        {Label::setup_failed, "\36\44", "Setup failed"},
        {Label::no_resources, "\36\45", "No resources"},
        {Label::device_not_authorized, "\36\46", "Device not authorized"},
        {Label::do_not_disturb_is_active, "\36\71", "Do not disturb is active"},
        {Label::forward_all_loop, "\36\72", "Forward all loop"},
        {Label::meet_me_is_unavailable, "\36\77", "MeetMe is unavailable"},
        {Label::connecting, "\36\121", "Connecting"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.english);
        CHECK(render(row.label, coded) == row.octets);
        CHECK(render(row.label, english_words) == row.english);
        CHECK(plain(row.label) == row.english);
    }
}

TEST_CASE("text stands apart from the label before it") {
    CHECK(render(Label::from + Text("321"), coded) == "\200\27" "321");            // the phone's text ends in a blank
    CHECK(render(Label::from + Text("321"), english_words) == "From 321");
    CHECK(render(Label::forwarded_to + Text("204"), coded) == "\200\45 204");
    CHECK(render(Label::call_waiting + Text(Label::private_), coded) == "\200\33 \200\66");
    CHECK(render(Text("Lobby: ") + Label::no_resources, coded) == "Lobby: \36\45");
    CHECK(render(Text("Queued") + Text("second in line"), coded) == "Queued second in line");
    CHECK(render(Label::enter_number + Text("2"), coded) == "\200\40 2");               // its code is that of a blank
    CHECK(render(Label::from + Text(" 321"), english_words) == "From  321");
    CHECK(render(Label::from, english_words) == "From");
    CHECK(render(Label::from + Text(""), coded) == "\200\27");
    CHECK(render(Text(), coded).empty());
}

TEST_CASE("a text is cut at the limit, a label counts two and stays whole") {
    CHECK(render(Label::from + Text("0123456789"), limited(6)) == "\200\27" "0123");
    CHECK(render(Text("abc ") + Label::hold, limited(6)) == "abc \200\3");
    CHECK(render(Text("abc ") + Label::hold, limited(5)) == "abc ");
    CHECK(render(Text("ab ") + Label::hold + Text("cd"), limited(5)) == "ab \200\3");
    CHECK(render(Label::from + Text("Zo\u00eb"), limited(5, Charset::utf8)) == "\200\27Zo");
    CHECK(render(std::string(200, 'x'), limited(96)).size() == 96);
    CHECK(render(Label::call_waiting + Text(Label::private_), limited(4)) == "\200\33");
}

TEST_CASE("a display for labels only gets no free text") {
    CHECK(render(Label::from + Text("321"), labels_only) == "\200\27");
    CHECK(render(Text("Declined"), labels_only).empty());
}

TEST_CASE("a caller's name cannot make a label") {
    CHECK(render(Label::from + Text("\x1e\x45vil\x80\x01"), coded) == "\200\27" "Evil");
}
