// Messages of registration: who the phone is, which version is spoken, tokens, reset, servers, time.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// Which station is meant.
struct StationIdentifier {
    Text<16> device_name{};
    std::uint32_t reserved_for_future_use{}, instance{};
    static void layout(auto& m, auto& field) {
        field("DeviceName",              m.device_name);
        field("reserved_for_future_use", m.reserved_for_future_use);
        field("instance",                m.instance);
    }
};

/// Broken-down time; month from 1, day of week from 0 = Sunday.
struct SystemTime {
    std::uint32_t w_year{}, w_month{}, w_day_of_week{}, w_day{}, w_hour{}, w_minute{}, w_second{}, w_milliseconds{};
    static void layout(auto& m, auto& field) {
        field("wYear",         m.w_year);
        field("wMonth",        m.w_month);
        field("wDayOfWeek",    m.w_day_of_week);
        field("wDay",          m.w_day);
        field("wHour",         m.w_hour);
        field("wMinute",       m.w_minute);
        field("wSecond",       m.w_second);
        field("wMilliseconds", m.w_milliseconds);
    }
};

/// The phone lives; sent every keepAliveInterval to the active manager, every secondaryKeepAliveInterval to the standby one.
struct KeepAliveReq {
    static constexpr Header header{0x0000, "KeepAliveReq"};
    static void layout(auto&, auto&) {}
};

/// So does the manager. Three of these missing, and the phone looks for another one.
struct KeepAliveAck {
    static constexpr Header header{0x0100, "KeepAliveAck"};
    static void layout(auto&, auto&) {}
};

/// The phone presents itself. The body grew at its end from release to release: 36 octets are all that may be expected.
struct RegisterReq {
    static constexpr Header header{0x0001, "RegisterReq"};
    Text<16> device_name{};
    std::uint32_t user_id{}, instance{};
    Address station_ip_addr{};
    DeviceType device_type{};
    std::uint32_t max_streams{}, active_streams{};
    std::uint8_t protocol_ver{}, protocol_reserved{};
    PhoneFeatures phone_features{};
    std::uint32_t max_conferences{}, active_conferences{};
    std::array<std::uint8_t, 12> mac_address{};
    std::uint32_t ip_v4_address_scope{}, max_number_of_lines{};
    Address station_ip_v6_addr{};
    std::uint32_t ip_v6_address_scope{};
    Text<32> firmware_load_name{};
    Text<48> config_version_stamp{};
    static void layout(auto& m, auto& field) {
        field("deviceName",         m.device_name);
        field("userId",             m.user_id);
        field("instance",           m.instance);
        field("stationIpAddr",      ipv4(m.station_ip_addr));
        field("deviceType",         m.device_type);
        field("maxStreams",         m.max_streams);
        field("activeStreams",      m.active_streams,           if_room);
        field("protocolVer",        m.protocol_ver,             if_room);
        field("protocolReserved",   m.protocol_reserved,        if_room);
        field("phoneFeatures",      m.phone_features,           if_room);
        field("maxConferences",     m.max_conferences,          if_room);
        field("activeConferences",  m.active_conferences,       if_room);
        field("macAddress",         m.mac_address,              if_room);
        field("ipV4AddressScope",   m.ip_v4_address_scope,      if_room);
        field("maxNumberOfLines",   m.max_number_of_lines,      if_room);
        field("stationIpV6Addr",    ipv6(m.station_ip_v6_addr), if_room);
        field("ipV6AddressScope",   m.ip_v6_address_scope,      if_room);
        field("firmwareLoadName",   m.firmware_load_name,       if_room);
        field("configVersionStamp", m.config_version_stamp,     if_room);
    }
};

/// The phone is welcome, and this is the protocol version both use from here on.
struct RegisterAck {
    static constexpr Header header{0x0081, "RegisterAck"};
    std::uint32_t keep_alive_interval{};
    Text<6> date_template{};
    std::uint32_t secondary_keep_alive_interval{};
    std::uint8_t max_protocol_ver{}, protocol_reserved{};
    PhoneFeatures phone_features{};
    static void layout(auto& m, auto& field) {
        field("keepAliveInterval",          m.keep_alive_interval);
        field("dateTemplate",               m.date_template);
        field("pad",                        reserved<2>);
        field("secondaryKeepAliveInterval", m.secondary_keep_alive_interval);
        field("maxProtocolVer",             m.max_protocol_ver);
        field("protocolReserved",           m.protocol_reserved);
        field("phoneFeatures",              m.phone_features);
    }
};

