// Numbers of the wire that have names. Numbers without one are kept: printing gives unknown(97).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace sccp {

// ---- registration ---------------------------------------------------------------------------------------------------

/// Versions with an implementation somewhere; 6, 7, 12, 13 and 14 have none.
enum class ProtocolVersion : std::uint32_t {
    v3 = 3, v4 = 4, v5 = 5, v8 = 8, v9 = 9, v10 = 10, v11 = 11, v15 = 15, v16 = 16, v17 = 17, v18 = 18, v19 = 19,
    v20 = 20, v21 = 21,
    v22 = 22,
};

/// Bits of RegisterReq and RegisterAck. Wireshark labels dynamic_messages and rfc2833 one bit too low.
enum class PhoneFeatures : std::uint16_t {
    bit1 = 1, port_request = 2, bit3 = 4, bit4 = 8, utf8 = 0x10, bit6 = 0x20, bit7 = 0x40, bit8 = 0x80,
    dynamic_messages = 0x100, bit10 = 0x200, rfc2833 = 0x400, bit12 = 0x800, internal_cm_media = 0x1000, bit14 = 0x2000,
    bit15 = 0x4000, abbreviated_dial = 0x8000,
};

/// Of Alarm; informational is normal at every start.
enum class DeviceAlarmSeverity : std::uint32_t {
    critical = 0, warning = 1, informational = 2, unknown = 4, major = 7, minor = 8, marginal = 10, trace_info = 20,
};

/// Answer to UnregisterReq; nak: a call is active.
enum class DeviceUnregisterStatus : std::uint32_t { ok = 0, error = 1, nak = 2 };

/// Why a phone goes.
enum class UnRegReasonCode : std::uint32_t { unknown = 0, power_save_mode = 1 };

/// What Reset asks of the phone.
enum class DeviceResetType : std::uint32_t { reset = 1, restart = 2, apply_config = 3 };

// ---- buttons and lines ----------------------------------------------------------------------------------------------

/// Keys of KeypadButton.
enum class KeyPadButton : std::uint32_t {
    zero = 0, one = 1, two = 2, three = 3, four = 4, five = 5, six = 6, seven = 7, eight = 8, nine = 9, a = 10, b = 11,
    c = 12, d = 13, star = 14, pound = 15, plus = 16,
};

/// Buttons that are pressed and lamps that are lit; the instance counts within one stimulus.
enum class DeviceStimulus : std::uint32_t {
    unused = 0, last_number_redial = 1, speed_dial = 2, hold = 3, transfer = 4, forward_all = 5, forward_busy = 6,
    forward_no_answer = 7, display = 8, line = 9, t120_chat = 10, t120_whiteboard = 11, t120_application_sharing = 12,
    t120_file_transfer = 13, video = 14, voice_mail = 15, answer_release = 16, auto_answer = 17, select = 18,
    privacy = 19, service_url = 20, blf_speed_dial = 21, d_park = 22, intercom = 23, malicious_call = 27,
    generic_app_b1 = 33, generic_app_b2 = 34, generic_app_b3 = 35, generic_app_b4 = 36, generic_app_b5 = 37,
    multiblink_feature = 38, meet_me_conference = 123, conference = 125, call_park = 126, call_pick_up = 127,
    group_call_pick_up = 128, mobility = 129, do_not_disturb = 130, conf_list = 131, remove_last_participant = 132,
    qrt = 133, call_back = 134, other_pickup = 135, video_mode = 136, new_call = 137, end_call = 138, h_log = 139,
    queuing = 143, parking_lot = 192, test_f = 193, messages = 194, directory = 195, test_i = 196, application = 197,
    headset = 198, keypad = 240, aec = 253,
    max_stimulus_value = 255,
};

/// What a button of the template is; one octet there, four in FeatureStatRes.
enum class ButtonType : std::uint32_t {
    unused = 0, last_number_redial = 1, speed_dial = 2, hold = 3, transfer = 4, forward_all = 5, forward_busy = 6,
    forward_no_answer = 7, display = 8, line = 9, t120_chat = 10, t120_whiteboard = 11, t120_application_sharing = 12,
    t120_file_transfer = 13, video = 14, voicemail = 15, answer_release = 16, auto_answer = 17, select = 18,
    feature = 19, service_url = 20, busy_lamp_field_speeddial = 21, malicious_call = 27, generic_app_b1 = 33,
    generic_app_b2 = 34, generic_app_b3 = 35, generic_app_b4 = 36, generic_app_b5 = 37, monitor_multiblink = 38,
    meet_me_conference = 123, conference = 125, call_park = 126, call_pickup = 127, group_call_pickup = 128,
    mobility = 129, do_not_disturb = 130, conf_list = 131, remove_last_participant = 132, qrt = 133, call_back = 134,
    other_pickup = 135, video_mode = 136, new_call = 137, end_call = 138, h_log = 139, queuing = 143, test_e = 192,
    test_f = 193, messages = 194, directory = 195, test_i = 196, application = 197, headset = 198, keypad = 240,
    aec = 253, undefined = 255,
};

