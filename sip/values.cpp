// Text of the plain values.
#include "sip/values.hpp"

namespace sip {

std::string to_text(const Target& target) {
    auto text = target.host.find(':') == std::string::npos ? target.host : '[' + target.host + ']';
    if (target.port != 0)
        text += ':' + std::to_string(target.port);
    return target.transport == Transport::tcp ? text + ";transport=tcp" : text;
}

} // namespace sip
