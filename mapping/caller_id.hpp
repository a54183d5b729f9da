// Who calls, who was called, who redirected: SIP headers to the fields of CallInfo (callflows 3.6, 4.4).
#pragma once

#include <cstdint>
#include <string>

#include "mapping/device_context.hpp"
#include "mapping/events.hpp"
#include "mapping/texts.hpp"
#include "sccp/values.hpp"
#include "sip/values.hpp"

namespace mapping {

struct Party {
    std::string name, number;
    bool is_private{};              ///< nothing of it may be shown
    bool is_conference{};           ///< "Conference" instead of a name
    bool operator==(const Party&) const = default;
};

/// Why a call was redirected, in the numbers of the phone.
enum class RedirectReason : std::uint32_t {
    unknown = 0,
    busy = 1,
    no_answer = 2,
    transfer = 4,
    pick_up = 5,
    park = 7,
    forward_all = 15
};

/// CallInfo before it takes the form of a message; PhoneView knows the forms.
struct CallInfoData {
    sccp::CallType type{sccp::CallType::in_bound_call};
    Party calling, called, original_called, last_redirecting, hunt_pilot;
    RedirectReason original_reason{}, last_reason{};
    std::string calling_voice_mail, called_voice_mail;
    unsigned line{};
    LegId call{};
    unsigned instance{1};           ///< of the leg among the legs of its line, from 1
    sccp::CallSecurityStatusType security{};
    bool operator==(const CallInfoData&) const = default;
};

/// Of an INVITE: P-Asserted-Identity or Remote-Party-ID from a trusted peer, else From. Privacy applied.
Party calling_party(const sip::Headers& headers, bool trusted);
/// The far end as a later message names it: P-Asserted-Identity > Remote-Party-ID > display name of Contact; else as it
/// was.
Party connected_party(const sip::Headers& headers, bool trusted, const Party& before);

/// A line of ours as calling or called party.
Party own_party(const DeviceLine& line);

/// INVITE for a line.
CallInfoData incoming_call(const sip::Invited& invited, const DeviceLine& line, LegId call, unsigned instance);
/// A number dialled on a line.
CallInfoData outgoing_call(std::string_view number, const DeviceLine& line, LegId call, unsigned instance);
/// Takes over what the message says of the far end; false: nothing changed.
bool refresh(CallInfoData& info, const sip::Headers& headers, bool trusted);

/// partyPIRestrictionBits.
std::uint32_t restriction_bits(const CallInfoData& info);

/// For a name field of CallInfo.
Text shown_name(const Party& party);
/// Behind "From" and "Call Waiting": name, else number, or Private.
Text shown(const Party& party);

/// Where a 181 says the call goes (Diversion, History-Info); empty: it does not.
std::string forwarded_to(const sip::Headers& headers);

/// Number of times the call was redirected: above five it is refused (callflows 3.8).
unsigned diversions(const sip::Headers& headers);

} // namespace mapping