/// What a line shows of a caller; 15 = everything.
enum class LineTypeBits : std::uint32_t { originally_dialed = 1, redirected_dialed = 2, calling_num = 4, calling_name = 8 };

/// Busy lamp of FeatureStatV2Res and Notification.
enum class BLFStatus : std::uint32_t { unknown = 0, not_in_use = 1, in_use = 2, dnd = 3, alerting = 4 };

enum class SubscriptionFeatureID : std::uint32_t { blf = 1 };

/// Answer to SubscriptionStatReq.
enum class SubscribeCause : std::uint32_t {
    ok = 0, route_fail = 1, auth_fail = 2, timeout = 3, trunk_term = 4, trunk_forbidden = 5, throttle = 6,
};

// ---- calls ----------------------------------------------------------------------------------------------------------

/// What a phone shows of a call. on_hook removes the call from the display.
enum class DCallState : std::uint32_t {
    idle = 0, off_hook = 1, on_hook = 2, ring_out = 3, ring_in = 4, connected = 5, busy = 6, congestion = 7, hold = 8,
    call_waiting = 9, call_transfer = 10, call_park = 11, proceed = 12, call_remote_multiline = 13, invalid_number = 14,
    hold_revert = 15, whisper = 16, remote_hold = 17, max_state = 18,
};

enum class CallType : std::uint32_t { in_bound_call = 1, out_bound_call = 2, forward_call = 3 };

enum class CallPrivacy : std::uint32_t { none = 0, limited = 1, full = 2 };

/// unknown while ringing, not_authenticated when connected in clear.
enum class CallSecurityStatusType : std::uint32_t { unknown = 0, not_authenticated = 1, authenticated = 2, encrypted = 3, max = 4 };

/// Which party of CallInfo must not be shown; single bits are what counts.
enum class RestrictInformationType : std::uint32_t {
    calling_party_name = 1, calling_party_number = 2, calling_party = 3, called_party_name = 4, called_party_number = 8,
    called_party = 0xc, original_called_party_name = 0x10, original_called_party_number = 0x20,
    original_called_party = 0x30, last_redirect_party_name = 0x40, last_redirect_party_number = 0x80,
    last_redirect_party = 0xc0, bits_reserved = 0xffffff00,
};

/// MLPP; normal is what CUCM sends for every ordinary call.
enum class PrecedenceLevel : std::uint32_t { highest = 0, high = 1, medium = 2, low = 3, normal = 4 };

/// Which call log a call goes to.
enum class CallHistoryDisposition : std::uint32_t {
    ignore = 0, placed_calls = 1, received_calls = 2, missed_calls = 3, unknown_disp = 65535,
};

// ---- sound, lamps, paths --------------------------------------------------------------------------------------------

