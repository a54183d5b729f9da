// Which calls of a line the phones that share it are told of.
#include "gateway/shared_lines.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/phone_agent.hpp"

namespace gateway {

namespace {

constexpr std::array<std::string_view, 6> in_use{"AwaitingAck", "Connected", "Reopening",
                                                 "Resuming",    "Referring", "Preserved"};
constexpr std::array<std::string_view, 3> held{"Holding", "Hold", "ResumeOpening"};

bool is_one_of(const auto& states, std::string_view state) {
    return std::find(states.begin(), states.end(), state) != states.end();
}

} // namespace

bool SharedLines::is_shared(const std::string& line) const {
    const auto found = members_.find(line);
    return found != members_.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const Member& member) { return member.phone != found->second.front().phone; });
}

void SharedLines::join(PhoneAgent& phone) {
    const auto& lines = phone.options().lines;
    for (std::size_t i = 0; i < lines.size(); ++i)
        members_[lines[i].name].push_back({&phone, static_cast<unsigned>(i + 1)});
    changed(phone);
}

void SharedLines::leave(PhoneAgent& phone) {
    changed(phone);
    for (const auto& line : phone.options().lines) {
        const auto found = members_.find(line.name);
        if (found == members_.end()) continue;
        std::erase_if(found->second, [&](const Member& member) { return member.phone == &phone; });
        if (found->second.empty()) members_.erase(found);
    }
}

void SharedLines::changed(const PhoneAgent& phone) {
    for (const auto& line : phone.options().lines) {
        if (!is_shared(line.name)) continue;
        if (marked_.empty()) boost::asio::post(loop_, [this] { tell_all(); });
        marked_.insert(line.name);
    }
}

void SharedLines::tell_all() {
    const auto lines = std::exchange(marked_, {});
    for (const auto& line : lines)
        if (const auto members = members_.find(line); members != members_.end()) tell(std::vector(members->second));
}

void SharedLines::tell(const std::vector<Member>& members) const {
    std::vector<std::pair<const PhoneAgent*, mapping::ElsewhereCall>> all;
    for (const auto& member : members)
        for (const auto& call : member.phone->phone().call_snapshots()) {
            const bool is_held = is_one_of(held, call.state);
            if (call.line != member.instance || !(is_held || is_one_of(in_use, call.state))) continue;
            all.emplace_back(member.phone, mapping::ElsewhereCall{call.id, is_held, call.incoming, call.remote_number,
                                                                  call.remote_name, call.can_be_taken});
        }
    for (const auto& member : members) {
        std::vector<mapping::ElsewhereCall> others;
        for (const auto& [phone, call] : all)
            if (phone != member.phone) others.push_back(call);
        member.phone->phone().show_elsewhere(member.instance, others);
    }
}

} // namespace gateway