/// The phone is not welcome; the text is shown.
struct RegisterReject {
    static constexpr Header header{0x009D, "RegisterReject"};
    Text<32> text{};
    static void layout(auto& m, auto& field) {
        field("text", m.text);
    }
};

/// Base port for RTP of old phones and media devices. Informative; one client sends two octets only.
struct IpPort {
    static constexpr Header header{0x0002, "IpPort"};
    std::uint32_t rtp_media_port{};
    static void layout(auto& m, auto& field) {
        field("rtpMediaPort", m.rtp_media_port, if_room);
    }
};

/// Why the phone restarted, in words. Severity informational is normal; may come before or after RegisterReq.
struct Alarm {
    static constexpr Header header{0x0020, "Alarm"};
    DeviceAlarmSeverity alarm_severity{};
    Text<80> text{};
    std::uint32_t parm1{}, parm2{};
    static void layout(auto& m, auto& field) {
        field("alarmSeverity", m.alarm_severity);
        field("text",          m.text);
        field("parm1",         m.parm1);
        field("parm2",         m.parm2);
    }
};

/// The phone leaves.
struct UnregisterReq {
    static constexpr Header header{0x0027, "UnregisterReq"};
    UnRegReasonCode unregister_reason{};
    static void layout(auto& m, auto& field) {
        field("unregisterReason", m.unregister_reason, if_room);
    }
};

/// It may leave; nak while a call is active.
struct UnregisterAck {
    static constexpr Header header{0x0118, "UnregisterAck"};
    DeviceUnregisterStatus status{};
    static void layout(auto& m, auto& field) {
        field("status", m.status);
    }
};

/// A phone that runs on another manager asks whether it may come back. Registers nothing.
struct RegisterTokenReq {
    static constexpr Header header{0x0029, "RegisterTokenReq"};
    Text<16> device_name{};
    std::uint32_t user_id{}, instance{};
    Address station_ip_addr{};
    DeviceType device_type{};
    Address station_ip_v6_addr{};
    static void layout(auto& m, auto& field) {
        field("deviceName",      m.device_name);
        field("userId",          m.user_id);
        field("instance",        m.instance);
        field("stationIpAddr",   ipv4(m.station_ip_addr));
        field("deviceType",      m.device_type);
        field("stationIpV6Addr", ipv6(m.station_ip_v6_addr), if_room);
        field("unknown",         reserved<4>,                if_room);
    }
};

/// It may come.
struct RegisterTokenAck {
    static constexpr Header header{0x011A, "RegisterTokenAck"};
    static void layout(auto&, auto&) {}
};

/// Not now; ask again after so many seconds.
struct RegisterTokenReject {
    static constexpr Header header{0x011B, "RegisterTokenReject"};
    std::uint32_t wait_time_before_next_req{};
    static void layout(auto& m, auto& field) {
        field("waitTimeBeforeNextReq", m.wait_time_before_next_req);
    }
};

/// The same question by a Small Business phone (SPA5xx), which asks it before every registration.
struct SPCPRegisterTokenReq {
    static constexpr Header header{0x8000, "SPCPRegisterTokenReq"};
    Text<16> device_name{};
    std::uint32_t user_id{}, instance{};
    Address station_ip_addr{};
    DeviceType device_type{};
    std::uint32_t max_streams{};
    static void layout(auto& m, auto& field) {
        field("deviceName",    m.device_name);
        field("userId",        m.user_id);
        field("instance",      m.instance);
        field("stationIpAddr", ipv4(m.station_ip_addr));
        field("deviceType",    m.device_type);
        field("maxStreams",    m.max_streams);
    }
};

/// It may come.
struct SPCPRegisterTokenAck {
    static constexpr Header header{0x8100, "SPCPRegisterTokenAck"};
    std::uint32_t features{};
    static void layout(auto& m, auto& field) {
        field("features", m.features);
    }
};

/// Not now; ask again after so many seconds.
struct SPCPRegisterTokenReject {
    static constexpr Header header{0x8101, "SPCPRegisterTokenReject"};
    std::uint32_t wait_time_before_next_req{};
    static void layout(auto& m, auto& field) {
        field("waitTimeBeforeNextReq", m.wait_time_before_next_req);
    }
};