/// Tones of StartTone.
enum class DeviceTone : std::uint32_t {
    silence = 0, dtmf1 = 1, dtmf2 = 2, dtmf3 = 3, dtmf4 = 4, dtmf5 = 5, dtmf6 = 6, dtmf7 = 7, dtmf8 = 8, dtmf9 = 9,
    dtmf0 = 10, dtmf_star = 14, dtmf_pound = 15, dtmf_a = 16, dtmf_b = 17, dtmf_c = 18, dtmf_d = 19,
    inside_dial_tone = 33, outside_dial_tone = 34, line_busy_tone = 35, alerting_tone = 36, reorder_tone = 37,
    recorder_warning_tone = 38, recorder_detected_tone = 39, reverting_tone = 40, receiver_off_hook_tone = 41,
    message_waiting_indicator_tone = 42, no_such_number_tone = 43, busy_verification_tone = 44, call_waiting_tone = 45,
    confirmation_tone = 46, camp_on_indication_tone = 47, recall_dial_tone = 48, zip_zip = 49, zip = 50, beep_bonk = 51,
    music_tone = 52, hold_tone = 53, test_tone = 54, dt_monitor_warning_tone = 55, monitor_warning_tone = 56,
    secure_warning_tone = 57, add_call_waiting = 64, priority_call_wait = 65, recall_dial = 66, barg_in = 67,
    distinct_alert = 68, priority_alert = 69, reminder_ring = 70, precedence_ring_back = 71, preemption_tone = 72,
    non_secure_warning_tone = 73, mf1 = 80, mf2 = 81, mf3 = 82, mf4 = 83, mf5 = 84, mf6 = 85, mf7 = 86, mf8 = 87,
    mf9 = 88, mf0 = 89, mfkp1 = 90, mfst = 91, mfkp2 = 92, mfstp = 93, mfst3p = 94, milliwatt = 95, milliwatttest = 96,
    hightone = 97, flashoverride = 98, flash = 99, priority = 100, immediate = 101, preampwarn = 102, hz_2105 = 103,
    hz_2600 = 104, hz_440 = 105, hz_300 = 106, mobility_wp = 107, mobility_uac = 108, mobility_wtdn = 109,
    mobility_mon = 110, mobility_moff = 111, mobility_ukc = 112, mobility_vma = 113, mobility_fac = 114,
    mobility_cmc = 115, mlpp_pala = 119, mlpp_ica = 120, mlpp_vca = 121, mlpp_bpa = 122, mlpp_bnea = 123,
    mlpp_upa = 124, tua = 125, gone = 126, no_tone = 127, meet_me_greeting = 128, meet_me_number_invalid = 129,
    meet_me_number_failed = 130, meet_me_enter_pin = 131, meet_me_invalid_pin = 132, meet_me_failed_pin = 133,
    meet_me_cfb_failed = 134, meet_me_enter_access_code = 135, meet_me_access_code_invalid = 136,
    meet_me_access_code_failed = 137, max = 138,
};

enum class ToneOutputDirection : std::uint32_t { user = 0, network = 1, all = 2 };

enum class RingMode : std::uint32_t {
    ring_off = 1, inside_ring = 2, outside_ring = 3, feature_ring = 4, flash_only = 5, precedence_ring = 6,
    bellcore1 = 7, bellcore2 = 8, bellcore3 = 9, bellcore4 = 10, bellcore5 = 11,
};

enum class RingDuration : std::uint32_t { normal_ring = 1, single_ring = 2 };

enum class LampMode : std::uint32_t { off = 1, on = 2, wink = 3, flash = 4, blink = 5, hold = 6, ring = 7, custom1 = 8, custom2 = 9 };

enum class SpeakerMode : std::uint32_t { on = 1, off = 2 };

enum class MicrophoneMode : std::uint32_t { on = 1, off = 2 };

enum class HeadsetMode : std::uint32_t { on = 1, off = 2 };

enum class MediaPathID : std::uint32_t { headset = 1, handset = 2, speaker = 3 };

/// Of MediaPathEvent: the path is lifted or switched on, or not.
enum class MediaPathState : std::uint32_t { on = 1, off = 2 };

enum class MediaPathCapabilities : std::uint32_t { enable = 1, disable = 2, monitor = 3 };

// ---- soft keys ------------------------------------------------------------------------------------------------------

/// Key sets that SelectSoftKeys names.
enum class SoftKeySet : std::uint32_t {
    on_hook = 0, connected = 1, on_hold = 2, ring_in = 3, off_hook = 4, connected_transferable = 5,
    digits_following = 6, connected_conference = 7, ring_out = 8, off_hook_with_features = 9, in_use_hint = 10,
    on_hook_with_stealable_call = 11,
    hold_conference = 12,
};

