// Messages of announcement players and of T.120 sessions.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

struct Announcement {
    std::uint32_t locale{}, country{};
    DeviceTone tone_announcement{};
    static void layout(auto& m, auto& field) {
        field("locale",           m.locale);
        field("country",          m.country);
        field("toneAnnouncement", m.tone_announcement);
    }
};

/// Play a list of announcements to the parties of a conference.
struct StartAnnouncement {
    static constexpr Header header{0x0122, "StartAnnouncement"};
    std::array<Announcement, 32> ann_list{};
    EndOfAnnAck ann_ack_req{};
    std::uint32_t conference_id{};
    std::array<std::uint32_t, 16> matrix_conf_party_id{};
    std::uint32_t hearing_conf_party_mask{};
    AnnPlayMode ann_play_mode{};
    static void layout(auto& m, auto& field) {
        field("AnnList",              m.ann_list);
        field("annAckReq",            m.ann_ack_req);
        field("conferenceId",         m.conference_id);
        field("matrixConfPartyID",    m.matrix_conf_party_id);
        field("hearingConfPartyMask", m.hearing_conf_party_mask);
        field("annPlayMode",          m.ann_play_mode);
    }
};

/// Stop playing.
struct StopAnnouncement {
    static constexpr Header header{0x0123, "StopAnnouncement"};
    std::uint32_t conference_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId", m.conference_id);
    }
};

/// Played to the end.
struct AnnouncementFinish {
    static constexpr Header header{0x0124, "AnnouncementFinish"};
    std::uint32_t conference_id{};
    PlayAnnStatus ann_status{};
    static void layout(auto& m, auto& field) {
        field("conferenceId", m.conference_id);
        field("annStatus",    m.ann_status);
    }
};

/// Start a T.120 session.
struct StartSessionTransmission {
    static constexpr Header header{0x0095, "StartSessionTransmission"};
    Address remote_ip_addr{};
    SessionType session_type{};
    static void layout(auto& m, auto& field) {
        field("remoteIpAddr", m.remote_ip_addr);
        field("sessionType",  m.session_type);
    }
};

/// Stop it.
struct StopSessionTransmission {
    static constexpr Header header{0x0096, "StopSessionTransmission"};
    Address remote_ip_addr{};
    SessionType session_type{};
    static void layout(auto& m, auto& field) {
        field("remoteIpAddr", m.remote_ip_addr);
        field("sessionType",  m.session_type);
    }
};

} // namespace sccp
