// Requests outside any dialog: who may send them, which line they mean, and what is answered at once
// (callflows 3.1, 5.14).
#include "sip/out_of_dialog.hpp"

#include "sip/headers.hpp"
#include "sip/message_waiting.hpp"
#include "sip/reading.hpp"
#include "sip/text.hpp"
#include "sip/writing.hpp"

namespace sip {

namespace {

std::string request_user(const NuaEvent& event) {
    const auto* const url = event.sip->sip_request->rq_url;
    return url->url_user ? unescape(url->url_user) : std::string();
}

bool requires_replaces(const NuaEvent& event) {
    return event.sip->sip_require && msg_header_find_item(event.sip->sip_require->k_common, "replaces");
}

/// RFC 3261 section 19.1.1: a Request-URI has none, and nobody may slip us header fields by it.
bool has_headers_in_uri(const NuaEvent& event) {
    return event.sip->sip_request->rq_url->url_headers != nullptr;
}

/// Among what Sofia could not use stands also, as it is, each header that may come once only and has come again.
bool is_unreadable(const msg_error_t* error, std::string_view name) {
    return error->er_common->h_class == sip_error_class && error->er_name && same_word(error->er_name, name);
}
bool is_repeated(const msg_error_t* error, msg_hclass_t* what) {
    return error->er_common->h_class == what;
}

/// - Max-Forwards is 0 to 255 (RFC 3261 section 20.22): Sofia takes a request in which it cannot read it for one
///   without;
/// - there may be one Replaces only (RFC 3891 section 3).
bool has_bad_header(const NuaEvent& event) {
    for (const auto* error = event.sip->sip_error; error; error = error->er_next)
        if (is_unreadable(error, "Max-Forwards") || is_repeated(error, sip_replaces_class))
            return true;
    return false;
}

} // namespace

/// The same answer whatever the user (security.md 1.7).
bool OutOfDialog::is_stranger() const {
    const auto source = source_of_event(core_);
    return !source || !core_.sources.may_request(*source);
}

Line* OutOfDialog::line_of(const NuaEvent& event) const {
    return core_.lines.by_user(request_user(event), [this](LineId line) { return core_.sink.is_ready(line); });
}

void OutOfDialog::refuse(const NuaEvent& event, int status, const std::string& block) {
    respond(core_, event, status, block);
    const Handle gone(event.handle, nullptr);
}

std::optional<Admitted> OutOfDialog::admit(const NuaEvent& event, bool is_ending) {
    if (is_stranger())
        return refuse(event, 403), std::nullopt;
    if (has_headers_in_uri(event) || has_bad_header(event))
        return refuse(event, 400), std::nullopt;
    if (is_ending)
        return refuse(event, 503, "Retry-After: 10\r\n"), std::nullopt;
    // Sofia skips one that it cannot read: the call must not ring instead
    if (requires_replaces(event) && !event.sip->sip_replaces)
        return refuse(event, 400), std::nullopt;
    const auto* const line = line_of(event);
    if (!line)
        return refuse(event, 404), std::nullopt;
    if (core_.stack.forks().is_merged(*event.sip))
        return refuse(event, 482), std::nullopt;
    Admitted admitted;
    admitted.line = line->id();
    auto& invited = admitted.invited;
    invited.message = read_message(event);
    if (const auto wanted = unreadable_body(*event.sip, invited.message); !wanted.empty())
        return refuse(event, 415, wanted), std::nullopt;
    invited.request_user = request_user(event);
    invited.requires_100rel = has_token(invited.message.headers.require, "100rel");
    const auto source = source_of_event(core_);
    invited.from_registrar = core_.sources.is_target(line->account().targets, *source);
    const auto* const address = msg_addr(const_cast<msg_t*>(nua_current_request(core_.nua())));
    invited.source = uri_host(source->text()) + ":" + std::to_string(ntohs(address->su_port));
    return admitted;
}

void OutOfDialog::answer(const NuaEvent& event) {
    if (!event.handle || !event.sip || !event.sip->sip_request)
        return;
    if (event.status >= 200) { // nua has answered
        const Handle gone(event.handle, nullptr);
        return;
    }
    if (is_stranger())
        return refuse(event, 403);
    if (has_headers_in_uri(event))
        return refuse(event, 400);
    switch (event.event) {
    case nua_i_options:
        return refuse(event, answer_options(event), std::string("Allow: ") + allowed_methods + "\r\n");
    case nua_i_notify: {
        std::string headers;
        const int status = answer_notify(event, headers);
        return refuse(event, status, headers);
    }
    case nua_i_message:
        return refuse(event, answer_message(event));
    default: // INFO, REFER and what else needs a dialog
        return refuse(event, 481);
    }
}

int OutOfDialog::answer_options(const NuaEvent& event) {
    if (request_user(event).empty())
        return 200; // the PBX asks whether the process lives
    const auto* const line = line_of(event);
    if (!line)
        return 404;
    return core_.sink.is_ready(line->id()) ? 200 : 480;
}

int OutOfDialog::answer_notify(const NuaEvent& event, std::string& headers) {
    const std::string package = event_package(event.sip);
    if (package == "keep-alive")
        return 200;
    const auto* const line = line_of(event);
    if (!line)
        return 404;
    if (package == "message-summary") {
        tell_message_summary(core_, line->id(), event.sip);
        return 200;
    }
    if (package == "check-sync")
        return answer_check_sync(event, *line, headers);
    return 481; // no subscription of ours
}

/// It takes a phone out of service: only the PBX of its line may ask.
int OutOfDialog::answer_check_sync(const NuaEvent& event, const Line& line, std::string& headers) {
    using Outcome = DigestServer::Outcome;
    const Account& account = line.account();
    const auto source = source_of_event(core_);
    if (!source || !core_.sources.is_target(account.targets, *source))
        return 403;
    if (account.check_sync_auth) {
        const auto now = DigestServer::Clock::now();
        const auto outcome = digest_.check(read_authorizations(event.sip), "NOTIFY",
                                           {account.auth_user, account.domain, account.password}, now);
        if (outcome != Outcome::accepted) {
            for (const auto& challenge : digest_.challenge(account.domain, outcome == Outcome::stale, now))
                add_header(headers, "WWW-Authenticate", challenge);
            return 401;
        }
    }
    const char* const reboot = msg_header_find_param(event.sip->sip_event->o_common, "reboot=");
    core_.sink.on_line(line.id(), CheckSync{reboot && same_word(reboot, "true")});
    return 200;
}

int OutOfDialog::answer_message(const NuaEvent& event) {
    const auto* const line = line_of(event);
    if (!line)
        return 404;
    return answer_text(core_, line->id(), event);
}

int answer_text(const Core& core, LineId line, const NuaEvent& event) {
    const Message message = read_message(event);
    if (is_encoded(*event.sip) || !lower(message.content_type).starts_with("text/plain"))
        return 415;
    return core.sink.on_text(line, message.body) ? 200 : 405;
}

} // namespace sip