/// Event numbers of the soft key template; the key pressed in message SoftKeyEvent.
enum class SoftKey : std::uint32_t {
    redial = 1, new_call = 2, hold = 3, transfer = 4, cfwd_all = 5, cfwd_busy = 6, cfwd_no_answer = 7, back_space = 8,
    end_call = 9, resume = 10, answer = 11, info = 12, confrn = 13, park = 14, join = 15, meet_me = 16, pick_up = 17,
    grp_pickup = 18, your_current_options = 19, off_hook = 20, on_hook = 21, ring_out = 22, from = 23, connected = 24,
    busy = 25, line_in_use = 26, call_waiting = 27, call_transfer = 28, call_park = 29, call_proceed = 30,
    in_use_remote = 31, enter_number = 32, call_park_at = 33, primary_only = 34, temp_fail = 35,
    you_have_a_voice_mail = 36, forwarded_to = 37, can_not_complete_conference = 38, no_conference_bridge = 39,
    can_not_hold_primary_control = 40, invalid_conference_participant = 41, in_conference_already = 42,
    no_participant_info = 43, exceed_maximum_parties = 44, key_is_not_active = 45, error_no_license = 46,
    error_db_config = 47, error_database = 48, error_pass_limit = 49, error_unknown = 50, error_mismatch = 51,
    conference = 52, park_number = 53, private_ = 54, not_enough_bandwidth = 55, unknown_number = 56, rm_lst_c = 57,
    voicemail = 58, imm_div = 59, intrcpt = 60, set_wtch = 61, trnsf_vm = 62, dnd = 63, div_all = 64, call_back = 65,
    network_congestion_rerouting = 66, barge = 67, failed_to_setup_barge = 68, another_barge_exists = 69,
    incompatible_device_type = 70, no_park_number_available = 71, call_park_reversion = 72, service_is_not_active = 73,
    high_traffic_try_again_later = 74, qrt = 75, mcid = 76, dir_trfr = 77, select = 78, conf_list = 79, i_divert = 80,
    c_barge = 81, can_not_complete_transfer = 82, can_not_join_calls = 83, mcid_successful = 84,
    number_not_configured = 85, security_error = 86, video_bandwidth_unavailable = 87, video_mode = 88, dial = 201,
    record = 202,
};

/// Positions in the template of a call manager; ours puts key n at position n.
enum class SoftKeyTemplateIndex : std::uint32_t {
    redial = 1, new_call = 2, hold = 3, transfer = 4, cfwd_all = 5, cfwd_busy = 6, cfwd_no_answer = 7, back_space = 8,
    end_call = 9, resume = 10, answer = 11, info = 12, confrn = 13, park = 14, join = 15, meet_me = 16, pick_up = 17,
    grp_pickup = 18, monitor = 19, call_back = 20, barge = 21, dnd = 22, conf_list = 23, select = 24, private_ = 25,
    transfer_voicemail = 26, direct_transfer = 27, immediate_divert = 28, video_mode = 29, intercept = 30, empty = 31,
    dial = 32, conference_barge = 33,
};

/// Bit n = position n + 1 of the set; every bit set shows all keys.
enum class SoftKeyMask : std::uint32_t {
    soft_key1 = 1, soft_key2 = 2, soft_key3 = 4, soft_key4 = 8, soft_key5 = 0x10, soft_key6 = 0x20, soft_key7 = 0x40,
    soft_key8 = 0x80, soft_key9 = 0x100, soft_key10 = 0x200, soft_key11 = 0x400, soft_key12 = 0x800,
    soft_key13 = 0x1000, soft_key14 = 0x2000, soft_key15 = 0x4000, soft_key16 = 0x8000,
};

// ---- media ----------------------------------------------------------------------------------------------------------

/// Codecs. The numbers are no RTP payload types.
enum class MediaPayloadType : std::uint32_t {
    none = 0, nonstandard = 1, g711_alaw64k = 2, g711_alaw56k = 3, g711_ulaw64k = 4, g711_ulaw56k = 5, g722_64k = 6,
    g722_56k = 7, g722_48k = 8, g7231 = 9, g728 = 10, g729 = 11, g729_annex_a = 12, is11172 = 13, is13818 = 14,
    g729_annex_b = 15, g729_annex_aw_annex_b = 16, gsm_full_rate = 18, gsm_half_rate = 19, gsm_enhanced_full_rate = 20,
    wide_band_256k = 25, data64 = 32, data56 = 33, g7221_32k = 40, g7221_24k = 41, aac = 42, mp4alatm_128 = 43,
    mp4alatm_64 = 44, mp4alatm_56 = 45, mp4alatm_48 = 46, mp4alatm_32 = 47, mp4alatm_24 = 48, mp4alatm_na = 49,
    gsm = 80, activevoice = 81, g726_32k = 82, g726_24k = 83, g726_16k = 84, g729_annex_b_old = 85, ilbc = 86,
    isac = 89, opus = 90, amr = 97, amr_wb = 98, h261 = 100, h263 = 101, vieo = 102, h264 = 103, h264_svc = 104,
    t120 = 105, h224 = 106, t38_fax = 107, tote = 108, h265 = 109, h264_uc = 110, xv150_mr_711u = 111,
    nse_vbd_711u = 112, xv150_mr_729a = 113, nse_vbd_729a = 114, h264_fec = 115, clear_chan = 120,
    universal_xcoder = 222, rfc2833_dyn_payload = 257, pass_through = 258, dynamic_payload_pass_thru = 259,
    dtmf_oob = 260, inband_dtmf_rfc2833 = 261, cfb_tones = 262, no_audio = 299, v150_lc_modem_relay = 300,
    v150_lc_sprt = 301, v150_lc_sse = 302, max = 303,
};

