// What a phone is asked to open, start and close.
#include <doctest/doctest.h>

#include "mapping/phone_view.hpp"
#include "tests/support/shown.hpp"

using namespace mapping;
using tests::Shown;
using P = sccp::MediaPayloadType;

TEST_CASE("a receive channel is opened with the format that was agreed") {
    Shown s;
    s.view.open_receive(7, {P::g711_alaw64k, 30, 8, false, 101}, {"192.0.2.99", 4000});
    const auto open = s.phone.one<sccp::OpenReceiveChannel>();
    CHECK(open.conference_id == 7);
    CHECK(open.pass_thru_party_id == 7);
    CHECK(open.call_reference == 7);
    CHECK(open.payload_capability == P::g711_alaw64k);
    CHECK(open.millisecond_packet_size == 30);
    CHECK(open.echo_cancel == sccp::MediaEchoCancellation::on);
    CHECK(open.rfc2833_payload_type == 101);
    CHECK(open.dtmf_type == 10);
    CHECK(open.source_ip_addr.to_text() == "192.0.2.99");
    CHECK(open.source_port == 4000);
    CHECK(open.requested_ip_addr_type == sccp::IpAddrType::v4);

    s.options.echo_cancel = false;
    s.context.peer_address = "2001:db8::7";
    s.phone.sent.clear();
    s.view.open_receive(7, {P::ilbc, 30, 97, false, 0}, {});
    const auto blind = s.phone.one<sccp::OpenReceiveChannel>();
    CHECK(blind.echo_cancel == sccp::MediaEchoCancellation::off);
    CHECK(blind.source_ip_addr.is_unspecified());
    CHECK(blind.source_port == 4000);
    CHECK(blind.g723_bit_rate_or_codec_params == (30u | 97u << 8));
    CHECK(blind.requested_ip_addr_type == sccp::IpAddrType::v6);
}

TEST_CASE("transmission goes where the far end listens") {
    Shown s;
    s.view.start_transmit(7, {P::g729_annex_aw_annex_b, 20, 18, true, 97}, {"192.0.2.99", 4002});
    const auto start = s.phone.one<sccp::StartMediaTransmission>();
    CHECK(start.conference_id == 7);
    CHECK(start.pass_thru_party_id == 7);
    CHECK(start.call_reference == 7);
    CHECK(start.remote_ip_addr.to_text() == "192.0.2.99");
    CHECK(start.remote_port == 4002);
    CHECK(start.payload_capability == P::g729_annex_aw_annex_b);
    CHECK(start.silence_suppression == sccp::MediaSilenceSuppression::on);
    CHECK(start.precedence == 184);          // EF, the whole octet
    CHECK(start.max_frames_per_packet == 0); // the phone derives it
    CHECK(start.rfc2833_payload_type == 97);
    CHECK(start.dtmf_type == 10);
}

TEST_CASE("channels are closed with or without their port") {
    Shown s;
    s.view.close_receive(7, PortUse::keep);
    s.view.stop_transmit(7, PortUse::close);
    CHECK(s.phone.one<sccp::CloseReceiveChannel>().port_handling_flag == sccp::PortHandling::keep_port);
    CHECK(s.phone.one<sccp::CloseReceiveChannel>().pass_thru_party_id == 7);
    CHECK(s.phone.one<sccp::StopMediaTransmission>().port_handling_flag == sccp::PortHandling::close_port);
    s.view.request_port(7, {});
    CHECK(s.phone.one<sccp::PortReq>().media_type == sccp::MediaType::audio);
    CHECK(s.phone.one<sccp::PortReq>().media_transport_type == sccp::MediaTransportType::rtp);
    CHECK(s.phone.one<sccp::PortReq>().pass_through_party_id == 7);
    s.view.close_port(7);
    CHECK(s.phone.one<sccp::PortClose>().call_reference == 7);
    s.view.request_statistics(7, "1001");
    CHECK(s.phone.one<sccp::ConnectionStatisticsReq>().directory_number == "1001");
    CHECK(s.phone.one<sccp::ConnectionStatisticsReq>().stats_processing == sccp::StatsProcessingType::clear_stats);
}
