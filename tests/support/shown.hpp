// A device whose display is written by a PhoneView, and a recorder of what it was sent.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "mapping/phone_view.hpp"
#include "sccp/catalogue.hpp"
#include "tests/support/device.hpp"

namespace tests {

struct Recorder : mapping::PhonePort {
    std::vector<sccp::ToPhone> sent;
    void send(const sccp::ToPhone& message) override { sent.push_back(message); }
    void close_after_flush() override {}

    /// Names of what was sent since the last call.
    std::vector<std::string> names() {
        std::vector<std::string> result;
        for (const auto& message : sent) result.emplace_back(sccp::name_of(message));
        sent.clear();
        return result;
    }
    /// The only message of a kind.
    template <class Message> Message one() const {
        const Message* found = nullptr;
        for (const auto& message : sent)
            if (const auto* body = std::get_if<Message>(&message)) {
                REQUIRE_FALSE(found);
                found = body;
            }
        REQUIRE(found);
        return *found;
    }
    template <class Message> std::size_t count() const {
        std::size_t result = 0;
        for (const auto& message : sent) result += std::holds_alternative<Message>(message) ? 1 : 0;
        return result;
    }
};

/// A device, its display and what was sent to it.
struct Shown : Device {
    Recorder phone;
    mapping::PhoneView view{context, phone};
    using Device::Device;
};

} // namespace tests
