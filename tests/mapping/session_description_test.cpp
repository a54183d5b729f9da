// Offers and answers of one audio stream.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/session_description.hpp"
#include "tests/support/device.hpp"

using namespace mapping;
using P = sccp::MediaPayloadType;
using D = sip::Direction;
using tests::Device;

namespace {

/// A phone with the four default codecs.
struct Phone : Device {
    explicit Phone(unsigned protocol = 17) : Device("7941", protocol) {
        has({P::g711_alaw64k, P::g711_ulaw64k, P::g722_64k, P::g729_annex_a, P::rfc2833_dyn_payload});
    }
    boost::system::result<Agreement, sip::Rejection> on_offer(const std::string& text, std::optional<P> current = {}, bool held = false) {
        return choose(parsed(text), line, context, current, held);
    }
    boost::system::result<Agreement, sip::Rejection> on_answer(const std::string& text, D offered = D::sendrecv,
                                                               std::optional<P> opened = {}) {
        const auto formats = formats_to_offer(line, context);
        return read_answer(parsed(text), formats, line, context, offered, opened);
    }
    static sip::Sdp parsed(const std::string& text) {
        auto sdp = sip::parse(text);
        REQUIRE_MESSAGE(sdp.has_value(), (sdp.has_error() ? to_string(sdp.error()) : std::string{}));
        return *sdp;
    }
};

std::string session(const std::string& media, const std::string& address = "IN IP4 192.0.2.99") {
    return "v=0\r\no=- 7 1 IN IP4 192.0.2.99\r\ns=-\r\nc=" + address + "\r\nt=0 0\r\n" + media;
}

const std::string pcmu_pcma = "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n";
const LocalMedia local{{"192.0.2.7", 18000}, 0, D::sendrecv};

void check_refused(const boost::system::result<Agreement, sip::Rejection>& result, int status, const std::string& warning) {
    REQUIRE(result.has_error());
    CHECK(result.error().status == status);
    CHECK(result.error().extra.warning == warning);
}

} // namespace

TEST_CASE("an offer lists every codec of the line that the phone has") {
    Phone phone;
    const auto formats = formats_to_offer(phone.line, phone.context);
    CHECK(sip::to_text(make_offer(local, formats)) == "v=0\r\no=- 0 0 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
                                                      "m=audio 18000 RTP/AVP 8 0 9 18 101\r\n"
                                                      "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\n"
                                                      "a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n"
                                                      "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
                                                      "a=ptime:20\r\na=sendrecv\r\n");
}

TEST_CASE("an offer starts with the preferred codec, and has no other if so configured") {
    Phone phone;
    const auto first = [&](std::optional<P> preferred) { return formats_to_offer(phone.line, phone.context, preferred).front().payload; };
    CHECK(first({}) == P::g711_alaw64k);
    CHECK(first(P::g722_64k) == P::g722_64k);
    CHECK(first(P::gsm) == P::g711_alaw64k);
    CHECK(formats_to_offer(phone.line, phone.context, P::g722_64k).size() == 4);
    phone.line.offer_codecs = OfferCodecs::one;
    CHECK(formats_to_offer(phone.line, phone.context, P::g722_64k).size() == 1);
    CHECK(first(P::g722_64k) == P::g722_64k);
}

TEST_CASE("an offer names an odd RTCP port and the direction") {
    Phone phone;
    const auto formats = formats_to_offer(phone.line, phone.context);
    CHECK_FALSE(make_offer({{"192.0.2.7", 18000}, 18001}, formats).media[0].rtcp_port);
    CHECK(make_offer({{"192.0.2.7", 18000}, 20000}, formats).media[0].rtcp_port == 20000);
    CHECK(make_offer({{"192.0.2.7", 18000}, 0, hold_direction(HoldMode::sendonly)}, formats).media[0].direction == D::sendonly);
    CHECK(make_offer({{"192.0.2.7", 18000}, 0, hold_direction(HoldMode::inactive)}, formats).media[0].direction == D::inactive);
    CHECK(make_offer({{"2001:db8::7", 18000}}, formats).media[0].connection->family == sip::AddressFamily::ipv6);
    phone.line.dtmf = DtmfMode::info;
    CHECK(make_offer(local, formats_to_offer(phone.line, phone.context)).media[0].audio.size() == 4);
}

