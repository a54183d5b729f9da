// What makes, copies and destroys a message of any kind of one direction. Included by the sources that instantiate it,
// variant_*.cpp.
#pragma once

#include "sccp/catalogue.hpp"

namespace sccp {

template <class Direction> Message<Direction>::Message() = default;
template <class Direction> Message<Direction>::Message(const Message&) = default;
template <class Direction> Message<Direction>::Message(Message&&) noexcept = default;
template <class Direction> Message<Direction>& Message<Direction>::operator=(const Message&) = default;
template <class Direction> Message<Direction>& Message<Direction>::operator=(Message&&) noexcept = default;
template <class Direction> Message<Direction>::~Message() = default;

template <class Variant, std::size_t I>
void take_alternative(Variant& variant, void* message) {
    variant.template emplace<I>(std::move(*static_cast<std::variant_alternative_t<I, Variant>*>(message)));
}

template <class Variant, std::size_t... I>
void take(Variant& variant, void* message, std::size_t index, std::index_sequence<I...>) {
    static constexpr void (*alternatives[])(Variant&, void*) = {take_alternative<Variant, I>...};
    alternatives[index](variant, message);
}

template <class Direction>
Message<Direction>::Message(void* message, std::size_t index) {
    using Variant = typename Direction::Variant;
    take<Variant>(*this, message, index, std::make_index_sequence<std::variant_size_v<Variant>>{});
}

} // namespace sccp
