// What the user selected, and a conference made of it in a room of the PBX (callflows 5.2, 5.3).
#include <algorithm>
#include <vector>

#include "mapping/leg.hpp"
#include "mapping/transfer.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

bool is_up(const Leg& leg) { return leg.is("Connected") || leg.is_held(); }

/// Where REFER points: the number that we dialled, or who the factory says has the conference.
sip::ReferTarget target_of(const LegContext& room) {
    sip::ReferTarget target;
    if (room.options().conference == ConferenceMode::factory) {
        if (const auto focus = sip::parse_name_addr(room.focus)) target.uri = sip::to_text(focus->uri);
    } else {
        target.number = room.invite.number;
        target.uri = room.invite.request_uri;
    }
    return target;
}

} // namespace

// ---- which calls ----------------------------------------------------------------------------------------------------

/// The user sees them and has somebody on the other end, who is not being connected to somebody else; oldest first.
std::vector<Leg*> TransferController::calls_of_user() const {
    std::vector<Leg*> found;
    for (const auto& [id, leg] : board_.legs())
        if (leg->context.on_phone && is_up(*leg) && !leg->actions.is_being_replaced()) found.push_back(leg.get());
    return found;
}

/// The selected two, one selected and the one under the key, or the only two of the line.
TransferController::Selection TransferController::selection(LegId pressed) const {
    auto chosen = calls_of_user();
    const auto count =
        std::count_if(chosen.begin(), chosen.end(), [](const Leg* one) { return one->context.selected; });
    const auto* here = leg(pressed);
    const auto line = here ? here->context.line_instance : 1;
    std::erase_if(chosen, [&](const Leg* one) {
        if (count == 0) return one->context.line_instance != line;
        return !one->context.selected && (count != 1 || one->id() != pressed);
    });
    Selection made{0, 0, chosen.size()};
    if (chosen.size() != 2) return made;
    // The connected one is the target, else the newer one.
    if (chosen[0]->is("Connected")) std::swap(chosen[0], chosen[1]);
    made.source = chosen[0]->id();
    made.consult = chosen[1]->id();
    return made;
}

bool TransferController::two_selected(const KeyOf& key) const {
    return board_.device.options->transfer && selection(key.leg).source != 0;
}

void TransferController::refuse_direct(const KeyOf& key) {
    if (!board_.device.options->transfer) return reject_key(key);
    const bool is_many = selection(key.leg).count > 2;
    refuse(is_many ? Text{"More than 2 calls, use Select"} : Text{Label::can_not_join_calls});
}

void TransferController::pair_selected(const KeyOf& key) {
    const auto pair = selection(key.leg);
    source_ = pair.source;
    consult_ = pair.consult;
    on_hook_ = false;
    board_.clear_selection();
    leg(source_)->context.source = true;
    leg(consult_)->context.consultation = true;
}

/// All that are selected, the one that talks and the one under the key.
std::vector<LegId> TransferController::joined(LegId pressed) const {
    std::vector<LegId> ids;
    for (const auto* one : calls_of_user())
        if (one->context.selected || one->is("Connected") || one->id() == pressed) ids.push_back(one->id());
    return ids;
}

// ---- guards of a conference -----------------------------------------------------------------------------------------

bool TransferController::is_room(LegId id) const {
    const auto* of = leg(id);
    return of && of->context.room;
}

bool TransferController::source_conferrable(const KeyOf& key) const {
    const auto* source = leg(key.leg);
    return source && (is_up(*source) || source->is("AwaitingAck")) && !source->context.detached &&
           !source->actions.is_being_replaced() && offers_conference(source->context.options());
}

/// Confrn was pressed in a conference: one more party.
bool TransferController::source_is_room() const { return is_room(source_); }

bool TransferController::can_join(const KeyOf& key) const {
    const auto ids = joined(key.leg);
    return ids.size() > 1 && offers_conference(leg(ids.front())->context.options());
}

