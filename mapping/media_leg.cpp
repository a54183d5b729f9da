// The phone's receive channel and transmission of one leg: what the words of tables/media.hpp send, remember and
// report.
#include "mapping/media_leg.hpp"

#include <utility>

#include "mapping/codecs.hpp"
#include "mapping/nat.hpp"

namespace mapping {

MediaLeg::MediaLeg(LegContext& leg) : leg_(leg), machine_(std::make_unique<MediaMachine>(*this)) {}

MediaLeg::~MediaLeg() = default;

void MediaLeg::process(const MediaEvent& event) { machine_->process(event); }

void MediaLeg::forget() {
    format_.reset();
    queued_.reset();
    transmission_queued_.reset();
    transmission_ = {};
    has_port_ = is_unanswered_ = transmission_lost_ = was_refused_ = has_failed_ = false;
    machine_ = std::make_unique<MediaMachine>(*this);
}

bool MediaLeg::has_channel() const {
    return state_ == "ReceiveOpening" || state_ == "ReceiveOpen" || state_ == "Talking";
}

bool MediaLeg::awaits_receive_ack() const { return state_ == "ReceiveOpening" || state_ == "Abandoned"; }

bool MediaLeg::awaits_port() const { return state_ == "PortRequested"; }

bool MediaLeg::keeps_port() const { return awaits_port() || (has_port_ && !has_channel()); }

bool MediaLeg::is_sending() const { return state_ == "Talking"; }

std::optional<sccp::MediaPayloadType> MediaLeg::opened() const {
    if (!has_channel() || !format_) return {};
    return format_->payload;
}

// ---- guards ---------------------------------------------------------------------------------------------------------

bool MediaLeg::has_port_req() const {
    switch (leg_.options().port_request) {
    case PortRequest::never: return false;
    case PortRequest::always: return !leg_.board.device.no_port_request;
    case PortRequest::automatic: break;
    }
    return leg_.board.device.has_port_request();
}

namespace {

/// What makes the phone open another channel; who names which digit payload does not.
bool opens_alike(const MediaFormat& a, const MediaFormat& b) {
    const bool same_number = a.payload_number == b.payload_number || a.payload_number < first_dynamic_payload;
    return a.payload == b.payload && a.packet_ms == b.packet_ms && same_number &&
           a.silence_suppression == b.silence_suppression;
}

} // namespace

bool MediaLeg::is_of_family(const MediaAddress& address) const {
    if (leg_.phone().protocol < 17) return true;   // its messages hold no other than IPv4
    const auto wanted = leg_.phone().options->media_family;
    if (wanted == MediaFamily::ipv4 || wanted == MediaFamily::ipv6)
        return is_ipv6(address.host) == (wanted == MediaFamily::ipv6);
    return far_end_.host.empty() || is_ipv6(address.host) == is_ipv6(far_end_.host);
}

bool MediaLeg::same_codec(const media::OpenReceive& order) const {
    return !order.again && format_ && opens_alike(*format_, order.format);
}

bool MediaLeg::same_remote(const media::StartTransmit& order) const {
    return !transmission_lost_ && transmission_ == Transmission{order};
}

// ---- actions --------------------------------------------------------------------------------------------------------

void MediaLeg::send_port_req(const media::Reserve& order) {
    format_ = order.format;
    view().request_port(leg_.id, {});
}

void MediaLeg::send_port_close() {
    queued_.reset();
    transmission_queued_.reset();
    has_port_ = false;
    view().close_port(leg_.id);
}

void MediaLeg::give_back_port() {
    if (std::exchange(has_port_, false)) view().close_port(leg_.id);
}

/// The refusal may be that of an opening before, and the phone still be about to open this one.
void MediaLeg::give_up_channel() { is_unanswered_ ? send_close() : give_back_port(); }

void MediaLeg::send_orc(const Opening& opening) {
    if (opening.format) {
        format_ = opening.format;
        far_end_ = opening.far_end;
    } else if (queued_) {
        format_ = queued_->format;
        far_end_ = queued_->far_end;
    }
    queued_.reset();
    if (format_) view().open_receive(leg_.id, *format_, far_end_);
}

void MediaLeg::send_close() {
    queued_.reset();
    transmission_queued_.reset();
    has_port_ = false;
    view().close_receive(leg_.id, PortUse::close);
}

void MediaLeg::send_close_keep() { view().close_receive(leg_.id, PortUse::keep); }

void MediaLeg::send_smt(const Transmission& transmission) {
    const auto before = transmission_;
    if (transmission.format)
        transmission_ = transmission;
    else if (transmission_queued_)
        transmission_ = Transmission{*transmission_queued_};
    transmission_queued_.reset();
    transmission_lost_ = false;
    if (transmission_ != before) was_refused_ = has_failed_ = false;
    if (transmission_.format) view().start_transmit(leg_.id, *transmission_.format, transmission_.remote);
}

void MediaLeg::send_stop() { view().stop_transmit(leg_.id, PortUse::close); }

void MediaLeg::send_stop_keep() { view().stop_transmit(leg_.id, PortUse::keep); }

void MediaLeg::close_orphan() {
    is_unanswered_ = false;
    view().close_receive(leg_.id, PortUse::close);
}

void MediaLeg::stop_orphan() { view().stop_transmit(leg_.id, PortUse::close); }

void MediaLeg::arm_port() { leg_.timers.arm(TimerKind::port, leg_.call_options().t_port); }

void MediaLeg::arm_orc() { leg_.timers.arm(TimerKind::receive_ack, leg_.call_options().t_orc); }

void MediaLeg::mark_no_port_req() {
    leg_.board.device.no_port_request = true;
    leg_.board.ports.world.log(WorldPort::Level::info, leg_.id,
                               "the phone does not answer PortReq: not asked again in this session");
}

void MediaLeg::store_addr(const Opened& opened) {
    address_ = opened.address;
    rtcp_port_ = opened.rtcp_port;
}

void MediaLeg::queue_reopen(const media::OpenReceive& order) {
    const bool is_what_opens = state_ == "ReceiveOpening" && same_codec(order);
    if (is_what_opens)
        queued_.reset();
    else
        queued_ = order;
}

void MediaLeg::unqueue_reopen() {
    queued_.reset();
    transmission_queued_.reset();
}

void MediaLeg::queue_tx(const media::StartTransmit& order) { transmission_queued_ = order; }

void MediaLeg::unqueue_tx() { transmission_queued_.reset(); }

void MediaLeg::post_rx_ready() { leg_.board.post(leg_.id, LegEvent{media::Ready{address_, rtcp_port_}}); }

void MediaLeg::post_rx_failed(const OpeningFailure& failure) {
    leg_.board.post(leg_.id, LegEvent{media::Failed{failure.status, failure.no_ack}});
}

/// Once more, then the call is over (callflows race 51).
void MediaLeg::post_tx_failed(const TransmissionFailure& failure) {
    can_retry_transmit_ = !was_refused_ && !has_failed_;
    (failure.is_refusal ? was_refused_ : has_failed_) = true;
    transmission_lost_ = true;
    leg_.board.ports.world.count("transmit_failures");
    leg_.board.post(leg_.id, LegEvent{media::TransmitFailed{}});
}

void MediaLeg::on_state(std::string_view name) {
    state_ = name;
    // with the channel everything begins anew
    if (name == "Kept" || name == "Closed") was_refused_ = has_failed_ = false;
    if (name != "PortRequested") leg_.timers.cancel(TimerKind::port);
    if (name != "ReceiveOpening") leg_.timers.cancel(TimerKind::receive_ack);
    if (name == "Abandoned")
        leg_.timers.arm(TimerKind::abandoned, seconds{2});
    else
        leg_.timers.cancel(TimerKind::abandoned);
    leg_.board.ports.world.state_changed("media", leg_.id, name, {});
}

void MediaLeg::on_row(const TakenRow& row) { leg_.board.ports.world.took(leg_.id, row); }

void MediaLeg::on_ignored(const std::string& event, std::string_view state) {
    leg_.board.ports.world.ignored(leg_.id, event, state);
}

} // namespace mapping
