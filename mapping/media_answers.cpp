// What the phone answers about media: whose channel it is, and whether it is usable (callflows 0.4 rule 2, 2.5, 4.8).
#include <algorithm>

#include "mapping/leg.hpp"
#include "mapping/quality_report.hpp"
#include "mapping/sccp_address.hpp"
#include "mapping/stimulus.hpp"

namespace mapping {

namespace {

std::uint16_t port_of(std::uint32_t port) {
    return port <= 0xFFFF ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

bool is_usable(const MediaAddress& address) { return !address.host.empty() && address.port != 0; }

} // namespace

/// By passThroughPartyId; if that is 0 by callReference; if both are, the only pending opening.
Leg* Stimuli::leg_of_ack(LegId party, LegId reference, Waits pending) {
    if (const auto named = party ? party : reference) return board_.find(named);
    Leg* only = nullptr;
    for (const auto& [id, leg] : board_.legs()) {
        const bool waits = pending == Waits::for_channel ? leg->media.awaits_receive_ack()
                                                         : pending == Waits::for_port && leg->media.awaits_port();
        if (!waits) continue;
        if (only) return nullptr;
        only = leg.get();
    }
    return only;
}

bool Stimuli::heard(const sccp::OpenReceiveChannelAck& message) {
    auto* leg = leg_of_ack(message.pass_thru_party_id, message.call_reference, Waits::for_channel);
    const auto address = media_address(message.ip_addr, port_of(message.port));
    const bool is_open = message.media_reception_status == sccp::MediaStatus::ok;
    if (!leg) {
        ignore("OpenReceiveChannelAck");
        // The call has gone meanwhile: its port must not stay open (race 12).
        const auto party = message.pass_thru_party_id ? message.pass_thru_party_id : message.call_reference;
        if (is_open && party) board_.view.close_receive(party, PortUse::close);
        return true;
    }
    const bool is_other_family = is_usable(address) && !leg->media.is_of_family(address);
    if (is_open && is_usable(address) && !is_other_family) {
        board_.post(leg->id(), MediaEvent{phone::ReceiveOpened{address}});
    } else {
        // It says open, but nothing can be sent there.
        if (is_open) board_.view.close_receive(leg->id(), PortUse::close);
        const auto status = !is_open ? message.media_reception_status
                            : is_other_family ? sccp::MediaStatus::requested_ip_addr_type_un_available
                                              : sccp::MediaStatus::out_of_sockets;
        board_.post(leg->id(), MediaEvent{phone::ReceiveFailed{static_cast<std::uint32_t>(status)}});
    }
    return true;
}

bool Stimuli::heard(const sccp::StartMediaTransmissionAck& message) {
    auto* leg = leg_of_ack(message.pass_thru_party_id, message.call_reference, Waits::no);
    if (!leg) {
        ignore("StartMediaTransmissionAck");
        const auto party = message.pass_thru_party_id ? message.pass_thru_party_id : message.call_reference;
        if (message.media_transmission_status == sccp::MediaStatus::ok && party)
            board_.view.stop_transmit(party, PortUse::close);
    } else if (message.media_transmission_status == sccp::MediaStatus::ok)
        board_.post(leg->id(), MediaEvent{phone::TransmitStarted{}});
    else
        board_.post(leg->id(),
                    MediaEvent{phone::TransmitRefused{static_cast<std::uint32_t>(message.media_transmission_status)}});
    return true;
}

bool Stimuli::heard(const sccp::MediaTransmissionFailure& message) {
    auto* leg = leg_of_ack(message.pass_thru_party_id, message.call_reference, Waits::no);
    if (leg)
        board_.post(leg->id(), MediaEvent{phone::TransmitFailure{}});
    else
        ignore("MediaTransmissionFailure");
    return true;
}

bool Stimuli::heard(const sccp::PortRes& message) {
    auto* leg = leg_of_ack(message.pass_through_party_id, message.call_reference, Waits::for_port);
    const auto address = media_address(message.ip_addr, port_of(message.port_number));
    if (leg && is_usable(address))
        board_.post(leg->id(), MediaEvent{phone::PortReserved{address, port_of(message.rtcp_port_number)}});
    else
        ignore("PortRes");
    return true;
}

bool Stimuli::heard(const sccp::ConnectionStatisticsRes& message) {
    Statistics counted;
    counted.packets_sent = message.number_packets_sent;
    counted.octets_sent = message.number_octets_sent;
    counted.packets_received = message.number_packets_received;
    counted.octets_received = message.number_octets_received;
    counted.packets_lost = message.number_packets_lost;
    counted.jitter_ms = message.jitter;
    counted.latency_ms = message.latency;
    counted.quality = message.quality_stats.str();
    const LegId id = message.call_reference;
    auto* leg = board_.find(id);
    const auto old = board_.ended.find(id);
    if (leg ? leg->context.statistics.has_value() : old == board_.ended.end() || old->second.statistics) {
        ignore("ConnectionStatisticsRes");
        return true;
    }
    board_.ports.world.audio_counted(id, counted);
    board_.ports.world.log(WorldPort::Level::info, id,
                           "audio: sent " + std::to_string(counted.packets_sent) + ", received " +
                               std::to_string(counted.packets_received) + ", lost " +
                               std::to_string(counted.packets_lost) + " packets, jitter " +
                               std::to_string(counted.jitter_ms) + " ms, latency " +
                               std::to_string(counted.latency_ms) + " ms " + counted.quality);
    if (!leg) {
        old->second.statistics = std::move(counted);
        report_quality(old->second);
        return true;
    }
    leg->context.statistics = std::move(counted);
    report_quality(leg->snapshot());
    leg->actions.statistics_came();
    return true;
}

void Stimuli::report_quality(const CallSnapshot& call) {
    const auto& collector = board_.device.calls->vq_uri;
    const auto* line = board_.device.line(call.line);
    if (collector.empty() || !line) return;
    board_.ports.sip.publish(line->id, publication_of(call, *line->options, collector, unix_now(board_)));
}

} // namespace mapping