/// Restart, register anew, or apply a changed configuration. A phone in a call may wait for its end.
struct Reset {
    static constexpr Header header{0x009F, "Reset"};
    DeviceResetType reset_type{};
    static void layout(auto& m, auto& field) {
        field("resetType", m.reset_type);
    }
};

/// Which firmware should the phone run?
struct VersionReq {
    static constexpr Header header{0x000F, "VersionReq"};
    static void layout(auto&, auto&) {}
};

/// This one. The name it runs already, or an empty string, leaves it in peace.
struct VersionRes {
    static constexpr Header header{0x0098, "VersionRes"};
    Text<16> version_str{};
    static void layout(auto& m, auto& field) {
        field("versionStr", m.version_str);
    }
};

/// What is configured for the phone?
struct ConfigStatReq {
    static constexpr Header header{0x000C, "ConfigStatReq"};
    static void layout(auto&, auto&) {}
};

/// Names and numbers of the configuration; the station identifier is echoed from RegisterReq.
struct ConfigStatRes {
    static constexpr Header header{0x0093, "ConfigStatRes"};
    StationIdentifier sid{};
    Text<40> user_name{}, server_name{};
    std::uint32_t number_of_lines{}, number_of_speed_dials{};
    static void layout(auto& m, auto& field) {
        field("sid",                m.sid);
        field("userName",           m.user_name);
        field("serverName",         m.server_name);
        field("numberOfLines",      m.number_of_lines);
        field("numberOfSpeedDials", m.number_of_speed_dials);
    }
};

/// The same with packed strings. Its layout is disputed and no phone needs it: never sent here.
struct ConfigStatV2Res {
    static constexpr Header header{0x0142, "ConfigStatV2Res"};
    Text<64> device_name{};
    std::uint32_t user_id{}, instance{}, number_lines{}, number_speed_dials{};
    Text<120> user_name{}, server_name{};
    static void layout(auto& m, auto& field) {
        field("deviceName",       packed(m.device_name));
        field("userId",           m.user_id);
        field("instance",         m.instance);
        field("numberLines",      m.number_lines);
        field("numberSpeedDials", m.number_speed_dials);
        field("userName",         packed(m.user_name));
        field("serverName",       packed(m.server_name));
    }
};

/// Which managers are there?
struct ServerReq {
    static constexpr Header header{0x0012, "ServerReq"};
    static void layout(auto&, auto&) {}
};

/// Up to five managers in order of preference, in three parallel columns.
struct ServerRes {
    static constexpr Header header{0x009E, "ServerRes"};
    std::array<Text<48>, 5> server_name{};
    std::array<std::uint32_t, 5> server_tcp_listen_port{};
    std::array<Address, 5> server_ip_addr{};
    static void layout(auto& m, auto& field) {
        field("serverName",          m.server_name);
        field("serverTcpListenPort", m.server_tcp_listen_port);
        field("serverIpAddr",        m.server_ip_addr);
    }
};

/// What is the time? For most phones the last question of registration.
struct TimeDateReq {
    static constexpr Header header{0x000D, "TimeDateReq"};
    static void layout(auto&, auto&) {}
};

/// Local time for the display, and seconds since 1970 UTC.
struct TimeDateRes {
    static constexpr Header header{0x0094, "TimeDateRes"};
    SystemTime time_data_info{};
    std::uint32_t system_time{};
    static void layout(auto& m, auto& field) {
        field("timeDataInfo", m.time_data_info);
        field("systemTime",   m.system_time);
    }
};

/// How many lines the phone can take; ends the registration of SPCP phones.
struct RegisterAvailableLines {
    static constexpr Header header{0x002D, "RegisterAvailableLines"};
    std::uint32_t max_num_of_avail_lines{};
    static void layout(auto& m, auto& field) {
        field("maxNumOfAvailLines", m.max_num_of_avail_lines);
    }
};

/// A key expansion module is attached. Seen with 164 and with 172 octets.
struct AddOnDeviceCapabilities {
    static constexpr Header header{0x0159, "AddOnDeviceCapabilities"};
    std::uint32_t instance{}, type{}, max_allowed{};
    Text<128> text{};
    static void layout(auto& m, auto& field) {
        field("instance",   m.instance);
        field("type",       m.type);
        field("maxAllowed", m.max_allowed);
        field("unknown",    reserved<24>);
        field("text",       m.text);
        field("more",       reserved<8>, if_room);
    }
};

} // namespace sccp
