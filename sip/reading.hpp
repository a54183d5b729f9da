// Received messages: from Sofia's structures to values.
#pragma once

#include <string>
#include <vector>

#include "sip/sofia.hpp"
#include "sip/values.hpp"

namespace sip {

Message read_message(const NuaEvent& event);
/// Response codes of our own stack above 699 become 500.
int status_of(const NuaEvent& event);
std::vector<std::string> read_reasons(const sip_t* sip);
/// Values of WWW-Authenticate or Proxy-Authenticate.
std::vector<std::string> read_challenges(const sip_t* sip, bool proxy);
/// Values of Authorization.
std::vector<std::string> read_authorizations(const sip_t* sip);
/// URIs of the Contacts, highest q first.
std::vector<std::string> read_contacts_by_q(const sip_t* sip);
/// Event package in lower case, empty: none.
std::string event_package(const sip_t* sip);
/// Does the list (Supported, Require, Allow) of a message name the token?
bool has_token(const std::vector<std::string>& list, const char* token);
/// Can the body be read: none, SDP, or a multipart that has one (RFC 3261 section 21.4.13)?
bool is_body_known(const Message& message);

} // namespace sip
