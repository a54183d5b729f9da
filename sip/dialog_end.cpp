// Which refusals inside a dialog end it.
#include "sip/dialog_end.hpp"

#include <dlfcn.h>
#include <sofia-sip/sip_util.h>
#include <stdexcept>

#include "sip/sofia.hpp"

namespace sip {

namespace {

using Rule = decltype(&sip_response_terminates_dialog);

Rule of_sofia = nullptr;

bool is_ours(sip_method_t method) {
    return method == sip_method_invite || method == sip_method_update || method == sip_method_info || method == sip_method_refer ||
           method == sip_method_prack;
}

} // namespace

void use_own_dialog_end() {
    static const auto original = reinterpret_cast<Rule>(dlsym(RTLD_NEXT, "sip_response_terminates_dialog"));
    if (!original)
        throw std::runtime_error("the SIP stack does not say which refusals end a dialog");
    of_sofia = original;
}

} // namespace sip

/// `ends_gracefully`: nua is to send BYE. A PRACK ends nothing: nua would forget the INVITE, whose answer then goes unheard; Call cancels it.
extern "C" __attribute__((visibility("default"))) int sip_response_terminates_dialog(int status, sip_method_t method,
                                                                                     int* ends_gracefully) {
    const bool is_final_word = (status == 408 || status == 481) && method != sip_method_prack;
    if (!sip::is_ours(method) || is_final_word)
        return sip::of_sofia ? sip::of_sofia(status, method, ends_gracefully) : 0;
    if (ends_gracefully)
        *ends_gracefully = 0;
    return 0;
}
