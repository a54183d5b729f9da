// Keeps a peer that does the same wrong thing a thousand times from filling the log.
#include "gateway/offences.hpp"

namespace gateway {

std::optional<std::uint64_t> Offences::admit(std::string_view kind, std::string_view source, Time now) {
    std::pair<std::string, std::string> key{kind, source};
    if (entries_.size() >= max_entries && !entries_.contains(key))
        key.second = "others";
    const auto [entry, is_new] = entries_.try_emplace(std::move(key), Entry{now, 0});
    if (is_new)
        return 0;
    if (now - entry->second.since < interval_) {
        ++entry->second.silent;
        return std::nullopt;
    }
    const std::uint64_t silent = entry->second.silent;
    entry->second = {now, 0};
    return silent;
}

std::vector<Offences::Summary> Offences::sweep(Time now) {
    std::vector<Summary> out;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        if (now - entry->second.since < interval_) {
            ++entry;
            continue;
        }
        if (entry->second.silent > 0)
            out.push_back({entry->first.first, entry->first.second, entry->second.silent});
        entry = entries_.erase(entry);
    }
    return out;
}

} // namespace gateway
