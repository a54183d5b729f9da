// What is explored, as a table.
#include "tests/exploration/setting.hpp"

#include <algorithm>

#include "mapping/soft_keys.hpp"

namespace tests {

namespace {

using mapping::CallOptions;
using mapping::DeviceOptions;
using mapping::SoftKey;

Act pbx_says(std::string_view words, std::uint8_t call) {
    const auto all = sayings();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Saying& one) { return one.words == words; });
    return {Does::says, call, static_cast<std::uint8_t>(found - all.begin())};
}
Act key(SoftKey pressed, std::uint8_t call) { return {Does::presses_key, call, static_cast<std::uint8_t>(pressed)}; }
Act knock() { return {Does::knocks, Act::no_call, knock_plain}; }

/// A call from outside that the user has taken, as call `place`.
Acts talking(std::uint8_t place) {
    return {knock(), key(SoftKey::answer, place), {Does::opens, place}, {Does::sends, place}, pbx_says("ACK", place)};
}
Acts held() {
    auto acts = talking(0);
    acts.push_back(key(SoftKey::hold, 0));
    acts.push_back(pbx_says("200 to our offer", 0));
    return acts;
}
Acts one_held_one_talking() {
    auto acts = held();
    const auto more = talking(1);
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// On a phone without soft keys: the line key takes the call.
Acts talking_by_button(std::uint8_t place) {
    return {knock(), {Does::presses_button, Act::no_call, 0}, {Does::opens, place}, {Does::sends, place}, pbx_says("ACK", place)};
}
/// Held and taken back by the Hold button; the far end has not agreed to the second yet.
Acts resuming_by_button() {
    auto acts = talking_by_button(0);
    const Acts more{{Does::presses_button, Act::no_call, 1}, pbx_says("200 to our offer", 0), {Does::presses_button, Act::no_call, 1}, {Does::opens, 0}};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// A call in which the user talks, and the first one is held for it.
Acts talking_in_second_by_button() {
    auto acts = talking_by_button(0);
    const Acts more{knock(), {Does::presses_button, Act::no_call, 0}, pbx_says("200 to our offer", 0), {Does::opens, 1}, {Does::sends, 1}, pbx_says("ACK", 1)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
Acts one_held_one_rings() {
    auto acts = held();
    acts.push_back(knock());
    return acts;
}
/// The second call is taken before the ACK of the first, which is on hold from its beginning.
Acts answered_twice() {
    return {{Does::knocks, Act::no_call, knock_held}, key(SoftKey::answer, 0), {Does::opens, 0}, knock(), key(SoftKey::answer, 1)};
}
/// A call of the user's whose INVITE is out.
Acts inviting() { return {{Does::lifts}, {Does::dials_digit, Act::no_call, '2'}, {Does::dials_digit, Act::no_call, '#'}, {Does::opens, 0}}; }
/// ... with all that was said to it.
Acts calling(std::string_view answer) {
    auto acts = inviting();
    acts.push_back(pbx_says(answer, 0));
    return acts;
}
/// The answer is in another codec, and for that the phone takes another port.
Acts moved_at_answer() {
    auto acts = calling("200 with another codec");
    acts.push_back({Does::opens_elsewhere, 0});
    return acts;
}
/// The user has pressed Trnsfer and dialled; the target was called.
Acts consulting() {
    auto acts = talking(0);
    const Acts more{key(SoftKey::transfer, 0), pbx_says("200 to our offer", 0), {Does::dials_digit, Act::no_call, '2'},
                    {Does::dials_digit, Act::no_call, '#'}, {Does::opens, 1}};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// The user has sent the call away while an offer of ours waited for its answer.
Acts diverting_before_answer() {
    auto acts = calling("200 with several codecs");
    acts.push_back(key(SoftKey::divert, 0));
    return acts;
}
/// DirTrfr, and the hold of one of the two is not answered yet.
Acts direct_transfer_before_hold() {
    auto acts = talking(0);
    acts.push_back(key(SoftKey::hold, 0));
    const auto more = talking(1);
    acts.insert(acts.end(), more.begin(), more.end());
    acts.push_back(key(SoftKey::direct_transfer, 1));
    return acts;
}
/// A call of the user's on a phone that was asked for a port.
Acts calling_from_port() {
    return {{Does::lifts}, {Does::dials_digit, Act::no_call, '2'}, {Does::dials_digit, Act::no_call, '#'}, {Does::reserves_port, 0}};
}
Acts held_from_port() {
    auto acts = calling_from_port();
    const Acts more{pbx_says("200", 0), {Does::opens, 0}, {Does::sends, 0}, key(SoftKey::hold, 0)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// The phone has named no port in time, and opened no channel either.
Acts late_with_everything() {
    auto acts = inviting();
    acts.pop_back();
    acts.push_back({Does::fires, 0, static_cast<std::uint8_t>(mapping::TimerKind::port)});
    acts.push_back({Does::fires, 0, static_cast<std::uint8_t>(mapping::TimerKind::receive_ack)});
    return acts;
}
/// The phone has named no port in time, but opened a channel.
Acts opened_without_port() {
    auto acts = late_with_everything();
    acts.back() = {Does::opens, 0};
    return acts;
}
Acts transferring_while_it_rings() {
    auto acts = consulting();
    acts.push_back(key(SoftKey::transfer, 1));
    return acts;
}
Acts consulting_and_talking() {
    auto acts = consulting();
    acts.push_back(pbx_says("200", 1));
    acts.push_back({Does::sends, 1});
    return acts;
}
/// ... and he goes back to the first call, whose far end has not agreed yet.
Acts back_to_first() {
    auto acts = consulting_and_talking();
    const Acts more{key(SoftKey::resume, 0), pbx_says("200 to our offer", 1), {Does::opens, 0}};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// ... has agreed, and wants another codec then.
Acts back_to_first_and_reopening() {
    auto acts = back_to_first();
    acts.push_back(pbx_says("200 to our offer", 0));
    acts.push_back(pbx_says("an offer of another codec", 0));
    return acts;
}
/// The user has sent the call away, nothing has come of it in time, and he takes it back.
Acts diverted_in_vain() {
    auto acts = talking(0);
    const Acts more{key(SoftKey::divert, 0), {Does::fires, 0, static_cast<std::uint8_t>(mapping::TimerKind::refer)},
                    pbx_says("200 to our offer", 0), key(SoftKey::resume, 0)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// The REFER that names the target is out.
Acts referring_to_target() {
    auto acts = consulting_and_talking();
    acts.push_back(key(SoftKey::transfer, 1));
    return acts;
}
/// The same, and the user talks to a third one.
Acts referring_and_talking() {
    auto acts = referring_to_target();
    const auto more = talking(2);
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// `semi_attended=replaces`: the same before the target has answered.
Acts referring_early() {
    auto acts = consulting();
    const Acts more{pbx_says("183", 1), key(SoftKey::transfer, 1)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}

/// Two calls that the user has brought together: the INVITE to the room is out, as call 2.
Acts calling_room() {
    auto acts = talking(0);
    const Acts more{key(SoftKey::conference, 0), pbx_says("200 to our offer", 0), {Does::dials_digit, Act::no_call, '2'},
                    {Does::dials_digit, Act::no_call, '#'}, {Does::opens, 1}, pbx_says("200", 1), key(SoftKey::conference, 1),
                    pbx_says("200 to our offer", 1), {Does::opens, 2}};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
Acts calling_room_for_nobody() {
    auto acts = calling_room();
    acts.insert(acts.end(), 2, pbx_says("BYE", 0));
    return acts;
}
/// The PBX has asked for an offer, and the user has taken the call back, before the ACK that brings the answer.
Acts resumed_before_ack() {
    auto acts = held();
    const Acts more{pbx_says("re-INVITE without SDP", 0), key(SoftKey::resume, 0)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
/// The phone has not answered in time, and the user tries again.
Acts resumed_twice() {
    auto acts = held();
    const Acts more{key(SoftKey::resume, 0), {Does::fires, 0, static_cast<std::uint8_t>(mapping::TimerKind::receive_ack)}, key(SoftKey::resume, 0)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
Acts offering_in_200() { return {{Does::knocks, Act::no_call, knock_without_sdp}, key(SoftKey::answer, 0), {Does::opens, 0}}; }
/// Both have moved there; the call to the room is the only one left.
Acts in_room() {
    auto acts = calling_room();
    const Acts more{pbx_says("200", 2), pbx_says("NOTIFY 200 of our REFER", 0), pbx_says("200 to our BYE", 0),
                    pbx_says("NOTIFY 200 of our REFER", 0), pbx_says("200 to our BYE", 0)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
Acts in_room_and_consulting() {
    auto acts = in_room();
    const Acts more{key(SoftKey::conference, 0), pbx_says("200 to our offer", 0), {Does::dials_digit, Act::no_call, '2'},
                    {Does::dials_digit, Act::no_call, '#'}, {Does::opens, 1}, pbx_says("200", 1)};
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}
Acts in_room_and_talking() {
    auto acts = in_room();
    const auto more = talking(1);
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}

/// The user has turned to a third call before he was done with the two of a transfer.
Acts transfer_left_lying(std::string_view target_says) {
    auto acts = consulting();
    acts.push_back(pbx_says(target_says, 1));
    const auto more = talking(2);
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}

constexpr std::uint16_t every_knock = (1u << knock_plain) | (1u << knock_without_sdp) | (1u << knock_unusable) | (1u << knock_auto) |
                                      (1u << knock_auto_later) | (1u << knock_reliable) | (1u << knock_replaces_nobody);
constexpr std::uint16_t late_knocks = (1u << knock_plain) | (1u << knock_without_sdp);
constexpr std::uint32_t with_port_request = 0x8562;

void delayed(DeviceOptions& device, CallOptions&) { device.lines[0].offer = mapping::OfferPolicy::delayed; }
void planned(DeviceOptions& device, CallOptions&) {
    device.dialplan = {"_2[2-8]", "_22.", "_9"};
    device.dialplan_miss = mapping::DialPlanMiss::reject;
}
void warm_line(DeviceOptions& device, CallOptions&) {
    device.lines[0].hotline = "207";
    device.lines[0].hotline_delay = mapping::seconds{5};
}
void overlapping(DeviceOptions& device, CallOptions&) { device.overlap = true; }
void digits_by_info(DeviceOptions& device, CallOptions&) { device.lines[0].dtmf = mapping::DtmfMode::info; }
void old_phone(DeviceOptions& device, CallOptions&) { device.tone_needs_closed_rx = device.stop_tx_closes_rx = true; }
void statistics_in_bye(DeviceOptions&, CallOptions& calls) { calls.rtp_stat_bye = true; }
void nothing_preserved(DeviceOptions&, CallOptions& calls) { calls.preserve_max = mapping::seconds{0}; }
void blind(DeviceOptions& device, CallOptions&) { device.blind_key = true; }
void conferring(DeviceOptions& device, CallOptions&) { device.lines[0].conference_room = "8{n}"; }
void taking_many(DeviceOptions& device, CallOptions&) { device.lines[0].busy_trigger = 4; }
void factory(DeviceOptions& device, CallOptions&) {
    device.lines[0].conference = mapping::ConferenceMode::factory;
    device.lines[0].conference_room = "sip:factory@pbx.test";
}
void early_replaces(DeviceOptions& device, CallOptions&) { device.semi_attended = mapping::SemiAttended::replaces; }
void other_transfer(DeviceOptions& device, CallOptions&) {
    device.transfer_on_hangup = false;
    device.hold_before_refer = device.resume_on_failed_consult = device.blind_key = true;
    device.lines[0].conference_room = "8{n}";
}

} // namespace

const std::vector<Setting>& settings() {
    static const std::vector<Setting> all{
        {.name = "one call", .depth = 60},
        {.name = "media that fails", .phone = basics | bad_media},
        {.name = "en bloc and a dial plan", .phone = basics | en_bloc, .configure = planned},
        {.name = "a warm line", .configure = warm_line},
        {.name = "the speaker key", .phone = basics | speaker_key, .depth = 8},
        {.name = "the speaker key and two calls", .calls = 2, .phone = basics | speaker_key, .prelude = held()},
        {.name = "keys that are not offered", .phone = basics | dead_keys | transfers},
        {.name = "fixed buttons", .phone = basics | buttons, .model = "7910", .protocol = 5},
        {.name = "statistics in BYE", .phone = basics | statistics, .configure = statistics_in_bye},
        {.name = "every kind of INVITE", .phone = basics | bad_media, .pbx = plain | offers | identity, .knocks = every_knock, .forward_no_answer = "301"},
        {.name = "early media and redirection", .phone = basics | bad_media, .pbx = plain | early_media | redirection | offers, .knocks = 0},
        {.name = "an old phone with early media", .phone = basics | bad_media, .pbx = plain | early_media | offers, .knocks = 0, .configure = old_phone},
        {.name = "a reliable 183", .pbx = plain | early_media | offers | glare, .knocks = 0, .depth = 4, .prelude = calling("183 with SDP, reliably")},
        {.name = "a redirected call", .pbx = plain | redirection, .knocks = 0, .depth = 4, .prelude = calling("302")},
        {.name = "a call that may go to two targets", .pbx = plain | redirection, .knocks = 0, .depth = 4, .prelude = calling("302 to two targets")},
        {.name = "one codec of several", .pbx = plain | offers | glare, .knocks = 0, .depth = 4, .prelude = calling("200 with several codecs")},
        {.name = "one codec of several, the phone away", .phone = basics | connection, .pbx = plain | offers | glare, .knocks = 0, .depth = 3, .prelude = calling("200 with several codecs")},
        {.name = "INVITE without an offer", .phone = basics | bad_media | connection, .pbx = plain | glare | redirection, .knocks = 0, .configure = delayed},
        {.name = "offers of the far end", .phone = basics | bad_media, .pbx = plain | offers | identity, .knocks = late_knocks, .prelude = talking(0)},
        {.name = "offers of both sides", .pbx = plain | offers | glare, .knocks = late_knocks, .prelude = talking(0)},
        {.name = "an old phone and offers", .phone = basics | bad_media, .pbx = plain | offers, .configure = old_phone, .prelude = talking(0)},
        {.name = "two calls by fixed buttons", .calls = 2, .phone = basics | buttons, .configure = conferring, .model = "7910", .protocol = 5, .prelude = talking_by_button(0)},
        {.name = "a resume by fixed buttons", .phone = basics | buttons, .depth = 4, .model = "7910", .protocol = 5, .prelude = resuming_by_button()},
        {.name = "two calls by fixed buttons, one on hold", .calls = 2, .phone = basics | buttons, .depth = 5, .model = "7910", .protocol = 5, .prelude = talking_in_second_by_button()},
        {.name = "two calls, one rings", .calls = 2, .phone = basics | dead_keys, .prelude = one_held_one_rings()},
        {.name = "two calls, one talks", .calls = 2, .phone = basics | dead_keys | transfers, .prelude = one_held_one_talking()},
        {.name = "ports asked for", .phone = basics | bad_media, .pbx = plain | offers | early_media, .knocks = late_knocks, .features = with_port_request},
        {.name = "a port named when the channel is open", .knocks = 0, .depth = 3, .features = with_port_request, .prelude = opened_without_port()},
        {.name = "a port named too late", .knocks = 0, .depth = 3, .features = with_port_request, .prelude = late_with_everything()},
        {.name = "a call on hold, its port asked for", .depth = 4, .features = with_port_request, .prelude = held_from_port()},
        {.name = "overlap sending", .pbx = plain | overlap, .knocks = 0, .configure = overlapping, .prelude = inviting()},
        {.name = "a new port that is refused", .pbx = plain | early_media | glare | lost_dialog, .knocks = 0, .prelude = moved_at_answer()},
        {.name = "digits by INFO", .pbx = plain | early_media | identity, .knocks = 0, .configure = digits_by_info},
        {.name = "a lost connection", .phone = basics | connection, .pbx = plain | offers | lost_dialog},
        {.name = "a lost connection, nothing kept", .phone = basics | connection, .pbx = plain | lost_dialog, .configure = nothing_preserved, .prelude = held()},
        {.name = "a lost connection while it talks", .phone = basics | connection, .pbx = plain | offers | glare | lost_dialog | referring, .prelude = talking(0)},
        {.name = "a dialog that dies", .pbx = plain | offers | lost_dialog | glare, .prelude = talking(0)},
        {.name = "two calls", .calls = 2},
        {.name = "a held call and another", .calls = 2, .prelude = held()},
        {.name = "two calls, one on hold", .calls = 2, .pbx = plain | offers | glare, .prelude = one_held_one_talking()},
        {.name = "a held call", .phone = basics | bad_media | dead_keys, .pbx = plain | offers | glare | lost_dialog | identity, .prelude = held()},
        {.name = "a channel that opens late", .phone = basics | bad_media, .knocks = 0, .depth = 3, .prelude = resumed_twice()},
        {.name = "an ACK of no use", .pbx = plain | offers | glare, .knocks = 0, .depth = 3, .prelude = offering_in_200()},
        {.name = "resumed before the ACK", .pbx = plain | offers | glare, .knocks = 0, .depth = 4, .prelude = resumed_before_ack()},
        {.name = "two calls, ports asked for", .calls = 2, .knocks = late_knocks, .features = with_port_request},
        {.name = "another call, a port asked for", .calls = 2, .knocks = late_knocks, .features = with_port_request, .prelude = calling_from_port()},
        {.name = "a call taken before the ACK of another", .calls = 2, .pbx = plain | offers, .depth = 3, .prelude = answered_twice()},
        {.name = "a call that replaces", .calls = 2, .phone = basics | bad_media, .knocks = 1u << knock_replaces, .prelude = talking(0)},
        {.name = "one of two calls is replaced", .calls = 3, .pbx = plain | offers, .knocks = 1u << knock_replaces, .depth = 3, .prelude = one_held_one_talking()},
        {.name = "a held call is transferred", .calls = 2, .pbx = plain | referred, .knocks = late_knocks, .depth = 4, .prelude = held()},
        {.name = "one of two calls is transferred", .calls = 3, .pbx = plain | referred, .knocks = 0, .depth = 3, .prelude = one_held_one_talking()},
        {.name = "we are transferred", .calls = 2, .pbx = plain | referred, .prelude = talking(0)},
        {.name = "transfer", .calls = 2, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .prelude = talking(0)},
        {.name = "transfer, the target rings", .calls = 2, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .prelude = consulting()},
        {.name = "transfer to a ringing target", .calls = 2, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .prelude = transferring_while_it_rings()},
        {.name = "transfer, the target talks", .calls = 2, .phone = basics | transfers, .pbx = plain | referring | glare, .knocks = 0, .prelude = consulting_and_talking()},
        {.name = "transfer with other options", .calls = 2, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .configure = other_transfer, .prelude = talking(0)},
        {.name = "blind transfer", .calls = 2, .phone = basics | transfers | dead_keys, .pbx = plain | referring, .knocks = 0, .configure = blind, .prelude = talking(0)},
        {.name = "transfer with early Replaces", .calls = 2, .phone = basics | transfers, .pbx = plain | redirection | referring, .knocks = 0, .configure = early_replaces, .prelude = consulting()},
        {.name = "a REFER before the answer to our offer", .pbx = plain | offers | glare | referring | lost_dialog, .knocks = 0, .prelude = diverting_before_answer()},
        {.name = "transfer, back to the first call", .calls = 2, .phone = basics | transfers, .pbx = plain | referring | offers, .knocks = 0, .depth = 3, .prelude = back_to_first()},
        {.name = "transfer, back to the first call, another codec", .calls = 2, .phone = basics | transfers, .pbx = plain | referring | offers, .knocks = 0, .depth = 2, .prelude = back_to_first_and_reopening()},
        {.name = "a REFER that succeeds late", .pbx = plain | referring | offers, .knocks = 0, .depth = 4, .prelude = diverted_in_vain()},
        {.name = "a REFER that waits for the hold", .calls = 2, .phone = basics | transfers, .pbx = plain | referring | glare, .knocks = 0, .prelude = direct_transfer_before_hold()},
        {.name = "the operator ends a call", .phone = basics | operation, .pbx = plain | offers | referring, .prelude = talking(0)},
        {.name = "the operator ends calls of a transfer", .calls = 2, .phone = basics | transfers | operation, .pbx = plain | referring, .knocks = 0, .prelude = consulting()},
        {.name = "the operator resets the phone", .phone = basics | connection | resets, .depth = 5, .prelude = {{Does::is_reset}}},
        {.name = "the operator resets the phone while it talks", .phone = basics | connection | resets, .knocks = 0, .depth = 4, .prelude = talking(0)},
        {.name = "a phone with a held call is reset", .calls = 2, .phone = basics | connection | resets, .depth = 3, .prelude = held()},
        {.name = "two selected calls", .calls = 2, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .prelude = one_held_one_talking()},
        {.name = "a conference is made", .calls = 3, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 4, .configure = conferring, .prelude = calling_room()},
        {.name = "a conference that all have left", .calls = 3, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 2, .configure = conferring, .prelude = calling_room_for_nobody()},
        {.name = "a factory that makes no conference", .calls = 3, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 3, .configure = factory, .prelude = calling_room()},
        {.name = "one more for the conference", .calls = 2, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 3, .configure = conferring, .prelude = in_room_and_consulting()},
        {.name = "a call joins the conference", .calls = 3, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 3, .configure = conferring, .prelude = in_room_and_talking()},
        {.name = "two calls are joined", .calls = 3, .phone = basics | transfers | dead_keys, .pbx = plain | referring, .knocks = 0, .depth = 3, .configure = conferring, .prelude = one_held_one_talking()},
        {.name = "a lost connection in a transfer", .calls = 2, .phone = basics | transfers | connection, .pbx = plain | referring | lost_dialog, .knocks = 0, .prelude = consulting()},
        {.name = "a lost connection, a REFER is out", .calls = 2, .phone = basics | transfers | connection, .pbx = plain | referring | lost_dialog, .knocks = 0, .depth = 4, .prelude = referring_to_target()},
        {.name = "a lost connection, an early REFER is out", .calls = 2, .phone = basics | transfers | connection, .pbx = plain | referring, .knocks = 0, .depth = 4, .configure = early_replaces, .prelude = referring_early()},
        {.name = "another transfer while a REFER is out", .calls = 3, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 3, .configure = taking_many, .prelude = referring_and_talking()},
        {.name = "a transfer left lying, the target rings", .calls = 4, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 2, .configure = taking_many, .prelude = transfer_left_lying("180")},
        {.name = "a transfer left lying, the target talks", .calls = 4, .phone = basics | transfers, .pbx = plain | referring, .knocks = 0, .depth = 2, .configure = taking_many, .prelude = transfer_left_lying("200")},
    };
    return all;
}

const std::vector<Setting>& wide_settings() {
    constexpr std::uint16_t all_phone = basics | bad_media | connection | transfers | en_bloc | statistics | operation | speaker_key;
    constexpr std::uint16_t all_pbx = plain | early_media | redirection | offers | glare | referring | referred | Chapter::identity | lost_dialog | overlap;
    constexpr std::uint16_t all_knocks = every_knock | (1u << knock_replaces);
    static const std::vector<Setting> all{
        {.name = "everything", .calls = 3, .phone = all_phone | dead_keys, .pbx = all_pbx, .knocks = all_knocks, .forward_no_answer = "301"},
        {.name = "everything, ports asked for", .calls = 3, .phone = all_phone, .pbx = all_pbx, .knocks = all_knocks, .configure = other_transfer,
         .features = with_port_request},
        {.name = "everything, fixed buttons", .calls = 3, .phone = all_phone | buttons, .pbx = all_pbx, .knocks = all_knocks, .configure = old_phone,
         .model = "7910", .protocol = 5},
        {.name = "two calls and transfers", .calls = 2, .phone = basics | transfers, .pbx = plain | referring | glare, .knocks = 1},
    };
    return all;
}

} // namespace tests
