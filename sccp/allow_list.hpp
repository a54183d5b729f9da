// A list of networks: who may connect.
#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <vector>

namespace sccp {

class AllowList {
  public:
    AllowList() = default;
    /// Networks as `10.0.0.0/8`, `fc00::/7` or single addresses; what is not one is left out (config has checked them).
    explicit AllowList(const std::vector<std::string>& networks) {
        for (const auto& text : networks) add(text);
    }

    bool contains(const boost::asio::ip::address& address) const {
        if (address.is_v6() && address.to_v6().is_v4_mapped())
            return contains(boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()));
        if (address.is_v4()) {
            for (const auto& network : v4_)
                if ((address.to_v4().to_uint() & network.netmask().to_uint()) == network.network().to_uint())
                    return true;
            return false;
        }
        for (const auto& network : v6_)
            if (boost::asio::ip::network_v6(address.to_v6(), network.prefix_length()).canonical() ==
                network.canonical())
                return true;
        return false;
    }
    bool contains(const std::string& address) const {
        boost::system::error_code error;
        const auto parsed = boost::asio::ip::make_address(address, error);
        return !error && contains(parsed);
    }
    bool empty() const { return v4_.empty() && v6_.empty(); }

  private:
    void add(const std::string& text) {
        const bool is_v6 = text.find(':') != std::string::npos;
        const auto network = text.find('/') != std::string::npos ? text : text + (is_v6 ? "/128" : "/32");
        boost::system::error_code error;
        if (is_v6) {
            const auto parsed = boost::asio::ip::make_network_v6(network, error);
            if (!error) v6_.push_back(parsed);
        } else {
            const auto parsed = boost::asio::ip::make_network_v4(network, error);
            if (!error) v4_.push_back(parsed.canonical());
        }
    }

    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

} // namespace sccp
