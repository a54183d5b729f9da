// Names of the numbers of the wire.
#include "sccp/values.hpp"

#include <algorithm>
#include <iterator>

namespace sccp {

namespace {

struct Entry {
    std::uint32_t value;
    std::string_view name;
};

/// Tables are sorted by value.
template <std::size_t N, class E>
std::string_view find(const Entry (&table)[N], E value) {
    const auto number = static_cast<std::uint32_t>(value);
    const Entry* entry = std::lower_bound(std::begin(table), std::end(table), number, [](const Entry& e, std::uint32_t v) { return e.value < v; });
    return entry != std::end(table) && entry->value == number ? entry->name : std::string_view{};
}

constexpr Entry protocol_version_names[] = {
    {3, "v3"}, {4, "v4"}, {5, "v5"}, {8, "v8"}, {9, "v9"}, {10, "v10"}, {11, "v11"}, {15, "v15"}, {16, "v16"}, {17, "v17"}, {18, "v18"},
    {19, "v19"}, {20, "v20"}, {21, "v21"}, {22, "v22"},
};
constexpr Entry phone_features_names[] = {
    {1, "bit1"}, {2, "port_request"}, {4, "bit3"}, {8, "bit4"}, {16, "utf8"}, {32, "bit6"}, {64, "bit7"}, {128, "bit8"},
    {256, "dynamic_messages"}, {512, "bit10"}, {1024, "rfc2833"}, {2048, "bit12"}, {4096, "internal_cm_media"}, {8192, "bit14"},
    {16384, "bit15"}, {32768, "abbreviated_dial"},
};
constexpr Entry device_alarm_severity_names[] = {
    {0, "critical"}, {1, "warning"}, {2, "informational"}, {4, "unknown"}, {7, "major"}, {8, "minor"}, {10, "marginal"},
    {20, "trace_info"},
};
constexpr Entry device_unregister_status_names[] = {
    {0, "ok"}, {1, "error"}, {2, "nak"},
};
constexpr Entry x_names[] = {
    {0, "unknown"}, {1, "power_save_mode"},
};
constexpr Entry device_reset_type_names[] = {
    {1, "reset"}, {2, "restart"}, {3, "apply_config"},
};
constexpr Entry key_pad_button_names[] = {
    {0, "zero"}, {1, "one"}, {2, "two"}, {3, "three"}, {4, "four"}, {5, "five"}, {6, "six"}, {7, "seven"}, {8, "eight"}, {9, "nine"},
    {10, "a"}, {11, "b"}, {12, "c"}, {13, "d"}, {14, "star"}, {15, "pound"}, {16, "plus"},
};
constexpr Entry device_stimulus_names[] = {
    {0, "unused"}, {1, "last_number_redial"}, {2, "speed_dial"}, {3, "hold"}, {4, "transfer"}, {5, "forward_all"}, {6, "forward_busy"},
    {7, "forward_no_answer"}, {8, "display"}, {9, "line"}, {10, "t120_chat"}, {11, "t120_whiteboard"}, {12, "t120_application_sharing"},
    {13, "t120_file_transfer"}, {14, "video"}, {15, "voice_mail"}, {16, "answer_release"}, {17, "auto_answer"}, {18, "select"},
    {19, "privacy"}, {20, "service_url"}, {21, "blf_speed_dial"}, {22, "d_park"}, {23, "intercom"}, {27, "malicious_call"},
    {33, "generic_app_b1"}, {34, "generic_app_b2"}, {35, "generic_app_b3"}, {36, "generic_app_b4"}, {37, "generic_app_b5"},
    {38, "multiblink_feature"}, {123, "meet_me_conference"}, {125, "conference"}, {126, "call_park"}, {127, "call_pick_up"},
    {128, "group_call_pick_up"}, {129, "mobility"}, {130, "do_not_disturb"}, {131, "conf_list"}, {132, "remove_last_participant"},
    {133, "qrt"}, {134, "call_back"}, {135, "other_pickup"}, {136, "video_mode"}, {137, "new_call"}, {138, "end_call"}, {139, "h_log"},
    {143, "queuing"}, {192, "parking_lot"}, {193, "test_f"}, {194, "messages"}, {195, "directory"}, {196, "test_i"},
    {197, "application"}, {198, "headset"}, {240, "keypad"}, {253, "aec"}, {255, "max_stimulus_value"},
};
constexpr Entry button_type_names[] = {
    {0, "unused"}, {1, "last_number_redial"}, {2, "speed_dial"}, {3, "hold"}, {4, "transfer"}, {5, "forward_all"}, {6, "forward_busy"},
    {7, "forward_no_answer"}, {8, "display"}, {9, "line"}, {10, "t120_chat"}, {11, "t120_whiteboard"}, {12, "t120_application_sharing"},
    {13, "t120_file_transfer"}, {14, "video"}, {15, "voicemail"}, {16, "answer_release"}, {17, "auto_answer"}, {18, "select"},
    {19, "feature"}, {20, "service_url"}, {21, "busy_lamp_field_speeddial"}, {27, "malicious_call"}, {33, "generic_app_b1"},
    {34, "generic_app_b2"}, {35, "generic_app_b3"}, {36, "generic_app_b4"}, {37, "generic_app_b5"}, {38, "monitor_multiblink"},
    {123, "meet_me_conference"}, {125, "conference"}, {126, "call_park"}, {127, "call_pickup"}, {128, "group_call_pickup"},
    {129, "mobility"}, {130, "do_not_disturb"}, {131, "conf_list"}, {132, "remove_last_participant"}, {133, "qrt"}, {134, "call_back"},
    {135, "other_pickup"}, {136, "video_mode"}, {137, "new_call"}, {138, "end_call"}, {139, "h_log"}, {143, "queuing"}, {192, "test_e"},
    {193, "test_f"}, {194, "messages"}, {195, "directory"}, {196, "test_i"}, {197, "application"}, {198, "headset"}, {240, "keypad"},
    {253, "aec"}, {255, "undefined"},
};
constexpr Entry line_type_bits_names[] = {
    {1, "originally_dialed"}, {2, "redirected_dialed"}, {4, "calling_num"}, {8, "calling_name"},
};
constexpr Entry blf_status_names[] = {
    {0, "unknown"}, {1, "not_in_use"}, {2, "in_use"}, {3, "dnd"}, {4, "alerting"},
};
constexpr Entry subscription_feature_id_names[] = {
    {1, "blf"},
};
constexpr Entry subscribe_cause_names[] = {
    {0, "ok"}, {1, "route_fail"}, {2, "auth_fail"}, {3, "timeout"}, {4, "trunk_term"}, {5, "trunk_forbidden"}, {6, "throttle"},
};
constexpr Entry d_call_state_names[] = {
    {0, "idle"}, {1, "off_hook"}, {2, "on_hook"}, {3, "ring_out"}, {4, "ring_in"}, {5, "connected"}, {6, "busy"}, {7, "congestion"},
    {8, "hold"}, {9, "call_waiting"}, {10, "call_transfer"}, {11, "call_park"}, {12, "proceed"}, {13, "call_remote_multiline"},
    {14, "invalid_number"}, {15, "hold_revert"}, {16, "whisper"}, {17, "remote_hold"}, {18, "max_state"},
};
constexpr Entry call_type_names[] = {
    {1, "in_bound_call"}, {2, "out_bound_call"}, {3, "forward_call"},
};
constexpr Entry call_privacy_names[] = {
    {0, "none"}, {1, "limited"}, {2, "full"},
};
constexpr Entry call_security_status_type_names[] = {
    {0, "unknown"}, {1, "not_authenticated"}, {2, "authenticated"}, {3, "encrypted"}, {4, "max"},
};
constexpr Entry restrict_information_type_names[] = {
    {1, "calling_party_name"}, {2, "calling_party_number"}, {3, "calling_party"}, {4, "called_party_name"}, {8, "called_party_number"},
    {12, "called_party"}, {16, "original_called_party_name"}, {32, "original_called_party_number"}, {48, "original_called_party"},
    {64, "last_redirect_party_name"}, {128, "last_redirect_party_number"}, {192, "last_redirect_party"}, {0xffffff00, "bits_reserved"},
};
constexpr Entry precedence_level_names[] = {
    {0, "highest"}, {1, "high"}, {2, "medium"}, {3, "low"}, {4, "normal"},
};
constexpr Entry call_history_disposition_names[] = {
    {0, "ignore"}, {1, "placed_calls"}, {2, "received_calls"}, {3, "missed_calls"}, {65535, "unknown_disp"},
};
constexpr Entry device_tone_names[] = {
    {0, "silence"}, {1, "dtmf1"}, {2, "dtmf2"}, {3, "dtmf3"}, {4, "dtmf4"}, {5, "dtmf5"}, {6, "dtmf6"}, {7, "dtmf7"}, {8, "dtmf8"},
    {9, "dtmf9"}, {10, "dtmf0"}, {14, "dtmf_star"}, {15, "dtmf_pound"}, {16, "dtmf_a"}, {17, "dtmf_b"}, {18, "dtmf_c"}, {19, "dtmf_d"},
    {33, "inside_dial_tone"}, {34, "outside_dial_tone"}, {35, "line_busy_tone"}, {36, "alerting_tone"}, {37, "reorder_tone"},
    {38, "recorder_warning_tone"}, {39, "recorder_detected_tone"}, {40, "reverting_tone"}, {41, "receiver_off_hook_tone"},
    {42, "message_waiting_indicator_tone"}, {43, "no_such_number_tone"}, {44, "busy_verification_tone"}, {45, "call_waiting_tone"},
    {46, "confirmation_tone"}, {47, "camp_on_indication_tone"}, {48, "recall_dial_tone"}, {49, "zip_zip"}, {50, "zip"},
    {51, "beep_bonk"}, {52, "music_tone"}, {53, "hold_tone"}, {54, "test_tone"}, {55, "dt_monitor_warning_tone"},
    {56, "monitor_warning_tone"}, {57, "secure_warning_tone"}, {64, "add_call_waiting"}, {65, "priority_call_wait"}, {66, "recall_dial"},
    {67, "barg_in"}, {68, "distinct_alert"}, {69, "priority_alert"}, {70, "reminder_ring"}, {71, "precedence_ring_back"},
    {72, "preemption_tone"}, {73, "non_secure_warning_tone"}, {80, "mf1"}, {81, "mf2"}, {82, "mf3"}, {83, "mf4"}, {84, "mf5"},
    {85, "mf6"}, {86, "mf7"}, {87, "mf8"}, {88, "mf9"}, {89, "mf0"}, {90, "mfkp1"}, {91, "mfst"}, {92, "mfkp2"}, {93, "mfstp"},
    {94, "mfst3p"}, {95, "milliwatt"}, {96, "milliwatttest"}, {97, "hightone"}, {98, "flashoverride"}, {99, "flash"}, {100, "priority"},
    {101, "immediate"}, {102, "preampwarn"}, {103, "hz_2105"}, {104, "hz_2600"}, {105, "hz_440"}, {106, "hz_300"}, {107, "mobility_wp"},
    {108, "mobility_uac"}, {109, "mobility_wtdn"}, {110, "mobility_mon"}, {111, "mobility_moff"}, {112, "mobility_ukc"},
    {113, "mobility_vma"}, {114, "mobility_fac"}, {115, "mobility_cmc"}, {119, "mlpp_pala"}, {120, "mlpp_ica"}, {121, "mlpp_vca"},
    {122, "mlpp_bpa"}, {123, "mlpp_bnea"}, {124, "mlpp_upa"}, {125, "tua"}, {126, "gone"}, {127, "no_tone"}, {128, "meet_me_greeting"},
    {129, "meet_me_number_invalid"}, {130, "meet_me_number_failed"}, {131, "meet_me_enter_pin"}, {132, "meet_me_invalid_pin"},
    {133, "meet_me_failed_pin"}, {134, "meet_me_cfb_failed"}, {135, "meet_me_enter_access_code"}, {136, "meet_me_access_code_invalid"},
    {137, "meet_me_access_code_failed"}, {138, "max"},
};
constexpr Entry tone_output_direction_names[] = {
    {0, "user"}, {1, "network"}, {2, "all"},
};
constexpr Entry ring_mode_names[] = {
    {1, "ring_off"}, {2, "inside_ring"}, {3, "outside_ring"}, {4, "feature_ring"}, {5, "flash_only"}, {6, "precedence_ring"},
    {7, "bellcore1"}, {8, "bellcore2"}, {9, "bellcore3"}, {10, "bellcore4"}, {11, "bellcore5"},
};
constexpr Entry ring_duration_names[] = {
    {1, "normal_ring"}, {2, "single_ring"},
};
constexpr Entry lamp_mode_names[] = {
    {1, "off"}, {2, "on"}, {3, "wink"}, {4, "flash"}, {5, "blink"}, {6, "hold"}, {7, "ring"}, {8, "custom1"}, {9, "custom2"},
};
constexpr Entry speaker_mode_names[] = {
    {1, "on"}, {2, "off"},
};
constexpr Entry microphone_mode_names[] = {
    {1, "on"}, {2, "off"},
};
constexpr Entry headset_mode_names[] = {
    {1, "on"}, {2, "off"},
};
constexpr Entry media_path_id_names[] = {
    {1, "headset"}, {2, "handset"}, {3, "speaker"},
};
constexpr Entry media_path_state_names[] = {
    {1, "on"}, {2, "off"},
};
constexpr Entry media_path_capabilities_names[] = {
    {1, "enable"}, {2, "disable"}, {3, "monitor"},
};
constexpr Entry soft_key_set_names[] = {
    {0, "on_hook"}, {1, "connected"}, {2, "on_hold"}, {3, "ring_in"}, {4, "off_hook"}, {5, "connected_transferable"},
    {6, "digits_following"}, {7, "connected_conference"}, {8, "ring_out"}, {9, "off_hook_with_features"}, {10, "in_use_hint"},
    {11, "on_hook_with_stealable_call"}, {12, "hold_conference"},
};
constexpr Entry soft_key_names[] = {
    {1, "redial"}, {2, "new_call"}, {3, "hold"}, {4, "transfer"}, {5, "cfwd_all"}, {6, "cfwd_busy"}, {7, "cfwd_no_answer"},
    {8, "back_space"}, {9, "end_call"}, {10, "resume"}, {11, "answer"}, {12, "info"}, {13, "confrn"}, {14, "park"}, {15, "join"},
    {16, "meet_me"}, {17, "pick_up"}, {18, "grp_pickup"}, {19, "your_current_options"}, {20, "off_hook"}, {21, "on_hook"},
    {22, "ring_out"}, {23, "from"}, {24, "connected"}, {25, "busy"}, {26, "line_in_use"}, {27, "call_waiting"}, {28, "call_transfer"},
    {29, "call_park"}, {30, "call_proceed"}, {31, "in_use_remote"}, {32, "enter_number"}, {33, "call_park_at"}, {34, "primary_only"},
    {35, "temp_fail"}, {36, "you_have_a_voice_mail"}, {37, "forwarded_to"}, {38, "can_not_complete_conference"},
    {39, "no_conference_bridge"}, {40, "can_not_hold_primary_control"}, {41, "invalid_conference_participant"},
    {42, "in_conference_already"}, {43, "no_participant_info"}, {44, "exceed_maximum_parties"}, {45, "key_is_not_active"},
    {46, "error_no_license"}, {47, "error_db_config"}, {48, "error_database"}, {49, "error_pass_limit"}, {50, "error_unknown"},
    {51, "error_mismatch"}, {52, "conference"}, {53, "park_number"}, {54, "private_"}, {55, "not_enough_bandwidth"},
    {56, "unknown_number"}, {57, "rm_lst_c"}, {58, "voicemail"}, {59, "imm_div"}, {60, "intrcpt"}, {61, "set_wtch"}, {62, "trnsf_vm"},
    {63, "dnd"}, {64, "div_all"}, {65, "call_back"}, {66, "network_congestion_rerouting"}, {67, "barge"}, {68, "failed_to_setup_barge"},
    {69, "another_barge_exists"}, {70, "incompatible_device_type"}, {71, "no_park_number_available"}, {72, "call_park_reversion"},
    {73, "service_is_not_active"}, {74, "high_traffic_try_again_later"}, {75, "qrt"}, {76, "mcid"}, {77, "dir_trfr"}, {78, "select"},
    {79, "conf_list"}, {80, "i_divert"}, {81, "c_barge"}, {82, "can_not_complete_transfer"}, {83, "can_not_join_calls"},
    {84, "mcid_successful"}, {85, "number_not_configured"}, {86, "security_error"}, {87, "video_bandwidth_unavailable"},
    {88, "video_mode"}, {201, "dial"}, {202, "record"},
};
constexpr Entry soft_key_template_index_names[] = {
    {1, "redial"}, {2, "new_call"}, {3, "hold"}, {4, "transfer"}, {5, "cfwd_all"}, {6, "cfwd_busy"}, {7, "cfwd_no_answer"},
    {8, "back_space"}, {9, "end_call"}, {10, "resume"}, {11, "answer"}, {12, "info"}, {13, "confrn"}, {14, "park"}, {15, "join"},
    {16, "meet_me"}, {17, "pick_up"}, {18, "grp_pickup"}, {19, "monitor"}, {20, "call_back"}, {21, "barge"}, {22, "dnd"},
    {23, "conf_list"}, {24, "select"}, {25, "private_"}, {26, "transfer_voicemail"}, {27, "direct_transfer"}, {28, "immediate_divert"},
    {29, "video_mode"}, {30, "intercept"}, {31, "empty"}, {32, "dial"}, {33, "conference_barge"},
};
constexpr Entry soft_key_mask_names[] = {
    {1, "soft_key1"}, {2, "soft_key2"}, {4, "soft_key3"}, {8, "soft_key4"}, {16, "soft_key5"}, {32, "soft_key6"}, {64, "soft_key7"},
    {128, "soft_key8"}, {256, "soft_key9"}, {512, "soft_key10"}, {1024, "soft_key11"}, {2048, "soft_key12"}, {4096, "soft_key13"},
    {8192, "soft_key14"}, {16384, "soft_key15"}, {32768, "soft_key16"},
};
constexpr Entry media_payload_type_names[] = {
    {0, "none"}, {1, "nonstandard"}, {2, "g711_alaw64k"}, {3, "g711_alaw56k"}, {4, "g711_ulaw64k"}, {5, "g711_ulaw56k"}, {6, "g722_64k"},
    {7, "g722_56k"}, {8, "g722_48k"}, {9, "g7231"}, {10, "g728"}, {11, "g729"}, {12, "g729_annex_a"}, {13, "is11172"}, {14, "is13818"},
    {15, "g729_annex_b"}, {16, "g729_annex_aw_annex_b"}, {18, "gsm_full_rate"}, {19, "gsm_half_rate"}, {20, "gsm_enhanced_full_rate"},
    {25, "wide_band_256k"}, {32, "data64"}, {33, "data56"}, {40, "g7221_32k"}, {41, "g7221_24k"}, {42, "aac"}, {43, "mp4alatm_128"},
    {44, "mp4alatm_64"}, {45, "mp4alatm_56"}, {46, "mp4alatm_48"}, {47, "mp4alatm_32"}, {48, "mp4alatm_24"}, {49, "mp4alatm_na"},
    {80, "gsm"}, {81, "activevoice"}, {82, "g726_32k"}, {83, "g726_24k"}, {84, "g726_16k"}, {85, "g729_annex_b_old"}, {86, "ilbc"},
    {89, "isac"}, {90, "opus"}, {97, "amr"}, {98, "amr_wb"}, {100, "h261"}, {101, "h263"}, {102, "vieo"}, {103, "h264"},
    {104, "h264_svc"}, {105, "t120"}, {106, "h224"}, {107, "t38_fax"}, {108, "tote"}, {109, "h265"}, {110, "h264_uc"},
    {111, "xv150_mr_711u"}, {112, "nse_vbd_711u"}, {113, "xv150_mr_729a"}, {114, "nse_vbd_729a"}, {115, "h264_fec"}, {120, "clear_chan"},
    {222, "universal_xcoder"}, {257, "rfc2833_dyn_payload"}, {258, "pass_through"}, {259, "dynamic_payload_pass_thru"},
    {260, "dtmf_oob"}, {261, "inband_dtmf_rfc2833"}, {262, "cfb_tones"}, {299, "no_audio"}, {300, "v150_lc_modem_relay"},
    {301, "v150_lc_sprt"}, {302, "v150_lc_sse"}, {303, "max"},
};
constexpr Entry media_g723_bit_rate_names[] = {
    {1, "g723_rate_5_3"}, {2, "g723_rate_6_3"},
};
constexpr Entry media_silence_suppression_names[] = {
    {0, "off"}, {1, "on"},
};
constexpr Entry media_echo_cancellation_names[] = {
    {0, "off"}, {1, "on"},
};
constexpr Entry media_encryption_capability_names[] = {
    {0, "not_encryption_capable"}, {1, "encryption_capable"},
};
constexpr Entry media_encryption_algorithm_type_names[] = {
    {0, "no_encryption"}, {1, "ccm_aes_cm_128_hmac_sha1_32"}, {2, "ccm_aes_cm_128_hmac_sha1_80"}, {3, "ccm_f8_128_hmac_sha1_32"},
    {4, "ccm_f8_128_hmac_sha1_80"}, {5, "ccm_aead_aes_128_gcm"}, {6, "ccm_aead_aes_256_gcm"},
};
constexpr Entry media_status_names[] = {
    {0, "ok"}, {1, "unknown"}, {2, "not_enough_channels"}, {3, "codec_too_complex"}, {4, "invalid_party_id"}, {5, "invalid_call_ref"},
    {6, "invalid_codec"}, {7, "invalid_packet_size"}, {8, "out_of_sockets"}, {9, "encoder_or_decoder_failed"},
    {10, "invalid_dynamic_payload_type"}, {11, "requested_ip_addr_type_un_available"}, {255, "device_on_hook"},
};
constexpr Entry media_transport_type_names[] = {
    {1, "rtp"}, {2, "udp"}, {3, "tcp"},
};
constexpr Entry media_type_names[] = {
    {0, "invalid"}, {1, "audio"}, {2, "main_video"}, {3, "fecc"}, {4, "presentation_video"}, {5, "data_app_bfcp"},
    {6, "data_app_ix_channel"}, {7, "t38"}, {8, "max"},
};
constexpr Entry ip_addr_type_names[] = {
    {0, "v4"}, {1, "v6"}, {2, "v4_v6"}, {3, "invalid"},
};
constexpr Entry ip_addr_mode_names[] = {
    {0, "mode_ipv4"}, {1, "mode_ipv6"}, {2, "mode_ipv4_and_ipv6"},
};
constexpr Entry port_handling_names[] = {
    {0, "close_port"}, {1, "keep_port"},
};
constexpr Entry stats_processing_type_names[] = {
    {0, "clear_stats"}, {1, "do_not_clear_stats"},
};
constexpr Entry transmit_or_receive_names[] = {
    {0, "none"}, {1, "receive_only"}, {2, "transmit_only"}, {3, "both"},
};
constexpr Entry open_receive_chan_status_names[] = {
    {0, "ok"}, {1, "error"},
};
constexpr Entry multicast_media_reception_status_names[] = {
    {0, "ok"}, {1, "error"},
};
constexpr Entry dscp_value_names[] = {
    {0, "cs0"}, {32, "cs1"}, {40, "af11"}, {48, "af12"}, {56, "af13"}, {64, "cs2"}, {72, "af21"}, {80, "af22"}, {88, "af23"},
    {96, "cs3"}, {104, "af31"}, {112, "af32"}, {120, "af33"}, {128, "cs4"}, {136, "af41"}, {144, "af42"}, {152, "af43"}, {160, "cs5"},
    {184, "ef"}, {192, "cs6"}, {224, "cs7"},
};
constexpr Entry sequence_flag_names[] = {
    {0, "first"}, {1, "more"}, {2, "last"},
};
constexpr Entry application_id_names[] = {
    {1, "input"}, {9081, "conference"}, {9082, "conference_invite"}, {9083, "provision"}, {9084, "device_capabilities"},
    {9085, "uri_hook"}, {9086, "background"}, {9087, "ringtone"}, {9088, "stream"}, {9089, "push"}, {9090, "visual_parking_lot"},
};
constexpr Entry layout_names[] = {
    {0, "no_layout"}, {1, "one_by_one"}, {2, "one_by_two"}, {3, "two_by_two"}, {4, "two_by_two3_alt1"}, {5, "two_by_two3_alt2"},
    {6, "three_by_three"}, {7, "three_by_three6_alt1"}, {8, "three_by_three6_alt2"}, {9, "three_by_three4_alt1"},
    {10, "three_by_three4_alt2"},
};
constexpr Entry video_format_names[] = {
    {0, "undefined"}, {1, "sqcif"}, {2, "qcif"}, {3, "cif"}, {4, "cif4"}, {5, "cif16"}, {6, "custom_base"}, {232, "unknown"},
};
constexpr Entry misc_command_type_names[] = {
    {0, "video_freeze_picture"}, {1, "video_fast_update_picture"}, {2, "video_fast_update_gob"}, {3, "video_fast_update_mb"},
    {4, "lost_picture"}, {5, "lost_partial_picture"}, {6, "recovery_reference_picture"}, {7, "temporal_spatial_trade_off"},
};
constexpr Entry recording_state_names[] = {
    {0, "off"}, {1, "on"},
};
constexpr Entry session_type_names[] = {
    {1, "chat"}, {2, "whiteboard"}, {4, "application_sharing"}, {8, "file_transfer"}, {16, "video"},
};
constexpr Entry create_conf_result_names[] = {
    {0, "ok"}, {1, "resource_not_available"}, {2, "conference_already_exist"}, {3, "system_err"},
};
constexpr Entry delete_conf_result_names[] = {
    {0, "ok"}, {1, "conference_not_exist"}, {2, "system_err"},
};
constexpr Entry modify_conf_result_names[] = {
    {0, "ok"}, {1, "resource_not_available"}, {2, "conference_not_exist"}, {3, "invalid_parameter"},
    {4, "more_active_calls_than_reserved"}, {5, "invalid_resource_type"}, {6, "system_err"},
};
constexpr Entry add_participant_result_names[] = {
    {0, "ok"}, {1, "resource_not_available"}, {2, "conference_not_exist"}, {3, "duplicate_call_ref"}, {4, "system_err"},
};
constexpr Entry resource_type_names[] = {
    {0, "conference"}, {1, "ivr"},
};
constexpr Entry audit_participant_result_names[] = {
    {0, "ok"}, {1, "conference_not_exist"},
};
constexpr Entry rsvp_direction_names[] = {
    {1, "send"}, {2, "recv"}, {3, "sendrecv"},
};
constexpr Entry qo_s_error_code_names[] = {
    {0, "qos_cause_reservation_timeout"}, {1, "qos_cause_path_fail"}, {2, "qos_cause_resv_fail"}, {3, "qos_cause_listen_fail"},
    {4, "qos_cause_resource_unavailable"}, {5, "qos_cause_listen_timeout"}, {6, "qos_cause_resv_retries_fail"},
    {7, "qos_cause_path_retries_fail"}, {8, "qos_cause_resv_preemption"}, {9, "qos_cause_path_preemption"},
    {10, "qos_cause_resv_modify_fail"}, {11, "qos_cause_path_modify_fail"}, {12, "qos_cause_resv_tear"},
};
constexpr Entry rsvp_error_code_names[] = {
    {0, "confirm"}, {1, "admission"}, {2, "administrative"}, {3, "no_path_information"}, {4, "no_sender_information"},
    {5, "conflicting_style"}, {6, "unknown_style"}, {7, "conflicting_dst_ports"}, {8, "conflicting_src_ports"},
    {12, "service_preempted"}, {13, "unknown_object_class"}, {14, "unknown_class_type"}, {20, "api"}, {21, "traffic"},
    {22, "traffic_system"}, {23, "system"}, {24, "routing_problem"},
};
constexpr Entry end_of_ann_ack_names[] = {
    {0, "no_ann_ack_required"}, {1, "ann_ack_required"},
};
constexpr Entry ann_play_mode_names[] = {
    {0, "xml_config_mode"}, {1, "one_shot_mode"}, {2, "continuous_mode"},
};
constexpr Entry play_ann_status_names[] = {
    {0, "ok"}, {1, "err"},
};
constexpr Entry resv_style_names[] = {
    {1, "ff"}, {2, "se"}, {3, "wf"},
};
constexpr Entry mwi_notification_result_names[] = {
    {0, "ok"}, {1, "general_error"}, {2, "request_rejected"}, {3, "vm_count_out_of_bounds"}, {4, "fax_count_out_of_bounds"},
    {5, "invalid_priority_vm_count"}, {6, "invalid_priority_fax_count"},
};
constexpr Entry device_type_names[] = {
    {1, "station_30sp_plus"}, {2, "station_12sp_plus"}, {3, "station_12sp"}, {4, "station_12"}, {5, "station_30vip"}, {6, "cisco_7910"},
    {7, "cisco_7960"}, {8, "cisco_7940"}, {9, "cisco_7935"}, {10, "station_vgc"}, {11, "vgc_virtual_phone"}, {12, "cisco_ata_186"},
    {13, "cisco_ata_188"}, {15, "emcc_base"}, {20, "virtual_30sp_plus"}, {21, "station_phone_application"}, {30, "analog_access"},
    {40, "digital_access_titan1"}, {41, "digital_access_t1"}, {42, "digital_access_titan2"}, {43, "analog_access_elvis"},
    {47, "digital_access_lennon"}, {48, "vgc_gateway"}, {50, "conference_bridge"}, {51, "conference_bridge_yoko"},
    {52, "conference_bridge_dixie_land"}, {53, "conference_bridge_summit"}, {60, "h225"}, {61, "h323_phone"}, {62, "h323_gateway"},
    {70, "music_on_hold"}, {71, "pilot"}, {72, "tapi_port"}, {73, "tapi_route_point"}, {80, "voice_in_box"}, {81, "voice_inbox_admin"},
    {82, "line_annunciator"}, {83, "software_mtp_dixie_land"}, {84, "cisco_media_server"}, {85, "conference_bridge_flint"},
    {86, "conference_bridge_hetro_gen"}, {87, "conference_bridge_aud_vid"}, {88, "conference_h_video_bridge"}, {90, "route_list"},
    {100, "load_simulator"}, {110, "media_termination_point"}, {111, "media_termination_point_yoko"},
    {112, "media_termination_point_dixie_land"}, {113, "media_termination_point_summit"}, {115, "cisco_7941g"}, {118, "cisco_7971g_ge"},
    {119, "cisco_7971g"}, {120, "mgcp_station"}, {121, "mgcp_trunk"}, {122, "ras_proxy"}, {124, "cisco_7914_add_on"}, {125, "trunk"},
    {126, "annunciator"}, {127, "monitor_bridge"}, {128, "recorder"}, {129, "monitor_bridge_yoko"}, {131, "sip_trunk"},
    {132, "sip_gateway"}, {133, "wsm_trunk"}, {134, "remote_destination"}, {227, "cisco_7915_addon_12_buttons"},
    {228, "cisco_7915_addon_24_buttons"}, {229, "cisco_7916_addon_12_buttons"}, {230, "cisco_7916_addon_24_buttons"},
    {253, "generic_device"}, {254, "unknown_mgcp_gateway"}, {255, "not_defined"}, {275, "nokia_e_series"}, {302, "cisco_7985"},
    {307, "cisco_7911"}, {308, "cisco_7961g_ge"}, {309, "cisco_7941g_ge"}, {335, "motorola_cn622"}, {336, "third_party_sip_basic"},
    {348, "cisco_7931"}, {358, "unified_communicator"}, {365, "cisco_7921"}, {369, "cisco_7906"}, {374, "third_party_sip_adv"},
    {375, "telepresence"}, {376, "nokia_icc_client"}, {404, "cisco_7962"}, {412, "sip_3951"}, {431, "cisco_7937_conference"},
    {434, "cisco_7942"}, {435, "cisco_7945"}, {436, "cisco_7965"}, {437, "cisco_7975"}, {468, "unified_mobile_communicator"},
    {484, "cisco_7925"}, {493, "sip_9971_ce"}, {495, "cisco_6921"}, {496, "cisco_6941"}, {497, "cisco_6961"}, {503, "csf"},
    {547, "cisco_6901"}, {548, "cisco_6911"}, {564, "cisco_6945"}, {577, "cisco_7926"}, {585, "cisco_8945"}, {586, "cisco_8941"},
    {597, "cisco_telepresence_mcu"}, {599, "cisco_telepresence_exchange"}, {600, "cisco_telepresence_conference_bridge"},
    {631, "as_sip"}, {635, "cti_remote_device"}, {20000, "cisco_7905"}, {30002, "cisco_7920"}, {30006, "cisco_7970"},
    {30007, "cisco_7912"}, {30008, "cisco_7902"}, {30016, "cisco_ip_communicator"}, {30018, "cisco_7961"},
    {30019, "cisco_7936_conference"}, {30027, "analog_phone"}, {30028, "isdn_bri_phone"}, {30032, "sccp_gw_virtual_phone"},
    {30035, "ip_ste"}, {36041, "cisco_telepresence_conductor"}, {36219, "interactive_voice_response"}, {80000, "cisco_spa_521s"},
    {80001, "cisco_spa_524sg"}, {80003, "cisco_spa_502g"}, {80004, "cisco_spa_504g"}, {80005, "cisco_spa_525g"},
    {80006, "cisco_spa_508g"}, {80007, "cisco_spa_509g"}, {80009, "cisco_spa_525g2"}, {80011, "cisco_spa_303g"},
    {80012, "cisco_spa_512g"}, {80013, "cisco_spa_514g"},
};

} // namespace

std::string_view name(ProtocolVersion value) { return find(protocol_version_names, value); }
std::string_view name(PhoneFeatures value) { return find(phone_features_names, value); }
std::string_view name(DeviceAlarmSeverity value) { return find(device_alarm_severity_names, value); }
std::string_view name(DeviceUnregisterStatus value) { return find(device_unregister_status_names, value); }
std::string_view name(UnRegReasonCode value) { return find(x_names, value); }
std::string_view name(DeviceResetType value) { return find(device_reset_type_names, value); }
std::string_view name(KeyPadButton value) { return find(key_pad_button_names, value); }
std::string_view name(DeviceStimulus value) { return find(device_stimulus_names, value); }
std::string_view name(ButtonType value) { return find(button_type_names, value); }
std::string_view name(LineTypeBits value) { return find(line_type_bits_names, value); }
std::string_view name(BLFStatus value) { return find(blf_status_names, value); }
std::string_view name(SubscriptionFeatureID value) { return find(subscription_feature_id_names, value); }
std::string_view name(SubscribeCause value) { return find(subscribe_cause_names, value); }
std::string_view name(DCallState value) { return find(d_call_state_names, value); }
std::string_view name(CallType value) { return find(call_type_names, value); }
std::string_view name(CallPrivacy value) { return find(call_privacy_names, value); }
std::string_view name(CallSecurityStatusType value) { return find(call_security_status_type_names, value); }
std::string_view name(RestrictInformationType value) { return find(restrict_information_type_names, value); }
std::string_view name(PrecedenceLevel value) { return find(precedence_level_names, value); }
std::string_view name(CallHistoryDisposition value) { return find(call_history_disposition_names, value); }
std::string_view name(DeviceTone value) { return find(device_tone_names, value); }
std::string_view name(ToneOutputDirection value) { return find(tone_output_direction_names, value); }
std::string_view name(RingMode value) { return find(ring_mode_names, value); }
std::string_view name(RingDuration value) { return find(ring_duration_names, value); }
std::string_view name(LampMode value) { return find(lamp_mode_names, value); }
std::string_view name(SpeakerMode value) { return find(speaker_mode_names, value); }
std::string_view name(MicrophoneMode value) { return find(microphone_mode_names, value); }
std::string_view name(HeadsetMode value) { return find(headset_mode_names, value); }
std::string_view name(MediaPathID value) { return find(media_path_id_names, value); }
std::string_view name(MediaPathState value) { return find(media_path_state_names, value); }
std::string_view name(MediaPathCapabilities value) { return find(media_path_capabilities_names, value); }
std::string_view name(SoftKeySet value) { return find(soft_key_set_names, value); }
std::string_view name(SoftKey value) { return find(soft_key_names, value); }
std::string_view name(SoftKeyTemplateIndex value) { return find(soft_key_template_index_names, value); }
std::string_view name(SoftKeyMask value) { return find(soft_key_mask_names, value); }
std::string_view name(MediaPayloadType value) { return find(media_payload_type_names, value); }
std::string_view name(MediaG723BitRate value) { return find(media_g723_bit_rate_names, value); }
std::string_view name(MediaSilenceSuppression value) { return find(media_silence_suppression_names, value); }
std::string_view name(MediaEchoCancellation value) { return find(media_echo_cancellation_names, value); }
std::string_view name(MediaEncryptionCapability value) { return find(media_encryption_capability_names, value); }
std::string_view name(MediaEncryptionAlgorithmType value) { return find(media_encryption_algorithm_type_names, value); }
std::string_view name(MediaStatus value) { return find(media_status_names, value); }
std::string_view name(MediaTransportType value) { return find(media_transport_type_names, value); }
std::string_view name(MediaType value) { return find(media_type_names, value); }
std::string_view name(IpAddrType value) { return find(ip_addr_type_names, value); }
std::string_view name(IpAddrMode value) { return find(ip_addr_mode_names, value); }
std::string_view name(PortHandling value) { return find(port_handling_names, value); }
std::string_view name(StatsProcessingType value) { return find(stats_processing_type_names, value); }
std::string_view name(TransmitOrReceive value) { return find(transmit_or_receive_names, value); }
std::string_view name(OpenReceiveChanStatus value) { return find(open_receive_chan_status_names, value); }
std::string_view name(MulticastMediaReceptionStatus value) { return find(multicast_media_reception_status_names, value); }
std::string_view name(DSCPValue value) { return find(dscp_value_names, value); }
std::string_view name(SequenceFlag value) { return find(sequence_flag_names, value); }
std::string_view name(ApplicationId value) { return find(application_id_names, value); }
std::string_view name(Layout value) { return find(layout_names, value); }
std::string_view name(VideoFormat value) { return find(video_format_names, value); }
std::string_view name(MiscCommandType value) { return find(misc_command_type_names, value); }
std::string_view name(RecordingState value) { return find(recording_state_names, value); }
std::string_view name(SessionType value) { return find(session_type_names, value); }
std::string_view name(CreateConfResult value) { return find(create_conf_result_names, value); }
std::string_view name(DeleteConfResult value) { return find(delete_conf_result_names, value); }
std::string_view name(ModifyConfResult value) { return find(modify_conf_result_names, value); }
std::string_view name(AddParticipantResult value) { return find(add_participant_result_names, value); }
std::string_view name(ResourceType value) { return find(resource_type_names, value); }
std::string_view name(AuditParticipantResult value) { return find(audit_participant_result_names, value); }
std::string_view name(RSVPDirection value) { return find(rsvp_direction_names, value); }
std::string_view name(QoSErrorCode value) { return find(qo_s_error_code_names, value); }
std::string_view name(RSVPErrorCode value) { return find(rsvp_error_code_names, value); }
std::string_view name(EndOfAnnAck value) { return find(end_of_ann_ack_names, value); }
std::string_view name(AnnPlayMode value) { return find(ann_play_mode_names, value); }
std::string_view name(PlayAnnStatus value) { return find(play_ann_status_names, value); }
std::string_view name(ResvStyle value) { return find(resv_style_names, value); }
std::string_view name(MwiNotificationResult value) { return find(mwi_notification_result_names, value); }
std::string_view name(DeviceType value) { return find(device_type_names, value); }

std::string numbered_name(std::string_view name, std::uint32_t value) {
    return name.empty() ? "unknown(" + std::to_string(value) + ")" : std::string(name);
}

} // namespace sccp
