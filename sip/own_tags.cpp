// Tags of ours that nobody can foretell.
#include "sip/own_tags.hpp"

#include <cerrno>

#include "sip/random.hpp"
#include "sip/sofia.hpp"

namespace sip {

void use_own_tags() {}

} // namespace sip

/// `format`: `tag=%s`, or null for the tag alone.
extern "C" __attribute__((visibility("default"))) const char* nta_agent_newtag(su_home_t* home, const char* format,
                                                                               nta_agent_t* agent) {
    if (!agent) {
        errno = EINVAL;
        return nullptr;
    }
    try {
        const std::string tag = sip::random_token(8);
        return format && *format ? su_sprintf(home, format, tag.c_str()) : su_strdup(home, tag.c_str());
    } catch (...) { // no chance to be had: no answer
        return nullptr;
    }
}
