// A request inside a dialog that is answered later.
#pragma once

#include "sip/call.hpp"

namespace sip {

struct Call::SavedRequest {
    /// Takes the request of the present event.
    explicit SavedRequest(nua_t* nua) { nua_save_event(nua, event); }
    ~SavedRequest() { nua_destroy_event(event); }
    SavedRequest(const SavedRequest&) = delete;
    SavedRequest& operator=(const SavedRequest&) = delete;
    nua_saved_event_t event[1] = {};
};

inline constexpr const char* sdp_content_type = "application/sdp";
/// For tags: no body, no type.
inline const char* type_of(const std::string& sdp) {
    return sdp.empty() ? nullptr : sdp_content_type;
}

} // namespace sip
