// Texts that a phone shows in its user's language: an octet 0x80 or 0x1E in a string, followed by one of these.
#pragma once

#include <cstdint>
#include <string>

namespace sccp {

/// Behind octet 0x80.
enum class DisplayLabel80 : std::uint8_t {
    redial = 1, newcall = 2, hold = 3, transfer = 4, cfwdall = 5, cfwdbusy = 6, cfwdnoanswer = 7, backspace = 8,
    endcall = 9, resume = 10, answer = 11, info = 12, confrn = 13, park = 14, join = 15, meetme = 16, pickup = 17,
    gpickup = 18, your_current_options = 19, off_hook = 20, on_hook = 21, ring_out = 22, from = 23, connected = 24,
    busy = 25, line_in_use = 26, call_waiting = 27, call_transfer = 28, call_park = 29, call_proceed = 30,
    in_use_remote = 31, enter_number = 32, call_park_at = 33, primary_only = 34, temp_fail = 35,
    you_have_voicemail = 36, forwarded_to = 37, can_not_complete_conference = 38, no_conference_bridge = 39,
    can_not_hold_primary_control = 40, invalid_conference_participant = 41, in_conference_already = 42,
    no_participant_info = 43, exceed_maximum_parties = 44, key_is_not_active = 45, error_no_license = 46,
    error_dbconfig = 47, error_database = 48, error_pass_limit = 49, error_unknown = 50, error_mismatch = 51,
    conference = 52, park_number = 53, private_ = 54, not_enough_bandwidth = 55, unknown_number = 56, rmlstc = 57,
    voicemail = 58, immdiv = 59, intrcpt = 60, setwtch = 61, trnsfvm = 62, dnd = 63, divall = 64, callback = 65,
    network_congestion_rerouting = 66, barge = 67, failed_to_setup_barge = 68, another_barge_exists = 69,
    incompatible_device_type = 70, no_park_number_available = 71, callpark_reversion = 72, service_is_not_active = 73,
    high_traffic_try_again_later = 74, qrt = 75, mcid = 76, dirtrfr = 77, select = 78, conflist = 79, idivert = 80,
    cbarge = 81, can_not_complete_transfer = 82, can_not_join_calls = 83, mcid_successful = 84,
    number_not_configured = 85, security_error = 86, video_bandwidth_unavailable = 87, vidmode = 88,
    max_call_duration_timeout = 89, max_hold_duration_timeout = 90, opickup = 91, hlog = 92,
    logged_out_of_hunt_group = 93, park_slot_unavailable = 94, no_call_available_for_pickup = 95,
    no_bandwidth_available_for_pickup = 96, external_transfer_restricted = 97, no_line_available_for_pickup = 98,
    path_replacement_in_progress = 99, unknown_2 = 100, mac_address = 101, host_name = 102, domain_name = 103,
    ip_address = 104, subnet_mask = 105, tftp_server_1 = 106, default_router_1 = 107, default_router_2 = 108,
    default_router_3 = 109, default_router_4 = 110, default_router_5 = 111, dns_server_1 = 112, dns_server_2 = 113,
    dns_server_3 = 114, dns_server_4 = 115, dns_server_5 = 116, operational_vlan_id = 117, admin_vlan_id = 118,
    call_manager_1 = 119, call_manager_2 = 120, call_manager_3 = 121, call_manager_4 = 122, call_manager_5 = 123,
    information_url = 124, directories_url = 125, messages_url = 126, services_url = 127,
};

/// Behind octet 0x1E.
enum class DisplayLabel1E : std::uint8_t {
    empty = 0, acct = 2, flash = 3, login = 4, device_in_home_location = 5, device_in_roaming_location = 6,
    enter_authorization_code = 7, enter_client_matter_code = 8, calls_available_for_pickup = 9,
    cm_fallback_service_operating = 10, max_phones_exceeded = 11, waiting_to_rehome = 12, please_end_call = 13,
    paging = 14, select_line = 15, transfer_destination_is_busy = 16, select_a_service = 17, local_services = 18,
    enter_search_criteria = 19, night_service = 20, night_service_active = 21, night_service_disabled = 22,
    login_successful = 23, wrong_pin = 24, please_enter_pin = 25, of = 26, records_1_to = 27, no_record_found = 28,
    search_results = 29, calls_in_queue = 30, join_to_hunt_group = 31, ready = 32, notready = 33, call_on_hold = 34,
    hold_reversion = 35, setup_failed = 36, no_resources = 37, device_not_authorized = 38, monitoring = 39,
    recording_awaiting_call_to_be_active = 40, recording_already_in_progress = 41, inactive_recording_session = 42,
    mobility = 43, whisper = 44, forward_all = 45, malicious_call_id = 46, group_pickup = 47,
    remove_last_participant = 48, other_pickup = 49, video = 50, end_call = 51, conference_list = 52,
    quality_reporting_tool = 53, hunt_group = 54, use_line_or_join_to_complete = 55, do_not_disturb = 56,
    do_not_disturb_is_active = 57, cfwdall_loop_detected = 58, cfwdall_hops_exceeded = 59, abbrdial = 60,
    pickup_is_unavailable = 61, conference_is_unavailable = 62, meetme_is_unavailable = 63,
    cannot_retrieve_parked_call = 64, cannot_send_call_to_mobile = 65, record = 67, cannot_move_conversation = 68,
    cw_off = 69, coaching = 70, recording = 79, recording_failed = 80, connecting = 81,
};

/// The two octets to put into a text.
inline std::string label(DisplayLabel80 code) { return {static_cast<char>(0x80), static_cast<char>(code)}; }
inline std::string label(DisplayLabel1E code) { return {static_cast<char>(0x1E), static_cast<char>(code)}; }

} // namespace sccp
