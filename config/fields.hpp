// The right-hand column of the option table: a kind of value bound to a field.
#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <type_traits>

#include "config/option_table.hpp"
#include "config/text.hpp"
#include "config/values.hpp"

namespace config {

/// The part of the settings that holds the fields of S.
template <class S> S& part(Fields& fields) {
    if constexpr (std::is_same_v<S, sccp::Options>)
        return fields.settings.sccp;
    else if constexpr (std::is_same_v<S, sip::Options>)
        return fields.settings.sip;
    else if constexpr (std::is_same_v<S, mapping::CallOptions>)
        return fields.settings.calls;
    else if constexpr (std::is_same_v<S, gateway::HttpOptions>)
        return fields.settings.http;
    else if constexpr (std::is_same_v<S, gateway::LogOptions>)
        return fields.settings.log;
    else if constexpr (std::is_same_v<S, gateway::StateOptions>)
        return fields.settings.state;
    else if constexpr (std::is_same_v<S, mapping::LineOptions>)
        return fields.line;
    else
        return fields.device;
}

template <class S, class F> std::function<bool(Fields&)> compare_with_standard(F S::*field) {
    return [field](Fields& fields) { return part<S>(fields).*field == S{}.*field; };
}

/// A value that `parse` reads: its result goes into the field.
template <class S, class F, class Parse> Value bound(F S::*field, std::string form, Parse parse) {
    return {std::move(form), [field, parse](Fields& fields, const std::string& text) -> std::string {
                auto value = parse(text);
                if (!value)
                    return value.error().what;
                part<S>(fields).*field = static_cast<F>(std::move(*value));
                return "";
            },
            compare_with_standard(field)};
}

template <class S> Value yes_no(bool S::*field) {
    return bound(field, "yes, no", [](const std::string& text) { return parse_yes_no(text); });
}

inline std::string range_text(std::chrono::milliseconds least, std::chrono::milliseconds most) {
    return duration_text(least) + ".." + duration_text(most);
}

Parsed<std::chrono::milliseconds> parse_duration_in(const std::string& text, std::chrono::milliseconds least,
                                                    std::chrono::milliseconds most, std::chrono::milliseconds step,
                                                    bool or_zero);

/// A duration of a whole number of the field's units. `or_zero`: 0 is allowed below `least`.
template <class S, class Duration>
Value duration(Duration S::*field, std::type_identity_t<Duration> least, std::type_identity_t<Duration> most,
               bool or_zero = false) {
    return {(or_zero ? "0 or " : "") + range_text(least, most),
            [=](Fields& fields, const std::string& text) -> std::string {
                const auto value = parse_duration_in(text, least, most, Duration(1), or_zero);
                if (!value)
                    return value.error().what;
                part<S>(fields).*field = std::chrono::duration_cast<Duration>(*value);
                return "";
            },
            compare_with_standard(field)};
}

Parsed<std::uint64_t> in_range(Parsed<std::uint64_t> number, std::uint64_t least, std::uint64_t most,
                               const std::string& form);

template <class S, std::integral N>
Value number(N S::*field, std::type_identity_t<N> least, std::type_identity_t<N> most) {
    const auto from = static_cast<std::uint64_t>(least), to = static_cast<std::uint64_t>(most);
    const auto form = std::to_string(least) + ".." + std::to_string(most);
    return bound(field, form, [=](const std::string& text) { return in_range(parse_number(text), from, to, form); });
}

/// Octets, written with k or M.
template <class S> Value size(std::size_t S::*field, std::size_t least, std::size_t most) {
    const auto form = std::to_string(least / 1024) + "k.." + std::to_string(most / 1024 / 1024) + 'M';
    return bound(field, form, [=](const std::string& text) { return in_range(parse_size(text), least, most, form); });
}

/// `"infos" is none of debug, info; did you mean info?`
Wrong none_of(std::string_view text, const std::vector<std::string>& words);

/// One of a few words. `form` of the documents is the list.
template <class E> struct Word {
    std::string_view text;
    E value;
};
template <class S, class F, std::size_t N> Value one_of(F S::*field, const Word<std::type_identity_t<F>> (&words)[N]) {
    std::vector<std::string> names;
    std::vector<F> values;
    for (const auto& word : words) {
        names.emplace_back(word.text);
        values.push_back(word.value);
    }
    const auto form = joined(names);
    return bound(field, form, [=](const std::string& text) -> Parsed<F> {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == text)
                return values[i];
        return none_of(text, names);
    });
}

/// Any text. `is_required`: not empty.
template <class S> Value text(std::string S::*field, std::string form = "text", bool is_required = false) {
    return bound(field, std::move(form), [is_required](const std::string& value) -> Parsed<std::string> {
        if (is_required && value.empty())
            return Wrong{"is empty"};
        return value;
    });
}

/// Text that `parse` checks; an empty one is allowed and means none.
template <class S, class Parse> Value checked(std::string S::*field, std::string form, Parse parse) {
    return bound(field, std::move(form), [parse](const std::string& value) -> Parsed<std::string> {
        if (value.empty())
            return value;
        return parse(value);
    });
}

/// A comma-separated list whose items `parse` reads; each bad one is a line of what is wrong. `is_required`: not empty.
template <class S, class T, class Parse>
Value list(std::vector<T> S::*field, std::string form, Parse parse, bool is_required = false) {
    return bound(field, std::move(form), [parse, is_required](const std::string& value) -> Parsed<std::vector<T>> {
        if (is_required && trimmed(value).empty())
            return Wrong{"is empty"};
        std::vector<std::string> faults;
        if (const auto items = parse_list(value); !items)
            faults.push_back(items.error().what);
        std::vector<T> result;
        for (const auto& item : split_list(value)) {
            if (item.empty()) // said once for all of them
                continue;
            if (auto parsed = parse(item))
                result.push_back(std::move(*parsed));
            else
                faults.push_back(parsed.error().what);
        }
        if (!faults.empty())
            return Wrong{joined(faults, "\n")};
        return result;
    });
}

/// A value without a field of its own.
Value unbound(std::string form, std::function<std::string(Fields&, const std::string&)> set);

/// For now only one value exists; the others of its kind come later.
Value only(std::string_view value, std::vector<std::string> later);

} // namespace config
