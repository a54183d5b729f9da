// What of a received message the stack must not believe.
#include "sip/disarm.hpp"

#include <sofia-sip/msg_header.h>
#include <string>

#include "sip/networks.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

bool can_be_called(const url_t& url) {
    return (url.url_type == url_sip || url.url_type == url_sips) && url.url_host && *url.url_host;
}

/// In a Via of a version to come nta finds no port but 5060; on a connection it needs none.
bool leads_back(msg_t& message, const sip_t& sip) {
    const std::string port = text_or_empty(sip.sip_via->v_port);
    const bool is_port_none = !port.empty() && port.find_first_not_of('0') == port.npos;
    if (is_port_none && !is_by_tcp(message) && !sip.sip_via->v_rport)
        return false;
    const std::string named = text_or_empty(sip.sip_via->v_protocol);
    return same_word(named, is_by_tcp(message) ? "SIP/2.0/TCP" : "SIP/2.0/UDP") ||
           (is_by_tcp(message) && same_word(named, text_or_empty(sip.sip_request->rq_version) + "/TCP"));
}

void forget_vias(msg_t& message, sip_t& sip) {
    while (sip.sip_via)
        sip_header_remove(&message, &sip, reinterpret_cast<sip_header_t*>(sip.sip_via));
}

/// nta would answer a bad request by the transport that it names, and to the host that it names.
void forget_return_path(msg_t& message, sip_t& sip) {
    if (!sip.sip_request || !sip.sip_via)
        return;
    if (!leads_back(message, sip))
        return forget_vias(message, sip);
    auto& first = *sip.sip_via;
    for (const char* const name : {"maddr", "received"})
        while (msg_header_remove_param(first.v_common, name) > 0) {}
    const auto source = IpAddress::of(&msg_addr(&message)->su_sa);
    if (source && text_or_empty(first.v_host) != uri_host(source->text()))
        msg_header_replace_param(msg_home(&message), first.v_common,
                                 su_strdup(msg_home(&message), ("received=" + source->text()).c_str()));
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
    const bool makes_dialog = sip.sip_status ? sip.sip_status->st_status >= 200
                                             : sip.sip_request && sip.sip_request->rq_method == sip_method_invite;
    if (!is_invite || !makes_dialog || sip.sip_contact)
        return;
    const auto* const from = msg_addr(&message);
    const auto host = IpAddress::of(&from->su_sa);
    if (!host)
        return;
    const std::string source = "<sip:" + uri_host(host->text()) + ':' + std::to_string(ntohs(from->su_port)) +
                               (is_by_tcp(message) ? ";transport=tcp>" : ">");
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
    forget_return_path(message, sip);
    if (sip.sip_status && sip.sip_via && sip.sip_via->v_next)
        forget_vias(message, sip); // it is somebody else's (RFC 3261 section 8.1.3.3)
    if (!names_target(sip))
        return;
    forget_contacts(message, sip);
    add_missing_contact(message, sip);
    forget_routes(message, sip);
}

} // namespace sip
