// Visitor that lists every value of a message with the place where it is sent, for comparison with another reader of
// the same octets.
#pragma once

#include <string>
#include <vector>

#include "sccp/layout.hpp"

namespace samples {

struct Leaf {
    std::string path;
    std::size_t offset{};    ///< in the body
    std::size_t octets{};    ///< of the value; 0: nothing is there to compare
    std::size_t end{};       ///< of its place: an IPv4 address may have room for sixteen octets
    std::string value;       ///< number in decimal, text as it is, address as text, octets as hexadecimal
    bool is_optional{};      ///< a sender may have ended the body before it
    bool is_sent{};          ///< by us, at this version
};

class Leaves {
  public:
    explicit Leaves(unsigned version) : version_(version) {}

    const std::vector<Leaf>& list() const { return list_; }

    template <class T, class... Words>
    void operator()(const char* name, T&& value, Words... words) {
        const sccp::Presence presence = sccp::presence_of(words...);
        if (!presence.exists(version_)) return;
        const bool outer = std::exchange(optional_, optional_ || presence.is_optional(version_));
        const bool outer_sent = std::exchange(sent_, sent_ && presence.is_sent(version_));
        leaf(name, value);
        optional_ = outer;
        sent_ = outer_sent;
    }

  private:
    template <sccp::Number T> void leaf(const std::string& name, const T& value) { add(name, sizeof(T), decimal(value)); }
    template <sccp::Structure T> void leaf(const std::string& name, const T& value) {
        const std::string outer = std::exchange(prefix_, prefix_ + name + '.');
        T::layout(value, *this);
        prefix_ = outer;
    }

    template <std::size_t N, std::size_t M> void leaf(const std::string& name, const sccp::Text<N, M>& value) {
        add(name, sccp::Text<N, M>::octets(version_), value.str());
    }
    template <class T> void leaf(const std::string& name, const sccp::PackedText<T>& wrapped) { add(name, wrapped.text.size() + 1, wrapped.text.str()); }
    template <std::size_t N> void leaf(const std::string& name, const sccp::Data<N>& value) { add(name, value.size(), value.str()); }
    void leaf(const std::string& name, const sccp::Rest& value) {
        optional_ = true;   // any length will do
        add(name, value.octets.size(), value.octets);
    }
    template <std::size_t N> void leaf(const std::string& name, const sccp::Secret<N>& value) { leaf(name, value.octets); }
    template <std::size_t N> void leaf(const std::string& name, const std::array<std::uint8_t, N>& values) { list_of(name, values); }
    template <class T, std::size_t N> void leaf(const std::string& name, const std::array<T, N>& values) { list_of(name, values); }

    template <class C> void leaf(const std::string& name, const sccp::CountOf<C>& wrapped) { add(name, 4, std::to_string(wrapped.items.size())); }
    template <class T, std::size_t Max> void leaf(const std::string& name, const sccp::UpTo<T, Max>& items) { list_of(name, items); }
    template <std::size_t N, class T, std::size_t Max> void leaf(const std::string& name, const sccp::Slots<N, const sccp::UpTo<T, Max>>& wrapped) {
        list_of(name, wrapped.items);
        const std::size_t before = list_.size();
        for (std::size_t i = wrapped.items.size(); i < N; ++i) leaf(name, T{});
        list_.resize(before);   // unused slots count for places only
    }
    template <class T> void leaf(const std::string& name, const sccp::Octet<T>& wrapped) { add(name, 1, decimal(wrapped.value)); }

    void leaf(const std::string& name, const sccp::Address& address) {
        if (version_ >= 17) add(name + ".addrType", 4, decimal(address.type));
        add_address(name, version_ >= 17 ? 16 : 4, address);
    }
    template <class T> void leaf(const std::string& name, const sccp::Ipv4<T>& wrapped) { add_address(name, 4, wrapped.address); }
    template <class T> void leaf(const std::string& name, const sccp::Ipv6<T>& wrapped) { add_address(name, 16, wrapped.address); }
    template <class T> void leaf(const std::string& name, const sccp::PackedOrAligned<T>& wrapped) {
        add(name, 4, decimal(wrapped.value));
        at_ += 3;
    }
    template <std::size_t N> void leaf(const std::string& name, const sccp::Reserved<N>&) { add_unused(name, N); }
    template <std::size_t N, class... A, class G> void leaf(const std::string& name, const sccp::Chosen<const sccp::Choice<N, A...>, G>& wrapped) {
        const std::size_t end = at_ + N;
        std::visit([&](const auto& alternative) { this->leaf(name, alternative); }, wrapped.choice.value);
        add_unused(name, end - at_);
    }

    template <class T> void list_of(const std::string& name, const T& items) {
        std::size_t i = 0;
        for (const auto& item : items) leaf(name + '[' + std::to_string(i++) + ']', item);
    }

    void add(const std::string& name, std::size_t octets, std::string value) {
        list_.push_back({prefix_ + name, at_, octets, at_ + octets, std::move(value), optional_, sent_});
        at_ += octets;
    }
    void add_address(const std::string& name, std::size_t octets, const sccp::Address& address) {
        list_.push_back({prefix_ + name, at_, address.is_v6() ? 16U : 4U, at_ + octets, address.to_text(), optional_, sent_});
        at_ += octets;
    }
    void add_unused(const std::string& name, std::size_t octets) {
        list_.push_back({prefix_ + name, at_, 0, at_ + octets, "", optional_, sent_});
        at_ += octets;
    }
    template <class T> static std::string decimal(T value) {
        if constexpr (std::is_enum_v<T>) return std::to_string(static_cast<std::underlying_type_t<T>>(value));
        else return std::to_string(value);
    }

    unsigned version_;
    std::size_t at_{};
    bool optional_{};
    bool sent_{true};
    std::string prefix_;
    std::vector<Leaf> list_;
};

} // namespace samples
