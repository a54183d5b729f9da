// What refusals inside a dialog do: which end it, which the stack repeats by itself.
#include "sip/dialog_end.hpp"

#include <sofia-sip/sip_util.h>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "sip/sofia.hpp"
#include "sip/taken_place.hpp"

namespace sip {

namespace {

using Rule = decltype(&sip_response_terminates_dialog);

Rule of_sofia = nullptr;

/// Session whose refresh is due, until something is sent for it.
void* due_session = nullptr;

bool is_ours(sip_method_t method) {
    return method == sip_method_invite || method == sip_method_update || method == sip_method_info ||
           method == sip_method_refer || method == sip_method_prack;
}

} // namespace

void use_own_dialog_end() {
    static const auto original = of_stack<Rule>("sip_response_terminates_dialog");
    if (!original)
        throw std::runtime_error("the SIP stack does not say which refusals end a dialog");
    of_sofia = original;
}

} // namespace sip

/// `ends_gracefully`: null when the response is ours.
extern "C" __attribute__((visibility("default"))) int sip_response_terminates_dialog(int status, sip_method_t method,
                                                                                     int* ends_gracefully) {
    const bool is_end_by_us = !ends_gracefully && (status == 408 || status == 481);
    if (!sip::is_ours(method) || is_end_by_us)
        return sip::of_sofia ? sip::of_sofia(status, method, ends_gracefully) : 0;
    if (ends_gracefully)
        *ends_gracefully = 0;
    return 0;
}

// Of nua_client.h and nua_dialog.h, which are not installed.
extern "C" {

const char* nua_dialog_usage_name(const void* usage);
void nua_dialog_usage_reset_refresh(void* usage);

/// After 422 nua repeats an INVITE with a longer session, but an UPDATE as it was. After 401 and 407 it waits for
/// credentials, without end if there are none, and everything else of the call waits behind that: all but BYE is
/// repeated by Call.
__attribute__((visibility("default"))) int nua_client_check_restart(void* request, int status, const char* phrase,
                                                                    const sip_t* response) {
    static const auto original =
        sip::of_stack<int (*)(void*, int, const char*, const sip_t*)>("nua_client_check_restart");
    const auto method = response && response->sip_cseq ? response->sip_cseq->cs_method : sip_method_unknown;
    const bool is_challenge = status == 401 || status == 407;
    const bool is_final = (is_challenge && sip::is_ours(method)) || (status == 422 && method == sip_method_update);
    return is_final ? 0 : original(request, status, phrase, response);
}

/// After a refusal of the UPDATE that refreshes a session nua would send it again each second: its timer stands until a
/// 2xx. It is stopped when something is sent, as nua does it for INVITE, and Call goes on from there.
__attribute__((visibility("default"))) void nua_dialog_usage_refresh(void* owner, void* dialog, void* usage,
                                                                     sip_time_t now) {
    static const auto original = sip::of_stack<void (*)(void*, void*, void*, sip_time_t)>("nua_dialog_usage_refresh");
    sip::due_session = std::string_view(nua_dialog_usage_name(usage)) == "session" ? usage : nullptr;
    original(owner, dialog, usage, now);
    sip::due_session = nullptr;
}

__attribute__((visibility("default"))) int nua_client_create(void* handle, int event, const void* methods,
                                                             const tagi_t* tags) {
    static const auto original = sip::of_stack<int (*)(void*, int, const void*, const tagi_t*)>("nua_client_create");
    if (auto* const session = std::exchange(sip::due_session, nullptr))
        nua_dialog_usage_reset_refresh(session);
    return original(handle, event, methods, tags);
}

} // extern "C"
