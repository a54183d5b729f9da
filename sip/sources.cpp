// Who may send us requests, and which addresses belong to which registrar.
#include "sip/sources.hpp"

#include <algorithm>
#include <fstream>

namespace sip {

std::string uri_of(const Target& target) {
    std::string uri = "sip:" + uri_host(target.host);
    if (target.port != 0)
        uri += ":" + std::to_string(target.port);
    return uri + (target.transport == Transport::tcp ? ";transport=tcp" : ";transport=udp");
}

Sources::Sources(const Options& options) {
    for (const auto& target : options.registrars) {
        addresses_[target] = resolve(target.host);
        std::ifstream hosts("/etc/hosts");
        in_hosts_file_[target] = addresses_in_hosts_file(hosts, target.host);
    }
    for (const auto& word : options.allow) {
        if (word == "any")
            allows_any_ = true;
        else if (word == "registrars")
            allows_registrars_ = true;
        else if (const auto network = Network::parse(word))
            networks_.push_back(*network);
    }
}

bool Sources::may_request(const IpAddress& source) const {
    return allows_any_ || (allows_registrars_ && is_registrar(source)) ||
           std::ranges::any_of(networks_, [&](const Network& network) { return network.contains(source); });
}

bool Sources::is_registrar(const IpAddress& address) const {
    return std::ranges::any_of(addresses_,
                               [&](const auto& entry) { return std::ranges::count(entry.second, address) != 0; });
}

bool Sources::is_target(const std::vector<Target>& targets, const IpAddress& address) const {
    return std::ranges::any_of(targets, [&](const Target& target) {
        const auto found = addresses_.find(target);
        return found != addresses_.end() && std::ranges::count(found->second, address) != 0;
    });
}

std::string Sources::next_hop(const Target& target, bool wants_v4) const {
    if (const auto found = in_hosts_file_.find(target); found != in_hosts_file_.end())
        for (const auto& address : found->second)
            if (address.is_v4() == wants_v4)
                return uri_of({address.text(), target.port, target.transport});
    return uri_of(target);
}

void Sources::learn(const Target& target, const IpAddress& address) {
    const auto found = addresses_.find(target);
    if (found == addresses_.end() || IpAddress::parse(target.host) || std::ranges::count(found->second, address) != 0)
        return;
    if (found->second.size() >= addresses_per_target)
        found->second.erase(found->second.begin());
    found->second.push_back(address);
}

} // namespace sip
