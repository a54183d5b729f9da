// Voice quality of a call that is over, as a collector reads it (RFC 6035; callflows 4.8).
#pragma once

#include <cstdint>
#include <string>

#include "mapping/options.hpp"
#include "mapping/snapshots.hpp"

namespace mapping {

/// Body of application/vq-rtcpxr: CallTerm with what the phone has counted. `call` has statistics; `ended_unix` in
/// seconds.
std::string quality_report(const CallSnapshot& call, const LineOptions& line, std::int64_t ended_unix);

/// PUBLISH of it to `collector`.
sip::Publication publication_of(const CallSnapshot& call, const LineOptions& line, const std::string& collector,
                                std::int64_t ended_unix);

} // namespace mapping
