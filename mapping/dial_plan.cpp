// When a number is complete and what is sent for it.
#include "mapping/dial_plan.hpp"

#include <algorithm>
#include <iterator>

namespace mapping {
namespace {

constexpr std::string_view digits = "0123456789";

/// Classes of a pattern that begins with `_`.
std::string_view class_of(char letter) {
    switch (letter) {
    case 'X': case 'x': return "0123456789";
    case 'Z': case 'z': return "123456789";
    case 'N': case 'n': return "23456789";
    default: return {};
    }
}

} // namespace

/// Reads one pattern from left to right.
class PatternReader {
  public:
    explicit PatternReader(std::string_view text) : rest_(text) {
        if (rest_.empty() || rest_.front() != '_') return;
        has_classes_ = true;
        rest_.remove_prefix(1);
    }

    boost::system::result<DialPlan::Pattern, std::string> read() {
        while (!rest_.empty() && error_.empty()) {
            const char c = take();
            if (c == '>') {
                read_prepend();
                break;
            }
            if (c == '|')
                read_strip();
            else
                read_place(c);
        }
        if (error_.empty() && pattern_.places.empty()) error_ = "it matches nothing";
        if (!error_.empty()) return error_;
        return pattern_;
    }

  private:
    using Kind = DialPlan::Place::Kind;

    bool has_tail() const { return !pattern_.places.empty() && pattern_.places.back().kind != Kind::one; }

    char take() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    void read_prepend() {
        if (!std::all_of(rest_.begin(), rest_.end(), can_be_dialled)) error_ = "what follows > cannot be dialled";
        pattern_.prepend = std::string(rest_);
    }

    void read_strip() {
        if (has_tail()) error_ = "nothing may follow . or !";
        if (pattern_.strip != 0) error_ = "there is more than one |";
        pattern_.strip = pattern_.places.size();
    }

    void read_place(char c) {
        if (has_tail()) {
            error_ = "nothing may follow . or !";
        } else if (has_classes_ && (c == '.' || c == '!')) {
            pattern_.places.push_back({{}, c == '.' ? Kind::one_or_more : Kind::zero_or_more});
        } else if (has_classes_ && c == '[') {
            read_set();
        } else if (has_classes_ && !class_of(c).empty()) {
            pattern_.places.push_back({std::string(class_of(c)), Kind::one});
        } else if (can_be_dialled(c)) {
            pattern_.places.push_back({std::string(1, c), Kind::one});
        } else {
            error_ = std::string("'") + c + "' cannot be dialled";
        }
    }

    void read_set() {
        const auto end = rest_.find(']');
        const auto set = rest_.substr(0, end);
        if (end == rest_.npos || set.empty()) {
            error_ = "the set [ is empty or not closed";
            return;
        }
        rest_.remove_prefix(end + 1);
        std::string characters;
        for (std::size_t i = 0; i < set.size(); ++i) {
            const bool is_range = i + 2 < set.size() && set[i + 1] == '-';
            const char last = is_range ? set[i + 2] : set[i];
            if (!can_be_dialled(set[i]) || !can_be_dialled(last) || last < set[i]) {
                error_ = "the set [" + std::string(set) + "] is not of digits";
                return;
            }
            for (char c = set[i]; c <= last; ++c)
                if (can_be_dialled(c)) characters += c;
            if (is_range) i += 2;
        }
        pattern_.places.push_back({std::move(characters), Kind::one});
    }