enum class MediaG723BitRate : std::uint32_t { g723_rate_5_3 = 1, g723_rate_6_3 = 2 };

enum class MediaSilenceSuppression : std::uint32_t { off = 0, on = 1 };

enum class MediaEchoCancellation : std::uint32_t { off = 0, on = 1 };

enum class MediaEncryptionCapability : std::uint32_t { not_encryption_capable = 0, encryption_capable = 1 };

enum class MediaEncryptionAlgorithmType : std::uint32_t {
    no_encryption = 0, ccm_aes_cm_128_hmac_sha1_32 = 1, ccm_aes_cm_128_hmac_sha1_80 = 2, ccm_f8_128_hmac_sha1_32 = 3,
    ccm_f8_128_hmac_sha1_80 = 4, ccm_aead_aes_128_gcm = 5, ccm_aead_aes_256_gcm = 6,
};

/// Answer of a phone that was told to open a port or to send.
enum class MediaStatus : std::uint32_t {
    ok = 0, unknown = 1, not_enough_channels = 2, codec_too_complex = 3, invalid_party_id = 4, invalid_call_ref = 5,
    invalid_codec = 6, invalid_packet_size = 7, out_of_sockets = 8, encoder_or_decoder_failed = 9,
    invalid_dynamic_payload_type = 10, requested_ip_addr_type_un_available = 11, device_on_hook = 255,
};

enum class MediaTransportType : std::uint32_t { rtp = 1, udp = 2, tcp = 3 };

enum class MediaType : std::uint32_t {
    invalid = 0, audio = 1, main_video = 2, fecc = 3, presentation_video = 4, data_app_bfcp = 5,
    data_app_ix_channel = 6, t38 = 7,
    max = 8,
};

/// Family of an address; v4_v6 in requests only.
enum class IpAddrType : std::uint32_t { v4 = 0, v6 = 1, v4_v6 = 2, invalid = 3 };

enum class IpAddrMode : std::uint32_t { mode_ipv4 = 0, mode_ipv6 = 1, mode_ipv4_and_ipv6 = 2 };

/// Whether a closed stream keeps its UDP port for the next one.
enum class PortHandling : std::uint32_t { close_port = 0, keep_port = 1 };

enum class StatsProcessingType : std::uint32_t { clear_stats = 0, do_not_clear_stats = 1 };

enum class TransmitOrReceive : std::uint32_t { none = 0, receive_only = 1, transmit_only = 2, both = 3 };

enum class OpenReceiveChanStatus : std::uint32_t { ok = 0, error = 1 };

enum class MulticastMediaReceptionStatus : std::uint32_t { ok = 0, error = 1 };

/// The whole TOS octet: DSCP times 4.
enum class DSCPValue : std::uint32_t {
    cs0 = 0, cs1 = 32, af11 = 40, af12 = 48, af13 = 56, cs2 = 64, af21 = 72, af22 = 80, af23 = 88, cs3 = 96, af31 = 104,
    af32 = 112, af33 = 120, cs4 = 128, af41 = 136, af42 = 144, af43 = 152, cs5 = 160, ef = 184, cs6 = 192, cs7 = 224,
};

// ---- user data, video, recording ------------------------------------------------------------------------------------

enum class SequenceFlag : std::uint32_t { first = 0, more = 1, last = 2 };

enum class ApplicationId : std::uint32_t {
    input = 1, conference = 9081, conference_invite = 9082, provision = 9083, device_capabilities = 9084,
    uri_hook = 9085, background = 9086, ringtone = 9087, stream = 9088, push = 9089, visual_parking_lot = 9090,
};

