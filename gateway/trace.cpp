// The last messages and state changes of each phone.
#include "gateway/trace.hpp"

#include <algorithm>

namespace gateway {

namespace {

bool is_keep_alive(const TraceEntry& entry, std::string_view bytes) {
    // SCCP 0x0000 KeepAliveReq, 0x0100 KeepAliveAck; id at offset 8, little-endian
    return entry.kind == TraceEntry::Kind::sccp && bytes.size() >= 12 && bytes[8] == 0 &&
           (bytes[9] == 0 || bytes[9] == 1) && bytes[10] == 0 && bytes[11] == 0;
}

/// The regular traffic of an idle phone.
bool is_routine(const TraceEntry& entry, std::string_view bytes) {
    return entry.call == 0 && (entry.kind == TraceEntry::Kind::sip || is_keep_alive(entry, bytes));
}

} // namespace

TraceLimits trace_limits(unsigned messages, std::size_t phones) {
    return {messages, (std::size_t{16} << 20) + phones * 3072};
}

void Traces::record(const std::string& device, TraceEntry entry, std::string_view bytes) {
    if (!latest_ || latest_->first != device)
        latest_ = &*phones_.try_emplace(device).first;
    OfPhone& phone = latest_->second;
    entry.repeats = merge_repeated(phone.tape, entry, bytes);
    phone.tape.push(entry, bytes, ++recorded_);
    bytes_ += Tape::octets_of(bytes.size());
    if (!phone.is_in_line) {
        by_age_.push_back({recorded_, &phone});
        std::push_heap(by_age_.begin(), by_age_.end(), is_younger);
        phone.is_in_line = true;
    }
    make_room(phone.tape);
}

/// Takes the earlier one of the same routine message out of the routine at the end of the tape; tells for how many it
/// stood.
std::uint32_t Traces::merge_repeated(Tape& tape, const TraceEntry& entry, std::string_view bytes) {
    constexpr unsigned most_back = 16;
    if (!is_routine(entry, bytes))
        return 0;
    const auto is_same = [&](const TraceEntry& old, std::string_view its) {
        return old.kind == entry.kind && old.outgoing == entry.outgoing && old.label_of(its) == entry.label_of(bytes);
    };
    const std::size_t before = tape.octets();
    const auto repeats = tape.take_back(most_back, is_same, is_routine);
    bytes_ -= before - tape.octets();
    return repeats ? *repeats + 1 : 0;
}

void Traces::make_room(Tape& tape) {
    while (tape.size() > limits_.messages)
        drop_first(tape);
    while (bytes_ > limits_.bytes && !by_age_.empty())
        drop_oldest();
}

void Traces::drop_first(Tape& tape) {
    const std::size_t before = tape.octets();
    tape.pop();
    bytes_ -= before - tape.octets();
}

/// Drops the oldest entry, or puts an age right: those of a busy phone grow faster than anybody asks for them.
void Traces::drop_oldest() {
    std::pop_heap(by_age_.begin(), by_age_.end(), is_younger);
    Age& oldest = by_age_.back();
    Tape& tape = oldest.phone->tape;
    if (!tape.empty() && tape.first_order() == oldest.order)
        drop_first(tape);
    if (tape.empty()) {
        oldest.phone->is_in_line = false;
        by_age_.pop_back();
        return;
    }
    oldest.order = tape.first_order();
    std::push_heap(by_age_.begin(), by_age_.end(), is_younger);
}

std::vector<TraceEntry> Traces::of(std::string_view device) const {
    std::vector<TraceEntry> out;
    const auto found = phones_.find(device);
    if (found == phones_.end())
        return out;
    out.reserve(found->second.tape.size());
    found->second.tape.each(
        [&out](TraceEntry entry, std::string_view bytes) { out.push_back(shown(std::move(entry), bytes)); });
    return out;
}

void Traces::forget(std::string_view device) {
    const auto found = phones_.find(device);
    if (found == phones_.end())
        return;
    bytes_ -= found->second.tape.octets();
    if (found->second.is_in_line) {
        std::erase_if(by_age_, [&](const Age& age) { return age.phone == &found->second; });
        std::make_heap(by_age_.begin(), by_age_.end(), is_younger);
    }
    latest_ = nullptr;
    phones_.erase(found);
}

void Traces::set_limits(TraceLimits limits) {
    limits_ = limits;
    for (auto& [device, phone] : phones_)
        make_room(phone.tape);
}

} // namespace gateway
