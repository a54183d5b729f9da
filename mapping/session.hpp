// One TCP connection of a phone: lets a Register through to its device, answers keep-alives and tokens, decides
// take-over.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "mapping/options.hpp"
#include "mapping/ports.hpp"
#include "sccp/catalogue.hpp"
#include "sccp/values.hpp"

namespace mapping {

/// What the gateway says to a Register (callflows 1.2).
enum class Admission : std::uint8_t {
    accepted,
    bad_name,
    not_configured,
    address_denied,
    try_later,
    pbx_unavailable,
    already_registered
};

/// Where the device of a Register is bound now.
enum class BoundElsewhere : std::uint8_t { no, same_address, other_address };

/// What a session asks of the gateway, which knows the other sessions. Device names are those of a Register that passed
/// `admit`.
class SessionPort {
  public:
    virtual ~SessionPort() = default;
    virtual void send(const sccp::ToPhone& message) = 0;
    virtual void close(std::string_view reason) = 0;
    virtual void close_after_flush() = 0;
    /// One timer of each kind; arming again replaces it. Kinds: register_deadline, probe, keep_alive.
    virtual void arm(TimerKind kind, std::chrono::milliseconds after) = 0;
    virtual void cancel(TimerKind kind) = 0;

    /// Configured, from an allowed address, not draining, ...; `already_registered` when another newcomer waits for
    /// this device, or has just been refused.
    virtual Admission admit(const sccp::RegisterReq& message) = 0;
    virtual bool token_allowed(const std::string& device) = 0;
    virtual BoundElsewhere bound_elsewhere(const std::string& device) = 0;
    /// CapabilitiesReq to the bound session of the device. From now on its bytes are told by on_old_answered, its end
    /// by on_old_gone.
    virtual void probe_old(const std::string& device) = 0;
    virtual void cancel_probe(const std::string& device) = 0;
    virtual void report_duplicate(const std::string& device) = 0;

    /// This session is the device's from now on: Phone::on_register; the session that was, if any, is detached by the
    /// device.
    virtual void bind(const sccp::RegisterReq& message) = 0;
    virtual void forward(const sccp::FromPhone& message) = 0;   ///< to Phone::on
    virtual void lost() = 0;                                    ///< to Phone::on_lost
    virtual void note_alarm(std::string_view text) = 0;
};

/// Owned by the gateway beside the sccp::Session it speaks for. After `is_closed()` it wants no more events.
class SessionMachine {
  public:
    SessionMachine(SessionPort& port, WorldPort& world, const StationOptions& station,
                   std::chrono::milliseconds register_deadline);
    ~SessionMachine();
    SessionMachine(const SessionMachine&) = delete;
    SessionMachine& operator=(const SessionMachine&) = delete;

    void on_message(const sccp::FromPhone& message);
    void on_bytes();          ///< anything arrived, before it is cut into messages
    void on_noise();          ///< a message that cannot be read or that nobody knows
    void on_timer(TimerKind kind);
    void on_disconnected();
    void on_old_answered();   ///< the probed session lives
    void on_old_gone();
    void on_detached();       ///< the device has another session now, or none

    std::string_view state() const;
    bool is_bound() const;
    bool is_closed() const;
    const std::string& device_name() const;   ///< of Register; empty before

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// The text of RegisterReject: at most 32 bytes of ASCII.
std::string_view reject_text(Admission admission);
/// `[A-Za-z0-9_-]{1,15}`: nothing else ever becomes a key, a path or a line of a log.
bool is_device_name(std::string_view name);

} // namespace mapping