/// Picture arrangements of a conference.
enum class Layout : std::uint32_t {
    no_layout = 0, one_by_one = 1, one_by_two = 2, two_by_two = 3, two_by_two3_alt1 = 4, two_by_two3_alt2 = 5,
    three_by_three = 6, three_by_three6_alt1 = 7, three_by_three6_alt2 = 8, three_by_three4_alt1 = 9,
    three_by_three4_alt2 = 10,
};

enum class VideoFormat : std::uint32_t { undefined = 0, sqcif = 1, qcif = 2, cif = 3, cif4 = 4, cif16 = 5, custom_base = 6, unknown = 232 };

enum class MiscCommandType : std::uint32_t {
    video_freeze_picture = 0, video_fast_update_picture = 1, video_fast_update_gob = 2, video_fast_update_mb = 3,
    lost_picture = 4, lost_partial_picture = 5, recovery_reference_picture = 6, temporal_spatial_trade_off = 7,
};

/// Of message RecordingStatus.
enum class RecordingState : std::uint32_t { off = 0, on = 1 };

enum class SessionType : std::uint32_t { chat = 1, whiteboard = 2, application_sharing = 4, file_transfer = 8, video = 0x10 };

// ---- conference bridges, announcements, QoS: devices that are no stations -------------------------------------------

enum class CreateConfResult : std::uint32_t { ok = 0, resource_not_available = 1, conference_already_exist = 2, system_err = 3 };

enum class DeleteConfResult : std::uint32_t { ok = 0, conference_not_exist = 1, system_err = 2 };

enum class ModifyConfResult : std::uint32_t {
    ok = 0, resource_not_available = 1, conference_not_exist = 2, invalid_parameter = 3,
    more_active_calls_than_reserved = 4, invalid_resource_type = 5, system_err = 6,
};

enum class AddParticipantResult : std::uint32_t {
    ok = 0, resource_not_available = 1, conference_not_exist = 2, duplicate_call_ref = 3, system_err = 4,
};

enum class ResourceType : std::uint32_t { conference = 0, ivr = 1 };

enum class AuditParticipantResult : std::uint32_t { ok = 0, conference_not_exist = 1 };

enum class RSVPDirection : std::uint32_t { send = 1, recv = 2, sendrecv = 3 };

enum class QoSErrorCode : std::uint32_t {
    qos_cause_reservation_timeout = 0, qos_cause_path_fail = 1, qos_cause_resv_fail = 2, qos_cause_listen_fail = 3,
    qos_cause_resource_unavailable = 4, qos_cause_listen_timeout = 5, qos_cause_resv_retries_fail = 6,
    qos_cause_path_retries_fail = 7, qos_cause_resv_preemption = 8, qos_cause_path_preemption = 9,
    qos_cause_resv_modify_fail = 10, qos_cause_path_modify_fail = 11,
    qos_cause_resv_tear = 12,
};

enum class RSVPErrorCode : std::uint32_t {
    confirm = 0, admission = 1, administrative = 2, no_path_information = 3, no_sender_information = 4,
    conflicting_style = 5, unknown_style = 6, conflicting_dst_ports = 7, conflicting_src_ports = 8,
    service_preempted = 12, unknown_object_class = 13, unknown_class_type = 14, api = 20, traffic = 21,
    traffic_system = 22, system = 23, routing_problem = 24,
};

enum class EndOfAnnAck : std::uint32_t { no_ann_ack_required = 0, ann_ack_required = 1 };

enum class AnnPlayMode : std::uint32_t { xml_config_mode = 0, one_shot_mode = 1, continuous_mode = 2 };

enum class PlayAnnStatus : std::uint32_t { ok = 0, err = 1 };

enum class ResvStyle : std::uint32_t { ff = 1, se = 2, wf = 3 };

enum class MwiNotificationResult : std::uint32_t {
    ok = 0, general_error = 1, request_rejected = 2, vm_count_out_of_bounds = 3, fax_count_out_of_bounds = 4,
    invalid_priority_vm_count = 5, invalid_priority_fax_count = 6,
};

// ---- devices --------------------------------------------------------------------------------------------------------

