// Recorded entries one behind the other in one piece of memory.
#include "gateway/tape.hpp"

#include <algorithm>
#include <cstring>

namespace gateway {

Tape::Head Tape::head_at(std::size_t place) const {
    Head head;
    std::memcpy(&head, octets_.data() + place, sizeof head);
    return head;
}

TraceEntry Tape::entry_at(std::size_t place) const {
    const Head head = head_at(place);
    const std::chrono::system_clock::time_point at{std::chrono::system_clock::duration{head.at}};
    return {head.kind, head.outgoing, head.protocol, head.call, head.repeats, at, {head.name, head.name_size}, {}};
}

std::string_view Tape::bytes_at(std::size_t place) const {
    return std::string_view(octets_).substr(place + sizeof(Head), head_at(place).size - sizeof(Head));
}

std::uint64_t Tape::first_order() const { return head_at(begin_).order; }

void Tape::push(const TraceEntry& entry, std::string_view bytes, std::uint64_t order) {
    Head head;
    head.size = static_cast<std::uint32_t>(octets_of(bytes.size()));
    head.before = count_ == 0 ? 0 : head_at(last_).size;
    head.call = entry.call;
    head.repeats = entry.repeats;
    head.at = entry.at.time_since_epoch().count();
    head.order = order;
    head.name = entry.name.data();
    head.name_size = static_cast<std::uint8_t>(std::min<std::size_t>(entry.name.size(), 255));
    head.protocol = entry.protocol;
    head.kind = entry.kind;
    head.outgoing = entry.outgoing;
    make_room(head.size);
    last_ = octets_.size();
    octets_.append(reinterpret_cast<const char*>(&head), sizeof head).append(bytes);
    ++count_;
}

/// What has been popped is used again first, in pieces large enough that moving the rest is worth it.
void Tape::make_room(std::size_t octets) {
    constexpr std::size_t usual = 1024; // octets: a few messages
    if (octets_.size() + octets <= octets_.capacity()) return;
    const std::size_t wanted = this->octets() + octets;
    if (wanted + wanted / 8 <= octets_.capacity()) return compact();
    std::string roomier;
    // One that only grows is copied less often; of one that has been popped there are many, and they stay.
    roomier.reserve(std::max(usual, wanted + (begin_ == 0 ? wanted / 2 : wanted / 4)));
    roomier.append(octets_, begin_);
    octets_ = std::move(roomier);
    last_ -= std::min(begin_, last_);
    begin_ = 0;
}

void Tape::compact() {
    octets_.erase(0, begin_);
    last_ -= begin_;
    begin_ = 0;
}

void Tape::clear() {
    std::string().swap(octets_); // an assignment would keep the memory
    begin_ = last_ = count_ = 0;
}

void Tape::pop() {
    constexpr std::size_t bearable = 512;
    begin_ += head_at(begin_).size;
    if (--count_ == 0) return clear();
    // What others have more need of goes back; more than make_room() leaves free, or each entry would be one move.
    if (octets_.capacity() > octets() + octets() / 2 + bearable) {
        compact();
        octets_.shrink_to_fit();
    }
}

void Tape::erase(std::size_t place) {
    const Head head = head_at(place);
    if (--count_ == 0) return clear();
    octets_.erase(place, head.size);
    if (place == last_) {
        last_ -= head.before;
        return;
    }
    last_ -= head.size;
    Head next = head_at(place);
    next.before = head.before;
    std::memcpy(octets_.data() + place, &next, sizeof next);
}

} // namespace gateway
