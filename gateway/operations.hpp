// What the HTTP side may ask of the gateway and have it do. gateway::Gateway implements it; the tests of the routes
// have a fake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pcap.hpp"
#include "gateway/trace.hpp"
#include "mapping/snapshots.hpp"

namespace gateway {

/// One line of /readyz.
struct Check {
    enum class Role : std::uint8_t {
        required, ///< not ready without it
        any,      ///< not ready when none of this kind is good: the registrars
        advisory, ///< shown only: calls work without it
    };
    std::string name; ///< `sccp_listening`, `registrar 192.0.2.11:5060`, `state_file`
    Role role{Role::required};
    bool good{};
    std::string reason;     ///< `200 to OPTIONS`, `disk full`
    std::int64_t at_unix{}; ///< of the last probe; 0: not yet, or not probed
};

struct PhoneView {
    mapping::PhoneSnapshot phone;
    std::uint64_t messages_in{}, messages_out{}, decode_errors{};
};

struct CallView {
    mapping::CallSnapshot call;
    std::string device;
    std::string sip_call_id; ///< Call-ID; empty while there is no dialog
};

/// What became of an order.
struct Outcome {
    enum class Kind : std::uint8_t { done, not_found, conflict, refused } kind{Kind::done};
    std::string state;  ///< conflict: the machine's state that does not take the order
    std::string detail; ///< for a person
};

enum class ResetMode : std::uint8_t { reset = 1, restart = 2, apply = 3 }; ///< type of SCCP Reset

struct Change {
    std::string section; ///< `line 1001`, `device SEP001120AABBCC`, `log`
    std::string what;    ///< `added`, `removed`, `changed`, `needs restart`
};

struct Reloaded {
    std::vector<Change> changes;
    std::vector<std::string> problems; ///< `FILE:LINE: [section] key: what is wrong`; not empty: nothing changed
};

/// All methods are called on the loop thread and return copies.
class Operations {
  public:
    virtual ~Operations() = default;
    virtual std::vector<Check> readiness() = 0;
    /// Configured devices by name, sorted.
    virtual std::vector<std::string> devices() = 0;
    virtual std::optional<PhoneView> phone(std::string_view device) = 0;
    /// Calls of all phones by id; ended ones while their statistics are kept.
    virtual std::vector<CallView> calls() = 0;
    virtual std::optional<CallView> call(mapping::LegId id) = 0;
    virtual Outcome reset(std::string_view device, ResetMode mode, bool force) = 0;
    virtual Outcome message(std::string_view device, std::string_view text, unsigned seconds) = 0;
    virtual Outcome hang_up(mapping::LegId id) = 0;
    virtual Reloaded reload() = 0;
    /// Prints every message of one phone in the log, or stops that.
    virtual Outcome trace_phone(std::string_view device, bool on) = 0;
    /// Level of a logger (`gateway sccp sip call`, empty: all).
    virtual Outcome set_log_level(std::string_view logger, std::string_view level) = 0;
    /// Where the frames of a phone's pcap file come from and go to.
    virtual PcapEndpoints endpoints(std::string_view device) = 0;
};

} // namespace gateway
