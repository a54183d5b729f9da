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
/// Its Content-Encoding, where there is a body and it changes something (RFC 3261 section 20.12).
bool is_encoded(const sip_t& sip);
/// Header fields of the 415 to a body that cannot be read (RFC 3261 section 21.4.13): it is encoded, no SDP and no
/// multipart that has one. Empty: it can, or there is none.
std::string unreadable_body(const sip_t& sip, const Message& message);

} // namespace sip