    std::string_view rest_;
    bool has_classes_{};
    DialPlan::Pattern pattern_;
    std::string error_;
};

boost::system::result<DialPlan, std::string> DialPlan::parse(const std::vector<std::string>& patterns) {
    DialPlan plan;
    for (const auto& text : patterns) {
        auto pattern = PatternReader(text).read();
        if (!pattern) return "pattern " + text + ": " + pattern.error();
        plan.patterns_.push_back(std::move(*pattern));
    }
    return plan;
}

DialPlan::Verdict DialPlan::verdict(const Pattern& pattern, std::string_view dialled) {
    const auto& places = pattern.places;
    const bool has_tail = places.back().kind != Place::Kind::one;
    const std::size_t fixed = places.size() - (has_tail ? 1 : 0);
    for (std::size_t i = 0; i < std::min(fixed, dialled.size()); ++i)
        if (places[i].characters.find(dialled[i]) == std::string::npos) return Verdict::dead;
    if (dialled.size() < fixed) return Verdict::partial;
    if (dialled.size() > fixed) return has_tail ? Verdict::open : Verdict::dead;
    if (!has_tail) return Verdict::exact;
    return places.back().kind == Place::Kind::zero_or_more ? Verdict::open : Verdict::partial;
}

DialPlan::Verdict DialPlan::verdict(std::string_view dialled) const {
    if (patterns_.empty()) return Verdict::open;
    bool matches = false, can_grow = false;
    for (const auto& pattern : patterns_) {
        const auto one = verdict(pattern, dialled);
        matches |= one == Verdict::exact || one == Verdict::open;
        can_grow |= one == Verdict::partial || one == Verdict::open;
    }
    if (matches) return can_grow ? Verdict::open : Verdict::exact;
    return can_grow ? Verdict::partial : Verdict::dead;
}

bool DialPlan::accepts(std::string_view dialled) const {
    const auto now = verdict(dialled);
    return now == Verdict::exact || now == Verdict::open;
}

std::string DialPlan::to_send(std::string_view dialled) const {
    for (const auto& pattern : patterns_) {
        const auto one = verdict(pattern, dialled);
        if (one == Verdict::exact || one == Verdict::open)
            return pattern.prepend + std::string(dialled.substr(pattern.strip));
    }
    return std::string(dialled);
}

bool DialPlan::wants_hash(std::string_view dialled) const {
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const Pattern& pattern) {
        if (verdict(pattern, dialled) == Verdict::dead || dialled.size() >= pattern.places.size()) return false;
        const auto next = pattern.places.begin() + static_cast<std::ptrdiff_t>(dialled.size());
        return std::any_of(next, pattern.places.end(),
                           [](const Place& place) { return place.characters.find('#') != std::string::npos; });
    });
}

NumberEntry::NumberEntry(const DeviceOptions& device, const LineOptions& line, std::size_t limit)
    : secondary_(line.secondary_dialtone), limit_(limit), hash_dials_(device.hash_dials),
      reject_misses_(device.dialplan_miss == DialPlanMiss::reject) {
    // A pattern that cannot be read is left out: the others still complete their numbers.
    std::vector<std::string> readable;
    std::copy_if(device.dialplan.begin(), device.dialplan.end(), std::back_inserter(readable),
                 [](const std::string& pattern) { return DialPlan::parse({pattern}).has_value(); });
    plan_ = *DialPlan::parse(readable);
}

NumberEntry::Step NumberEntry::push(char digit) {
    if (!can_be_dialled(digit)) return Step::ignored;
    if (digit == '#' && hash_dials_ && !dialled_.empty() && !plan_.wants_hash(dialled_))
        return accepts() ? Step::complete : Step::dead;
    if (dialled_.size() >= limit_) return Step::full;
    dialled_ += digit;
    const auto verdict = plan_.verdict(dialled_);
    if (verdict == DialPlan::Verdict::exact) return Step::complete;
    return verdict == DialPlan::Verdict::dead && reject_misses_ ? Step::dead : Step::collect;
}

bool NumberEntry::pop() {
    if (dialled_.empty()) return false;
    dialled_.pop_back();
    return true;
}

void NumberEntry::append(std::string_view number) { dialled_ += number; }

bool NumberEntry::accepts() const { return !dialled_.empty() && (!reject_misses_ || plan_.accepts(dialled_)); }

bool NumberEntry::wants_secondary_tone() const {
    return !dialled_.empty() && std::find(secondary_.begin(), secondary_.end(), dialled_) != secondary_.end();
}

std::size_t longest_number(unsigned protocol) { return protocol >= 18 ? 32 : 24; }

bool can_be_dialled(char character) {
    return digits.find(character) != digits.npos || character == '*' || character == '#' || character == '+' ||
           (character >= 'A' && character <= 'D');
}

char digit_of(sccp::KeyPadButton button) {
    constexpr std::string_view keys = "0123456789ABCD*#+";
    const auto place = static_cast<std::size_t>(button);
    return place < keys.size() ? keys[place] : '\0';
}

} // namespace mapping
