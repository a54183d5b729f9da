// The functions of catalogue.hpp for one direction. Each direction is instantiated in a source file of its own,
// codec_*.cpp.
#pragma once

#include "sccp/catalogue.hpp"
#include "sccp/decoder.hpp"
#include "sccp/encoder.hpp"
#include "sccp/frame.hpp"
#include "sccp/printer.hpp"

namespace sccp {

// ---- one message ----------------------------------------------------------------------------------------------------

/// How a body fits a layout: the better, the smaller.
enum class Fit : std::uint8_t { exact, longer, shorter, none };

template <class M>
Fit read_layout(M& message, unsigned version, std::span<const std::uint8_t> body, std::optional<DecodeError>& error) {
    Decoder decoder(body, version);
    M::layout(message, decoder);
    error = decoder.error();
    if (error) return Fit::none;
    if (decoder.is_short()) return Fit::shorter;
    return decoder.remaining() < 4 ? Fit::exact : Fit::longer;
}

/// Where a message has more than one layout in the field, the one that its body fits best is taken.
template <class M>
std::optional<DecodeError> read_message(M& message, unsigned version, std::span<const std::uint8_t> body) {
    std::optional<DecodeError> error;
    [[maybe_unused]] Fit best = read_layout(message, version, body, error);
    if constexpr (requires { M::also_try; }) {
        for (std::size_t i = 0; best != Fit::exact && version >= M::also_try_from && i < M::also_try.size(); ++i) {
            M other;
            std::optional<DecodeError> other_error;
            const Fit fit = read_layout(other, M::also_try[i], body, other_error);
            if (fit >= best) continue;
            best = fit;
            message = std::move(other);
            error.reset();
        }
    }
    if (error) {
        error->id = M::header.id;
        error->message = M::header.name;
    }
    return error;
}

template <class M>
void write_message(const void* message, unsigned version, std::vector<std::uint8_t>& out) {
    Encoder encoder(out, version);
    M::layout(*static_cast<const M*>(message), encoder);
}

template <class M>
void print_message(const void* message, unsigned version, std::string& out) {
    Printer printer(out, version);
    M::layout(*static_cast<const M*>(message), printer);
}

template <class M>
std::uint32_t call_of_message(const void* message) {
    if constexpr (requires(const M& m) { m.call_reference; }) return static_cast<const M*>(message)->call_reference;
    return 0;
}

// ---- all messages of a direction ------------------------------------------------------------------------------------

template <class Direction>
struct Row {
    Header header;
    Result<Message<Direction>> (*decode)(unsigned, std::span<const std::uint8_t>);
    void (*encode)(const void*, unsigned, std::vector<std::uint8_t>&);
    void (*print)(const void*, unsigned, std::string&);
    std::uint32_t (*call)(const void*);
};

template <class Direction, class M>
Result<Message<Direction>> decode_row(unsigned version, std::span<const std::uint8_t> body) {
    M message;
    if (auto error = read_message(message, version, body)) return *error;
    return Message<Direction>(std::move(message));
}

template <class Direction, class... M>
constexpr std::array<Row<Direction>, sizeof...(M)> make_rows(Messages<M...>) {
    return {{{M::header, decode_row<Direction, M>, write_message<M>, print_message<M>, call_of_message<M>}...}};
}

template <class Direction>
inline constexpr auto rows = make_rows<Direction>(Direction{});

template <class Direction>
constexpr bool is_in_order() {
    for (std::size_t i = 1; i < rows<Direction>.size(); ++i)
        if (rows<Direction>[i - 1].header.id >= rows<Direction>[i].header.id) return false;
    return true;
}

template <class Direction>
const Row<Direction>* find_row(std::uint32_t id) {
    const auto& list = rows<Direction>;
    const auto is_before = [](const Row<Direction>& row, std::uint32_t wanted) { return row.header.id < wanted; };
    const auto row = std::lower_bound(list.begin(), list.end(), id, is_before);
    return row != list.end() && row->header.id == id ? &*row : nullptr;
}

template <class Direction>
struct Codec {
    using Any = Message<Direction>;
    static_assert(is_in_order<Direction>(), "a list of messages is in the order of ids, each once");

    static const void* held(const Any& any) {
        return std::visit([](const auto& message) -> const void* { return &message; }, any);
    }

    static Result<Any> decode(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
        if (const auto* row = find_row<Direction>(id)) return row->decode(version, body);
        return Any(Unknown{.id = id, .body = {body.begin(), body.end()}});
    }

    static void encode(const Any& any, unsigned version, std::vector<std::uint8_t>& out) {
        const std::size_t start = out.size();
        out.resize(start + header_octets);
        if (const auto* unknown = std::get_if<Unknown>(&any)) {
            out.insert(out.end(), unknown->body.begin(), unknown->body.end());
        } else {
            rows<Direction>[any.index()].encode(held(any), version, out);
        }
        while ((out.size() - start) % 4 != 0) out.push_back(0);
        write_header(id(any), version, std::span(out).subspan(start));
    }

    static std::string print(const Any& any, unsigned version) {
        std::string out(name(any));
        out += '{';
        if (const auto* unknown = std::get_if<Unknown>(&any)) {
            out += "id=";
            append_hex(out, unknown->id);
            out += " body=";
            append_hex(out, unknown->body);
        } else {
            rows<Direction>[any.index()].print(held(any), version, out);
        }
        out += '}';
        return out;
    }

    static std::uint32_t id(const Any& any) {
        const auto* unknown = std::get_if<Unknown>(&any);
        return unknown ? unknown->id : rows<Direction>[any.index()].header.id;
    }

    static std::string_view name(const Any& any) {
        return std::holds_alternative<Unknown>(any) ? "Unknown" : rows<Direction>[any.index()].header.name;
    }

    static std::uint32_t call_reference(const Any& any) {
        return std::holds_alternative<Unknown>(any) ? 0 : rows<Direction>[any.index()].call(held(any));
    }
};

} // namespace sccp
