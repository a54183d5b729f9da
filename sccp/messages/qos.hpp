// Messages of RSVP agents: bandwidth reservation beside a stream.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// Who asks for the bandwidth, in words.
struct ApplicationIdentity {
    Text<32> vendor_id{};
    Text<16> version{};
    Text<32> app_name{}, sub_app_id{};
    static void layout(auto& m, auto& field) {
        field("vendorID", m.vendor_id);
        field("version",  m.version);
        field("appName",  m.app_name);
        field("subAppID", m.sub_app_id);
    }
};

/// Expect a reservation for a stream.
struct QoSListen {
    static constexpr Header header{0x014D, "QoSListen"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{};
    ResvStyle resv_style{};
    std::int32_t max_retry_number{};
    std::uint32_t retry_timer{}, confirm_required{}, preemption_priority{}, defending_priority{};
    MediaPayloadType compression_type{};
    std::uint32_t average_bit_rate{}, burst_size{}, peak_rate{};
    ApplicationIdentity application_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("remoteIpAddr",       m.remote_ip_addr);
        field("remotePortNumber",   m.remote_port_number);
        field("resvStyle",          m.resv_style);
        field("maxRetryNumber",     m.max_retry_number);
        field("retryTimer",         m.retry_timer);
        field("confirmRequired",    m.confirm_required);
        field("preemptionPriority", m.preemption_priority);
        field("defendingPriority",  m.defending_priority);
        field("compressionType",    m.compression_type);
        field("averageBitRate",     m.average_bit_rate);
        field("burstSize",          m.burst_size);
        field("peakRate",           m.peak_rate);
        field("applicationID",      m.application_id);
    }
};

/// Make one.
struct QoSPath {
    static constexpr Header header{0x014E, "QoSPath"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{};
    ResvStyle resv_style{};
    std::int32_t max_retry_number{};
    std::uint32_t retry_timer{}, preemption_priority{}, defending_priority{};
    MediaPayloadType compression_type{};
    std::uint32_t average_bit_rate{}, burst_size{}, peak_rate{};
    ApplicationIdentity application_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("remoteIpAddr",       m.remote_ip_addr);
        field("remotePortNumber",   m.remote_port_number);
        field("resvStyle",          m.resv_style);
        field("maxRetryNumber",     m.max_retry_number);
        field("retryTimer",         m.retry_timer);
        field("preemptionPriority", m.preemption_priority);
        field("defendingPriority",  m.defending_priority);
        field("compressionType",    m.compression_type);
        field("averageBitRate",     m.average_bit_rate);
        field("burstSize",          m.burst_size);
        field("peakRate",           m.peak_rate);
        field("applicationID",      m.application_id);
    }
};

/// Change its bandwidth.
struct QoSModify {
    static constexpr Header header{0x0151, "QoSModify"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{};
    RSVPDirection direction{};
    MediaPayloadType compression_type{};
    std::uint32_t average_bit_rate{}, burst_size{}, peak_rate{};
    ApplicationIdentity application_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("remoteIpAddr",       m.remote_ip_addr);
        field("remotePortNumber",   m.remote_port_number);
        field("direction",          m.direction);
        field("compressionType",    m.compression_type);
        field("averageBitRate",     m.average_bit_rate);
        field("burstSize",          m.burst_size);
        field("peakRate",           m.peak_rate);
        field("applicationID",      m.application_id);
    }
};

/// Give it up.
struct QoSTeardown {
    static constexpr Header header{0x014F, "QoSTeardown"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{};
    RSVPDirection direction{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("remoteIpAddr",       m.remote_ip_addr);
        field("remotePortNumber",   m.remote_port_number);
        field("direction",          m.direction);
    }
};

/// A reservation stands.
struct QoSResvNotify {
    static constexpr Header header{0x0046, "QoSResvNotify"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{};
    RSVPDirection direction{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("remoteIpAddr",       m.remote_ip_addr);
        field("remotePortNumber",   m.remote_port_number);
        field("direction",          m.direction);
    }
};

/// A reservation failed.
struct QoSErrorNotify {
    static constexpr Header header{0x0047, "QoSErrorNotify"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{};
    RSVPDirection direction{};
    QoSErrorCode error_code{};
    std::uint32_t failure_node_ip_addr{};
    RSVPErrorCode rsvp_error_code{};
    std::uint32_t rsvp_error_sub_code_val{}, rsvp_error_flag{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",        m.conference_id);
        field("callReference",       m.call_reference);
        field("passThroughPartyId",  m.pass_through_party_id);
        field("remoteIpAddr",        m.remote_ip_addr);
        field("remotePortNumber",    m.remote_port_number);
        field("direction",           m.direction);
        field("errorCode",           m.error_code);
        field("failureNodeIpAddr",   m.failure_node_ip_addr);
        field("rsvpErrorCode",       m.rsvp_error_code);
        field("rsvpErrorSubCodeVal", m.rsvp_error_sub_code_val);
        field("rsvpErrorFlag",       m.rsvp_error_flag);
    }
};

/// Mark a stream differently.
struct UpdateDSCP {
    static constexpr Header header{0x0150, "UpdateDSCP"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{}, dscp_value{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("remoteIpAddr",       m.remote_ip_addr);
        field("remotePortNumber",   m.remote_port_number);
        field("DSCPValue",          m.dscp_value);
    }
};

} // namespace sccp