TEST_CASE("the version grows only when the description changes") {
    Phone phone;
    const auto formats = formats_to_offer(phone.line, phone.context);
    OwnDescription own(4711);
    const auto first = own.publish(make_offer(local, formats));
    CHECK(first.find("o=- 4711 1 IN IP4 192.0.2.7") != std::string::npos);
    CHECK(own.publish(make_offer(local, formats)) == first);
    CHECK(own.last() == first);
    LocalMedia held = local;
    held.direction = D::sendonly;
    CHECK(own.publish(make_offer(held, formats)).find("o=- 4711 2 ") != std::string::npos);
    CHECK(own.publish(make_offer(local, formats)).find("o=- 4711 3 ") != std::string::npos);
    CHECK(session_id_from(0xffffffff, 0xffffffff) == 0x7fffffffffffffff);
    CHECK(session_id_from(1, 2) == 0x100000002);
}

TEST_CASE("an offer is answered with one codec, in the order of the caller or of the line") {
    Phone phone;
    auto agreement = phone.on_offer(session(pcmu_pcma));
    REQUIRE(agreement.has_value());
    CHECK(agreement->receive.payload == P::g711_ulaw64k);
    CHECK(agreement->remote == MediaAddress{"192.0.2.99", 4000});
    CHECK(agreement->direction == D::sendrecv);
    CHECK(agreement->may_send());
    CHECK_FALSE(agreement->far_end_holds);
    CHECK(agreement->receive.telephone_event == 101);
    CHECK(agreement->send.telephone_event == 101);
    phone.line.codec_order = CodecOrder::local;
    CHECK(phone.on_offer(session(pcmu_pcma))->receive.payload == P::g711_alaw64k);
}

TEST_CASE("the answer keeps payload numbers of the offer and refuses every other stream") {
    Phone phone;
    phone.has({P::ilbc});
    phone.line.codecs = {"ilbc"};
    const std::string offer = session("m=video 5000 RTP/AVP 31\r\n"
                                      "m=audio 0 RTP/AVP 0\r\n"
                                      "m=audio 4000 RTP/AVP 121 99\r\na=rtpmap:121 iLBC/8000\r\na=fmtp:121 mode=20\r\n"
                                      "a=rtpmap:99 telephone-event/8000\r\na=ptime:40\r\n"
                                      "m=audio 4002 RTP/AVP 0\r\n");
    const auto agreement = phone.on_offer(offer);
    REQUIRE(agreement.has_value());
    CHECK(agreement->receive.payload_number == 121);
    CHECK(agreement->receive.packet_ms == 20);      // ours
    CHECK(agreement->send.packet_ms == 40);         // theirs
    const auto answer = make_answer(Phone::parsed(offer), *agreement, local);
    CHECK(sip::to_text(answer) == "v=0\r\no=- 0 0 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
                                  "m=video 0 RTP/AVP 31\r\nm=audio 0 RTP/AVP 0\r\n"
                                  "m=audio 18000 RTP/AVP 121 99\r\na=rtpmap:121 iLBC/8000\r\na=fmtp:121 mode=20\r\n"
                                  "a=rtpmap:99 telephone-event/8000\r\na=fmtp:99 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
                                  "m=audio 0 RTP/AVP 0\r\n");
}

