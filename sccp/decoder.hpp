// Visitor that fills a message from octets. It never reads past the body and latches the first field that is not there.
#pragma once

#include <optional>
#include <span>

#include "sccp/encoder.hpp"
#include "sccp/error.hpp"
#include "sccp/layout.hpp"

namespace sccp {

/// What an item that nobody uses takes on the wire.
template <class T>
std::size_t octets_of_item(unsigned version) {
    std::vector<std::uint8_t> octets;
    const T item{};
    Encoder(octets, version)("", item);
    return octets.size();
}

class Decoder {
  public:
    Decoder(std::span<const std::uint8_t> body, unsigned version) : body_(body), version_(version) {}

    const std::optional<DecodeError>& error() const { return error_; }
    /// The body ended before an optional field.
    bool is_short() const { return ended_; }
    std::size_t remaining() const { return body_.size() - at_; }

    template <class T, class... Words>
    void operator()(const char* name, T&& value, Words... words) {
        const Presence presence = presence_of(words...);
        if (error_ || !presence.exists(version_)) return;
        const bool outer = std::exchange(optional_, optional_ || presence.is_optional(version_));
        read(name, value);
        optional_ = outer;
    }

  private:
    template <Number T> void read(const char* name, T& value) {
        if (need(name, sizeof(T))) value = static_cast<T>(number<sizeof(T)>());
    }

    template <Structure T> void read(const char* name, T& value) {
        T::layout(value, *this);
        if (error_) error_->field.insert(0, std::string(name) + '.');
    }

    template <std::size_t N, std::size_t M> void read(const char* name, Text<N, M>& value) {
        const std::size_t octets = Text<N, M>::octets(version_);
        if (!need(name, octets)) return;
        const std::string_view area = take(octets);
        value = area.substr(0, area.find('\0'));   // behind the NUL is old memory on many models
    }

    template <std::size_t N> void read(const char* name, PackedText<Text<N>>& wrapped) {
        const std::string_view rest = view(remaining());
        const auto end = rest.find('\0');
        if (!need(name, end == rest.npos ? remaining() + 1 : end + 1)) return;
        wrapped.text = rest.substr(0, end < N ? end : N);
        at_ += end + 1;
    }

    template <std::size_t N> void read(const char* name, Data<N>& value) {
        if (!need(name, value.size())) return;
        value = take(value.size());
    }

    void read(const char*, Rest& value) {
        const std::string_view rest = take(remaining());
        value.octets = rest.substr(0, rest.find_last_not_of('\0') + 1);
    }

    template <std::size_t N> void read(const char* name, Secret<N>& value) { read(name, value.octets); }

    template <class T, std::size_t N> void read(const char* name, std::array<T, N>& values) {
        for (T& value : values) (*this)(name, value);
    }

    /// Nothing is allocated before the count has been compared with the capacity.
    template <class C> void read(const char* name, CountOf<C>& wrapped) {
        if (!need(name, 4)) return;
        const auto count = static_cast<std::uint32_t>(number<4>());
        if (count > C::max_size()) {
            at_ -= 4;
            fail(name, DecodeError::Reason::too_many, count);
            return;
        }
        wrapped.items.resize(count);
    }

    template <class T, std::size_t Max> void read(const char* name, UpTo<T, Max>& items) {
        const bool outer = std::exchange(optional_, false);   // a count promises its items
        for (std::size_t i = 0; i < items.size() && !error_; ++i) {
            (*this)(name, items[i]);
            if (error_)
                error_->reason = DecodeError::Reason::too_many,
                error_->count = static_cast<std::uint32_t>(items.size());
        }
        optional_ = outer;
    }

    template <std::size_t N, class T, std::size_t Max> void read(const char* name, Slots<N, UpTo<T, Max>>& wrapped) {
        read(name, wrapped.items);
        if (error_ || wrapped.items.size() >= N) return;
        const std::size_t unused = (N - wrapped.items.size()) * octets_of_item<T>(version_);
        at_ += unused < remaining() ? unused : remaining();
    }

    template <class T> void read(const char* name, Octet<T>& wrapped) {
        if (need(name, 1)) wrapped.value = static_cast<T>(number<1>());
    }

    void read(const char* name, Address& address) {
        if (version_ < 17) return read_octets(name, IpAddrType::v4, 4, address);
        if (!need(name, 20)) return;
        const auto type = static_cast<IpAddrType>(number<4>());
        read_octets(name, type, 16, address);
    }
    template <class T> void read(const char* name, Ipv4<T>& wrapped) {
        read_octets(name, IpAddrType::v4, 4, wrapped.address);
    }
    template <class T> void read(const char* name, Ipv6<T>& wrapped) {
        read_octets(name, IpAddrType::v6, 16, wrapped.address);
    }

    /// Seven octets: the number and three of padding, or three of padding and the number.
    template <class T> void read(const char* name, PackedOrAligned<T>& wrapped) {
        if (!need(name, 7)) return;
        const auto at_once = number<4>();
        at_ -= 1;
        const auto aligned = number<4>();
        wrapped.value = static_cast<T>(aligned != 0 ? aligned : at_once);
    }

    template <std::size_t N, class... A, class G> void read(const char* name, Chosen<Choice<N, A...>, G>& wrapped) {
        if (!need(name, N)) return;
        const std::size_t end = at_ + N;
        choose<0>(name, wrapped);
        at_ = end;
    }

    template <std::size_t N> void read(const char* name, const Reserved<N>&) {
        if (need(name, N)) at_ += N;
    }

    template <std::size_t I, std::size_t N, class... A, class G>
    void choose(const char* name, Chosen<Choice<N, A...>, G>& wrapped) {
        using Alternative = std::variant_alternative_t<I, std::variant<A...>>;
        if constexpr (I + 1 < sizeof...(A)) {
            if (!Alternative::is_for(wrapped.guide)) return choose<I + 1>(name, wrapped);
        }
        read(name, wrapped.choice.value.template emplace<I>());
    }

    void read_octets(const char* name, IpAddrType type, std::size_t octets, Address& address) {
        if (!need(name, octets)) return;
        address = Address{.type = type, .octets = {}};
        for (std::size_t i = 0; i < octets; ++i) address.octets[i] = body_[at_++];
    }

    std::string_view view(std::size_t octets) const {
        return octets == 0 ? std::string_view{}
                           : std::string_view(reinterpret_cast<const char*>(body_.data() + at_), octets);
    }
    std::string_view take(std::size_t octets) {
        const auto taken = view(octets);
        at_ += octets;
        return taken;
    }
    template <std::size_t Octets> std::uint64_t number() {
        std::uint64_t value{};
        for (std::size_t i = 0; i < Octets; ++i) value |= std::uint64_t{body_[at_++]} << (8 * i);
        return value;
    }

    /// A field is there only if it lies wholly inside the body; behind the first optional one that does not, nothing
    /// is.
    bool need(const char* name, std::size_t octets) {
        if (!ended_ && remaining() >= octets) return true;
        ended_ = true;
        if (!optional_) fail(name, DecodeError::Reason::missing, 0);
        return false;
    }
    void fail(const char* name, DecodeError::Reason reason, std::uint32_t count) {
        error_ = DecodeError{.id = 0,
                             .message = {},
                             .field = name,
                             .reason = reason,
                             .offset = at_,
                             .have = body_.size(),
                             .count = count};
    }

    std::span<const std::uint8_t> body_;
    unsigned version_;
    std::size_t at_{};
    bool optional_{};   ///< absence of the present field is no error
    bool ended_{};      ///< an optional field was absent
    std::optional<DecodeError> error_;
};

} // namespace sccp
