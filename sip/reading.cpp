// Received messages: from Sofia's structures to values.
#include "sip/reading.hpp"

#include <algorithm>
#include <cstdlib>

#include "sip/sdp.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

constexpr const char* sdp_type = "application/sdp";

template <typename Header> std::vector<std::string> texts(const Header* first, Header* Header::*next) {
    std::vector<std::string> all;
    for (const auto* header = first; header; header = header->*next)
        all.push_back(header_text(header));
    return all;
}

/// Require, Supported, Allow: the parser joins repeated fields into one list.
template <typename List> std::vector<std::string> tokens(const List* list) {
    std::vector<std::string> all;
    for (const auto* item = list ? list->k_items : nullptr; item && *item; ++item)
        all.emplace_back(*item);
    return all;
}

/// Headers for which Sofia has no structure, or one that loses what PBXs write.
void read_unknown(const sip_t& sip, Headers& headers) {
    for (const auto* unknown = sip.sip_unknown; unknown; unknown = unknown->un_next) {
        const std::string_view name = unknown->un_name ? unknown->un_name : "";
        const std::string value = text_or_empty(unknown->un_value);
        if (same_word(name, "Alert-Info"))
            headers.alert_info.push_back(value);
        else if (same_word(name, "Diversion"))
            headers.diversion.push_back(value);
        else if (same_word(name, "History-Info"))
            headers.history_info.push_back(value);
        else if (same_word(name, "Answer-Mode"))
            headers.answer_mode = value;
        else if (same_word(name, "Priv-Answer-Mode"))
            headers.priv_answer_mode = value;
        else if (same_word(name, "P-Auto-Answer"))
            headers.p_auto_answer = value;
    }
}

Headers read_headers(const sip_t& sip) {
    Headers headers;
    headers.from = header_text(sip.sip_from);
    headers.to = header_text(sip.sip_to);
    headers.contact = header_text(sip.sip_contact);
    if (sip.sip_call_id)
        headers.call_id = text_or_empty(sip.sip_call_id->i_id);
    headers.p_asserted_identity = header_text(sip_p_asserted_identity(&sip));
    headers.remote_party_id = header_text(sip_remote_party_id(&sip));
    headers.privacy = header_text(sip.sip_privacy);
    const auto* const agent = sip.sip_user_agent ? sip.sip_user_agent : sip.sip_server;
    headers.user_agent = agent ? text_or_empty(agent->g_string) : "";
    headers.warning = header_text(sip.sip_warning);
    headers.referred_by = header_text(sip.sip_referred_by);
    headers.call_info = texts(sip.sip_call_info, &sip_call_info_t::ci_next);
    headers.reason = read_reasons(&sip);
    headers.allow = tokens(sip.sip_allow);
    headers.supported = tokens(sip.sip_supported);
    headers.require = tokens(sip.sip_require);
    if (sip.sip_retry_after)
        headers.retry_after = static_cast<std::uint32_t>(sip.sip_retry_after->af_delta);
    if (sip.sip_min_expires)
        headers.min_expires = static_cast<std::uint32_t>(sip.sip_min_expires->me_delta);
    read_unknown(sip, headers);
    return headers;
}

} // namespace

int status_of(const NuaEvent& event) {
    return event.status < 700 ? event.status : 500;
}

Message read_message(const NuaEvent& event) {
    Message message;
    message.internal = is_internal(event);
    if (!event.sip || event.sip->sip_status || !event.sip->sip_request) {
        message.status = status_of(event);
        message.phrase = text_or_empty(event.phrase);
    }
    if (!event.sip)
        return message;
    const sip_t& sip = *event.sip;
    message.headers = read_headers(sip);
    const auto* const remote = sip.sip_request ? sip.sip_from : sip.sip_to;
    message.remote_tag = remote ? text_or_empty(remote->a_tag) : "";
    message.reliable = sip.sip_status && sip.sip_rseq && has_token(message.headers.require, "100rel");
    if (sip.sip_payload && sip.sip_payload->pl_data) {
        const std::string_view body(sip.sip_payload->pl_data, sip.sip_payload->pl_len);
        const std::string type = header_text(sip.sip_content_type);
        const auto sdp = sdp_in_body(type.empty() ? sdp_type : type, body);
        message.content_type = sdp ? sdp_type : type;
        message.body = sdp ? *sdp : body;
    }
    return message;
}

std::vector<std::string> read_reasons(const sip_t* sip) {
    return sip ? texts(sip->sip_reason, &sip_reason_t::re_next) : std::vector<std::string>();
}

std::vector<std::string> read_challenges(const sip_t* sip, bool proxy) {
    if (!sip)
        return {};
    return texts(proxy ? sip->sip_proxy_authenticate : sip->sip_www_authenticate, &sip_www_authenticate_t::au_next);
}

std::vector<std::string> read_authorizations(const sip_t* sip) {
    return sip ? texts(sip->sip_authorization, &sip_authorization_t::au_next) : std::vector<std::string>{};
}

std::vector<std::string> read_contacts_by_q(const sip_t* sip) {
    std::vector<std::pair<double, std::string>> found;
    for (const auto* contact = sip ? sip->sip_contact : nullptr; contact; contact = contact->m_next)
        if (contact->m_url->url_host)
            found.emplace_back(contact->m_q ? std::strtod(contact->m_q, nullptr) : 1.0, url_text(contact->m_url));
    std::ranges::stable_sort(found, std::greater<>(), &std::pair<double, std::string>::first);
    std::vector<std::string> uris;
    uris.reserve(found.size());
    for (auto& [q, uri] : found)
        uris.push_back(std::move(uri));
    return uris;
}

std::string event_package(const sip_t* sip) {
    return sip && sip->sip_event ? lower(text_or_empty(sip->sip_event->o_type)) : std::string();
}

bool has_token(const std::vector<std::string>& list, const char* token) {
    return std::ranges::any_of(list, [&](const std::string& item) { return same_word(item, token); });
}

bool is_encoded(const sip_t& sip) {
    const auto codings = tokens(sip.sip_content_encoding);
    return sip.sip_payload && sip.sip_payload->pl_len > 0 &&
           !std::ranges::all_of(codings, [](const std::string& coding) { return same_word(coding, "identity"); });
}

std::string unreadable_body(const sip_t& sip, const Message& message) {
    if (is_encoded(sip))
        return "Accept: application/sdp\r\nAccept-Encoding: identity\r\n";
    return message.body.empty() || message.content_type == sdp_type ? "" : "Accept: application/sdp\r\n";
}

} // namespace sip