bool TransferController::joins_room(const KeyOf& key) const {
    const auto ids = joined(key.leg);
    return ids.size() > 1 && std::any_of(ids.begin(), ids.end(), [this](LegId id) { return is_room(id); });
}

/// RFC 4579 section 5.4: a factory answers with the conference's own URI.
bool TransferController::room_is_no_focus() const {
    const auto* room = leg(room_);
    if (!room || room->context.options().conference != ConferenceMode::factory) return false;
    const auto focus = sip::parse_name_addr(room->context.focus);
    return !focus || !sip::find(focus->parameters, "isfocus");
}

// ---- keys that do not fit -------------------------------------------------------------------------------------------

void TransferController::refuse(const Text& why) {
    board_.beep(0, 0);
    board_.tell_for_a_moment(why);
}

void TransferController::refuse_conference(const KeyOf& key) {
    const auto* pressed = leg(key.leg);
    if (!pressed || offers_conference(pressed->context.options())) return reject_key(key);
    refuse(Label::no_conference_bridge);
}

void TransferController::refuse_join(const KeyOf& key) {
    const auto ids = joined(key.leg);
    refuse(ids.size() < 2 ? Label::can_not_join_calls : Label::no_conference_bridge);
}

// ---- actions --------------------------------------------------------------------------------------------------------

/// From now on each is a call that is to move into a room, and shows itself as what it is.
void TransferController::gather(const std::vector<LegId>& legs) {
    for (const auto id : legs) {
        if (is_room(id) && room_ == 0) {
            room_ = id;
            continue;
        }
        parties_.push_back(id);
        leg(id)->context.party = true;
    }
}

void TransferController::gather_pair() {
    const auto source = source_, consult = consult_;
    forget_both();
    gather({source, consult});
    for (const auto id : {source, consult})
        if (auto* of = leg(id); of->is_held()) of->actions.show_as_held();
}

void TransferController::gather_selected(const KeyOf& key) {
    gather(joined(key.leg));
    board_.clear_selection();
}

/// A leg of its own: the calls that it brings together are still on the phone, and may have to stay there.
void TransferController::call_room() {
    const auto* first = leg(parties_.front());
    const auto line = first->context.line_instance;
    const auto room = choose_room(first->context.options(), board_.ports.world);
    if (!room) {
        board_.ports.world.log(WorldPort::Level::warning, first->id(), "no conference room is free");
        refuse(Label::can_not_complete_conference);
        return board_.post(TransferEvent{leg::RoomEnded{}});
    }
    const auto* talking = board_.active();
    const bool hands_free = talking ? talking->context.hands_free : !board_.handset_lifted;
    room_ = board_.ports.world.next_call_reference();
    auto& context = board_.open(room_, line, false).context;
    context.room = *room;
    context.invite.number = room->number;
    context.invite.request_uri = room->uri;
    context.hands_free = hands_free;
    board_.post(room_, LegEvent{phone::DialNumber{}});
}

/// It answered, but is no conference.
void TransferController::drop_room() {
    board_.ports.world.log(WorldPort::Level::warning, room_, "the conference factory answered without isfocus");
    board_.post(room_, LegEvent{phone::OnHook{true}});
    refuse(Label::can_not_complete_conference);
}

void TransferController::resume_room() {
    if (const auto* room = leg(room_); !room || room->is("Connected")) return;
    if (board_.make_room(room_)) board_.post(room_, LegEvent{phone::Resume{}});
}

void TransferController::refer_parties() {
    const auto* room = leg(room_);
    if (!room) return;
    const auto target = target_of(room->context);
    for (const auto id : parties_) {
        const auto* party = leg(id);
        if (party && is_up(*party))
            board_.post(id, LegEvent{leg::Refer{target, false}});
        else
            board_.post(TransferEvent{leg::PartyStays{id}});
    }
}

void TransferController::forget_party(const PartyOf& party) {
    std::erase(parties_, party.leg);
    unmark(party.leg);
}

void TransferController::keep_parties() {
    for (const auto id : parties_) unmark(id);
}

} // namespace mapping
