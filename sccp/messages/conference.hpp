// Messages of conference bridges.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

struct ConferenceEntry {
    std::uint32_t conference_id{};
    ResourceType resource_type{};
    std::uint32_t number_of_reserved_participants{}, number_of_active_participants{}, application_id{};
    Text<32> app_conf_id{};
    Text<24> app_data{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                 m.conference_id);
        field("resourceType",                 m.resource_type);
        field("numberOfReservedParticipants", m.number_of_reserved_participants);
        field("numberOfActiveParticipants",   m.number_of_active_participants);
        field("applicationId",                m.application_id);
        field("appConfID",                    m.app_conf_id);
        field("appData",                      m.app_data);
    }
};

/// How many streams a bridge or transcoder offers.
struct MediaResourceNotification {
    static constexpr Header header{0x002C, "MediaResourceNotification"};
    DeviceType device_type{};
    std::uint32_t number_of_in_service_streams{}, max_streams_per_conf{}, number_of_out_of_service_streams{};
    static void layout(auto& m, auto& field) {
        field("deviceType",                  m.device_type);
        field("numberOfInServiceStreams",    m.number_of_in_service_streams);
        field("maxStreamsPerConf",           m.max_streams_per_conf);
        field("numberOfOutOfServiceStreams", m.number_of_out_of_service_streams);
    }
};

/// A bridge ends a conference.
struct ClearConference {
    static constexpr Header header{0x0032, "ClearConference"};
    std::uint32_t conference_id{}, service_num{};
    static void layout(auto& m, auto& field) {
        field("conferenceId", m.conference_id);
        field("serviceNum",   m.service_num);
    }
};

/// Create a conference.
struct CreateConferenceReq {
    static constexpr Header header{0x0137, "CreateConferenceReq"};
    std::uint32_t conference_id{}, number_of_reserved_participants{};
    ResourceType resource_type{};
    std::uint32_t application_id{};
    Text<32> app_conf_id{};
    Text<24> app_data{};
    Data<2000> pass_thru_data{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                 m.conference_id);
        field("numberOfReservedParticipants", m.number_of_reserved_participants);
        field("resourceType",                 m.resource_type);
        field("applicationId",                m.application_id);
        field("appConfID",                    m.app_conf_id);
        field("appData",                      m.app_data);
        field("dataLength",                   count_of(m.pass_thru_data));
        field("passThruData",                 m.pass_thru_data);
    }
};

/// Done, or why not.
struct CreateConferenceRes {
    static constexpr Header header{0x0035, "CreateConferenceRes"};
    std::uint32_t conference_id{};
    CreateConfResult result{};
    Data<2000> pass_thru_data{};
    static void layout(auto& m, auto& field) {
        field("conferenceId", m.conference_id);
        field("result",       m.result);
        field("dataLength",   count_of(m.pass_thru_data));
        field("passThruData", m.pass_thru_data);
    }
};

/// Delete a conference.
struct DeleteConferenceReq {
    static constexpr Header header{0x0138, "DeleteConferenceReq"};
    std::uint32_t conference_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId", m.conference_id);
    }
};

/// Done, or why not.
struct DeleteConferenceRes {
    static constexpr Header header{0x0036, "DeleteConferenceRes"};
    std::uint32_t conference_id{};
    DeleteConfResult delete_conf_result{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("delete_conf_result", m.delete_conf_result);
    }
};

/// Change the size of a conference.
struct ModifyConferenceReq {
    static constexpr Header header{0x0139, "ModifyConferenceReq"};
    std::uint32_t conference_id{}, number_of_reserved_participants{}, application_id{};
    Text<32> app_conf_id{};
    Text<24> app_data{};
    Data<2000> pass_thru_data{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                 m.conference_id);
        field("numberOfReservedParticipants", m.number_of_reserved_participants);
        field("applicationId",                m.application_id);
        field("appConfID",                    m.app_conf_id);
        field("appData",                      m.app_data);
        field("dataLength",                   count_of(m.pass_thru_data));
        field("passThruData",                 m.pass_thru_data);
    }
};

