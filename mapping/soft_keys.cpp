// Soft keys: the template and the sets, as tables (callflows 7.2).
#include "mapping/soft_keys.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mapping {
namespace {

// clang-format off
struct Entry { SoftKey key; std::uint8_t label; std::string_view name; };   // label: code behind 0x80; 0 = the name itself
constexpr std::array entries{
    Entry{SoftKey::redial,                  1, "Redial"},   Entry{SoftKey::new_call,          2, "NewCall"},
    Entry{SoftKey::hold,                    3, "Hold"},     Entry{SoftKey::transfer,          4, "Trnsfer"},
    Entry{SoftKey::forward_all,             5, "CFwdAll"},  Entry{SoftKey::forward_busy,      6, "CFwdBusy"},
    Entry{SoftKey::forward_no_answer,       7, "CFwdNoAnswer"}, Entry{SoftKey::back_space,    8, "<<"},
    Entry{SoftKey::end_call,                9, "EndCall"},  Entry{SoftKey::resume,           10, "Resume"},
    Entry{SoftKey::answer,                 11, "Answer"},   Entry{SoftKey::info,             12, "Info"},
    Entry{SoftKey::conference,             13, "Confrn"},   Entry{SoftKey::park,             14, "Park"},
    Entry{SoftKey::join,                   15, "Join"},     Entry{SoftKey::meet_me,          16, "MeetMe"},
    Entry{SoftKey::pick_up,                17, "PickUp"},   Entry{SoftKey::group_pick_up,    18, "GPickUp"},
    Entry{SoftKey::record,                  0, "Record"},   Entry{SoftKey::call_back,        65, "CallBack"},
    Entry{SoftKey::barge,                  67, "Barge"},    Entry{SoftKey::do_not_disturb,   63, "DND"},
    Entry{SoftKey::conference_list,        79, "ConfList"}, Entry{SoftKey::select,           78, "Select"},
    Entry{SoftKey::privacy,                54, "Private"},  Entry{SoftKey::transfer_to_voice_mail, 62, "TrnsfVM"},
    Entry{SoftKey::direct_transfer,        77, "DirTrfr"},  Entry{SoftKey::divert,           80, "iDivert"},
    Entry{SoftKey::quality_report,         75, "QRT"},      Entry{SoftKey::other_pick_up,    91, "OPickUp"},
    Entry{SoftKey::hunt_log_in,            92, "HLog"},     Entry{SoftKey::dial,              0, "Dial"},
};

// Numbers that some clients return for the two keys whose label is plain text.
struct Alias { std::uint32_t event; SoftKey key; };
constexpr std::array aliases{Alias{201, SoftKey::dial}, Alias{202, SoftKey::record}};

using On = bool (*)(const KeyConditions&);
constexpr On always = [](const KeyConditions&) { return true; };
constexpr On never  = [](const KeyConditions&) { return false; };
constexpr On redial       = [](const KeyConditions& k) { return k.redial; };
constexpr On transfer     = [](const KeyConditions& k) { return k.transfer; };
constexpr On blind        = [](const KeyConditions& k) { return k.transfer && k.blind_transfer; };
constexpr On blind_now    = [](const KeyConditions& k) { return k.blind_transfer && k.consultation && !k.consultation_for_conference; };
constexpr On forward      = [](const KeyConditions& k) { return k.forward_all; };
constexpr On dnd          = [](const KeyConditions& k) { return k.do_not_disturb; };
constexpr On dnd_ringing  = [](const KeyConditions& k) { return k.do_not_disturb_ringing; };
constexpr On pick_up      = [](const KeyConditions& k) { return k.pick_up; };
constexpr On meet_me      = [](const KeyConditions& k) { return k.meet_me; };
constexpr On privacy      = [](const KeyConditions& k) { return k.privacy; };
constexpr On hunt_log_in  = [](const KeyConditions& k) { return k.hunt_log_in; };
constexpr On conference   = [](const KeyConditions& k) { return k.conference; };
constexpr On park         = [](const KeyConditions& k) { return k.park; };
constexpr On voice_mail   = [](const KeyConditions& k) { return k.voice_mail; };
constexpr On several      = [](const KeyConditions& k) { return k.several_legs; };
constexpr On report       = [](const KeyConditions& k) { return k.quality_report; };
constexpr On record       = [](const KeyConditions& k) { return k.record; };
constexpr On consulting   = [](const KeyConditions& k) { return k.consultation && k.transfer && !k.consultation_for_conference; };
constexpr On to_transfer  = [](const KeyConditions& k) { return !k.consultation_for_conference && k.transfer; };
constexpr On to_confer    = [](const KeyConditions& k) { return k.consultation_for_conference; };
constexpr On list         = [](const KeyConditions& k) { return k.conference_list; };
constexpr On call_back    = [](const KeyConditions& k) { return k.call_back; };
constexpr On take_over    = [](const KeyConditions& k) { return k.take_over; };
constexpr On barge        = [](const KeyConditions& k) { return k.barge; };

using K = SoftKey;
struct Position { SoftKey key{SoftKey::none}; On on{never}; };
constexpr std::size_t positions = 16;
using Set = std::array<Position, positions>;
// Rows by number of the set, positions from 0.
constexpr std::array<Set, 12> sets{{
    /* 0 OnHook */ {{{K::redial, redial}, {K::new_call, always}, {K::forward_all, forward}, {K::pick_up, pick_up},
                     {K::group_pick_up, pick_up}, {K::do_not_disturb, dnd}, {K::meet_me, meet_me}, {K::privacy, privacy},
                     {K::hunt_log_in, hunt_log_in}}},
    /* 1 Connected */ {{{K::hold, always}, {K::end_call, always}, {K::transfer, transfer}, {K::conference, conference}, {K::park, park},
                     {K::divert, voice_mail}, {K::select, several}, {K::join, several}, {K::direct_transfer, several},
                     {K::quality_report, report}, {K::record, record}, {K::transfer_to_voice_mail, blind}}},
    /* 2 OnHold */ {{{K::resume, always}, {K::new_call, always}, {K::end_call, always}, {K::transfer, transfer},
                     {K::conference, conference}, {K::select, several}, {K::join, several}, {K::direct_transfer, several},
                     {K::divert, voice_mail}, {K::transfer_to_voice_mail, blind}}},
    /* 3 RingIn */ {{{K::answer, always}, {K::end_call, always}, {K::divert, voice_mail}, {K::do_not_disturb, dnd_ringing}}},
    /* 4 OffHook */ {{{K::redial, redial}, {K::end_call, always}, {K::forward_all, forward}, {K::pick_up, pick_up},
                     {K::group_pick_up, pick_up}, {K::other_pick_up, pick_up}, {K::meet_me, meet_me}, {K::privacy, privacy}}},
    /* 5 ConnTransfer */ {{{}, {K::end_call, always}, {K::transfer, to_transfer}, {K::conference, to_confer}}},
    /* 6 DigitsFollowing */ {{{K::back_space, always}, {K::end_call, always}, {K::dial, always}, {K::transfer_to_voice_mail, blind_now}}},
    /* 7 ConnConference */ {{{K::hold, always}, {K::end_call, always}, {K::conference, always}, {K::conference_list, list}}},
    /* 8 RingOut */ {{{}, {K::end_call, always}, {K::transfer, consulting}, {K::call_back, call_back}}},
    /* 9 OffHookFeature */ {{{K::redial, redial}, {K::end_call, always}}},
    /* 10 InUseHint */ {{{K::redial, redial}, {K::new_call, always}, {K::pick_up, pick_up}, {K::barge, barge}}},
    /* 11 OnHookStealable */ {{{K::redial, redial}, {K::new_call, always}, {K::resume, take_over}, {K::barge, barge}}},
}};
// clang-format on

/// softKeyInfoIndex of a call manager: help page of the key on phones that have an information key [seen in a CUCM
/// capture].
constexpr std::uint16_t info_base = 300;

/// Of a call that another phone of the shared line holds: NewCall, and Resume if it can be taken (callflows 3.10).
constexpr std::uint32_t held_elsewhere = 0x0002, resume_elsewhere = 0x0001;

const Set* find_set(sccp::SoftKeySet set) {
    const auto number = static_cast<std::size_t>(set);
    return number < sets.size() ? &sets[number] : nullptr;
}

const Entry& entry_of(SoftKey key) { return entries[static_cast<std::size_t>(key) - 1]; }

std::string label_of(const Entry& entry, bool plain_labels) {
    if (plain_labels || entry.label == 0) return std::string(entry.name);
    return {static_cast<char>(0x80), static_cast<char>(entry.label)};
}

} // namespace

