// Soft keys: the template and the sets that every phone gets at registration, and which keys of a set are lit
// (callflows 7.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sccp/messages/soft_keys.hpp"
#include "sccp/values.hpp"

namespace mapping {

/// The value is the entry of our template and, because clients disagree which of the two they return, the event number
/// too.
enum class SoftKey : std::uint8_t {
    none, redial, new_call, hold, transfer, forward_all, forward_busy, forward_no_answer, back_space, end_call, resume,
    answer, info, conference, park, join, meet_me, pick_up, group_pick_up, record, call_back, barge, do_not_disturb,
    conference_list, select, privacy, transfer_to_voice_mail, direct_transfer, divert, quality_report, other_pick_up,
    hunt_log_in, dial,
};

/// What decides about single keys of a set. The defaults give the default masks of callflows 7.2.
struct KeyConditions {
    bool redial{true};              ///< last number is known
    bool transfer{true};            ///< `transfer=yes`
    bool blind_transfer{};          ///< `blind_key=yes`
    bool forward_all{true};
    bool do_not_disturb{true};
    bool do_not_disturb_ringing{};  ///< the key while a call rings
    bool pick_up{};
    bool meet_me{};                 ///< prefix is set
    bool privacy{};
    bool hunt_log_in{};
    bool conference{};              ///< a room or factory is set
    bool park{};
    bool voice_mail{};              ///< number is set: iDivert
    bool several_legs{};            ///< two or more legs: Select, Join, DirTrfr
    bool quality_report{};
    bool record{};
    bool consultation{};            ///< this leg was opened by Transfer
    bool consultation_for_conference{}; ///< this leg was opened by Confrn
    bool conference_list{};
    bool call_back{};               ///< failed by busy or no answer, and `callback` is on
    bool take_over{};               ///< held elsewhere, and Replaces can be used
    bool elsewhere{};               ///< a call of another phone: it can be taken over at most
    bool barge{};
};

/// Bit n enables position n of the set.
std::uint32_t key_mask(sccp::SoftKeySet set, const KeyConditions& conditions);

/// Keys of a set by position, `none` = empty place.
std::vector<SoftKey> keys_of(sccp::SoftKeySet set);

/// Event number of the template or, above 32, the label code of a key (some clients send it). Nothing: no key of ours.
std::optional<SoftKey> soft_key(sccp::SoftKey event);

/// `EndCall`; for the log and phones with plain labels.
std::string_view name_of(SoftKey key);

sccp::SoftKeyTemplateRes soft_key_template(bool plain_labels);
sccp::SoftKeySetRes soft_key_sets();

} // namespace mapping
