// Visitor that prints a message for the log: OpenReceiveChannel{conferenceId=7 payloadCapability=g711_ulaw64k ...}
#pragma once

#include <span>
#include <string>

#include "sccp/layout.hpp"

namespace sccp {

/// Appends text in quotes; what is not printable ASCII appears as \xNN, so that a log line stays one line.
void append_quoted(std::string& out, std::string_view text);
void append_hex(std::string& out, std::span<const std::uint8_t> octets);
/// `0x008a`
void append_hex(std::string& out, std::uint32_t number);

/// What is not worth printing: padding, and counts of items that are printed themselves.
template <class T> inline constexpr bool is_silent = false;
template <std::size_t N> inline constexpr bool is_silent<Reserved<N>> = true;
template <class C> inline constexpr bool is_silent<CountOf<C>> = true;

class Printer {
  public:
    Printer(std::string& out, unsigned version) : out_(out), version_(version) {}

    template <class T, class... Words>
    void operator()(const char* name, T&& value, Words... words) {
        if constexpr (!is_silent<std::remove_cvref_t<T>>) {
            if (!presence_of(words...).exists(version_)) return;
            if (out_.back() != '{') out_ += ' ';
            out_ += name;
            out_ += '=';
            print(value);
        }
    }

  private:
    template <Number T> void print(const T& value) {
        if constexpr (BitSet<T>) {
            append_hex(out_, static_cast<std::uint32_t>(value));
        } else if constexpr (std::is_enum_v<T>) {
            out_ += to_string(value);
        } else {
            out_ += std::to_string(value);
        }
    }
    template <Structure T> void print(const T& value) {
        out_ += '{';
        T::layout(value, *this);
        out_ += '}';
    }
    template <std::size_t N, std::size_t M> void print(const Text<N, M>& value) { append_quoted(out_, value); }
    template <class T> void print(const PackedText<T>& wrapped) { append_quoted(out_, wrapped.text); }
    template <std::size_t N> void print(const Data<N>& value) { append_quoted(out_, value); }
    void print(const Rest& value) { append_quoted(out_, value.octets); }
    template <std::size_t N> void print(const Secret<N>&) { out_ += "***"; }
    template <std::size_t N> void print(const std::array<std::uint8_t, N>& octets) { append_hex(out_, octets); }
    template <class T, std::size_t N> void print(const std::array<T, N>& values) { list(values); }
    template <class T, std::size_t Max> void print(const UpTo<T, Max>& items) { list(items); }
    template <std::size_t N, class C> void print(const Slots<N, C>& wrapped) { list(wrapped.items); }
    template <class T> void print(const Octet<T>& wrapped) { print(wrapped.value); }
    void print(const Address& address) { out_ += address.is_valid() ? address.to_text() : "invalid"; }
    template <class T> void print(const Ipv4<T>& wrapped) { print(wrapped.address); }
    template <class T> void print(const Ipv6<T>& wrapped) { print(wrapped.address); }
    template <class T> void print(const PackedOrAligned<T>& wrapped) { print(wrapped.value); }
    template <std::size_t N, class... A, class G> void print(const Chosen<const Choice<N, A...>, G>& wrapped) {
        std::visit([this](const auto& alternative) { this->print(alternative); }, wrapped.choice.value);
    }

    template <class L> void list(const L& items) {
        out_ += '[';
        for (const auto& item : items) {
            if (out_.back() != '[') out_ += ' ';
            print(item);
        }
        out_ += ']';
    }

    std::string& out_;
    unsigned version_;
};

} // namespace sccp
