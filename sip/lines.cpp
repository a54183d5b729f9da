// The lines of the process: what they are on the SIP side, and what is remembered of them between requests.
#include "sip/lines.hpp"

#include <algorithm>

#include "sip/headers.hpp"
#include "sip/networks.hpp"
#include "sip/random.hpp"

namespace sip {

Line::Line(LineId id, Account account)
    : register_call_id(random_token(16)), register_tag(random_token(8)), id_(id), account_(std::move(account)) {}

void Line::update(Account account) {
    const bool same_secret = account.auth_user == account_.auth_user && account.password == account_.password &&
                             account.targets == account_.targets;
    account_ = std::move(account);
    if (!same_secret)
        digests_.clear();
}

const Target* Line::target(std::size_t index) const {
    if (account_.targets.empty())
        return nullptr;
    return &account_.targets[index < account_.targets.size() ? index : 0];
}

DigestClient& Line::digest(std::size_t target) {
    const auto index = target < account_.targets.size() ? target : 0;
    if (digests_.size() <= index)
        digests_.resize(index + 1);
    if (!digests_[index])
        digests_[index] =
            std::make_unique<DigestClient>(DigestClient::Credentials{account_.auth_user, account_.password});
    return *digests_[index];
}

std::string Line::address_of_record() const {
    return "sip:" + escape_user(account_.user) + "@" + uri_host(account_.domain);
}

std::string Line::name_address() const {
    const std::string address = "<" + address_of_record() + ">";
    return account_.display_name.empty() ? address : quoted(account_.display_name) + " " + address;
}

std::string Line::contact(const std::string& local_address, Transport transport) const {
    return "<sip:" + escape_user(account_.contact_user) + "@" + local_address +
           (transport == Transport::tcp ? ";transport=tcp>" : ";transport=udp>");
}

std::string Line::route() const {
    std::string route;
    for (const auto& hop : account_.service_route)
        route += (route.empty() ? "" : ", ") + hop;
    return route;
}

Line& Lines::add(LineId id, Account account) {
    auto& line = lines_[id];
    if (line) {
        unindex(*line);
        line->update(std::move(account));
    } else {
        line = std::make_unique<Line>(id, std::move(account));
    }
    index(*line);
    return *line;
}

void Lines::remove(LineId id) {
    const auto found = lines_.find(id);
    if (found == lines_.end())
        return;
    unindex(*found->second);
    lines_.erase(found);
}

Line* Lines::find(LineId id) {
    const auto found = lines_.find(id);
    return found == lines_.end() ? nullptr : found->second.get();
}

Line* Lines::by_user(std::string_view user, const std::function<bool(LineId)>& is_there) {
    const std::string key(user);
    if (const auto exact = by_contact_.find(key); exact != by_contact_.end())
        return find(exact->second);
    const auto [first, last] = by_user_.equal_range(key);
    if (first != last && std::next(first) == last)
        return find(first->second); // whether its phone is there or not: forwards hold without it
    const auto here = [&](const auto& entry) { return is_there(entry.second); };
    return std::count_if(first, last, here) == 1 ? find(std::find_if(first, last, here)->second) : nullptr;
}

void Lines::index(const Line& line) {
    by_contact_[line.account().contact_user] = line.id();
    by_user_.emplace(line.account().user, line.id());
}

void Lines::unindex(const Line& line) {
    // A reload may have given the name to a new line while this one still says goodbye.
    if (const auto found = by_contact_.find(line.account().contact_user);
        found != by_contact_.end() && found->second == line.id())
        by_contact_.erase(found);
    const auto [first, last] = by_user_.equal_range(line.account().user);
    const auto own = std::find_if(first, last, [&](const auto& entry) { return entry.second == line.id(); });
    if (own != last)
        by_user_.erase(own);
}

} // namespace sip
