// Requests that are answered before the stack looks at them.
#include "sip/early_answers.hpp"

#include "sip/taken_place.hpp"

namespace sip {

namespace {

const EarlyAnswers* current = nullptr;

} // namespace

EarlyAnswers::Scope::Scope(const EarlyAnswers& answers) : previous_(std::exchange(current, &answers)) {}
EarlyAnswers::Scope::~Scope() {
    current = previous_;
}

std::optional<EarlyAnswers::Answer> EarlyAnswers::to(const sip_t& request) {
    const bool is_whole = request.sip_request && request.sip_call_id && request.sip_to && request.sip_via;
    return current && is_whole ? current->ask_(request) : std::nullopt;
}

/// By the hash of the Call-ID, which transactions are found by, as in Forks.
void EarlyAnswers::keep_from_stack(sip_t& message) {
    if (message.sip_request && message.sip_request->rq_method == sip_method_cancel && to(message))
        ++message.sip_call_id->i_hash;
}

} // namespace sip

/// Of nua_stack.h, which is not installed. Not 0: the status of an answer that nta is to send.
extern "C" __attribute__((visibility("default"))) int
nua_stack_process_request(nua_handle_t* handle, nta_leg_t* leg, nta_incoming_t* transaction, const sip_t* request) {
    static const auto original =
        sip::of_stack<int (*)(nua_handle_t*, nta_leg_t*, nta_incoming_t*, const sip_t*)>("nua_stack_process_request");
    try {
        if (const auto answer = sip::EarlyAnswers::to(*request)) {
            nta_incoming_tag(transaction, sip::or_null(answer->local_tag));
            return answer->status;
        }
    } catch (...) { // out of memory: as the stack sees it
    }
    return original(handle, leg, transaction, request);
}
