// Application data between a server and the display of a phone, message waiting of gateways, what phones report about
// themselves in XML.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// New and old messages of one kind.
struct MessageCounts {
    std::uint32_t num_new_msgs{}, num_old_msgs{};
    static void layout(auto& m, auto& field) {
        field("numNewMsgs", m.num_new_msgs);
        field("numOldMsgs", m.num_old_msgs);
    }
};

/// Data of a phone application.
struct DeviceToUserData {
    static constexpr Header header{0x002E, "DeviceToUserData"};
    std::uint32_t application_id{}, line_instance{}, call_reference{}, transaction_id{};
    Data<2000> data{};
    static void layout(auto& m, auto& field) {
        field("applicationId", m.application_id);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
        field("transactionId", m.transaction_id);
        field("dataLength",    count_of(m.data));
        field("data",          m.data);
    }
};

/// Answer of a phone application.
struct DeviceToUserDataResponse {
    static constexpr Header header{0x002F, "DeviceToUserDataResponse"};
    std::uint32_t application_id{}, line_instance{}, call_reference{}, transaction_id{};
    Data<2000> data{};
    static void layout(auto& m, auto& field) {
        field("applicationId", m.application_id);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
        field("transactionId", m.transaction_id);
        field("dataLength",    count_of(m.data));
        field("data",          m.data);
    }
};

/// Data of a phone application, in parts if long.
struct DeviceToUserDataVersion1 {
    static constexpr Header header{0x0041, "DeviceToUserDataVersion1"};
    std::uint32_t application_id{}, line_instance{}, call_reference{}, transaction_id{};
    SequenceFlag sequence_flag{};
    std::uint32_t display_priority{}, conference_id{}, app_instance_id{}, routing_id{};
    Data<2000> data{};
    static void layout(auto& m, auto& field) {
        field("applicationId",   m.application_id);
        field("lineInstance",    m.line_instance);
        field("callReference",   m.call_reference);
        field("transactionId",   m.transaction_id);
        field("dataLength",      count_of(m.data));
        field("sequenceFlag",    m.sequence_flag);
        field("displayPriority", m.display_priority);
        field("conferenceId",    m.conference_id);
        field("appInstanceId",   m.app_instance_id);
        field("routingId",       m.routing_id);
        field("data",            m.data);
    }
};

/// Answer of a phone application, in parts if long.
struct DeviceToUserDataResponseVersion1 {
    static constexpr Header header{0x0042, "DeviceToUserDataResponseVersion1"};
    std::uint32_t application_id{}, line_instance{}, call_reference{}, transaction_id{};
    SequenceFlag sequence_flag{};
    std::uint32_t display_priority{}, conference_id{}, app_instance_id{}, routing_id{};
    Data<2000> data{};
    static void layout(auto& m, auto& field) {
        field("applicationId",   m.application_id);
        field("lineInstance",    m.line_instance);
        field("callReference",   m.call_reference);
        field("transactionId",   m.transaction_id);
        field("dataLength",      count_of(m.data));
        field("sequenceFlag",    m.sequence_flag);
        field("displayPriority", m.display_priority);
        field("conferenceId",    m.conference_id);
        field("appInstanceId",   m.app_instance_id);
        field("routingId",       m.routing_id);
        field("data",            m.data);
    }
};

/// XML for the phone.
struct UserToDeviceData {
    static constexpr Header header{0x011E, "UserToDeviceData"};
    std::uint32_t application_id{}, line_instance{}, call_reference{}, transaction_id{};
    Data<2000> data{};
    static void layout(auto& m, auto& field) {
        field("applicationId", m.application_id);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
        field("transactionId", m.transaction_id);
        field("dataLength",    count_of(m.data));
        field("data",          m.data);
    }
};

/// XML for the phone, in parts if long. A 7960 stops listening on long ones.
struct UserToDeviceDataVersion1 {
    static constexpr Header header{0x013F, "UserToDeviceDataVersion1"};
    std::uint32_t application_id{}, line_instance{}, call_reference{}, transaction_id{};
    SequenceFlag sequence_flag{};
    std::uint32_t display_priority{}, conference_id{}, app_instance_id{}, routing_id{};
    Data<2000> data{};
    static void layout(auto& m, auto& field) {
        field("applicationId",   m.application_id);
        field("lineInstance",    m.line_instance);
        field("callReference",   m.call_reference);
        field("transactionId",   m.transaction_id);
        field("dataLength",      count_of(m.data));
        field("sequenceFlag",    m.sequence_flag);
        field("displayPriority", m.display_priority);
        field("conferenceId",    m.conference_id);
        field("appInstanceId",   m.app_instance_id);
        field("routingId",       m.routing_id);
        field("data",            m.data);
    }
};

/// A voice mail port reports waiting messages of a number.
struct MwiNotification {
    static constexpr Header header{0x004C, "MwiNotification"};
    Text<25> mwi_target_number{}, mwi_control_number{};
    std::uint32_t are_messages_waiting{};
    MessageCounts total_vm_counts{}, priority_vm_counts{}, total_fax_counts{}, priority_fax_counts{};
    static void layout(auto& m, auto& field) {
        field("mwiTargetNumber",    m.mwi_target_number);
        field("mwiControlNumber",   m.mwi_control_number);
        field("areMessagesWaiting", m.are_messages_waiting);
        field("totalVmCounts",      m.total_vm_counts);
        field("priorityVmCounts",   m.priority_vm_counts);
        field("totalFaxCounts",     m.total_fax_counts);
        field("priorityFaxCounts",  m.priority_fax_counts);
    }
};

/// Whether they could be shown.
struct MwiRes {
    static constexpr Header header{0x0158, "MwiRes"};
    Text<25> mwi_target_number{};
    MwiNotificationResult mwi_notification_result{};
    static void layout(auto& m, auto& field) {
        field("mwiTargetNumber",         m.mwi_target_number);
        field("mwi_notification_result", m.mwi_notification_result);
    }
};

/// A wireless phone tells its access point, as XML in a fixed area.
struct LocationInfo {
    static constexpr Header header{0x0157, "LocationInfo"};
    Text<2404> xml{};
    static void layout(auto& m, auto& field) {
        field("xml", m.xml);
    }
};

/// What Alarm says, as XML up to the end of the body.
struct EnhancedAlarm {
    static constexpr Header header{0x015A, "EnhancedAlarm"};
    Rest xml{};
    static void layout(auto& m, auto& field) {
        field("xml", m.xml);
    }
};

} // namespace sccp
