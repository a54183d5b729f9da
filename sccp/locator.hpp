// Visitor that tells where each field of a message lies in one version, for sizes and for the comparison with the protocol tables.
#pragma once

#include <string>
#include <vector>

#include "sccp/layout.hpp"

namespace sccp {

/// One field of one version. Of an array the first item is shown; its path has `[]` behind the array's name.
struct Place {
    std::string path;
    std::size_t offset{};
    std::size_t octets{};
    std::size_t items{1};      ///< capacity of the array the field is in
    bool optional{};
    bool is_fixed{true};       ///< false behind the first string or item whose length varies
};

class Locator {
  public:
    explicit Locator(unsigned version) : version_(version) {}

    const std::vector<Place>& places() const { return places_; }
    std::size_t octets() const { return at_; }

    template <class T, class... Words>
    void operator()(const char* name, T&& value, Words... words) {
        const Presence presence = presence_of(words...);
        if (!presence.exists(version_)) return;
        const bool outer = std::exchange(optional_, optional_ || presence.is_optional(version_));
        locate(name, value);
        optional_ = outer;
    }

  private:
    template <Number T> void locate(const char* name, const T&) { place(name, sizeof(T)); }

    template <Structure T> void locate(const char* name, T& value) {
        const std::string outer = prefix_;
        prefix_ += std::string(name) + '.';
        T::layout(value, *this);
        prefix_ = outer;
    }

    template <std::size_t N, std::size_t M> void locate(const char* name, const Text<N, M>&) { place(name, Text<N, M>::octets(version_)); }
    template <class T> void locate(const char* name, const PackedText<T>&) { varying(name, 0); }
    template <std::size_t N> void locate(const char* name, const Data<N>&) { varying(name, 0); }
    void locate(const char* name, const Rest&) { varying(name, 0); }
    template <std::size_t N> void locate(const char* name, const Secret<N>&) { place(name, N); }

    template <std::size_t N> void locate(const char* name, const std::array<std::uint8_t, N>&) { place(name, N); }
    template <class T, std::size_t N> void locate(const char* name, std::array<T, N>& values) { repeat(name, values[0], N); }

    template <class C> void locate(const char* name, const CountOf<C>&) { place(name, 4); }
    template <class T, std::size_t Max> void locate(const char* name, const UpTo<T, Max>&) {
        T item{};
        repeat(name, item, Max);
        is_fixed_ = false;
    }
    template <std::size_t N, class T, std::size_t Max> void locate(const char* name, const Slots<N, UpTo<T, Max>>&) {
        T item{};
        repeat(name, item, N);
    }

    template <class T> void locate(const char* name, const Octet<T>&) { place(name, 1); }
    void locate(const char* name, const Address&) {
        if (version_ >= 17) place(std::string(name) + ".addrType", 4);
        place(name, version_ >= 17 ? 16 : 4);
    }
    template <class T> void locate(const char* name, const Ipv4<T>&) { place(name, 4); }
    template <class T> void locate(const char* name, const Ipv6<T>&) { place(name, 16); }
    template <class T> void locate(const char* name, const PackedOrAligned<T>&) {
        place(name, 4);
        at_ += 3;
    }
    template <std::size_t N, class... A, class G> void locate(const char* name, const Chosen<Choice<N, A...>, G>&) {
        const std::size_t start = at_;
        (alternative<A>(name, start), ...);
        at_ = start + N;
    }
    template <std::size_t N> void locate(const char* name, const Reserved<N>&) { place(name, N); }

    template <class A> void alternative(const char* name, std::size_t start) {
        A value{};
        at_ = start;
        if constexpr (requires { A::wire_name; }) {
            locate((std::string(name) + '.' + A::wire_name).c_str(), value);
        } else {
            locate(name, value);
        }
    }

    template <class T> void repeat(const char* name, T& item, std::size_t count) {
        const std::size_t start = at_, outer = items_;
        items_ = count;
        (*this)(name, item);
        items_ = outer;
        at_ = start + (at_ - start) * count;
    }

    void place(const std::string& name, std::size_t octets) {
        places_.push_back({prefix_ + name, at_, octets, items_, optional_, is_fixed_});
        at_ += octets;
    }
    void varying(const char* name, std::size_t octets) {
        place(name, octets);
        is_fixed_ = false;
    }

    unsigned version_;
    std::size_t at_{};
    std::size_t items_{1};
    bool optional_{};
    bool is_fixed_{true};
    std::string prefix_;
    std::vector<Place> places_;
};

/// Octets of one item of an array.
template <class T>
std::size_t octets_of(unsigned version) {
    T item{};
    Locator locator(version);
    locator("", item);
    return locator.octets();
}

} // namespace sccp
