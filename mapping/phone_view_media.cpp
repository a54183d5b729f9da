// What a phone shows of the parties, and what it is asked to open and close: the messages of PhoneView with many
// fields.
#include "mapping/codecs.hpp"
#include "mapping/nat.hpp"
#include "mapping/phone_view.hpp"
#include "mapping/sccp_address.hpp"
#include "sccp/messages/call_control.hpp"
#include "sccp/messages/media.hpp"

namespace mapping {
namespace {

// Octets of the fixed CallInfo without the one that ends them: phones read its fields as C strings.
constexpr std::size_t fixed_number = 23, fixed_name = 39;
constexpr std::size_t dynamic_number = 24, dynamic_name = 120;
constexpr std::uint32_t dtmf_type = 10;          ///< as in every capture
constexpr std::uint32_t unknown_port = 4000;     ///< sourcePort when the far end is not known, as CUCM sends it

sccp::PortHandling handling(PortUse port) {
    return port == PortUse::keep ? sccp::PortHandling::keep_port : sccp::PortHandling::close_port;
}

} // namespace

void PhoneView::call_info(const CallInfoData& info) {
    device_.is_dynamic() ? send_call_info_dynamic(info) : send_call_info_fixed(info);
}

void PhoneView::send_call_info_fixed(const CallInfoData& info) {
    // Most of them are empty.
    const auto number = [&](const std::string& value) {
        return value.empty() ? std::string{} : text(value, fixed_number);
    };
    const auto name = [&](const Party& party) {
        const auto shown = shown_name(party);
        return shown.parts().empty() ? std::string{} : text(shown, fixed_name);
    };
    sccp::CallInfo message;
    message.calling_party_name = name(info.calling);
    message.calling_party = number(info.calling.number);
    message.called_party_name = name(info.called);
    message.called_party = number(info.called.number);
    message.line_instance = info.line;
    message.call_reference = info.call;
    message.call_type = info.type;
    message.original_called_party_name = name(info.original_called);
    message.original_called_party = number(info.original_called.number);
    message.last_redirecting_party_name = name(info.last_redirecting);
    message.last_redirecting_party = number(info.last_redirecting.number);
    message.original_cdpn_redirect_reason = static_cast<std::uint32_t>(info.original_reason);
    message.last_redirecting_reason = static_cast<std::uint32_t>(info.last_reason);
    message.cgpn_voice_mailbox = number(info.calling_voice_mail);
    message.cdpn_voice_mailbox = number(info.called_voice_mail);
    message.call_instance = info.instance;
    message.call_security_status = info.security;
    message.party_pi_restriction_bits = static_cast<sccp::RestrictInformationType>(restriction_bits(info));
    phone_.send(message);
}

void PhoneView::send_call_info_dynamic(const CallInfoData& info) {
    // Most of them are empty.
    const auto number = [&](const std::string& value) {
        return value.empty() ? std::string{} : text(value, dynamic_number);
    };
    const auto name = [&](const Party& party) {
        const auto shown = shown_name(party);
        return shown.parts().empty() ? std::string{} : text(shown, dynamic_name);
    };
    sccp::CallInfoV2 message;
    message.line_instance = info.line;
    message.call_reference = info.call;
    message.call_type = info.type;
    message.original_cdpn_redirect_reason = static_cast<std::uint32_t>(info.original_reason);
    message.last_redirecting_reason = static_cast<std::uint32_t>(info.last_reason);
    message.call_instance = info.instance;
    message.call_security_status = info.security;
    message.party_pi_restriction_bits = static_cast<sccp::RestrictInformationType>(restriction_bits(info));
    message.calling_party = number(info.calling.number);
    // CUCM repeats the calling number here on calls to the phone, and leaves it empty on calls from it.
    if (info.type != sccp::CallType::out_bound_call) message.alternate_calling_party = number(info.calling.number);
    message.called_party = number(info.called.number);
    message.original_called_party = number(info.original_called.number);
    message.last_redirecting_party = number(info.last_redirecting.number);
    message.cgpn_voice_mailbox = number(info.calling_voice_mail);
    message.cdpn_voice_mailbox = number(info.called_voice_mail);
    message.calling_party_name = name(info.calling);
    message.called_party_name = name(info.called);
    message.original_called_party_name = name(info.original_called);
    message.last_redirecting_party_name = name(info.last_redirecting);
    message.hunt_pilot_number = number(info.hunt_pilot.number);
    message.hunt_pilot_name = name(info.hunt_pilot);
    phone_.send(message);
}

void PhoneView::request_port(LegId call, const MediaAddress& far_end) {
    phone_.send(sccp::PortReq{call, call, call, sccp::MediaTransportType::rtp, requested_family(device_, far_end),
                              sccp::MediaType::audio});
}

void PhoneView::close_port(LegId call) { phone_.send(sccp::PortClose{call, call, call, sccp::MediaType::audio}); }

void PhoneView::open_receive(LegId call, const MediaFormat& format, const MediaAddress& far_end) {
    sccp::OpenReceiveChannel message;
    message.conference_id = message.pass_thru_party_id = message.call_reference = call;
    message.millisecond_packet_size = format.packet_ms;
    message.payload_capability = format.payload;
    message.echo_cancel =
        device_.options->echo_cancel ? sccp::MediaEchoCancellation::on : sccp::MediaEchoCancellation::off;
    message.g723_bit_rate_or_codec_params = codec_parameters(format, device_.protocol);
    message.rfc2833_payload_type = format.telephone_event;
    message.dtmf_type = dtmf_type;
    message.source_ip_addr = to_sccp(far_end.host);
    message.source_port = far_end.host.empty() ? unknown_port : far_end.port;
    message.requested_ip_addr_type = requested_family(device_, far_end);
    phone_.send(message);
}

void PhoneView::close_receive(LegId call, PortUse port) {
    phone_.send(sccp::CloseReceiveChannel{call, call, call, handling(port)});
}

void PhoneView::start_transmit(LegId call, const MediaFormat& format, const MediaAddress& remote) {
    using Silence = sccp::MediaSilenceSuppression;
    sccp::StartMediaTransmission message;
    message.conference_id = message.pass_thru_party_id = message.call_reference = call;
    message.remote_ip_addr = to_sccp(remote.host);
    message.remote_port = remote.port;
    message.millisecond_packet_size = format.packet_ms;
    message.payload_capability = format.payload;
    message.precedence = device_.options->media_dscp << 2;   // the whole TOS octet
    message.silence_suppression = format.silence_suppression ? Silence::on : Silence::off;
    message.g723_bit_rate_or_codec_params = codec_parameters(format, device_.protocol);
    message.rfc2833_payload_type = format.telephone_event;
    message.dtmf_type = dtmf_type;
    phone_.send(message);
}

void PhoneView::stop_transmit(LegId call, PortUse port) {
    phone_.send(sccp::StopMediaTransmission{call, call, call, handling(port)});
}

void PhoneView::request_statistics(LegId call, std::string_view directory_number, bool clear) {
    using Processing = sccp::StatsProcessingType;
    phone_.send(sccp::ConnectionStatisticsReq{cut(directory_number, Charset::utf8, 24), call,
                                              clear ? Processing::clear_stats : Processing::do_not_clear_stats});
}

} // namespace mapping