TEST_CASE("telephone-event is answered only when it was offered and the line wants it") {
    Phone phone;
    const auto without = phone.on_offer(session("m=audio 4000 RTP/AVP 0\r\n"));
    REQUIRE(without.has_value());
    CHECK(without->receive.telephone_event == 0);
    CHECK(without->send.telephone_event == 0);
    phone.line.dtmf = DtmfMode::info;
    const auto info = phone.on_offer(session(pcmu_pcma));
    CHECK(info->receive.telephone_event == 0);
    CHECK(make_answer(Phone::parsed(session(pcmu_pcma)), *info, local).media[0].audio.size() == 1);

    Phone old;
    old.context.features = 0;       // cannot send events itself: digits go by INFO, but events may come
    const auto one_way = old.on_offer(session(pcmu_pcma));
    CHECK(one_way->receive.telephone_event == 101);
    CHECK(one_way->send.telephone_event == 0);
}

TEST_CASE("directions of offers are mirrored, and a hold of ours stays one") {
    struct Row { const char* offered; const char* address; bool held; HoldMode mode; D direction; bool may_send; bool far_end_holds; };
    // clang-format off
    const Row rows[] = {
        {"sendrecv", "192.0.2.99", false, HoldMode::sendonly, D::sendrecv, true,  false},
        {"sendonly", "192.0.2.99", false, HoldMode::sendonly, D::recvonly, false, true},
        {"recvonly", "192.0.2.99", false, HoldMode::sendonly, D::sendonly, true,  false},
        {"inactive", "192.0.2.99", false, HoldMode::sendonly, D::inactive, false, true},
        {"sendrecv", "0.0.0.0",    false, HoldMode::sendonly, D::inactive, false, true},
        {"sendrecv", "192.0.2.99", true,  HoldMode::sendonly, D::sendonly, true,  false},
        {"recvonly", "192.0.2.99", true,  HoldMode::sendonly, D::sendonly, true,  false},
        {"sendonly", "192.0.2.99", true,  HoldMode::sendonly, D::inactive, false, true},
        {"sendrecv", "192.0.2.99", true,  HoldMode::inactive, D::inactive, false, false},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.offered);
        CAPTURE(row.held);
        Phone phone;
        phone.line.hold = row.mode;
        const auto agreement = phone.on_offer(
            session(pcmu_pcma + "a=" + row.offered + "\r\n", std::string("IN IP4 ") + row.address), {}, row.held);
        REQUIRE(agreement.has_value());
        CHECK(agreement->direction == row.direction);
        CHECK(agreement->may_send() == row.may_send);
        CHECK(agreement->far_end_holds == row.far_end_holds);
    }
}

TEST_CASE("a codec in use stays while the offer has it") {
    Phone phone;
    CHECK(phone.on_offer(session(pcmu_pcma), P::g711_alaw64k)->receive.payload == P::g711_alaw64k);
    CHECK(phone.on_offer(session(pcmu_pcma), P::g722_64k)->receive.payload == P::g711_ulaw64k);
}

TEST_CASE("an offer that cannot be used is refused with the reason") {
    Phone phone;
    check_refused(phone.on_offer(session("m=audio 4000 RTP/AVP 3\r\n")), 488, "305 sccp2sip \"Incompatible media format\"");
    check_refused(phone.on_offer(session("m=audio 4000 RTP/AVP 13 101\r\na=rtpmap:101 telephone-event/8000\r\n")), 488,
                  "305 sccp2sip \"Incompatible media format\"");
    const std::string no_media = "304 sccp2sip \"Media type not available\"";
    check_refused(phone.on_offer(session("m=audio 4000 RTP/SAVP 0\r\n")), 488, no_media);
    check_refused(phone.on_offer(session("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n")), 488, no_media);
    check_refused(phone.on_offer(session("m=audio 0 RTP/AVP 0\r\n")), 488, no_media);
    check_refused(phone.on_offer(session("m=image 4000 udptl t38\r\n")), 488, no_media);
    check_refused(phone.on_offer(session("")), 488, no_media);
    check_refused(phone.on_offer(session(pcmu_pcma, "IN IP4 media.example.com")), 488,
                  "301 sccp2sip \"Incompatible network address formats\"");
    check_refused(phone.on_offer(session(pcmu_pcma, "IN IP4 239.1.1.1/127")), 488, "301 sccp2sip \"Incompatible network address formats\"");
    CHECK(phone.on_offer(session("m=audio 4000 RTP/AVPF 0\r\n")).has_value());
    phone.context.peer_address.clear(); // where the phone is, is not known
    CHECK(phone.on_offer(session(pcmu_pcma, "IN IP4 127.0.0.1")).has_value());
    phone.context.peer_address = "192.0.2.7";
    check_refused(phone.on_offer(session(pcmu_pcma, "IN IP4 127.0.0.1")), 488, "301 sccp2sip \"Incompatible network address formats\"");
    phone.context.peer_address = "127.0.0.5"; // beside the PBX
    CHECK(phone.on_offer(session(pcmu_pcma, "IN IP4 127.0.0.1")).has_value());
}

