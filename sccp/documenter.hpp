// Visitor that describes a message in one version: each field with its place, type and presence. The message reference
// is made of it.
#pragma once

#include <string>
#include <vector>

#include "sccp/layout.hpp"

namespace sccp {

/// One field. Of an array the first item is described, its path has `[]` behind the array's name; of a choice every
/// alternative.
struct FieldRow {
    std::string path;
    std::string type;
    std::size_t offset{};
    std::size_t octets{};      ///< 0: varies
    std::size_t items{1};      ///< capacity of the array that the field is or is in
    Presence presence;         ///< together with that of what it is in
    bool is_optional{};        ///< in this version
    bool is_fixed{true};       ///< false behind the first field of varying length: the offset is the least possible
};

/// `MediaPayloadType`
template <class E>
std::string enum_type_name() {
    // std::source_location is not in clang 14 with the library of g++ 12
    std::string_view function = __PRETTY_FUNCTION__;
    function.remove_prefix(function.find("E = ") + 4);
    function = function.substr(0, function.find_first_of(";]"));
    const auto scope = function.rfind(':');   // one compiler says sccp::DeviceTone, the other DeviceTone
    return std::string(scope == function.npos ? function : function.substr(scope + 1));
}

class Documenter {
  public:
    explicit Documenter(unsigned version) : version_(version) {}

    const std::vector<FieldRow>& rows() const& { return rows_; }
    std::vector<FieldRow> rows() && { return std::move(rows_); }
    /// Of the body with every optional field and full arrays, but empty strings.
    std::size_t octets() const { return at_; }

    template <class T, class... Words>
    void operator()(const char* name, T&& value, Words... words) {
        const Presence presence = presence_of(words...);
        if (!presence.exists(version_)) return;
        const Presence outer = std::exchange(presence_, presence_ + presence);
        describe(name, value);
        presence_ = outer;
    }

  private:
    template <Number T> void describe(const std::string& name, const T&) {
        if constexpr (std::is_enum_v<T>) {
            row(name, enum_type_name<T>(), sizeof(T));
        } else {
            row(name, (std::is_signed_v<T> ? "i" : "u") + std::to_string(8 * sizeof(T)), sizeof(T));
        }
    }
    template <Structure T> void describe(const std::string& name, T& value) {
        const std::string outer = std::exchange(prefix_, prefix_ + name + '.');
        T::layout(value, *this);
        prefix_ = outer;
    }

    template <std::size_t N, std::size_t M> void describe(const std::string& name, const Text<N, M>&) {
        row(name, "text", Text<N, M>::octets(version_));
    }
    template <std::size_t N> void describe(const std::string& name, const PackedText<Text<N>>&) {
        vary(name, "packed text, " + std::to_string(N) + " at most", 1);
    }
    template <std::size_t N> void describe(const std::string& name, const Data<N>&) {
        vary(name, "data, " + std::to_string(N) + " at most", 0);
    }
    void describe(const std::string& name, const Rest&) { vary(name, "rest of the body", 0); }
    template <std::size_t N> void describe(const std::string& name, const Secret<N>&) { row(name, "secret", N); }

    template <std::size_t N> void describe(const std::string& name, std::array<std::uint8_t, N>&) {
        row(name, "octets", N);
    }
    template <class T, std::size_t N> void describe(const std::string& name, std::array<T, N>& values) {
        repeat(name, values[0], N);
    }
    template <class C> void describe(const std::string& name, const CountOf<C>&) { row(name, "count", 4); }
    template <class T, std::size_t Max> void describe(const std::string& name, const UpTo<T, Max>&) {
        T item{};
        repeat(name, item, Max);
        is_fixed_ = false;
    }
    template <std::size_t N, class T, std::size_t Max>
    void describe(const std::string& name, const Slots<N, UpTo<T, Max>>&) {
        T item{};
        repeat(name, item, N);
    }

    template <class T> void describe(const std::string& name, const Octet<T>&) {
        row(name, enum_type_name<std::remove_const_t<T>>(), 1);
    }
    void describe(const std::string& name, const Address&) {
        if (version_ >= 17) {
            const Presence outer = std::exchange(presence_, presence_ + since(17));
            row(name + ".addrType", enum_type_name<IpAddrType>(), 4);
            presence_ = outer;
        }
        row(name, "address", version_ >= 17 ? 16 : 4);
    }
    template <class T> void describe(const std::string& name, const Ipv4<T>&) { row(name, "IPv4 address", 4); }
    template <class T> void describe(const std::string& name, const Ipv6<T>&) { row(name, "IPv6 address", 16); }
    template <class T> void describe(const std::string& name, const PackedOrAligned<T>&) {
        row(name, "u32, packed or aligned", 4);
        at_ += 3;
    }
    template <std::size_t N> void describe(const std::string& name, const Reserved<N>&) { row(name, "reserved", N); }

    template <std::size_t N, class... A, class G>
    void describe(const std::string& name, const Chosen<Choice<N, A...>, G>&) {
        const std::size_t start = at_;
        ((at_ = start, alternative<A>(name)), ...);
        at_ = start + N;
    }
    template <class A> void alternative(const std::string& name) {
        A value{};
        if constexpr (requires { A::wire_name; }) {
            describe(name + '.' + A::wire_name, value);
        } else {
            describe(name, value);
        }
    }

    template <class T> void repeat(const std::string& name, T& item, std::size_t count) {
        const std::size_t start = at_;
        const std::size_t outer = std::exchange(items_, count);
        describe(name + "[]", item);
        items_ = outer;
        at_ = start + (at_ - start) * count;
    }

    void row(const std::string& name, std::string type, std::size_t octets) {
        rows_.push_back({prefix_ + name, std::move(type), at_, octets, items_, presence_,
                         presence_.is_optional(version_), is_fixed_});
        at_ += octets;
    }
    void vary(const std::string& name, std::string type, std::size_t least) {
        row(name, std::move(type), 0);
        at_ += least;
        is_fixed_ = false;
    }

    unsigned version_;
    std::size_t at_{};
    std::size_t items_{1};
    Presence presence_;
    bool is_fixed_{true};
    std::string prefix_;
    std::vector<FieldRow> rows_;
};

/// Rows of a message in one version.
template <class M>
Documenter document(unsigned version) {
    M message;
    Documenter documenter(version);
    M::layout(message, documenter);
    return documenter;
}

} // namespace sccp
