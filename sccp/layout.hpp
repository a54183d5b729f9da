// The language in which messages are declared: value types of the wire, and the words that say when a field is there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sccp/address.hpp"
#include "sccp/values.hpp"

namespace sccp {

/// What every message struct has as `header`.
struct Header {
    std::uint32_t id;
    std::string_view name;   ///< as Wireshark prints it, so that a capture and our log compare
};

// ---- value types ----------------------------------------------------------------------------------------------------

/// A string that takes N octets on the wire, From18 octets from protocol 18 on. Longer text is cut when sent.
template <std::size_t N, std::size_t From18 = N>
class Text {
  public:
    Text() = default;
    Text(std::string_view text) : value_(text) {}
    Text(const std::string& text) : value_(text) {}
    Text(const char* text) : value_(text) {}

    operator std::string_view() const { return value_; }
    const std::string& str() const { return value_; }
    bool empty() const { return value_.empty(); }
    std::size_t size() const { return value_.size(); }
    static constexpr std::size_t octets(unsigned version) {
        return version >= 18 ? From18 : N; // NOLINT(bugprone-branch-clone): many have one size
    }

    friend bool operator==(const Text& a, const Text& b) { return a.value_ == b.value_; }
    friend bool operator==(const Text& a, std::string_view b) { return a.value_ == b; }
    friend bool operator==(const Text& a, const char* b) { return a.value_ == b; }

  private:
    std::string value_;
};

/// Octets whose number another field tells (`count_of`): user data, statistics text.
template <std::size_t Max>
class Data {
  public:
    Data() = default;
    Data(std::string_view octets) : value_(octets.substr(0, Max)) {}
    Data(const std::string& octets) : Data(std::string_view(octets)) {}
    Data(const char* octets) : Data(std::string_view(octets)) {}

    operator std::string_view() const { return value_; }
    const std::string& str() const { return value_; }
    bool empty() const { return value_.empty(); }
    std::size_t size() const { return value_.size(); }
    void resize(std::size_t octets) { value_.resize(octets); }
    char* data() { return value_.data(); }
    static constexpr std::size_t max_size() { return Max; }

    friend bool operator==(const Data& a, const Data& b) { return a.value_ == b.value_; }
    friend bool operator==(const Data& a, std::string_view b) { return a.value_ == b; }
    friend bool operator==(const Data& a, const char* b) { return a.value_ == b; }

  private:
    std::string value_;
};

/// All octets up to the end of the body, without the zeros that pad it.
struct Rest {
    std::string octets;
    bool operator==(const Rest&) const = default;
};

/// Key material: on the wire as it is, in print `***`.
template <std::size_t N>
struct Secret {
    std::array<std::uint8_t, N> octets{};
    bool operator==(const Secret&) const = default;
};

/// Items whose number another field tells (`count_of`). Never holds more than Max: what is added beyond is dropped.
template <class T, std::size_t Max>
class UpTo {
  public:
    UpTo() = default;
    UpTo(std::initializer_list<T> items) {
        for (const T& item : items) push_back(item);
    }

    void push_back(T item) {
        if (items_.size() < Max) items_.push_back(std::move(item));
    }
    void clear() { items_.clear(); }
    void resize(std::size_t count) { items_.resize(count < Max ? count : Max); }
    bool empty() const { return items_.empty(); }
    std::size_t size() const { return items_.size(); }
    static constexpr std::size_t max_size() { return Max; }
    T& operator[](std::size_t index) { return items_[index]; }
    const T& operator[](std::size_t index) const { return items_[index]; }
    auto begin() { return items_.begin(); }
    auto end() { return items_.end(); }
    auto begin() const { return items_.begin(); }
    auto end() const { return items_.end(); }
    bool operator==(const UpTo&) const = default;