/// What RegisterReq says the device is. `phone_models.hpp` knows those that are phones.
enum class DeviceType : std::uint32_t {
    station_30sp_plus = 1, station_12sp_plus = 2, station_12sp = 3, station_12 = 4, station_30vip = 5, cisco_7910 = 6,
    cisco_7960 = 7, cisco_7940 = 8, cisco_7935 = 9, station_vgc = 10, vgc_virtual_phone = 11, cisco_ata_186 = 12,
    cisco_ata_188 = 13, emcc_base = 15, virtual_30sp_plus = 20, station_phone_application = 21, analog_access = 30,
    digital_access_titan1 = 40, digital_access_t1 = 41, digital_access_titan2 = 42, analog_access_elvis = 43,
    digital_access_lennon = 47, vgc_gateway = 48, conference_bridge = 50, conference_bridge_yoko = 51,
    conference_bridge_dixie_land = 52, conference_bridge_summit = 53, h225 = 60, h323_phone = 61, h323_gateway = 62,
    music_on_hold = 70, pilot = 71, tapi_port = 72, tapi_route_point = 73, voice_in_box = 80, voice_inbox_admin = 81,
    line_annunciator = 82, software_mtp_dixie_land = 83, cisco_media_server = 84, conference_bridge_flint = 85,
    conference_bridge_hetro_gen = 86, conference_bridge_aud_vid = 87, conference_h_video_bridge = 88, route_list = 90,
    load_simulator = 100, media_termination_point = 110, media_termination_point_yoko = 111,
    media_termination_point_dixie_land = 112, media_termination_point_summit = 113, cisco_7941g = 115,
    cisco_7971g_ge = 118, cisco_7971g = 119, mgcp_station = 120, mgcp_trunk = 121, ras_proxy = 122,
    cisco_7914_add_on = 124, trunk = 125, annunciator = 126, monitor_bridge = 127, recorder = 128,
    monitor_bridge_yoko = 129, sip_trunk = 131, sip_gateway = 132, wsm_trunk = 133, remote_destination = 134,
    cisco_7915_addon_12_buttons = 227, cisco_7915_addon_24_buttons = 228, cisco_7916_addon_12_buttons = 229,
    cisco_7916_addon_24_buttons = 230, generic_device = 253, unknown_mgcp_gateway = 254, not_defined = 255,
    nokia_e_series = 275, cisco_7985 = 302, cisco_7911 = 307, cisco_7961g_ge = 308, cisco_7941g_ge = 309,
    motorola_cn622 = 335, third_party_sip_basic = 336, cisco_7931 = 348, unified_communicator = 358, cisco_7921 = 365,
    cisco_7906 = 369, third_party_sip_adv = 374, telepresence = 375, nokia_icc_client = 376, cisco_7962 = 404,
    sip_3951 = 412, cisco_7937_conference = 431, cisco_7942 = 434, cisco_7945 = 435, cisco_7965 = 436, cisco_7975 = 437,
    unified_mobile_communicator = 468, cisco_7925 = 484, sip_9971_ce = 493, cisco_6921 = 495, cisco_6941 = 496,
    cisco_6961 = 497, csf = 503, cisco_6901 = 547, cisco_6911 = 548, cisco_6945 = 564, cisco_7926 = 577,
    cisco_8945 = 585, cisco_8941 = 586, cisco_telepresence_mcu = 597, cisco_telepresence_exchange = 599,
    cisco_telepresence_conference_bridge = 600, as_sip = 631, cti_remote_device = 635, cisco_7905 = 20000,
    cisco_7920 = 30002, cisco_7970 = 30006, cisco_7912 = 30007, cisco_7902 = 30008, cisco_ip_communicator = 30016,
    cisco_7961 = 30018, cisco_7936_conference = 30019, analog_phone = 30027, isdn_bri_phone = 30028,
    sccp_gw_virtual_phone = 30032, ip_ste = 30035, cisco_telepresence_conductor = 36041,
    interactive_voice_response = 36219, cisco_spa_521s = 80000, cisco_spa_524sg = 80001, cisco_spa_502g = 80003,
    cisco_spa_504g = 80004, cisco_spa_525g = 80005, cisco_spa_508g = 80006, cisco_spa_509g = 80007,
    cisco_spa_525g2 = 80009, cisco_spa_303g = 80011, cisco_spa_512g = 80012, cisco_spa_514g = 80013,
};

// ---- names ----------------------------------------------------------------------------------------------------------