TEST_CASE("an offer of a family that the phone cannot have is refused") {
    const std::string wrong_family = "300 sccp2sip \"Incompatible network protocol\"";
    const std::string v6 = session(pcmu_pcma, "IN IP6 2001:db8::99"), v4 = session(pcmu_pcma);
    Phone old(11);
    check_refused(old.on_offer(v6), 488, wrong_family);
    Phone phone;
    CHECK(phone.on_offer(v6)->remote.host == "2001:db8::99");
    phone.options.media_family = MediaFamily::ipv4;
    check_refused(phone.on_offer(v6), 488, wrong_family);
    phone.options.media_family = MediaFamily::ipv6;
    check_refused(phone.on_offer(v4), 488, wrong_family);
    phone.options.media_family = MediaFamily::both;
    CHECK(phone.on_offer(v4).has_value());
    CHECK(phone.on_offer(v6).has_value());
}

TEST_CASE("a phone with fixed payload numbers refuses a codec under another one") {
    Phone phone(8);
    phone.has({P::ilbc});
    phone.line.codecs = {"ilbc"};
    CHECK(phone.on_offer(session("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 iLBC/8000\r\n")).has_value());
    CHECK(phone.on_offer(session("m=audio 4000 RTP/AVP 98\r\na=rtpmap:98 iLBC/8000\r\n")).has_error());
}

TEST_CASE("an answer tells codec, address, packet time and events") {
    Phone phone;
    const auto agreement = phone.on_answer(session("m=audio 4000 RTP/AVP 0 97\r\na=rtpmap:97 telephone-event/8000\r\na=ptime:30\r\n"));
    REQUIRE(agreement.has_value());
    CHECK(agreement->receive.payload == P::g711_ulaw64k);
    CHECK(agreement->receive.packet_ms == 20);
    CHECK(agreement->receive.telephone_event == 101);   // what we offered
    CHECK(agreement->send.telephone_event == 97);       // what they want
    CHECK(agreement->send.packet_ms == 30);
    CHECK(agreement->remote == MediaAddress{"192.0.2.99", 4000});
    CHECK(agreement->direction == D::sendrecv);
    CHECK_FALSE(agreement->needs_lock);
}

TEST_CASE("each side is sent to under its own payload number") {
    Phone phone;
    phone.has({P::ilbc});
    phone.line.codecs = {"ilbc"};
    const auto agreement = phone.on_answer(session("m=audio 4000 RTP/AVP 120\r\na=rtpmap:120 ilbc/8000\r\na=fmtp:120 mode=20\r\n"));
    REQUIRE(agreement.has_value());
    CHECK(agreement->receive.payload_number == 97);
    CHECK(agreement->send.payload_number == 120);
}

