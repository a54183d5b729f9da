// The Sofia stack of the process: makes it, steps it, shuts it down in the right order.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sip/early_answers.hpp"
#include "sip/early_dialogs.hpp"
#include "sip/message_log.hpp"
#include "sip/message_reader.hpp"
#include "sip/options.hpp"
#include "sip/sofia.hpp"

namespace sip {

/// Methods that we know (callflows 1.3). REFER is taken only inside a dialog: out of dialog nua would answer for us.
inline constexpr const char* allowed_methods =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, NOTIFY, REFER, UPDATE, PRACK, SUBSCRIBE, MESSAGE";

inline constexpr unsigned shortest_session = 90; ///< s, Min-SE (RFC 4028 section 5)

/// One per Agent, which owns it and hears what no handle hears. Outlives every Handle and Timer.
class Stack {
  public:
    class Listener {
      public:
        /// Before every event: wire messages that waited for their call's key can be told now.
        virtual void on_stranger(const NuaEvent& event) = 0; ///< a handle that nobody has bound yet, or none
        virtual void on_wire(WireMessage message) = 0;
        virtual MessageReader::Verdict on_request_read(const sip_t& request, const IpAddress& source) = 0;
        virtual void on_response_read(const sip_t& response) = 0; ///< the stack may still drop it
        virtual std::optional<EarlyAnswers::Answer> early_answer(const sip_t& request) = 0;
        /// Of MessageLog::OnConnection.
        virtual void on_connection_accepted(std::uintptr_t id, std::string_view peer) = 0;
        virtual void on_connection_closed(std::uintptr_t id, std::string_view peer) = 0;
        virtual void on_connection_spoiled(std::uintptr_t id, bool is_answered) = 0;
        virtual void on_failure(std::string_view what) noexcept = 0;

      protected:
        ~Listener() = default;
    };

    /// Binds UDP and TCP; throws std::runtime_error that names the address and the reason.
    Stack(const Options& options, Listener& listener);
    ~Stack();
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    nua_t* nua() const { return nua_; }
    su_root_t* root() const { return root_.get(); }
    const std::string& address() const { return address_; } ///< `192.0.2.10:5062`, IPv6 in brackets
    const std::string& unknown_registrar() const { return unknown_registrar_; }
    const std::string& host() const { return host_; }       ///< as in a URI

    /// Of its timers: only differences mean something.
    std::chrono::milliseconds now() const;

    Forks& forks() { return reader_.forks(); }

    int event_descriptor() const { return descriptor_; }
    std::chrono::milliseconds step();
    void on_wanted(std::function<void()> kick) { kick_ = std::move(kick); }
    /// After each nua call: there is something to do.
    void kick() const;
    /// Runs it at the next step, outside of any call of ours.
    void post(std::function<void()> work);
    /// No exception passes a C callback (security.md 3).
    template <typename Work> void guarded(Work&& work) noexcept {
        try {
            work();
        } catch (const std::exception& error) {
            listener_.on_failure(error.what());
        } catch (...) {
            listener_.on_failure("unknown exception");
        }
    }

    /// Asks the stack to end; true when it has.
    bool shut_down();

  private:
    static void on_nua(nua_event_t event, int status, const char* phrase, nua_t* nua, Stack* self, nua_handle_t* handle,
                       HandleOwner* owner, const sip_t* sip, tagi_t tags[]);
    void on_response_read(const msg_t& message, const sip_t& response);
    void create_root();
    void create_nua(const Options& options, const std::string& url);

    struct RootDeleter {
        void operator()(su_root_t* root) const { su_root_destroy(root); }
    };
    struct Library {
        Library() { su_init(); }
        ~Library() { su_deinit(); }
    };

    Listener& listener_;
    MessageLog log_;
    MessageReader reader_;
    EarlyAnswers answers_;
    EarlyDialogs dialogs_;
    Library library_;
    std::unique_ptr<su_root_t, RootDeleter> root_;
    nua_t* nua_{};
    int descriptor_{-1};
    std::string host_, address_, unknown_registrar_;
    std::function<void()> kick_;
    std::vector<std::function<void()>> posted_;
    std::uint64_t told_{}; ///< events and messages so far
    bool is_shutting_down_{}, is_down_{};
};

} // namespace sip
