// Orders about audio and about the phone itself.
#include "tests/phone/obedience.hpp"

#include <algorithm>

namespace phone {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto restart_time = 200ms;       // a real phone needs a minute for a reset; nobody wants to wait that long

asio::ip::address to_asio(const sccp::Address& address) {
    if (address.is_v6()) {
        asio::ip::address_v6::bytes_type bytes;
        std::copy(address.octets.begin(), address.octets.end(), bytes.begin());
        return asio::ip::address_v6(bytes);
    }
    return asio::ip::address_v4({address.octets[0], address.octets[1], address.octets[2], address.octets[3]});
}

} // namespace

sccp::Address Phone::media_address() const {
    return profile_.quirks.zero_address ? sccp::Address{} : sccp::Address::from_text(media_->address().to_string());
}

void Phone::answer_open(const sccp::OpenReceiveChannel& order, sccp::MediaStatus status, std::uint16_t port) {
    sccp::OpenReceiveChannelAck ack;
    ack.media_reception_status = status;
    ack.ip_addr = status == sccp::MediaStatus::ok ? media_address() : sccp::Address{};
    ack.port = port;
    ack.pass_thru_party_id = profile_.quirks.no_party_id ? 0 : order.pass_thru_party_id;
    ack.call_reference = order.call_reference;
    send(ack);
}

void Obedience::operator()(const sccp::OpenReceiveChannel& order) const {
    const Quirks& quirks = phone.profile_.quirks;
    if (quirks.no_orc_ack)
        return;
    if (quirks.new_port) {
        if (Stream* old = phone.media_->find(order.pass_thru_party_id)) {
            old->stop_receiving();
            old->stop_sending();
        }
        phone.media_->release(order.pass_thru_party_id, false);
    }
    auto status = static_cast<sccp::MediaStatus>(quirks.orc_status);
    const Codec* codec = find_codec(order.payload_capability);
    const auto& known = phone.profile_.codecs;
    if (codec == nullptr || std::find(known.begin(), known.end(), order.payload_capability) == known.end())
        status = sccp::MediaStatus::invalid_codec;
    std::uint16_t port = 0;
    if (status == sccp::MediaStatus::ok) {
        Stream* stream = phone.media_->prepare(order.pass_thru_party_id);
        if (stream == nullptr) {
            status = sccp::MediaStatus::out_of_sockets;
        } else {
            stream->receive(codec, static_cast<std::uint8_t>(order.rfc2833_payload_type));
            port = stream->port();
        }
    }
    if (quirks.late_orc_ack_ms == 0) {
        phone.answer_open(order, status, port);
        return;
    }
    phone.late_ack_.expires_after(std::chrono::milliseconds(quirks.late_orc_ack_ms));
    phone.late_ack_.async_wait([&p = phone, order, status, port](const boost::system::error_code& error) {
        if (!error)
            p.answer_open(order, status, port);
    });
}

void Obedience::operator()(const sccp::CloseReceiveChannel& order) const {
    if (Stream* stream = phone.media_->find(order.pass_thru_party_id))
        stream->stop_receiving();
    phone.media_->release(order.pass_thru_party_id, order.port_handling_flag == sccp::PortHandling::keep_port);
}

void Obedience::operator()(const sccp::StartMediaTransmission& order) const {
    const Quirks& quirks = phone.profile_.quirks;
    Stream* stream = phone.media_->prepare(order.pass_thru_party_id);
    const Codec* codec = find_codec(order.payload_capability);
    auto status = static_cast<sccp::MediaStatus>(quirks.start_status);
    if (stream == nullptr)
        status = sccp::MediaStatus::out_of_sockets;
    else if (codec == nullptr)
        status = sccp::MediaStatus::invalid_codec;
    else if (status == sccp::MediaStatus::ok)
        stream->send({{to_asio(order.remote_ip_addr), static_cast<std::uint16_t>(order.remote_port)},
                      codec,
                      order.millisecond_packet_size,
                      static_cast<std::uint8_t>(order.rfc2833_payload_type),
                      static_cast<std::uint8_t>(order.precedence)});
    if (phone.version_ < 17 || quirks.no_start_ack)
        return;
    sccp::StartMediaTransmissionAck ack;
    ack.conference_id = quirks.no_party_id ? 0 : order.conference_id;
    ack.pass_thru_party_id = quirks.no_party_id ? 0 : order.pass_thru_party_id;
    ack.call_reference = order.call_reference;
    ack.ip_addr = phone.media_address();
    ack.port = stream != nullptr ? stream->port() : 0u;
    ack.media_transmission_status = status;
    phone.send(ack);
}

void Obedience::operator()(const sccp::StopMediaTransmission& order) const {
    if (Stream* stream = phone.media_->find(order.pass_thru_party_id))
        stream->stop_sending();
    phone.media_->release(order.pass_thru_party_id, order.port_handling_flag == sccp::PortHandling::keep_port);
}

void Obedience::operator()(const sccp::PortReq& order) const {
    if (!phone.profile_.has(sccp::PhoneFeatures::port_request) || phone.profile_.quirks.no_port_res)
        return;
    sccp::PortRes answer;
    answer.conference_id = order.conference_id;
    answer.call_reference = order.call_reference;
    answer.pass_through_party_id = order.pass_through_party_id;
    answer.media_type = order.media_type;
    if (const Stream* stream = phone.media_->prepare(order.pass_through_party_id)) {
        answer.ip_addr = phone.media_address();
        answer.port_number = stream->port();
        answer.rtcp_port_number = stream->port() + 1u;
    }
    phone.send(answer);
}

void Obedience::operator()(const sccp::PortClose& order) const { phone.media_->release(order.pass_through_party_id, false); }

void Obedience::operator()(const sccp::ConnectionStatisticsReq& order) const {
    if (phone.profile_.quirks.no_statistics)
        return;
    sccp::ConnectionStatisticsRes answer;
    answer.directory_number = order.directory_number;
    answer.call_reference = order.call_reference;
    answer.stats_processing = order.stats_processing;
    std::uint32_t party = order.call_reference;
    for (const auto& [id, channel] : phone.state_.channels())
        if (call_of(channel.order) == order.call_reference)
            party = id;
    if (const StreamCounters* counters = phone.media_->counters(party)) {
        answer.number_packets_sent = counters->packets_sent;
        answer.number_octets_sent = counters->octets_sent;
        answer.number_packets_received = counters->received.packets();
        answer.number_octets_received = counters->received.octets();
        answer.number_packets_lost = counters->received.lost();
        answer.jitter = static_cast<std::uint32_t>(counters->received.jitter_ms());
        answer.quality_stats = "MLQK=4.5000;MLQKav=4.5000;MLQKmn=4.5000;MLQKmx=4.5000";
    }
    phone.send(answer);
}

void Obedience::operator()(const sccp::Reset&) const {
    phone.note("starts anew");
    phone.unregister();
    if (!phone.profile_.quirks.stays_away)
        phone.come_back(restart_time);
}

} // namespace phone
