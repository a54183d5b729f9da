// PUBLISH without refresh: a report sent once (RFC 3903; callflows 4.8).
#include "sip/publish.hpp"

#include <string>

#include "sip/random.hpp"
#include "sip/reading.hpp"
#include "sip/writing.hpp"

namespace sip {

namespace {

constexpr std::size_t most_running = 64;

} // namespace

/// One PUBLISH, and its repetition with credentials.
class Publications::Request final : public HandleOwner {
  public:
    Request(Core& core, LineId line, Publication publication)
        : core_(core), line_(line), publication_(std::move(publication)) {}
    ~Request() { core_.owners.remove_dialog(call_id_, from_tag_); }
    void send();
    bool is_over() const { return is_over_; }
    void on_event(const NuaEvent& event) override;

  private:
    Core& core_;
    LineId line_;
    Publication publication_;
    const std::string call_id_{random_token(16)}, from_tag_{random_token(8)};
    std::uint32_t cseq_{};
    Handle handle_;
    ChallengeCount challenges_;
    bool is_over_{};
};

void Publications::Request::send() {
    auto* const line = core_.lines.find(line_);
    const auto* const target = line ? line->target(line->registered_at.value_or(0)) : nullptr;
    is_over_ = !target;
    if (is_over_)
        return;
    const std::string address = line->name_address(), route = line->route(),
                      next_hop = route.empty() ? core_.next_hop(*target) : "",
                      cseq = std::to_string(++cseq_) + " PUBLISH",
                      authorization = challenges_.authorization(line->digest(line->registered_at.value_or(0)),
                                                                "PUBLISH", publication_.uri);
    core_.owners.add_dialog(call_id_, from_tag_, {line_, 0});
    handle_ = Handle(nua_handle(core_.nua(), this, TAG_END()), this);
    nua_method(handle_.get(), NUTAG_METHOD("PUBLISH"), NUTAG_DIALOG(0), NUTAG_RETRY_COUNT(0),
               NUTAG_URL(publication_.uri.c_str()), TAG_IF(!next_hop.empty(), NUTAG_PROXY(next_hop.c_str())),
               TAG_IF(!route.empty(), NUTAG_INITIAL_ROUTE_STR(route.c_str())),
               SIPTAG_FROM_STR((address + ";tag=" + from_tag_).c_str()),
               SIPTAG_TO_STR(("<" + publication_.uri + ">").c_str()), SIPTAG_CALL_ID_STR(call_id_.c_str()),
               SIPTAG_CSEQ_STR(cseq.c_str()), SIPTAG_EVENT_STR(publication_.event.c_str()),
               SIPTAG_EXPIRES_STR("3600"), SIPTAG_CONTENT_TYPE_STR(publication_.content_type.c_str()),
               SIPTAG_PAYLOAD_STR(publication_.body.c_str()),
               SIPTAG_USER_AGENT_STR(or_null(line->account().user_agent)),
               SIPTAG_HEADER_STR(or_null(authorization)), TAG_END());
    core_.stack.kick();
}

void Publications::Request::on_event(const NuaEvent& event) {
    if (event.event != nua_r_method || event.status < 200)
        return;
    handle_.reset();
    const int status = status_of(event);
    auto* const line = core_.lines.find(line_);
    if ((status == 401 || status == 407) && line &&
        challenges_.can_answer(core_, line->digest(line->registered_at.value_or(0)), event))
        return send();
    is_over_ = true;
}

Publications::Publications(Core& core) : core_(core) {}
Publications::~Publications() = default;

void Publications::send(LineId line, const Publication& publication) {
    if (running_.size() >= most_running)
        return;
    running_.push_back(std::make_unique<Request>(core_, line, publication));
    running_.back()->send();
}

void Publications::stop() {
    running_.clear();
}

void Publications::sweep() {
    std::erase_if(running_, [](const auto& request) { return request->is_over(); });
}

} // namespace sip
