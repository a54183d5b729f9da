// Every option has an effect, and here is the test that shows it. A key that is read and then ignored is a lie.
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "config/option_table.hpp"
#include "tests/support/golden.hpp"

using config::In;

namespace {

struct Shown {
    std::vector<std::string_view> keys;
    std::string_view file;        ///< below tests/
    std::string_view by;          ///< of the name of its test case
};

// clang-format off
const std::vector<Shown> sccp{
    {{"listen"},                                        "process/access_test.cpp",        "it listens where it was told to"},
    {{"allow"},                                         "process/access_test.cpp",        "outside [sccp] allow is closed unheard"},
    {{"keepalive", "secondary_keepalive", "server_name", "servers"}, "process/options_test.cpp", "the keys of a phone and of [sccp]"},
    {{"unknown"},                                       "process/registration_test.cpp",  "who is not known, not allowed"},
    {{"reconnect_grace"},                               "mapping/options_test.cpp",       "[sccp] reconnect_grace"},
    {{"reject_when_pbx_down"},                          "process/options_test.cpp",       "[sccp] reject_when_pbx_down"},
    {{"register_deadline"},                             "process/limits_test.cpp",        "time without Register is limited"},
    {{"max_connections"},                               "process/limits_test.cpp",        "connections are limited in all"},
    {{"max_unregistered_per_address", "max_unregistered"}, "process/limits_test.cpp",     "connections that do not register are limited"},
    {{"message_rate", "message_burst"},                 "process/limits_test.cpp",        "a phone that sends too much is read slower"},
    {{"output_queue"},                                  "process/limits_test.cpp",        "a phone that stops reading is dropped"},
    {{"dscp"},                                          "process/options_test.cpp",       "[sccp] dscp and [sip] dscp"},
};
const std::vector<Shown> sip{
    {{"listen"},                                        "process/access_test.cpp",        "it listens where it was told to"},
    {{"registrar"},                                     "process/reload_test.cpp",        "a line with a registrar"},
    {{"domain", "user_agent"},                          "process/options_test.cpp",       "the keys of a line are what the PBX sees"},
    {{"allow"},                                         "sip/call_incoming_test.cpp",     "networks and any may be allowed"},
    {{"probe"},                                         "sip/probe_test.cpp",             "two failures in a row are death"},
    {{"registrations_in_flight"},                       "sip/registration_test.cpp",      "no more registrations are outstanding than allowed"},
    {{"max_connections", "max_connections_per_address"}, "process/sip_streams_test.cpp",  "SIP connections are limited"},
    {{"max_requests", "max_strange_requests"},          "process/limits_test.cpp",        "SIP requests outside calls are limited"},
    {{"transaction_timeout"},                           "sip/silence_test.cpp",           "transaction_timeout"},
    {{"dscp"},                                          "process/options_test.cpp",       "[sccp] dscp and [sip] dscp"},
};
const std::vector<Shown> calls{
    {{"t_orc", "t_port"},                               "mapping/options_test.cpp",       "[calls] t_orc, t_port"},
    {{"t_failtone", "ringout_timeout"},                 "mapping/options_test.cpp",       "[calls] t_failtone, ringout_timeout"},
    {{"preserve_max"},                                  "mapping/device_lost_test.cpp",   "race 44: a phone that never returns"},
    {{"drain"},                                         "process/stop_test.cpp",          "while it goes down calls go on for a time"},
    {{"rtp_stat"},                                      "mapping/midcall_test.cpp",       "rtp_stat=bye waits"},
    {{"vq_uri"},                                        "mapping/quality_report_test.cpp", "with vq_uri the collector hears"},
};
const std::vector<Shown> rest{
    {{"listen"},                                        "gateway/http_server_test.cpp",   "an address that cannot be used"},
    {{"token"},                                         "gateway/http_safety_test.cpp",   "the token is asked for when there is one"},
    {{"level"},                                         "gateway/logging_test.cpp",       "levels change while running"},
    {{"format"},                                        "gateway/logging_test.cpp",       "a JSON log is one valid object per line"},
    {{"trace_messages"},                                "gateway/recorder_test.cpp",      "the number of messages may change"},
    {{"file"},                                          "gateway/state_store_test.cpp",   "values are there again after a restart"},
};
const std::vector<Shown> line{
    {{"user", "display_name", "label", "domain", "reg_expires", "session_expires", "identity", "user_phone"},
                                                        "process/options_test.cpp",       "the keys of a line are what the PBX sees"},
    {{"password", "auth_user"},                         "process/options_test.cpp",       "password, password_file and auth_user"},
    {{"password_file"},                                 "process/options_test.cpp",       "password, password_file and auth_user"},
    {{"registrar"},                                     "process/reload_test.cpp",        "a line with a registrar"},
    {{"register"},                                      "mapping/outgoing_test.cpp",      "a trunk-like line calls without registration"},
    {{"codecs", "ptime", "vad", "dtmf_pt", "offer"},    "mapping/options_test.cpp",       "[line] offer=early offers even where"},
    {{"codec_order"},                                   "mapping/incoming_answer_test.cpp", "ours with codec_order=local"},
    {{"offer_codecs"},                                  "mapping/outgoing_offer_test.cpp", "offer_codecs=one names one codec only"},
    {{"lock_codec"},                                    "mapping/options_test.cpp",       "[line] lock_codec=no"},
    {{"port_request"},                                  "mapping/options_test.cpp",       "[line] port_request=always"},
    {{"early_media"},                                   "mapping/outgoing_answer_test.cpp", "without early_media a 183"},
    {{"dtmf"},                                          "mapping/dtmf_test.cpp",          "digits go in RTP when both can"},
    {{"dtmf_info"},                                     "mapping/digits_test.cpp",        "digits travel in the audio where both can"},
    {{"hold"},                                          "mapping/midcall_test.cpp",       "hold=inactive offers inactive"},
    {{"follow_redirect"},                               "mapping/outgoing_failure_test.cpp", "and when they are not wanted"},
    {{"accept_refer"},                                  "mapping/transferee_test.cpp",    "a REFER that is not wanted places no call"},
    {{"show_reason_phrase"},                            "mapping/options_test.cpp",       "[line] show_reason_phrase"},
    {{"busy_trigger"},                                  "mapping/incoming_test.cpp",      "the line is busy from the trigger on"},
    {{"max_calls", "reject_code", "cfna_timeout"},      "mapping/options_test.cpp",       "[line] max_calls, reject_code, cfna_timeout"},
    {{"call_waiting"},                                  "mapping/incoming_test.cpp",      "without call waiting one call"},
    {{"call_waiting_182"},                              "mapping/call_waiting_test.cpp",  "a second call during a call waits"},
    {{"dnd_code"},                                      "mapping/incoming_test.cpp",      "who may not ring is told so"},
    {{"dnd_mode"},                                      "mapping/phone_features_test.cpp", "silent do not disturb blinks"},
    {{"auto_answer"},                                   "mapping/alert_info_test.cpp",    "a call answers by itself when it asks"},
    {{"auto_answer_delay"},                             "mapping/incoming_test.cpp",      "a call that asks for it answers itself"},
    {{"auto_answer_mute"},                              "mapping/incoming_test.cpp",      "a page, and a phone told to"},
    {{"internal_pattern"},                              "mapping/alert_info_test.cpp",    "without Alert-Info the caller's number decides"},
    {{"hotline", "hotline_delay"},                      "mapping/outgoing_test.cpp",      "a hot line dials by itself, a warm line"},
    {{"voicemail_number"},                              "mapping/outgoing_test.cpp",      "speed dial and messages key dial their numbers"},
    {{"mwi"},                                           "mapping/line_test.cpp",          "message waiting is taken from the PBX unless it is off"},
    {{"outside_dialtone", "stutter_dialtone"},          "mapping/outgoing_test.cpp",      "the dial tone tells of waiting messages"},
    {{"secondary_dialtone"},                            "mapping/outgoing_test.cpp",      "a prefix may bring a second dial tone"},
    {{"hint_no_service"},                               "mapping/outgoing_test.cpp",      "a line without service gives reorder"},
    {{"conference"},                                    "mapping/conference_test.cpp",    "a conference factory names the room"},
    {{"conference_room", "conference_range"},           "mapping/conference_test.cpp",    "what conference_room becomes"},
};
const std::vector<Shown> device{
    {{"line", "button.N"},                              "config/load_test.cpp",           "the example of the documents loads"},
    {{"model"},                                         "mapping/device_test.cpp",        "model= of the configuration is stronger"},
    {{"allow"},                                         "process/registration_test.cpp",  "who is not known, not allowed"},
    {{"mac"},                                           "process/access_test.cpp",        "a name that is bound to a MAC address"},
    {{"description", "max_protocol", "timezone", "date_format", "firmware"},
                                                        "process/options_test.cpp",       "the keys of a phone and of [sccp]"},
    {{"codepage"},                                      "mapping/phone_view_test.cpp",    "texts are cut and written as the phone can show them"},
    {{"first_digit", "inter_digit", "hash_dials", "tone_unobtainable"},
                                                        "mapping/options_test.cpp",       "[device] first_digit, inter_digit, hash_dials, tone_unobtainable"},
    {{"dialplan", "dialplan_miss"},                     "mapping/outgoing_test.cpp",      "a dial plan sends at once what cannot grow"},
    {{"overlap"},                                       "mapping/overlap_test.cpp",       "with overlap=yes the number is sent"},
    {{"speeddial_in_call"},                             "mapping/outgoing_test.cpp",      "a speed dial in a call may send digits"},
    {{"transfer"},                                      "mapping/transfer_failure_test.cpp", "nor one where that is not wanted"},
    {{"transfer_on_hangup"},                            "mapping/transfer_test.cpp",      "transfer_on_hangup=no"},
    {{"semi_attended"},                                 "mapping/transfer_test.cpp",      "semi_attended=replaces"},
    {{"hold_before_refer"},                             "mapping/transfer_test.cpp",      "hold_before_refer holds the target"},
    {{"blind_key"},                                     "mapping/blind_transfer_test.cpp", "the blind key is refused where it is not wanted"},
    {{"blind_on_speeddial"},                            "mapping/blind_transfer_test.cpp", "a blind transfer refers as soon as"},
    {{"resume_on_failed_consult"},                      "mapping/transfer_failure_test.cpp", "resume_on_failed_consult takes"},
    {{"transfer_tone"},                                 "mapping/transfer_test.cpp",      "the success of a transfer is told and heard"},
    {{"answer_order"},                                  "mapping/incoming_test.cpp",      "the handset takes the oldest call, or the newest"},
    {{"hold_revert"},                                   "mapping/hold_reminder_test.cpp", "and nothing with hold_revert=0"},
    {{"cw_repeat"},                                     "mapping/call_waiting_test.cpp",  "cw_repeat=no beeps once"},
    {{"tone_on_remote_hangup"},                         "mapping/midcall_test.cpp",       "a tone at the end of a call is played only"},
    {{"keep_registered_on_powersave"},                  "mapping/device_test.cpp",        "a phone that saves power keeps its lines"},
    {{"nat", "localnet"},                               "mapping/nat_test.cpp",           "the address for SDP follows from"},
    {{"media_family"},                                  "mapping/nat_test.cpp",           "a phone is asked for the family"},
    {{"media_dscp", "echo_cancel"},                     "mapping/options_test.cpp",       "[device] media_dscp is the TOS octet"},
    {{"plain_labels"},                                  "mapping/phone_view_test.cpp",    "texts are cut and written as the phone can show them"},
    {{"mwi_lamp", "mwi_off_in_call"},                   "mapping/phone_test.cpp",         "the lamp may flash or wink, and be dark during calls"},
    {{"check_sync_auth"},                               "sip/digest_server_test.cpp",     "check-sync restarts the phone only for who knows"},
    {{"message"},                                       "mapping/phone_test.cpp",         "a MESSAGE is shown if that is wanted"},
    {{"tone_needs_closed_rx"},                          "mapping/outgoing_answer_test.cpp", "a phone that plays no tone over an open channel"},
    {{"stop_tx_closes_rx"},                             "mapping/midcall_test.cpp",       "phones that stop listening with the transmission"},
};
// One value is all that they take: what the others would do is not there yet, and asking for it is an error.
const std::vector<std::string_view> fixed{"unknown", "dnd_sync", "forward_mode", "forward_sync", "publish_dialog", "blf_redraw"};
// clang-format on

const std::vector<Shown>& rows_of(In section) {
    switch (section) {
    case In::sccp: return sccp;
    case In::sip: return sip;
    case In::calls: return calls;
    case In::line: return line;
    case In::device: return device;
    default: return rest;
    }
}

const Shown* find(const config::Option& option) {
    for (const auto& row : rows_of(option.section))
        if (std::find(row.keys.begin(), row.keys.end(), option.key) != row.keys.end()) return &row;
    return nullptr;
}

} // namespace

TEST_CASE("every option has a test that shows what it does, or takes one value only") {
    for (const auto& option : config::options()) {
        CAPTURE(option.key);
        const auto* row = find(option);
        const bool is_fixed = std::find(fixed.begin(), fixed.end(), option.key) != fixed.end();
        CHECK_MESSAGE((row != nullptr || is_fixed), "no test for ", std::string(option.key));
        if (!row) continue;
        const auto text = golden::read("tests/" + std::string(row->file));
        CAPTURE(row->file);
        CHECK(text.find(std::string(row->by)) != std::string::npos);
    }
}

TEST_CASE("the table of effects names no option that is not there") {
    for (const auto section : {In::sccp, In::sip, In::calls, In::line, In::device})
        for (const auto& row : rows_of(section))
            for (const auto key : row.keys) {
                CAPTURE(key);
                CHECK(config::find_option(section, key) != nullptr);
            }
}
