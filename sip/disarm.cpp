// What of a received message the stack must not believe.
#include "sip/disarm.hpp"

#include <sofia-sip/msg_header.h>
#include <string>

#include "sip/networks.hpp"

namespace sip {

namespace {

bool can_be_called(const url_t& url) {
    return (url.url_type == url_sip || url.url_type == url_sips) && url.url_host && *url.url_host;
}

void forget_return_path(const sip_t& sip) {
    if (!sip.sip_request || !sip.sip_via)
        return;
    for (const char* const name : {"maddr", "received"})
        while (msg_header_remove_param(sip.sip_via->v_common, name) > 0) {}
}

/// Whether its Contact is where the dialog goes on.
bool names_target(const sip_t& sip) {
    const bool is_redirection = sip.sip_status && sip.sip_status->st_status >= 300;
    return !is_redirection && !(sip.sip_cseq && sip.sip_cseq->cs_method == sip_method_register);
}

void forget_contacts(msg_t& message, sip_t& sip) {
    for (auto* contact = sip.sip_contact; contact;) {
        auto* const next = contact->m_next;
        if (!can_be_called(*contact->m_url))
            sip_header_remove(&message, &sip, reinterpret_cast<sip_header_t*>(contact));
        contact = next;
    }
}

/// An INVITE and its 2xx have one (RFC 3261 section 8.1.1.8 and 12.1.1): ACK and BYE go there.
void add_missing_contact(msg_t& message, sip_t& sip) {
    const bool is_invite = sip.sip_cseq && sip.sip_cseq->cs_method == sip_method_invite;
    const bool makes_dialog = sip.sip_status ? sip.sip_status->st_status >= 200 : sip.sip_request && sip.sip_request->rq_method == sip_method_invite;
    if (!is_invite || !makes_dialog || sip.sip_contact)
        return;
    const auto* const from = msg_addr(&message);
    const auto host = IpAddress::of(&from->su_sa);
    if (!host)
        return;
    const bool is_tcp = msg_addrinfo(&message)->ai_protocol == IPPROTO_TCP;
    const std::string source = "<sip:" + uri_host(host->text()) + ':' + std::to_string(ntohs(from->su_port)) + (is_tcp ? ";transport=tcp>" : ">");
    if (auto* const contact = sip_contact_make(msg_home(&message), source.c_str()))
        sip_header_insert(&message, &sip, reinterpret_cast<sip_header_t*>(contact));
}

/// When a part of a route leads nowhere.
void forget_routes(msg_t& message, sip_t& sip) {
    bool is_whole = true;
    for (const auto* hop = sip.sip_record_route; hop; hop = hop->r_next)
        is_whole = is_whole && can_be_called(*hop->r_url);
    while (!is_whole && sip.sip_record_route)
        sip_header_remove(&message, &sip, reinterpret_cast<sip_header_t*>(sip.sip_record_route));
}

} // namespace

void disarm(msg_t& message, sip_t& sip) {
    forget_return_path(sip);
    if (!names_target(sip))
        return;
    forget_contacts(message, sip);
    add_missing_contact(message, sip);
    forget_routes(message, sip);
}

} // namespace sip