TEST_CASE("of an answer with several codecs the opened one is kept, else the first counts") {
    Phone phone;
    CHECK(phone.on_answer(session(pcmu_pcma))->receive.payload == P::g711_ulaw64k);
    CHECK_FALSE(phone.on_answer(session(pcmu_pcma))->needs_lock);
    const auto kept = phone.on_answer(session(pcmu_pcma), D::sendrecv, P::g711_alaw64k);
    CHECK(kept->receive.payload == P::g711_alaw64k);
    CHECK(kept->needs_lock);                            // they may still send their first
    phone.line.lock_codec = false;
    CHECK_FALSE(phone.on_answer(session(pcmu_pcma), D::sendrecv, P::g711_alaw64k)->needs_lock);
    CHECK(phone.on_answer(session(pcmu_pcma), D::sendrecv, P::g722_64k)->receive.payload == P::g711_ulaw64k);
}

TEST_CASE("the direction after an answer is what both allow") {
    struct Row { D offered; const char* answered; D direction; };
    const Row rows[] = {
        {D::sendrecv, "sendrecv", D::sendrecv}, {D::sendrecv, "sendonly", D::recvonly}, {D::sendrecv, "recvonly", D::sendonly},
        {D::sendrecv, "inactive", D::inactive}, {D::sendonly, "recvonly", D::sendonly}, {D::sendonly, "sendrecv", D::sendonly},
        {D::sendonly, "inactive", D::inactive}, {D::inactive, "sendrecv", D::inactive},
    };
    for (const auto& row : rows) {
        CAPTURE(row.answered);
        Phone phone;
        CHECK(phone.on_answer(session(pcmu_pcma + "a=" + row.answered + "\r\n"), row.offered)->direction == row.direction);
    }
    Phone phone;
    CHECK_FALSE(phone.on_answer(session(pcmu_pcma, "IN IP4 0.0.0.0"))->may_send());
}

TEST_CASE("an answer that cannot be used is refused") {
    Phone phone;
    CHECK(phone.on_answer(session("m=audio 0 RTP/AVP 0\r\n")).error().status == 488);
    CHECK(phone.on_answer(session("")).error().status == 488);
    CHECK(phone.on_answer(session("m=audio 4000 RTP/AVP 3\r\n")).error().status == 488);
    CHECK(phone.on_answer(session(pcmu_pcma, "IN IP4 media.example.com")).error().status == 488);
}

TEST_CASE("a body is read, or refused by its type, size or syntax") {
    sip::Message message;
    message.content_type = "application/sdp";
    message.body = session(pcmu_pcma);
    REQUIRE(read_sdp(message).has_value());
    CHECK(read_sdp(message)->media.size() == 1);

    message.body = session(std::string(9'000, ' '));
    CHECK(read_sdp(message).error().status == 488);
    message.body = "v=0\r\nnonsense";
    CHECK(read_sdp(message).error().status == 488);
    CHECK(read_sdp(message).error().extra.warning.find("399 sccp2sip \"SDP line") == 0);

    message.content_type = "text/plain";
    const auto refused = read_sdp(message);
    CHECK(refused.error().status == 415);
    CHECK(refused.error().extra.accept == "application/sdp");
}

TEST_CASE("a description in a multipart body is found") {
    sip::Message message;
    message.content_type = "multipart/mixed;boundary=x";
    message.body = "--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: application/sdp\r\n\r\n" +
                   session(pcmu_pcma) + "\r\n--x--\r\n";
    REQUIRE(read_sdp(message).has_value());
    CHECK(read_sdp(message)->media.front().port == 4000);
}

TEST_CASE("every stream of an offer can be refused") {
    const auto refusal = refuse_all(Phone::parsed(session(pcmu_pcma + "m=video 5000 RTP/AVP 31\r\n")), "192.0.2.1");
    REQUIRE(refusal.media.size() == 2);
    CHECK(refusal.media[0].port == 0);
    CHECK(refusal.media[1].port == 0);
    CHECK(sip::to_text(refusal).find("c=IN IP4 192.0.2.1") != std::string::npos);
    CHECK(sip::parse(sip::to_text(refusal)).has_value());
}
