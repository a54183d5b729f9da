// Asks each registrar by OPTIONS whether it lives (callflows 1.7).
#include "sip/probe.hpp"

#include <algorithm>

#include "sip/networks.hpp"
#include "sip/random.hpp"
#include "sip/reading.hpp"

namespace sip {

namespace {

constexpr unsigned failures_to_die = 2, successes_to_live = 3;
constexpr std::chrono::milliseconds longest_silence{5000};

} // namespace

/// One registrar.
class Probes::Probe final : public HandleOwner {
  public:
    Probe(Core& core, std::size_t index)
        : core_(core), index_(index), call_id_(random_token(16)), next_(core.stack, [this] { ask(); }),
          silence_(core.stack, [this] { answered(0, false); }) {}
    void start() { next_.start(std::chrono::milliseconds(1)); }
    void stop() {
        next_.stop();
        silence_.stop();
        handle_.reset();
    }
    bool is_alive() const { return is_alive_; }
    void on_event(const NuaEvent& event) override;

  private:
    void ask();
    void answered(int status, bool is_good);
    const Target& target() const { return core_.options.registrars[index_]; }
    std::string asker() const {
        const auto& askers = core_.options.askers;
        return index_ < askers.size() && !askers[index_].empty() ? askers[index_] : "sip:" + core_.stack.address();
    }

    Core& core_;
    std::size_t index_;
    std::string call_id_;
    Handle handle_;
    Timer next_, silence_;
    unsigned failures_{}, successes_{};
    bool is_alive_{true}, is_told_{};
};

void Probes::Probe::ask() {
    const std::string registrar = "sip:" + uri_host(target().host), next_hop = core_.next_hop(target());
    const std::string from = "<" + asker() + ">", to = "<" + registrar + ">";
    handle_ = Handle(nua_handle(core_.nua(), this, TAG_END()), this);
    nua_options(handle_.get(), NUTAG_URL(registrar.c_str()), NUTAG_PROXY(next_hop.c_str()), NUTAG_RETRY_COUNT(0),
                SIPTAG_FROM_STR(from.c_str()), SIPTAG_TO_STR(to.c_str()), SIPTAG_CALL_ID_STR(call_id_.c_str()),
                SIPTAG_ALLOW_STR(allowed_methods), SIPTAG_ACCEPT_STR("application/sdp"), TAG_END());
    core_.stack.kick();
    silence_.start(std::min(longest_silence, core_.options.probe / 2));
    next_.start(core_.options.probe);
}

void Probes::Probe::on_event(const NuaEvent& event) {
    if (event.event != nua_r_options || event.status < 200)
        return;
    if (const auto source = source_of_event(core_); source && !is_internal(event))
        core_.sources.learn(target(), *source);
    const int status = is_internal(event) ? 0 : status_of(event);
    answered(status, status != 0 && status != 503);
}

void Probes::Probe::answered(int status, bool is_good) {
    silence_.stop();
    handle_.reset();
    failures_ = is_good ? 0 : failures_ + 1;
    successes_ = is_good ? successes_ + 1 : 0;
    const bool was_alive = is_alive_;
    if (failures_ >= failures_to_die)
        is_alive_ = false;
    else if (successes_ >= successes_to_live)
        is_alive_ = true;
    core_.sink.on_probe(index_, status);
    const bool is_news = was_alive != is_alive_ || (!is_told_ && is_good);
    if (!is_news)
        return;
    is_told_ = true;
    core_.sink.on_target(index_, is_alive_, status);
}

Probes::Probes(Core& core) {
    for (std::size_t i = 0; i < core.options.registrars.size(); ++i) {
        probes_.push_back(std::make_unique<Probe>(core, i));
        if (core.options.probe.count() > 0)
            probes_.back()->start();
    }
}

Probes::~Probes() = default;

bool Probes::is_alive(std::size_t registrar) const {
    return registrar < probes_.size() && probes_[registrar]->is_alive();
}

void Probes::stop() {
    for (const auto& probe : probes_)
        probe->stop();
}

} // namespace sip