/// Done, or why not.
struct ModifyConferenceRes {
    static constexpr Header header{0x0037, "ModifyConferenceRes"};
    std::uint32_t conference_id{};
    ModifyConfResult modify_conf_result{};
    Data<2000> pass_thru_data{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("modify_conf_result", m.modify_conf_result);
        field("dataLength",         count_of(m.pass_thru_data));
        field("passThruData",       m.pass_thru_data);
    }
};

/// Add a party to a conference.
struct AddParticipantReq {
    static constexpr Header header{0x013A, "AddParticipantReq"};
    std::uint32_t conference_id{}, call_reference{};
    RestrictInformationType party_pi_restriction_bits{};
    Text<40> participant_name{};
    Text<24> participant_number{};
    Text<32> conference_name{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",           m.conference_id);
        field("callReference",          m.call_reference);
        field("partyPIRestrictionBits", m.party_pi_restriction_bits);
        field("participantName",        m.participant_name);
        field("participantNumber",      m.participant_number);
        field("conferenceName",         m.conference_name);
    }
};

/// Done, or why not. The id of 257 octets is unaligned.
struct AddParticipantRes {
    static constexpr Header header{0x0038, "AddParticipantRes"};
    std::uint32_t conference_id{}, call_reference{};
    AddParticipantResult add_participant_result{};
    Text<257> bridge_participant_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",           m.conference_id);
        field("callReference",          m.call_reference);
        field("add_participant_result", m.add_participant_result);
        field("bridgeParticipantId",    m.bridge_participant_id);
    }
};

/// Remove a party.
struct DropParticipantReq {
    static constexpr Header header{0x013B, "DropParticipantReq"};
    std::uint32_t conference_id{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",  m.conference_id);
        field("callReference", m.call_reference);
    }
};

/// A party has another name or number now.
struct ChangeParticipantReq {
    static constexpr Header header{0x013E, "ChangeParticipantReq"};
    std::uint32_t conference_id{}, call_reference{};
    RestrictInformationType party_pi_restriction_bits{};
    Text<40> participant_name{};
    Text<24> participant_number{};
    Text<32> conference_name{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",           m.conference_id);
        field("callReference",          m.call_reference);
        field("partyPIRestrictionBits", m.party_pi_restriction_bits);
        field("participantName",        m.participant_name);
        field("participantNumber",      m.participant_number);
        field("conferenceName",         m.conference_name);
    }
};

/// Which conferences are there?
struct AuditConferenceReq {
    static constexpr Header header{0x013C, "AuditConferenceReq"};
    static void layout(auto&, auto&) {}
};

/// Up to 32 of them.
struct AuditConferenceRes {
    static constexpr Header header{0x0039, "AuditConferenceRes"};
    std::uint32_t last{};
    UpTo<ConferenceEntry, 32> conference_entry{};
    static void layout(auto& m, auto& field) {
        field("last",            m.last);
        field("numberOfEntries", count_of(m.conference_entry));
        field("conferenceEntry", m.conference_entry);
    }
};

/// Who is in a conference?
struct AuditParticipantReq {
    static constexpr Header header{0x013D, "AuditParticipantReq"};
    std::uint32_t conference_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId", m.conference_id);
    }
};

/// Call references of up to 256 parties.
struct AuditParticipantRes {
    static constexpr Header header{0x0040, "AuditParticipantRes"};
    AuditParticipantResult audit_participant_result{};
    std::uint32_t last{}, conference_id{};
    UpTo<std::uint32_t, 256> participant_entry{};
    static void layout(auto& m, auto& field) {
        field("audit_participant_result", m.audit_participant_result);
        field("last",                     m.last);
        field("conferenceId",             m.conference_id);
        field("numberOfEntries",          count_of(m.participant_entry));
        field("participantEntry",         m.participant_entry);
    }
};

} // namespace sccp
