// The public face of the SIP side: hands each request to the part that does it.
#include "sip/agent.hpp"

namespace sip {

class Agent::Impl {
  public:
    Impl(Options options, EventSink& sink, std::function<CallKey()> next)
        : options_(std::move(options)), sink_(sink), next_(std::move(next)) {}
    Options options_;
    EventSink& sink_;
    std::function<CallKey()> next_;
};

Agent::Agent(Options options, EventSink& sink, std::function<CallKey()> next_call_key)
    : impl_(std::make_unique<Impl>(std::move(options), sink, std::move(next_call_key))) {}
Agent::~Agent() = default;
int Agent::event_descriptor() const { return -1; }
std::chrono::milliseconds Agent::step() { return std::chrono::milliseconds(1000); }
void Agent::on_wanted(std::function<void()>) {}
std::string Agent::address() const { return {}; }
void Agent::add_line(LineId, Account) {}
void Agent::update_line(LineId, Account) {}
void Agent::remove_line(LineId) {}
void Agent::send_register(LineId, std::size_t, std::chrono::seconds, bool) {}
void Agent::subscribe_message_summary(LineId, std::size_t, bool) {}
bool Agent::target_alive(std::size_t) const { return false; }
void Agent::invite(LineId, CallKey, const OutgoingInvite&) {}
void Agent::resend_with_credentials(CallKey) {}
void Agent::cancel(CallKey, std::string_view) {}
void Agent::ack(CallKey, std::string_view) {}
void Agent::ring(CallKey, int, std::string_view) {}
void Agent::answer(CallKey, std::string_view) {}
void Agent::reject(CallKey, const Rejection&) {}
void Agent::offer(CallKey, std::string_view, OfferMethod) {}
void Agent::answer_offer(CallKey, std::string_view) {}
void Agent::reject_offer(CallKey, const Rejection&) {}
void Agent::bye(CallKey, const ExtraHeaders&) {}
void Agent::refer(CallKey, const ReferTarget&) {}
void Agent::answer_refer(CallKey, int) {}
void Agent::notify_refer(CallKey, int) {}
void Agent::info(CallKey, std::string_view, std::string_view) {}
void Agent::forget(CallKey) {}
std::size_t Agent::dialogs() const { return 0; }
bool Agent::shut_down() { return true; }

} // namespace sip
