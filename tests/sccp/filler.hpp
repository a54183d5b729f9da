// Visitor that puts a different value into every field of a message, so that nothing can be read from the wrong place
// unnoticed.
#pragma once

#include <concepts>

#include "sccp/layout.hpp"

namespace samples {

class Filler {
  public:
    /// `codec` decides the choices that depend on one; `items` is how many an array gets.
    Filler(unsigned version, sccp::MediaPayloadType codec, std::size_t items) : version_(version), codec_(codec), items_(items) {}

    template <class T, class... Words>
    void operator()(const char* name, T&& value, Words...) {
        fill(value);
        restrict(name, value);
    }

  private:
    /// Numbers that another reader takes as a length, a total or a codec have to be ones.
    template <std::integral T> void restrict(std::string_view name, T& value) {
        if (name == "keylen" || name == "saltlen") value = 16;
        if (name.starts_with("total") && name.ends_with("Count")) value = static_cast<T>(items_);
        if (name == "payloadType") value = static_cast<T>(codec_);
        if (name == "g723BitRateOrCodecParams" && version_ < 11) value = 2;
    }
    template <std::integral T> void restrict(std::string_view name, std::array<T, 16>& positions) {
        for (std::size_t i = 0; i < 16; ++i) {
            if (name == "softKeyTemplateIndex") positions[i] = static_cast<T>(1 + (n_ + i) % 32);
            if (name == "softKeyInfoIndex") positions[i] = static_cast<T>(301 + (n_ + i) % 32);
        }
    }
    template <class T> void restrict(std::string_view, T&) {}

    template <sccp::Number T> void fill(T& value) {
        ++n_;
        if constexpr (std::is_enum_v<T>) {
            value = sample(T{});
        } else if constexpr (sizeof(T) == 1) {
            value = static_cast<T>(1 + n_ % 250);
        } else if constexpr (std::is_signed_v<T>) {
            value = static_cast<T>(-1000 - static_cast<int>(n_));
        } else {
            value = static_cast<T>((sizeof(T) == 2 ? 1000U : 0x01020000U) + n_);
        }
    }

    template <sccp::Structure T> void fill(T& value) { T::layout(value, *this); }

    template <std::size_t N, std::size_t M> void fill(sccp::Text<N, M>& value) { value = word(N); }
    template <std::size_t N> void fill(sccp::PackedText<sccp::Text<N>>& wrapped) { wrapped.text = word(N); }
    template <std::size_t N> void fill(sccp::Data<N>& value) { value = "data " + word(N); }
    void fill(sccp::Rest& value) { value.octets = "<xml>" + word(40) + "</xml>"; }
    template <std::size_t N> void fill(sccp::Secret<N>& value) { fill(value.octets); }
    template <class T, std::size_t N> void fill(std::array<T, N>& values) {
        for (T& value : values) fill(value);
    }

    template <class C> void fill(sccp::CountOf<C>&) {}
    template <class T, std::size_t Max> void fill(sccp::UpTo<T, Max>& items) {
        items.resize(items_);
        for (T& item : items) fill(item);
    }
    template <std::size_t N, class C> void fill(sccp::Slots<N, C>& wrapped) { fill(wrapped.items); }
    template <class T> void fill(sccp::Octet<T>& wrapped) { fill(wrapped.value); }

    void fill(sccp::Address& address) {
        ++n_;
        address = version_ >= 17 && n_ % 2 == 0 ? sccp::Address::from_text("2001:db8::" + std::to_string(n_))
                                                : sccp::Address::from_text("192.0.2." + std::to_string(n_ % 250 + 1));
    }
    template <class T> void fill(sccp::Ipv4<T>& wrapped) {
        wrapped.address = sccp::Address::from_text("198.51.100." + std::to_string(++n_ % 250));
    }
    template <class T> void fill(sccp::Ipv6<T>& wrapped) {
        wrapped.address = sccp::Address::from_text("2001:db8:1::" + std::to_string(++n_));
    }
    template <class T> void fill(sccp::PackedOrAligned<T>& wrapped) { wrapped.value = ++n_ % 200; }
    template <std::size_t N> void fill(const sccp::Reserved<N>&) {}

    template <std::size_t N, class... A, class G> void fill(sccp::Chosen<sccp::Choice<N, A...>, G>& wrapped) { choose<0>(wrapped); }
    template <std::size_t I, std::size_t N, class... A, class G> void choose(sccp::Chosen<sccp::Choice<N, A...>, G>& wrapped) {
        using Alternative = std::variant_alternative_t<I, std::variant<A...>>;
        if constexpr (I + 1 < sizeof...(A)) {
            if (!Alternative::is_for(wrapped.guide)) return choose<I + 1>(wrapped);
        }
        fill(wrapped.choice.value.template emplace<I>());
    }

    /// One of the first named numbers above 0; of a bit set, two bits.
    template <class E> E sample(E) {
        if constexpr (std::is_same_v<E, sccp::MediaPayloadType>) return codec_;
        if constexpr (std::is_same_v<E, sccp::MiscCommandType>)
            return static_cast<E>(static_cast<unsigned>(codec_) % 8); // each has its own parameters
        if constexpr (sccp::BitSet<E>) return static_cast<E>(9);
        std::uint32_t found = 0;
        for (std::uint32_t value = 1, seen = 0; value < 256 && seen <= n_ % 3; ++value) {
            if (name(static_cast<E>(value)).empty()) continue;
            found = value;
            ++seen;
        }
        return static_cast<E>(found);
    }

    std::string word(std::size_t longest) {
        std::string text = "w" + std::to_string(++n_);
        return text.substr(0, longest);
    }

    unsigned version_;
    sccp::MediaPayloadType codec_;
    std::size_t items_;
    std::uint32_t n_{};
};

} // namespace samples
