// The Sofia stack of the process: makes it, steps it, shuts it down in the right order.
#include "sip/stack.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sofia-sip/msg_mclass.h>
#include <stdexcept>

#include "sip/dialog_end.hpp"
#include "sip/dns_answer.hpp"
#include "sip/listen.hpp"
#include "sip/lost_requests.hpp"
#include "sip/networks.hpp"
#include "sip/own_tags.hpp"
#include "sip/parser_gaps.hpp"
#include "sip/read_limits.hpp"
#include "sip/text.hpp"

// Exported by libsofia-sip-ua, in no header of it: its own tests turn the time of its timers with it.
extern "C" {
extern void (*_su_time)(su_time_t* now); // NOLINT(readability-identifier-naming): its name
}

namespace sip {

namespace {

// Fairness: then others of the loop have their turn.
constexpr int steps_per_turn = 64;
constexpr std::chrono::milliseconds longest_turn{5};
constexpr std::chrono::milliseconds shortest_wait{1}, longest_wait{60'000};
constexpr std::chrono::milliseconds shortest_timeout{4000}; // below it a lost datagram is not repeated often enough
// ms, of TCP connections. The stack keeps one on which garbage came, its peer there or not, until it has been idle for
// so long; a registrar's own is kept busy by the probes.
constexpr unsigned partial_message_timeout = 10'000, idle_connection_timeout = 120'000;

/// Names of the /proc/self/fd entries that are epoll descriptors. Sofia tells its own to nobody.
std::set<int> epoll_descriptors() {
    std::set<int> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        const auto target = std::filesystem::read_symlink(entry.path(), error);
        if (!error && target.string().find("eventpoll") != std::string::npos)
            found.insert(std::stoi(entry.path().filename().string()));
    }
    return found;
}

std::chrono::milliseconds transaction_timeout(const Options& options) {
    return std::max(options.transaction_timeout, shortest_timeout);
}

/// From 1900 as Sofia counts, but by a clock that nobody sets.
extern "C" void unset_time(su_time_t* now) {
    using namespace std::chrono;
    static const su_time_t first = *now;
    static const auto since = steady_clock::now();
    const auto passed =
        duration_cast<microseconds>(steady_clock::now() - since).count() + static_cast<long long>(first.tv_usec);
    now->tv_sec = first.tv_sec + static_cast<unsigned long>(passed / 1'000'000);
    now->tv_usec = static_cast<unsigned long>(passed % 1'000'000);
}

/// Its timers follow the clock on the wall: set back by an hour, nothing would be repeated or given up for an hour.
/// Once for the process: whoever turns the time of a test has the last word.
void use_unset_time() {
    [[maybe_unused]] static const auto once = _su_time = &unset_time;
}

/// P-Asserted-Identity and Remote-Party-ID are read by Sofia. Not all that sip_extend_mclass() offers: of an Alert-Info
/// that is no URI (`Auto Answer`, as PBXs say) nothing would be left, so that one stays "unknown".
msg_mclass_t* own_messages() {
    auto* const made = msg_mclass_clone(sip_default_mclass(), 0, 0);
    const bool is_complete = made && msg_mclass_insert_header(made, sip_p_asserted_identity_class, 0) >= 0 &&
                             msg_mclass_insert_header(made, sip_remote_party_id_class, 0) >= 0;
    return is_complete ? made : nullptr;
}

void use_own_messages() {
    static msg_mclass_t* const own = own_messages();
    if (!own || sip_update_default_mclass(own) < 0)
        throw std::runtime_error("the SIP stack refuses extra headers");
    MessageReader::install(*own);
    read_all_first_lines(*own);
}

} // namespace

Stack::Stack(const Options& options, Listener& listener)
    : listener_(listener),
      log_(
          [this](WireMessage message) {
              ++told_;
              listener_.on_wire(std::move(message));
          },
          [this](std::uintptr_t id, std::string_view peer) { listener_.on_connection_accepted(id, peer); },
          [this](std::uintptr_t id, std::string_view peer) { listener_.on_connection_closed(id, peer); },
          [this](std::uintptr_t id, bool is_answered) { listener_.on_connection_spoiled(id, is_answered); }),
      reader_(
          transaction_timeout(options),
          [this](const sip_t& request, const IpAddress& source) {
              const auto verdict = listener_.on_request_read(request, source);
              if (verdict == MessageReader::Verdict::drop || verdict == MessageReader::Verdict::hang_up) log_.skip();
              return verdict;
          },
          [this](const msg_t& message, const sip_t& response) { on_response_read(message, response); }),
      answers_([this](const sip_t& request) { return listener_.early_answer(request); }) {
    const ListenAddress local = listen_address(options);
    host_ = uri_host(local.host);
    address_ = local.text();
    unknown_registrar_ = local.unknown_registrar;
    const MessageLog::Scope scope(log_);
    use_unset_time();
    use_own_dialog_end();
    free_lost_requests();
    use_own_tags();
    limit_reading();
    guard_name_answers();
    use_own_messages();
    create_root();
    create_nua(options, "sip:" + address_);
}

void Stack::create_root() {
    const auto before = epoll_descriptors();
    root_.reset(su_root_create(nullptr));
    if (!root_)
        throw std::runtime_error("the SIP stack cannot make its event loop");
    su_root_threading(root_.get(), 0); // else nua starts a thread of its own
    std::set<int> added;
    std::ranges::set_difference(epoll_descriptors(), before, std::inserter(added, added.end()));
    if (added.size() == 1)
        descriptor_ = *added.begin();
}

void Stack::create_nua(const Options& options, const std::string& url) {
    const EarlyDialogs::Scope seeing(dialogs_);
    const std::string user_agent = options.user_agent.empty() ? "sccp2sip" : options.user_agent;
    // NTATAG_MERGE_482: nua's own check takes forks to two of our lines for one request; ours is in Forks.
    // TPTAG_STUN_SERVER: nua starts one on the SIP port that answers everybody, with faults of its own (security.md 3).
    nua_ = nua_create(
        root_.get(), &Stack::on_nua, this, NUTAG_URL(url.c_str()), NUTAG_MEDIA_ENABLE(0), NUTAG_AUTO302(0),
        NUTAG_AUTO305(0), NUTAG_AUTOACK(0), NUTAG_AUTOANSWER(0), NUTAG_AUTOALERT(0), NUTAG_AUTO100(0),
        NTATAG_EXTRA_100(1), NUTAG_ONLY183_100REL(1), NUTAG_ENABLEMESSAGE(1), NUTAG_MAX_RETRY_AFTER(0),
        NUTAG_MIN_SE(shortest_session), NUTAG_APPL_METHOD("OPTIONS, NOTIFY, UPDATE, INFO, MESSAGE, REFER"),
        SIPTAG_ALLOW_STR("INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, NOTIFY, UPDATE, PRACK, SUBSCRIBE, MESSAGE"),
        SIPTAG_SUPPORTED_STR("replaces, 100rel, timer"), SIPTAG_USER_AGENT_STR(user_agent.c_str()),
        NUTAG_OUTBOUND("no-options-keepalive no-validate no-outbound"),
        NUTAG_DETECT_NETWORK_UPDATES(NUA_NW_DETECT_NOTHING), NTATAG_MERGE_482(0), NTATAG_UDP_MTU(65535),
        NTATAG_SIP_T1X64(static_cast<unsigned>(transaction_timeout(options).count())),
        NTATAG_MAXSIZE(most_message_octets), TPTAG_UDP_RMEM(4U << 20U), TPTAG_TOS(static_cast<int>(options.dscp << 2U)),
        TPTAG_TIMEOUT(partial_message_timeout), TPTAG_IDLE(idle_connection_timeout), TPTAG_LOG(1), TPTAG_STUN_SERVER(0),
        TAG_END());
    if (!nua_)
        throw std::runtime_error("cannot listen on " + address_ + ": the SIP stack cannot bind it");
}

Stack::~Stack() {
    if (!nua_)
        return;
    const MessageLog::Scope scope(log_);
    const MessageReader::Scope reading(reader_);
    const EarlyAnswers::Scope answering(answers_);
    const EarlyDialogs::Scope seeing(dialogs_);
    // Handles are gone by now, so nothing keeps it; the bound is for a peer that stays silent to our last request.
    for (int turn = 0; turn < 200 && !shut_down(); ++turn)
        su_root_step(root_.get(), 10);
    dialogs_.clear();
    nua_destroy(nua_);
}

void Stack::on_response_read(const msg_t& message, const sip_t& response) {
    if (!response.sip_via) {
        log_.note_dropped(message, "not one Via");
    } else if (sip_sanity_check(&response) >= 0) {
        if (!same_word(text_or_empty(response.sip_status->st_version), "SIP/2.0"))
            log_.note_dropped(message, "another version of SIP");
        else if (!nta_outgoing_find(dialogs_.agent(), &message, &response, response.sip_via))
            log_.note_dropped(message, "it answers nothing of ours");
    }
    listener_.on_response_read(response);
}

std::chrono::milliseconds Stack::step() {
    const MessageLog::Scope scope(log_);
    const MessageReader::Scope reading(reader_);
    const EarlyAnswers::Scope answering(answers_);
    const EarlyDialogs::Scope seeing(dialogs_);
    for (const auto& work : std::exchange(posted_, {}))
        guarded(work);
    int silent_turns = 0;
    const auto end = std::chrono::steady_clock::now() + longest_turn;
    for (int turn = 0; turn < steps_per_turn && std::chrono::steady_clock::now() < end; ++turn) {
        const auto told_before = told_;
        const auto wait = su_root_step(root_.get(), 0);
        silent_turns = told_ == told_before ? silent_turns + 1 : 0;
        if (!posted_.empty())
            break;
        if (wait == 0 && silent_turns < 2)
            continue;
        // Its 0 also means a timer within this millisecond; asking again until then would keep the processor busy.
        return wait < 0 ? longest_wait : std::clamp(std::chrono::milliseconds(wait), shortest_wait, longest_wait);
    }
    return std::chrono::milliseconds(0);
}

std::chrono::milliseconds Stack::now() const {
    const su_time_t read = su_now();
    return std::chrono::seconds(read.tv_sec) + std::chrono::milliseconds(read.tv_usec / 1000);
}

void Stack::kick() const {
    if (kick_)
        kick_();
}

void Stack::post(std::function<void()> work) {
    posted_.push_back(std::move(work));
    kick();
}

bool Stack::shut_down() {
    if (!std::exchange(is_shutting_down_, true)) {
        nua_shutdown(nua_);
        kick();
    }
    return is_down_;
}

void Stack::on_nua(nua_event_t event, int status, const char* phrase, nua_t*, Stack* self, nua_handle_t* handle,
                   HandleOwner* owner, const sip_t* sip, tagi_t tags[]) {
    ++self->told_;
    self->guarded([&] {
        if (event == nua_r_shutdown) {
            self->is_down_ = status >= 200;
            return;
        }
        const NuaEvent told{event, status, phrase, handle, sip, tags};
        if (owner)
            owner->on_event(told);
        else
            self->listener_.on_stranger(told);
    });
}

} // namespace sip
