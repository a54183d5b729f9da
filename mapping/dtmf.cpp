// How a digit pressed in a call reaches the far end.
#include "mapping/dtmf.hpp"

namespace mapping {
namespace {

constexpr unsigned info_duration_ms = 160;

} // namespace

DigitPath digit_path(const LineOptions& line, const DeviceContext& device, unsigned negotiated) {
    switch (line.dtmf) {
    case DtmfMode::rfc4733: return negotiated != 0 ? DigitPath::in_band : DigitPath::nowhere;
    case DtmfMode::info: return DigitPath::info;
    case DtmfMode::none: return DigitPath::nowhere;
    case DtmfMode::automatic: break;
    }
    return negotiated != 0 && device.has_rfc2833() ? DigitPath::in_band : DigitPath::info;
}

unsigned event_payload_to_send(const LineOptions& line, const DeviceContext& device, unsigned negotiated) {
    return digit_path(line, device, negotiated) == DigitPath::in_band ? negotiated : 0;
}

unsigned event_payload_offered(const LineOptions& line) {
    return line.dtmf == DtmfMode::automatic || line.dtmf == DtmfMode::rfc4733 ? line.dtmf_pt : 0;
}

InfoBody info_body(DtmfInfo form, char digit) {
    if (form == DtmfInfo::dtmf) return {"application/dtmf", std::string(1, digit)};
    return {"application/dtmf-relay",
            "Signal=" + std::string(1, digit) + "\r\nDuration=" + std::to_string(info_duration_ms) + "\r\n"};
}

} // namespace mapping
