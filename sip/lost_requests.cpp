// Requests that the stack would never free, or never send.
#include "sip/lost_requests.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sip/taken_place.hpp"

// Of nua_client.h and nua_dialog.h, which are not installed.
struct nua_client_request; // NOLINT(readability-identifier-naming): its name

namespace sip {

namespace {

using Request = nua_client_request;

/// What happens to requests while a call (a usage of a dialog) is removed.
struct Removal {
    int depth{};
    std::vector<Request*> taken; ///< references not given back yet, one entry each
    std::vector<Request*> lost;

    void took(Request* request) {
        if (depth != 0)
            taken.push_back(request);
    }
    void gave_back(Request* request) {
        if (const auto found = std::ranges::find(taken, request); found != taken.end())
            taken.erase(found);
    }
    /// The call lets go of its INVITE, which has a reference of this removal: nobody will know of that any more.
    void unbinds(Request* request) {
        if (std::ranges::find(taken, request) == taken.end())
            return;
        gave_back(request);
        lost.push_back(request);
    }
    void freed(Request* request) {
        std::erase(taken, request);
        std::erase(lost, request);
    }
};

Removal removal;

int give_back(Request* request) {
    static const auto original = of_stack<int (*)(Request*)>("nua_client_request_unref");
    removal.gave_back(request);
    const int is_freed = original(request);
    if (is_freed != 0)
        removal.freed(request);
    return is_freed;
}

void end_removal() {
    if (--removal.depth != 0)
        return;
    removal.taken.clear();
    for (auto* const request : std::exchange(removal.lost, {}))
        give_back(request);
}

} // namespace

void free_lost_requests() {}

} // namespace sip

extern "C" {

__attribute__((visibility("default"))) nua_client_request* nua_client_request_ref(nua_client_request* request) {
    static const auto original = sip::of_stack<nua_client_request* (*)(nua_client_request*)>("nua_client_request_ref");
    sip::removal.took(request);
    return original(request);
}

__attribute__((visibility("default"))) int nua_client_request_unref(nua_client_request* request) {
    return sip::give_back(request);
}

/// After a request that is no INVITE nua looks for the next one of those only: an INVITE that has waited for it would
/// never leave.
__attribute__((visibility("default"))) int nua_client_next_request(nua_client_request* first, int is_invite) {
    static const auto original = sip::of_stack<int (*)(nua_client_request*, int)>("nua_client_next_request");
    if (!first || is_invite != 0)
        return original(first, is_invite);
    nua_client_request_ref(first); // it may fail at once
    original(first, 0);
    original(first, 1);
    nua_client_request_unref(first);
    return 1;
}

__attribute__((visibility("default"))) int nua_client_bind(nua_client_request* request, void* usage) {
    static const auto original = sip::of_stack<int (*)(nua_client_request*, void*)>("nua_client_bind");
    if (!usage)
        sip::removal.unbinds(request);
    return original(request, usage);
}

__attribute__((visibility("default"))) void nua_dialog_usage_remove(void* owner, void* dialog, void* usage,
                                                                    nua_client_request* asked, void* answered) {
    static const auto original =
        sip::of_stack<void (*)(void*, void*, void*, nua_client_request*, void*)>("nua_dialog_usage_remove");
    ++sip::removal.depth;
    original(owner, dialog, usage, asked, answered);
    sip::end_removal();
}

__attribute__((visibility("default"))) void nua_dialog_deinit(void* owner, void* dialog) {
    static const auto original = sip::of_stack<void (*)(void*, void*)>("nua_dialog_deinit");
    ++sip::removal.depth;
    original(owner, dialog);
    sip::end_removal();
}

} // extern "C"
