// Who may send us requests, and which addresses belong to which registrar.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "sip/networks.hpp"
#include "sip/options.hpp"

namespace sip {

/// The registrars' names are resolved once at the start; later addresses are learned from the answers to our own requests (probe,
/// REGISTER), which the stack resolves anew by the TTL of the names. Owned by Agent.
class Sources {
  public:
    explicit Sources(const Options& options);

    bool may_request(const IpAddress& source) const;
    bool is_registrar(const IpAddress& address) const;
    bool is_target(const std::vector<Target>& targets, const IpAddress& address) const;
    /// A request of ours to `target` was answered from there. Only for targets that are names: a literal has no other address.
    void learn(const Target& target, const IpAddress& address);

  private:
    static constexpr std::size_t addresses_per_target = 16;
    std::map<Target, std::vector<IpAddress>> addresses_; ///< of the configured registrars, latest last
    std::vector<Network> networks_;
    bool allows_registrars_{}, allows_any_{};
};

} // namespace sip
