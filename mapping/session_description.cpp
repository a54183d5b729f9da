// Offers and answers of one audio stream (RFC 3264).
#include "mapping/session_description.hpp"

#include <algorithm>
#include <array>

#include "mapping/codecs.hpp"
#include "mapping/dtmf.hpp"
#include "mapping/nat.hpp"
#include "mapping/words.hpp"

namespace mapping {
namespace {

using sip::Direction;

// clang-format off
enum class Objection : std::uint8_t { network_protocol, address_format, transport_protocol, media_type, media_format };
struct Warning { Objection objection; std::string_view code; std::string_view text; };   // RFC 3261 section 20.43
constexpr std::array warnings{
    Warning{Objection::network_protocol, "300", "Incompatible network protocol"},
    Warning{Objection::address_format,   "301", "Incompatible network address formats"},
    Warning{Objection::transport_protocol, "302", "Incompatible transport protocol"},
    Warning{Objection::media_type,       "304", "Media type not available"},
    Warning{Objection::media_format,     "305", "Incompatible media format"},
};

// Feedback of AVPF is ignored; SRTP and everything over DTLS are not understood.
constexpr std::array profiles{std::string_view{"RTP/AVP"}, std::string_view{"RTP/AVPF"}};
// clang-format on

constexpr std::string_view event_encoding = "telephone-event";
constexpr std::string_view warning_agent = "sccp2sip";
constexpr std::string_view sdp_type = "application/sdp";

sip::Rejection not_acceptable(std::string_view code, std::string_view text) {
    sip::Rejection rejection{488, {}, {}};
    rejection.extra.warning.append(code).append(" ").append(warning_agent).append(" \"").append(text).append("\"");
    return rejection;
}

sip::Rejection refuse(Objection objection) {
    const auto row =
        std::find_if(warnings.begin(), warnings.end(), [&](const Warning& w) { return w.objection == objection; });
    return not_acceptable(row->code, row->text);
}

bool is_known_profile(const sip::Media& media) {
    return std::any_of(profiles.begin(), profiles.end(),
                       [&](std::string_view profile) { return same_word(profile, media.proto); });
}

/// callflows 6.6 rule 1
const sip::Media* usable_audio(const sip::Sdp& sdp) {
    const auto found = std::find_if(sdp.media.begin(), sdp.media.end(), [](const sip::Media& media) {
        return media.type == "audio" && media.port != 0 && is_known_profile(media);
    });
    return found == sdp.media.end() ? nullptr : &*found;
}

/// Nothing: the address can be used.
std::optional<Objection> objection_to_address(const sip::Media& media, const DeviceContext& device,
                                              std::string_view opened_at) {
    if (!media.connection) return Objection::address_format;
    const auto kind = sip::kind_of(*media.connection);
    if (kind == sip::AddressKind::host_name || kind == sip::AddressKind::multicast) return Objection::address_format;
    const auto own = sip::kind_of(sip::connection_to(device.peer_address));
    // the phone itself
    if (kind == sip::AddressKind::loopback && own == sip::AddressKind::unicast) return Objection::address_format;
    const bool is_v6 = media.connection->family == sip::AddressFamily::ipv6;
    const auto family = device.options->media_family;
    if (is_v6 && (device.protocol < 17 || family == MediaFamily::ipv4)) return Objection::network_protocol;
    if (!is_v6 && family == MediaFamily::ipv6) return Objection::network_protocol;
    if (!opened_at.empty() && is_v6 != is_ipv6(opened_at) && kind != sip::AddressKind::unspecified)
        return Objection::network_protocol;
    return std::nullopt;
}

MediaAddress address_of(const sip::Media& media) {
    if (!media.connection || sip::kind_of(*media.connection) == sip::AddressKind::unspecified) return {};
    return {media.connection->address, media.port};
}

/// Their direction; an address of all zeros is a hold of the old style (RFC 3264 section 8.4).
Direction direction_of(const sip::Media& media) {
    return address_of(media).host.empty() ? Direction::inactive : media.direction;
}

unsigned event_payload_in(const sip::Media& media) {
    const auto found = std::find_if(media.audio.begin(), media.audio.end(), [](const sip::AudioFormat& format) {
        return sip::same_encoding(format.encoding, event_encoding) && format.clock == 8'000;
    });
    return found == media.audio.end() ? 0 : found->payload_number;
}

sip::AudioFormat event_format(unsigned payload_number) {
    return {payload_number, std::string(event_encoding), 8'000, "0-15"};
}

struct Match {
    const MediaFormat* ours{};
    const sip::AudioFormat* theirs{};
};

/// Every codec that both have, in their order.
std::vector<Match> matches(std::span<const MediaFormat> ours, const sip::Media& media, const DeviceContext& device) {
    std::vector<Match> result;
    for (const auto& theirs : media.audio)
        for (const auto& own : ours)
            if (same_codec(own, theirs) && can_use_number(own, theirs, device)) {
                result.push_back({&own, &theirs});
                break;
            }
    return result;
}

const Match& pick(const std::vector<Match>& all, std::span<const MediaFormat> ours, CodecOrder order,
                  std::optional<sccp::MediaPayloadType> current) {
    const auto has = [](const MediaFormat& format) {
        return [&](const Match& match) { return match.ours->payload == format.payload; };
    };
    if (current) {
        const auto found = std::find_if(all.begin(), all.end(), has(MediaFormat{*current}));
        if (found != all.end()) return *found;
    }
    if (order == CodecOrder::local)
        for (const auto& own : ours)
            if (const auto found = std::find_if(all.begin(), all.end(), has(own)); found != all.end()) return *found;
    return all.front();
}

Agreement agree(const Match& match, const sip::Media& media, const LineOptions& line, const DeviceContext& device) {
    Agreement result;
    result.receive = agreed(*match.ours, *match.theirs, device);
    result.send = result.receive;
    result.send.packet_ms = packet_time_to_send(result.receive, media.ptime, media.maxptime, device);
    result.remote = address_of(media);
    result.far_end_holds = sip::is_hold(media);
    result.send.telephone_event = event_payload_to_send(line, device, event_payload_in(media));
    return result;
}

/// What is left of a direction when we hold.
Direction held_direction(Direction ours, HoldMode mode) {
    const bool may_send = ours == Direction::sendrecv || ours == Direction::sendonly;
    return may_send && mode == HoldMode::sendonly ? Direction::sendonly : Direction::inactive;
}

/// Both of two directions of ours.
Direction common(Direction a, Direction b) {
    const auto sends = [](Direction d) { return d == Direction::sendrecv || d == Direction::sendonly; };
    const auto receives = [](Direction d) { return d == Direction::sendrecv || d == Direction::recvonly; };
    const bool send = sends(a) && sends(b), receive = receives(a) && receives(b);
    if (send) return receive ? Direction::sendrecv : Direction::sendonly;
    return receive ? Direction::recvonly : Direction::inactive;
}

sip::Media media_of(const LocalMedia& local, Direction direction, std::string proto) {
    sip::Media media;
    media.port = local.address.port;
    media.proto = std::move(proto);
    media.connection = sip::connection_to(local.address.host);
    media.direction = direction;
    if (local.rtcp_port != 0 && local.rtcp_port != local.address.port + 1) media.rtcp_port = local.rtcp_port;
    return media;
}

sip::Sdp description(const LocalMedia& local) {
    sip::Sdp sdp;
    sdp.origin = sip::connection_to(local.address.host);
    sdp.connection = sdp.origin;
    return sdp;
}

} // namespace

std::string OwnDescription::publish(sip::Sdp sdp) {
    sdp.session_id = session_id_;
    sdp.version = version_;
    if (text_.empty() || sdp != last_) {
        sdp.version = ++version_;
        last_ = std::move(sdp);
        text_ = sip::to_text(last_);
    }
    return text_;
}

std::uint64_t session_id_from(std::uint32_t high, std::uint32_t low) {
    constexpr std::uint64_t bits_63 = ~std::uint64_t{0} >> 1;
    return ((std::uint64_t{high} << 32) | low) & bits_63;
}

std::vector<MediaFormat> formats_to_offer(const LineOptions& line, const DeviceContext& device,
                                          std::optional<sccp::MediaPayloadType> preferred) {
    auto formats = usable_formats(line, device);
    const auto first = std::find_if(formats.begin(), formats.end(),
                                    [&](const MediaFormat& format) { return format.payload == preferred; });
    if (preferred && first != formats.end()) std::rotate(formats.begin(), first, first + 1);
    if (line.offer_codecs == OfferCodecs::one && formats.size() > 1) formats.resize(1);
    return formats;
}

sip::Sdp make_offer(const LocalMedia& local, std::span<const MediaFormat> formats) {
    sip::Sdp sdp = description(local);
    sip::Media media = media_of(local, local.direction, "RTP/AVP");
    for (const auto& format : formats) media.audio.push_back(audio_format(format));
    if (!formats.empty()) {
        media.ptime = formats.front().packet_ms;
        if (const unsigned events = formats.front().telephone_event) media.audio.push_back(event_format(events));
    }
    sdp.media.push_back(std::move(media));
    return sdp;
}

sip::Direction hold_direction(HoldMode mode) { return held_direction(Direction::sendrecv, mode); }

boost::system::result<sip::Sdp, sip::Rejection> read_sdp(const sip::Message& message) {
    const auto text = sip::sdp_in_body(message.content_type, message.body);
    if (!text) {
        sip::Rejection rejection{415, {}, {}};
        rejection.extra.accept = sdp_type;
        return rejection;
    }
    auto sdp = sip::parse(*text);
    // Warning 399: miscellaneous, shown to a human
    if (!sdp) return not_acceptable("399", sip::to_string(sdp.error()));
    return std::move(*sdp);
}

boost::system::result<Agreement, sip::Rejection> choose(const sip::Sdp& offer, const LineOptions& line,
                                                        const DeviceContext& device,
                                                        std::optional<sccp::MediaPayloadType> current, bool held,
                                                        std::string_view opened_at) {
    const sip::Media* media = usable_audio(offer);
    if (!media) return refuse(Objection::media_type);
    if (const auto objection = objection_to_address(*media, device, opened_at)) return refuse(*objection);
    const auto ours = usable_formats(line, device);
    const auto common_codecs = matches(ours, *media, device);
    if (common_codecs.empty()) return no_common_codec();

    Agreement result = agree(pick(common_codecs, ours, line.codec_order, current), *media, line, device);
    result.direction = sip::reversed(direction_of(*media));
    if (held) result.direction = held_direction(result.direction, line.hold);
    // The answer keeps the offer's number, so that is the one they send with (RFC 3264 section 6.1).
    result.receive.telephone_event = event_payload_offered(line) == 0 ? 0 : event_payload_in(*media);
    return result;
}

sip::Sdp make_answer(const sip::Sdp& offer, const Agreement& agreement, const LocalMedia& local) {
    sip::Sdp sdp = description(local);
    const sip::Media* chosen = usable_audio(offer);
    for (const sip::Media& offered : offer.media) {
        if (&offered != chosen) {
            sdp.media.push_back(sip::refused(offered));
            continue;
        }
        sip::Media media = media_of(local, agreement.direction, offered.proto);
        media.audio.push_back(audio_format(agreement.receive));
        if (agreement.receive.telephone_event != 0)
            media.audio.push_back(event_format(agreement.receive.telephone_event));
        media.ptime = agreement.receive.packet_ms;
        sdp.media.push_back(std::move(media));
    }
    return sdp;
}

boost::system::result<Agreement, sip::Rejection>
read_answer(const sip::Sdp& answer, std::span<const MediaFormat> offered, const LineOptions& line,
            const DeviceContext& device, sip::Direction offered_direction, std::optional<sccp::MediaPayloadType> opened,
            std::string_view opened_at) {
    // Our offers have one m-line, so the answer to it is the first.
    if (answer.media.empty() || answer.media.front().type != "audio" || answer.media.front().port == 0)
        return refuse(Objection::media_type);
    const sip::Media& media = answer.media.front();
    if (!is_known_profile(media)) return refuse(Objection::transport_protocol);
    if (const auto objection = objection_to_address(media, device, opened_at)) return refuse(*objection);
    const auto common_codecs = matches(offered, media, device);
    if (common_codecs.empty()) return no_common_codec();

    const Match& match = pick(common_codecs, offered, CodecOrder::remote, opened);
    Agreement result = agree(match, media, line, device);
    result.receive.payload_number = match.ours->payload_number;
    result.receive.telephone_event = event_payload_in(media) == 0 ? 0 : match.ours->telephone_event;
    result.direction = common(sip::reversed(direction_of(media)), offered_direction);
    // They may still send their first codec (RFC 3264 section 10.2).
    result.needs_lock = line.lock_codec && match.theirs != common_codecs.front().theirs;
    return result;
}

sip::Sdp refuse_all(const sip::Sdp& offer, std::string_view address) {
    sip::Sdp sdp = description({{std::string(address), 0}});
    for (const sip::Media& media : offer.media) sdp.media.push_back(sip::refused(media));
    return sdp;
}

sip::Rejection no_common_codec() { return refuse(Objection::media_format); }

sip::Rejection no_common_family() { return refuse(Objection::network_protocol); }

} // namespace mapping