/// Name of a number, empty if it has none.
std::string_view name(ProtocolVersion value);
std::string_view name(PhoneFeatures value);
std::string_view name(DeviceAlarmSeverity value);
std::string_view name(DeviceUnregisterStatus value);
std::string_view name(UnRegReasonCode value);
std::string_view name(DeviceResetType value);
std::string_view name(KeyPadButton value);
std::string_view name(DeviceStimulus value);
std::string_view name(ButtonType value);
std::string_view name(LineTypeBits value);
std::string_view name(BLFStatus value);
std::string_view name(SubscriptionFeatureID value);
std::string_view name(SubscribeCause value);
std::string_view name(DCallState value);
std::string_view name(CallType value);
std::string_view name(CallPrivacy value);
std::string_view name(CallSecurityStatusType value);
std::string_view name(RestrictInformationType value);
std::string_view name(PrecedenceLevel value);
std::string_view name(CallHistoryDisposition value);
std::string_view name(DeviceTone value);
std::string_view name(ToneOutputDirection value);
std::string_view name(RingMode value);
std::string_view name(RingDuration value);
std::string_view name(LampMode value);
std::string_view name(SpeakerMode value);
std::string_view name(MicrophoneMode value);
std::string_view name(HeadsetMode value);
std::string_view name(MediaPathID value);
std::string_view name(MediaPathState value);
std::string_view name(MediaPathCapabilities value);
std::string_view name(SoftKeySet value);
std::string_view name(SoftKey value);
std::string_view name(SoftKeyTemplateIndex value);
std::string_view name(SoftKeyMask value);
std::string_view name(MediaPayloadType value);
std::string_view name(MediaG723BitRate value);
std::string_view name(MediaSilenceSuppression value);
std::string_view name(MediaEchoCancellation value);
std::string_view name(MediaEncryptionCapability value);
std::string_view name(MediaEncryptionAlgorithmType value);
std::string_view name(MediaStatus value);
std::string_view name(MediaTransportType value);
std::string_view name(MediaType value);
std::string_view name(IpAddrType value);
std::string_view name(IpAddrMode value);
std::string_view name(PortHandling value);
std::string_view name(StatsProcessingType value);
std::string_view name(TransmitOrReceive value);
std::string_view name(OpenReceiveChanStatus value);
std::string_view name(MulticastMediaReceptionStatus value);
std::string_view name(DSCPValue value);
std::string_view name(SequenceFlag value);
std::string_view name(ApplicationId value);
std::string_view name(Layout value);
std::string_view name(VideoFormat value);
std::string_view name(MiscCommandType value);
std::string_view name(RecordingState value);
std::string_view name(SessionType value);
std::string_view name(CreateConfResult value);
std::string_view name(DeleteConfResult value);
std::string_view name(ModifyConfResult value);
std::string_view name(AddParticipantResult value);
std::string_view name(ResourceType value);
std::string_view name(AuditParticipantResult value);
std::string_view name(RSVPDirection value);
std::string_view name(QoSErrorCode value);
std::string_view name(RSVPErrorCode value);
std::string_view name(EndOfAnnAck value);
std::string_view name(AnnPlayMode value);
std::string_view name(PlayAnnStatus value);
std::string_view name(ResvStyle value);
std::string_view name(MwiNotificationResult value);
std::string_view name(DeviceType value);

template <class E>
concept NamedNumber = std::is_enum_v<E> && requires(E value) { name(value); };

/// Name, or `unknown(97)`.
std::string numbered_name(std::string_view name, std::uint32_t value);
template <NamedNumber E> std::string to_string(E value) { return numbered_name(name(value), static_cast<std::uint32_t>(value)); }

// ---- bit sets -------------------------------------------------------------------------------------------------------

template <class E>
concept BitSet = std::is_same_v<E, PhoneFeatures> || std::is_same_v<E, LineTypeBits> || std::is_same_v<E, RestrictInformationType> ||
                 std::is_same_v<E, SoftKeyMask> || std::is_same_v<E, SessionType>;

template <BitSet E> constexpr E operator|(E a, E b) {
    using U = std::underlying_type_t<E>;
    return static_cast<E>(static_cast<U>(static_cast<U>(a) | static_cast<U>(b)));
}
template <BitSet E> constexpr E operator&(E a, E b) {
    using U = std::underlying_type_t<E>;
    return static_cast<E>(static_cast<U>(static_cast<U>(a) & static_cast<U>(b)));
}
template <BitSet E> constexpr E operator~(E a) {
    using U = std::underlying_type_t<E>;
    return static_cast<E>(static_cast<U>(~static_cast<U>(a)));
}
template <BitSet E> constexpr bool has(E set, E bits) { return (set & bits) == bits; }

} // namespace sccp
