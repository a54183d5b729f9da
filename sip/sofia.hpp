// The only door to Sofia-SIP: its headers, and owners for what it hands out.
#pragma once

namespace sip {
class Stack;
class HandleOwner;
} // namespace sip

// Types the context pointers of its callbacks; every includer must see the same.
#define NUA_MAGIC_T sip::Stack
#define NUA_HMAGIC_T sip::HandleOwner
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport_tag.h>

#include <netinet/in.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace sip {

/// The connection or datagram that a message came by.
inline bool is_by_tcp(msg_t& message) { return msg_addrinfo(&message)->ai_protocol == IPPROTO_TCP; }

/// What the stack tells; valid during the callback only.
struct NuaEvent {
    nua_event_t event;
    int status;
    const char* phrase;
    nua_handle_t* handle;
    const sip_t* sip; ///< null when no message came with it
    tagi_t* tags;
};

/// Who hears the events of a handle. Outlives the Handle that names it.
class HandleOwner {
  public:
    virtual void on_event(const NuaEvent& event) = 0;

  protected:
    ~HandleOwner() = default;
};

/// A nua handle: one dialog or one transaction outside a dialog. Owned by the part that hears its events; after it is
/// gone no event comes any more. A handle with a live usage is ended first (BYE, CANCEL), see sip/README.md.
class Handle {
  public:
    Handle() = default;
    Handle(nua_handle_t* handle, HandleOwner* owner);
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept;
    ~Handle() { reset(); }
    void reset();
    nua_handle_t* get() const { return handle_; }
    explicit operator bool() const { return handle_ != nullptr; }

  private:
    nua_handle_t* handle_{};
};

/// Memory for one piece of parsing.
class Home {
  public:
    Home() { su_home_init(home_); }
    ~Home() { su_home_deinit(home_); }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;
    operator su_home_t*() { return home_; } // NOLINT: this is what it is for

  private:
    su_home_t home_[1] = {};
};

/// A one-shot timer of the stack's loop.
class Timer {
  public:
    Timer(Stack& stack, std::function<void()> fired);
    ~Timer() { su_timer_destroy(timer_); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    void start(std::chrono::milliseconds after); ///< again: replaces
    void stop();

  private:
    static void on_timer(su_root_magic_t*, su_timer_t*, su_timer_arg_t* self) noexcept;
    Stack& stack_;
    su_timer_t* timer_;
    std::function<void()> fired_;
};

inline std::string text_or_empty(const char* text) {
    return text ? text : "";
}
/// For tags: null skips the tag.
inline const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}
/// The standard phrase; never null and never freed, as nua_respond() needs it.
const char* standard_phrase(int status);
/// The value of a header field, without its name; empty: absent. Lists: this element only.
std::string header_text(const void* header);
std::string url_text(const url_t* url);
/// Did our own stack make this response (time-out, transport, DNS)?
bool is_internal(const NuaEvent& event);

} // namespace sip
