// Keeps a peer that does the same wrong thing a thousand times from filling the log.
#include "gateway/offences.hpp"

namespace gateway {

bool Offences::is_known_among_few(const Key& key, const std::string& before) const {
    if (entries_.contains(key))
        return true;
    std::size_t others = 0;
    for (auto entry = entries_.lower_bound({key.first, before});
         entry != entries_.end() && entry->first.first == key.first && entry->first.second.starts_with(before) &&
         others < max_details;
         ++entry)
        ++others;
    return others < max_details;
}

std::optional<std::uint64_t> Offences::admit(std::string_view kind, std::string_view source, Time now,
                                             std::string_view detail) {
    Key key{kind, source};
    if (!detail.empty()) {
        const auto before = key.second + ", ";
        if (Key detailed{kind, before + std::string(detail)}; is_known_among_few(detailed, before))
            key = std::move(detailed);
    }
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
