// Who may change something over HTTP: the token, and the signs of a request that a foreign web page made.
#pragma once

#include <string>
#include <string_view>

#include "gateway/http_message.hpp"

namespace gateway {

/// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view given, std::string_view wanted);

/// RFC 6750 section 2.1; an empty token asks for nothing.
bool is_authorized(const HttpRequest& request, std::string_view token);

/// Why a changing request is refused: it comes from another site's page, or by a name that an attacker's DNS made ours.
/// Empty: it is not. `has_token`: a page cannot know the token, so the name does not matter.
std::string forged_reason(const HttpRequest& request, bool has_token);

} // namespace gateway
