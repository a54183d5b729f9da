// Visitor that writes a message as octets: the layout of one version, every unused octet zero.
#pragma once

#include <algorithm>
#include <span>

#include "sccp/layout.hpp"

namespace sccp {

class Encoder {
  public:
    Encoder(std::vector<std::uint8_t>& out, unsigned version) : out_(out), version_(version) {}

    template <class T, class... Words>
    void operator()(const char*, T&& value, Words... words) {
        const Presence presence = presence_of(words...);
        if (!presence.is_sent(version_)) return;
        const bool outer = std::exchange(optional_, optional_ || presence.is_optional(version_));
        write(value);
        optional_ = outer;
    }

  private:
    template <Number T> void write(const T& value) { number<sizeof(T)>(static_cast<std::uint64_t>(value)); }

    template <Structure T> void write(const T& value) { T::layout(value, *this); }

    template <std::size_t N, std::size_t M> void write(const Text<N, M>& value) {
        const std::size_t octets = Text<N, M>::octets(version_);
        text(value, std::min(value.size(), octets));
        zeros(octets - std::min(value.size(), octets));
    }

    /// A NUL inside would start the next string.
    template <std::size_t N> void write(const PackedText<const Text<N>>& wrapped) {
        const std::string_view value = wrapped.text;
        text(value, std::min({value.size(), value.find('\0'), N}));
        zeros(1);
    }

    template <std::size_t N> void write(const Data<N>& value) { text(value, value.size()); }
    void write(const Rest& value) { text(value.octets, value.octets.size()); }
    template <std::size_t N> void write(const Secret<N>& value) { write(value.octets); }

    template <class T, std::size_t N> void write(const std::array<T, N>& values) {
        for (const T& value : values) write(value);
    }
    template <Number T, std::size_t N> void write(const std::array<T, N>& values) {
        const auto start = out_.size();
        zeros(N * sizeof(T));
        const auto place = std::span(out_).subspan(start);
        for (std::size_t n = 0; n < place.size(); ++n)
            place[n] =
                static_cast<std::uint8_t>(static_cast<std::uint64_t>(values[n / sizeof(T)]) >> (8 * (n % sizeof(T))));
    }

    template <class C> void write(const CountOf<const C>& wrapped) { number<4>(wrapped.items.size()); }

    template <class T, std::size_t Max> void write(const UpTo<T, Max>& items) {
        for (const T& item : items) write(item);
    }
    template <std::size_t N, class T, std::size_t Max> void write(const Slots<N, const UpTo<T, Max>>& wrapped) {
        write(wrapped.items);
        for (std::size_t i = wrapped.items.size(); i < N; ++i) write(T{});
    }

    template <class T> void write(const Octet<T>& wrapped) { number<1>(static_cast<std::uint64_t>(wrapped.value)); }

    void write(const Address& address) {
        if (version_ < 17) return octets_of_address(address, 4);
        write(address.type);
        octets_of_address(address, 16);
    }
    template <class T> void write(const Ipv4<T>& wrapped) { octets_of_address(wrapped.address, 4); }
    template <class T> void write(const Ipv6<T>& wrapped) { octets_of_address(wrapped.address, 16); }

    /// Packed; but the last octet of such a number is the first of the aligned place, so that one of four octets must
    /// be aligned.
    template <class T> void write(const PackedOrAligned<T>& wrapped) {
        const bool is_aligned = wrapped.value > 0xFFFFFF;
        if (is_aligned) zeros(3);
        number<4>(wrapped.value);
        if (!is_aligned) zeros(3);
    }

    template <std::size_t N, class... A, class G> void write(const Chosen<const Choice<N, A...>, G>& wrapped) {
        const std::size_t end = out_.size() + N;
        choose<0>(wrapped);
        out_.resize(end);
    }

    template <std::size_t N> void write(const Reserved<N>&) {
        if (!optional_) zeros(N);
    }

    /// The guide decides; an alternative that does not match it is sent as if it were empty.
    template <std::size_t I, std::size_t N, class... A, class G>
    void choose(const Chosen<const Choice<N, A...>, G>& wrapped) {
        using Alternative = std::variant_alternative_t<I, std::variant<A...>>;
        if constexpr (I + 1 < sizeof...(A)) {
            if (!Alternative::is_for(wrapped.guide)) return choose<I + 1>(wrapped);
        }
        if (const auto* held = std::get_if<I>(&wrapped.choice.value)) write(*held);
    }

    void octets_of_address(const Address& address, std::size_t octets) {
        out_.insert(out_.end(), address.octets.begin(), address.octets.begin() + static_cast<std::ptrdiff_t>(octets));
    }
    template <std::size_t Octets> void number(std::uint64_t value) {
        for (std::size_t i = 0; i < Octets; ++i) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void text(std::string_view value, std::size_t octets) {
        out_.insert(out_.end(), value.begin(), value.begin() + static_cast<std::ptrdiff_t>(octets));
    }
    void zeros(std::size_t octets) { out_.resize(out_.size() + octets); }

    std::vector<std::uint8_t>& out_;
    unsigned version_;
    bool optional_{};
};

} // namespace sccp
