// Settings of the process itself: [http], [log], [state].
#pragma once

#include <cstdint>
#include <string>

namespace gateway {

struct HttpOptions {
    std::string listen{"127.0.0.1:8080"};  ///< empty: no HTTP
    std::string token;                     ///< secret
};

struct LogOptions {
    std::string level{"info"};
    enum class Format : std::uint8_t { text, json } format{};
    unsigned trace_messages{200};          ///< kept per phone for /trace
};

struct StateOptions {
    std::string file{"/var/lib/sccp2sip/state.db"};
};

} // namespace gateway