std::uint32_t key_mask(sccp::SoftKeySet set, const KeyConditions& conditions) {
    const Set* row = find_set(set);
    if (!row) return 0;
    if (conditions.elsewhere && set == sccp::SoftKeySet::on_hold)
        return held_elsewhere | (conditions.take_over ? resume_elsewhere : 0U);
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < row->size(); ++i)
        if ((*row)[i].on(conditions)) mask |= 1u << i;
    return mask;
}

std::vector<SoftKey> keys_of(sccp::SoftKeySet set) {
    std::vector<SoftKey> keys;
    if (const Set* row = find_set(set))
        for (const Position& position : *row) keys.push_back(position.key);
    while (!keys.empty() && keys.back() == SoftKey::none) keys.pop_back();
    return keys;
}

std::optional<SoftKey> soft_key(sccp::SoftKey event) {
    const auto number = static_cast<std::uint32_t>(event);
    if (number >= 1 && number <= entries.size()) return static_cast<SoftKey>(number);
    if (number <= entries.size()) return std::nullopt;
    for (const Entry& entry : entries)
        if (entry.label == number) return entry.key;
    for (const Alias& alias : aliases)
        if (alias.event == number) return alias.key;
    return std::nullopt;
}

std::string_view name_of(SoftKey key) { return key == SoftKey::none ? std::string_view{} : entry_of(key).name; }

sccp::SoftKeyTemplateRes soft_key_template(bool plain_labels) {
    sccp::SoftKeyTemplateRes message;
    message.total_soft_key_count = static_cast<std::uint32_t>(entries.size());
    for (const Entry& entry : entries)
        message.definition.push_back({label_of(entry, plain_labels), static_cast<sccp::SoftKey>(entry.key)});
    return message;
}

sccp::SoftKeySetRes soft_key_sets() {
    sccp::SoftKeySetRes message;
    message.total_soft_key_set_count = static_cast<std::uint32_t>(sets.size());
    for (const Set& set : sets) {
        sccp::SoftKeySetDefinition definition;
        for (std::size_t i = 0; i < set.size(); ++i) {
            const auto entry = static_cast<std::uint8_t>(set[i].key);
            definition.soft_key_template_index[i] = entry;
            definition.soft_key_info_index[i] =
                entry == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(info_base + entry);
        }
        message.definition.push_back(definition);
    }
    return message;
}

} // namespace mapping
