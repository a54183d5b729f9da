// An SCCP message off the wire as one line of text.
#include "gateway/frame_text.hpp"

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace gateway {

std::string print_frame(std::span<const std::uint8_t> frame, bool to_phone, unsigned version) {
    const auto cut = sccp::cut_frame(frame);
    if (cut.outcome != sccp::CutOutcome::whole_frame) return "not a message";
    if (to_phone) {
        const auto message = sccp::decode_to_phone(cut.frame.id, version, cut.frame.body());
        return message ? sccp::print(*message, version) : message.error().print();
    }
    const auto layout = sccp::effective_version(version, cut.frame.version);
    const auto message = sccp::decode_from_phone(cut.frame.id, layout, cut.frame.body());
    return message ? sccp::print(*message, layout) : message.error().print();
}

} // namespace gateway
