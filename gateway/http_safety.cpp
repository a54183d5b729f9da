// Who may change something over HTTP.
#include "gateway/http_safety.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>

namespace gateway {

namespace {

/// Host header without its port.
std::string_view host_name(std::string_view host) {
    if (host.starts_with('['))
        return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

bool is_literal_or_local(std::string_view host) {
    const std::string_view name = host_name(host);
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    return !error || boost::beast::iequals(name, "localhost");
}

} // namespace

bool equal_in_constant_time(std::string_view given, std::string_view wanted) {
    // The length of the token may show, its letters may not.
    volatile unsigned char difference = given.size() == wanted.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char other = wanted.empty() ? '\0' : wanted[i % wanted.size()];
        difference = static_cast<unsigned char>(difference | static_cast<unsigned char>(given[i] ^ other));
    }
    return difference == 0;
}

bool is_authorized(const HttpRequest& request, std::string_view token) {
    constexpr std::string_view scheme = "Bearer ";
    if (token.empty())
        return true;
    const std::string_view given = request.authorization;
    return given.size() > scheme.size() && boost::beast::iequals(given.substr(0, scheme.size()), scheme) &&
           equal_in_constant_time(given.substr(scheme.size()), token);
}

std::string forged_reason(const HttpRequest& request, bool has_token) {
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin" && request.fetch_site != "none")
        return "the request comes from another site's page";
    const std::string_view origin = request.origin;
    if (!origin.empty()) {
        const auto scheme = origin.find("://");
        if (scheme == std::string_view::npos || !boost::beast::iequals(origin.substr(scheme + 3), request.host))
            return "the request comes from another site's page";
    }
    if (!has_token && !is_literal_or_local(request.host))
        return "without a token, changes are taken only under an address or localhost";
    return {};
}

} // namespace gateway