  private:
    std::vector<T> items_;
};

/// A union of the wire: always `Octets` long, read as the first alternative whose `is_for` takes the value of an
/// earlier field. The last one takes all.
template <std::size_t Octets, class... Alternatives>
struct Choice {
    static constexpr std::size_t octets = Octets;
    std::variant<Alternatives...> value;
    bool operator==(const Choice&) const = default;
};

// ---- words about the form: what a layout passes instead of the bare member ------------------------------------------

/// The number of items or octets of a member that comes later.
template <class C> struct CountOf { C& items; };
template <class C> CountOf<C> count_of(C& items) { return {items}; }

/// At least N items on the wire: behind the last one follow default ones.
template <std::size_t N, class C> struct Slots { C& items; };
template <std::size_t N, class C> Slots<N, C> slots(C& items) { return {items}; }

/// Text that is NUL-terminated and only as long as needed.
template <class T> struct PackedText { T& text; };
template <class T> PackedText<T> packed(T& text) { return {text}; }

/// One octet instead of the width of the type.
template <class T> struct Octet { T& value; };
template <class T> Octet<T> octet(T& value) { return {value}; }

/// An address that has four octets, or sixteen, whatever the version.
template <class T> struct Ipv4 { T& address; };
template <class T> Ipv4<T> ipv4(T& address) { return {address}; }
template <class T> struct Ipv6 { T& address; };
template <class T> Ipv6<T> ipv6(T& address) { return {address}; }

/// A number directly behind an odd-sized text, or aligned to four: models differ. The aligned place counts if it is not
/// zero.
template <class T> struct PackedOrAligned { T& value; };
template <class T> PackedOrAligned<T> packed_or_aligned(T& value) { return {value}; }

/// A Choice and the field that decides it.
template <class C, class G> struct Chosen { C& choice; const G& guide; };
template <class C, class G> Chosen<C, G> chosen_by(const G& guide, C& choice) { return {choice, guide}; }

/// Octets that are neither read nor printed, zero when sent; not sent at all where they are optional.
template <std::size_t N> struct Reserved {};
template <std::size_t N> inline constexpr Reserved<N> reserved{};

// ---- words about presence -------------------------------------------------------------------------------------------

/// When a field is on the wire. Versions are the ones agreed at registration.
struct Presence {
    static constexpr unsigned any = 255;
    unsigned from{0}, to{any};        ///< exists in these versions only
    unsigned sent_from{0};            ///< below: not sent, read if the body has room
    int optional_to{-1};              ///< up to this version its absence is no error

    constexpr bool exists(unsigned version) const { return version >= from && version <= to; }
    constexpr bool is_sent(unsigned version) const { return exists(version) && version >= sent_from; }
    constexpr bool is_optional(unsigned version) const {
        return version < sent_from || (optional_to >= 0 && version <= static_cast<unsigned>(optional_to));
    }
    constexpr Presence operator+(const Presence& other) const {
        return {from > other.from ? from : other.from, to < other.to ? to : other.to,
                sent_from > other.sent_from ? sent_from : other.sent_from,
                optional_to > other.optional_to ? optional_to : other.optional_to};
    }
};

constexpr Presence since(unsigned version) { return {.from = version}; }
constexpr Presence until(unsigned version) { return {.to = version}; }
/// Older firmware ends the body before this field.
inline constexpr Presence if_room{.optional_to = static_cast<int>(Presence::any)};
constexpr Presence if_room_until(unsigned version) { return {.optional_to = static_cast<int>(version)}; }
/// Read whenever it is there, sent from this version on.
constexpr Presence sent_since(unsigned version) { return {.sent_from = version}; }

template <class... Words>
constexpr Presence presence_of(Words... words) { return (Presence{} + ... + words); }

// ---- what visitors ask about types ----------------------------------------------------------------------------------

struct AnyField {
    template <class... Arguments> void operator()(const char*, Arguments&&...) {}
};

/// A message or a part of one: has a layout of its own.
template <class T>
concept Structure = requires(std::remove_cv_t<T>& value, AnyField& field) {
    std::remove_cv_t<T>::layout(value, field);
};

template <class T>
concept Number = std::is_integral_v<std::remove_cv_t<T>> || std::is_enum_v<std::remove_cv_t<T>>;

} // namespace sccp
