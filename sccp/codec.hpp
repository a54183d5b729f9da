// The functions of catalogue.hpp over one list of messages. Each list is instantiated in a source file of its own.
#pragma once

#include "sccp/catalogue.hpp"
#include "sccp/decoder.hpp"
#include "sccp/encoder.hpp"
#include "sccp/frame.hpp"
#include "sccp/printer.hpp"

namespace sccp {

template <class List> struct Codec;

template <class... M>
struct Codec<Messages<M...>> {
    using Variant = typename Messages<M...>::Variant;

    static Result<Variant> decode(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
        struct Row {
            std::uint32_t id;
            Result<Variant> (*decode)(unsigned, std::span<const std::uint8_t>);
        };
        static constexpr Row rows[] = {{M::header.id, &decode_as<M>}...};
        const auto row = std::lower_bound(std::begin(rows), std::end(rows), id, [](const Row& r, std::uint32_t wanted) { return r.id < wanted; });
        if (row != std::end(rows) && row->id == id) return row->decode(version, body);
        return Variant{Unknown{.id = id, .body = {body.begin(), body.end()}}};
    }

    static void encode(const Variant& variant, unsigned version, std::vector<std::uint8_t>& out) {
        const std::size_t start = out.size();
        out.resize(start + header_octets);
        std::visit([&](const auto& message) { encode_body(message, version, out); }, variant);
        while ((out.size() - start) % 4 != 0) out.push_back(0);
        write_header(id_of(variant), version, std::span(out).subspan(start));
    }

    static std::string print(const Variant& variant, unsigned version) {
        std::string out(name_of(variant));
        out += '{';
        std::visit([&](const auto& message) { print_fields(message, version, out); }, variant);
        out += '}';
        return out;
    }

    static std::uint32_t id_of(const Variant& variant) {
        static constexpr std::uint32_t ids[] = {M::header.id...};
        const auto* unknown = std::get_if<Unknown>(&variant);
        return unknown ? unknown->id : ids[variant.index()];
    }

    static std::string_view name_of(const Variant& variant) {
        static constexpr std::string_view names[] = {M::header.name..., "Unknown"};
        return names[variant.index()];
    }

    static std::string_view name_of_id(std::uint32_t id) {
        std::string_view name;
        ((M::header.id == id ? void(name = M::header.name) : void()), ...);
        return name;
    }

    static std::uint32_t call_reference_of(const Variant& variant) {
        return std::visit([](const auto& message) -> std::uint32_t {
            if constexpr (requires { message.call_reference; }) return message.call_reference;
            return 0;
        }, variant);
    }

    static constexpr bool is_sorted() {
        constexpr std::uint32_t ids[] = {M::header.id...};
        for (std::size_t i = 1; i < sizeof...(M); ++i)
            if (ids[i - 1] >= ids[i]) return false;
        return true;
    }
    static_assert(is_sorted(), "a list of messages is in the order of ids, each once");

  private:
    template <class T>
    static Result<Variant> decode_as(unsigned version, std::span<const std::uint8_t> body) {
        T message;
        auto error = read(message, version, body);
        if constexpr (requires { T::also_try; }) {
            for (std::size_t i = 0; error && version >= 18 && i < T::also_try.size(); ++i) {
                message = T{};
                if (!read(message, T::also_try[i], body)) error.reset();
            }
        }
        if (!error) return Variant{std::move(message)};
        error->id = T::header.id;
        error->message = T::header.name;
        return *error;
    }

    template <class T>
    static std::optional<DecodeError> read(T& message, unsigned version, std::span<const std::uint8_t> body) {
        Decoder decoder(body, version);
        T::layout(message, decoder);
        return decoder.error();
    }

    template <class T>
    static void encode_body(const T& message, unsigned version, std::vector<std::uint8_t>& out) {
        Encoder encoder(out, version);
        T::layout(message, encoder);
    }
    static void encode_body(const Unknown& message, unsigned, std::vector<std::uint8_t>& out) {
        out.insert(out.end(), message.body.begin(), message.body.end());
    }

    template <class T>
    static void print_fields(const T& message, unsigned version, std::string& out) {
        Printer printer(out, version);
        T::layout(message, printer);
    }
    static void print_fields(const Unknown& message, unsigned, std::string& out) {
        out += "id=";
        append_hex(out, message.id);
        out += " body=";
        append_hex(out, message.body);
    }
};

} // namespace sccp
