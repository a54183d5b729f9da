// The messages of one call, recorded and printed as text.
#include "gateway/ladder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/text.hpp"

namespace gateway {

namespace {

std::string_view lower_name(std::string_view line, std::string& buffer) {
    buffer.assign(line.substr(0, std::min(line.find(':'), line.size())));
    std::transform(buffer.begin(), buffer.end(), buffer.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::string_view(buffer).substr(0, buffer.find_last_not_of(" \t") + 1);
}

/// Value of the first header field of that name (RFC 3261 section 7.3.1; section 7.3.3 for the short form).
std::string header(std::string_view message, std::string_view name, std::string_view short_name) {
    std::string buffer;
    for (std::size_t at = message.find('\n'); at != std::string_view::npos && at + 1 < message.size();
         at = message.find('\n', at + 1)) {
        std::string_view line = message.substr(at + 1, message.find('\n', at + 1) - at - 1);
        if (line.empty() || line == "\r")
            break;
        const std::string_view found = lower_name(line, buffer);
        if (line.find(':') == std::string_view::npos || (found != name && found != short_name))
            continue;
        line.remove_prefix(line.find(':') + 1);
        const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
        const std::size_t end = line.find_last_not_of(" \t\r");
        return std::string(line.substr(begin, end == std::string_view::npos ? 0 : end + 1 - begin));
    }
    return {};
}

std::string sip_label(const TraceEntry& entry) {
    constexpr std::string_view version = "SIP/2.0";
    std::string label = one_line(entry.label());
    if (label.starts_with(version)) {
        label.erase(0, std::min(version.size() + 1, label.size()));
        const std::string sequence = header(entry.bytes, "cseq", "cseq");
        if (const auto blank = sequence.rfind(' '); blank != std::string::npos)
            label += fmt::format(" ({})", one_line(sequence.substr(blank + 1)));
    } else if (label.ends_with(version)) {
        label.erase(label.size() - version.size());
        label.erase(label.find_last_not_of(' ') + 1);
    }
    const bool has_body = entry.bytes.find("\nv=0") != std::string::npos; // message_log leaves line feeds only
    return has_body ? label + " SDP" : label;
}

} // namespace

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
    }
    if (ladder.sip_call_id.empty() && entry.kind == TraceEntry::Kind::sip)
        ladder.sip_call_id = header(bytes, "call-id", "i");
    if (ladder.tape.size() >= limits_.messages || bytes_ + size > limits_.bytes) {
        ++ladder.dropped;
        return;
    }
    ladder.tape.push(entry, bytes);
    bytes_ += size;
}

void Ladders::ended(std::uint32_t call, std::chrono::system_clock::time_point now) {
    const auto found = ladders_.find(call);
    if (found == ladders_.end() || found->second.ended)
        return;
    found->second.ended = true;
    ended_.push_back({call, now});
    while (ended_.size() > limits_.calls)
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
        bytes_ -= found->second.tape.octets();
        ladders_.erase(found);
    }
    ended_.pop_front();
}

std::unique_ptr<const CallLadder> Ladders::of(std::uint32_t call) const {
    const auto found = ladders_.find(call);
    if (found == ladders_.end())
        return nullptr;
    auto out = std::make_unique<CallLadder>(found->second);
    found->second.tape.each(
        [&out](TraceEntry entry, std::string_view bytes) { out->entries.push_back(shown(std::move(entry), bytes)); });
    return out;
}

std::string Ladders::sip_call_id(std::uint32_t call) const {
    const auto found = ladders_.find(call);
    return found == ladders_.end() ? std::string() : found->second.sip_call_id;
}

std::string ladder_label(const TraceEntry& entry) {
    return entry.kind == TraceEntry::Kind::sip ? sip_label(entry) : one_line(entry.label());
}

} // namespace gateway
