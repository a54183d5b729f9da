// The messages of one call, recorded and printed as text.
#include "gateway/ladder.hpp"

#include <algorithm>

#include "gateway/sccp_words.hpp"
#include "gateway/sip_text.hpp"
#include "gateway/text.hpp"

namespace gateway {

void Ladders::record(const std::string& device, const TraceEntry& entry, std::string_view bytes) {
    if (entry.call == 0)
        return;
    const std::size_t size = Tape::octets_of(bytes.size());
    while (bytes_ + size > limits_.bytes && !ended_.empty())
        forget_oldest();
    auto [found, is_new] = ladders_.try_emplace(entry.call);
    Kept& ladder = found->second;
    if (is_new) {
        ladder.call = entry.call;
        ladder.device = device;
        keep_to_number();
    }
    if (ladder.sip_call_id.empty() && entry.kind == TraceEntry::Kind::sip)
        ladder.sip_call_id = header_of(bytes, "call-id", "i");
    const std::size_t last = (limits_.messages + 3) / 4;
    if (ladder.end.empty() && ladder.dropped == 0 && ladder.tape.size() < limits_.messages - last &&
        bytes_ + size <= limits_.bytes) {
        ladder.tape.push(entry, bytes);
        bytes_ += size;
    } else {
        record_at_end(ladder, last, entry, bytes);
    }
}

/// The beginning tells what was set up, the end why it is over: what is left out is between them.
void Ladders::record_at_end(Kept& ladder, std::size_t most, const TraceEntry& entry, std::string_view bytes) {
    const std::size_t size = Tape::octets_of(bytes.size());
    while (!ladder.end.empty() && (ladder.end.size() >= most || bytes_ + size > limits_.bytes)) {
        bytes_ -= ladder.end.octets();
        ladder.end.pop();
        bytes_ += ladder.end.octets();
        ++ladder.dropped;
    }
    if (bytes_ + size > limits_.bytes) {
        ++ladder.dropped;
        return;
    }
    ladder.end.push(entry, bytes);
    bytes_ += size;
}

void Ladders::ended(std::uint32_t call, std::chrono::system_clock::time_point now) {
    const auto found = ladders_.find(call);
    if (found == ladders_.end() || found->second.ended)
        return;
    found->second.ended = true;
    ended_.push_back({call, now});
    keep_to_number();
}

/// A call in progress takes the place of one that is over, so many calls at once take no more memory than many one
/// after the other.
void Ladders::keep_to_number() {
    while (ladders_.size() > limits_.calls && ended_.size() > limits_.calls / 4)
        forget_oldest();
}

void Ladders::sweep(std::chrono::system_clock::time_point now, const std::function<bool(std::uint32_t)>& is_alive) {
    std::vector<std::uint32_t> dead;
    for (const auto& [call, ladder] : ladders_)
        if (!ladder.ended && is_alive && !is_alive(call))
            dead.push_back(call);
    for (const std::uint32_t call : dead)
        ended(call, now);
    while (!ended_.empty() && now - ended_.front().at >= limits_.keep)
        forget_oldest();
}

void Ladders::forget_oldest() {
    if (const auto found = ladders_.find(ended_.front().call); found != ladders_.end()) {
        bytes_ -= found->second.tape.octets() + found->second.end.octets();
        ladders_.erase(found);
    }
    ended_.pop_front();
}

std::unique_ptr<const CallLadder> Ladders::of(std::uint32_t call) const {
    const auto found = ladders_.find(call);
    if (found == ladders_.end())
        return nullptr;
    auto out = std::make_unique<CallLadder>(found->second);
    const auto show = [&out](TraceEntry entry, std::string_view bytes) {
        out->entries.push_back(shown(std::move(entry), bytes));
    };
    found->second.tape.each(show);
    out->dropped_after = out->entries.size();
    found->second.end.each(show);
    return out;
}

std::string Ladders::sip_call_id(std::uint32_t call) const {
    const auto found = ladders_.find(call);
    return found == ladders_.end() ? std::string() : found->second.sip_call_id;
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shortened(std::string text, std::size_t limit) {
    if (columns(text) <= limit)
        return text;
    while (columns(text) > limit - 2)
        text.pop_back();
    return text + "..";
}

std::string dropped_words(const CallLadder& ladder) {
    return std::to_string(ladder.dropped) + " messages left out here";
}

std::string ladder_label(const TraceEntry& entry) {
    if (entry.kind == TraceEntry::Kind::sip)
        return shortened(sip_label(entry.bytes), longest_label);
    std::string label = one_line(entry.label());
    if (entry.kind == TraceEntry::Kind::state)
        return label;
    const auto* const frame = reinterpret_cast<const std::uint8_t*>(entry.bytes.data());
    if (const auto words = sccp_words({frame, entry.bytes.size()}, entry.outgoing, entry.protocol); !words.empty())
        label += " " + one_line(words);
    return shortened(std::move(label), longest_label);
}

} // namespace gateway
