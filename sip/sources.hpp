// Who may send us requests, and which addresses belong to which registrar.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sip/networks.hpp"
#include "sip/options.hpp"

namespace sip {

/// `sip:host:port;transport=udp`; without port the stack finds it by DNS (RFC 3263).
std::string uri_of(const Target& target);

/// The registrars' names are resolved once at the start; later addresses are learned from the answers to our own
/// requests (probe, REGISTER), which the stack resolves anew by the TTL of the names. Owned by Agent.
class Sources {
  public:
    explicit Sources(const Options& options);

    bool may_request(const IpAddress& source) const;
    bool is_registrar(const IpAddress& address) const;
    bool is_target(const std::vector<Target>& targets, const IpAddress& address) const;
    /// Where requests to it are sent: its name is left to the stack (RFC 3263), unless the hosts file knows it.
    std::string next_hop(const Target& target, bool wants_v4) const;
    /// A request of ours to `target` was answered from there. Only for targets that are names: a literal has no other
    /// address.
    void learn(const Target& target, const IpAddress& address);

  private:
    static constexpr std::size_t addresses_per_target = 16;
    std::map<Target, std::vector<IpAddress>> addresses_; ///< of the configured registrars, latest last
    std::map<Target, std::vector<IpAddress>> in_hosts_file_;
    std::vector<Network> networks_;
    bool allows_registrars_{}, allows_any_{};
};

} // namespace sip
