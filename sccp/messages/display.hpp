// Messages that write on the display.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// Text at the bottom of a call; may begin with 80 nn or 1E nn (display_labels.hpp).
struct DisplayPromptStatus {
    static constexpr Header header{0x0112, "DisplayPromptStatus"};
    std::uint32_t time_out_value{};
    Text<32> prompt_status{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("timeOutValue",  m.time_out_value);
        field("promptStatus",  m.prompt_status);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
    }
};

/// The same with a packed string.
struct DisplayPromptStatusV2 {
    static constexpr Header header{0x0145, "DisplayPromptStatusV2"};
    std::uint32_t timeout{}, line_instance{}, call_reference{};
    Text<96> text{};
    static void layout(auto& m, auto& field) {
        field("timeout",       m.timeout);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
        field("text",          packed(m.text));
    }
};

/// No text.
struct ClearPromptStatus {
    static constexpr Header header{0x0113, "ClearPromptStatus"};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
    }
};

/// Text for the whole phone, for so many seconds.
struct DisplayNotify {
    static constexpr Header header{0x0114, "DisplayNotify"};
    std::uint32_t time_out_value{};
    Text<32> notify{};
    static void layout(auto& m, auto& field) {
        field("timeOutValue", m.time_out_value);
        field("notify",       m.notify);
    }
};

/// The same with a packed string.
struct DisplayNotifyV2 {
    static constexpr Header header{0x0143, "DisplayNotifyV2"};
    std::uint32_t timeout{};
    Text<96> text{};
    static void layout(auto& m, auto& field) {
        field("timeout", m.timeout);
        field("text",    packed(m.text));
    }
};

/// No such text.
struct ClearNotify {
    static constexpr Header header{0x0115, "ClearNotify"};
    static void layout(auto&, auto&) {}
};

/// Text with a priority: an incoming call is 5.
struct DisplayPriNotify {
    static constexpr Header header{0x0120, "DisplayPriNotify"};
    std::uint32_t time_out_value{}, priority{};
    Text<32> notify{};
    static void layout(auto& m, auto& field) {
        field("timeOutValue", m.time_out_value);
        field("priority",     m.priority);
        field("notify",       m.notify);
    }
};

/// The same with a packed string.
struct DisplayPriNotifyV2 {
    static constexpr Header header{0x0144, "DisplayPriNotifyV2"};
    std::uint32_t timeout{}, priority{};
    Text<96> text{};
    static void layout(auto& m, auto& field) {
        field("timeout",  m.timeout);
        field("priority", m.priority);
        field("text",     packed(m.text));
    }
};

/// No text of that priority.
struct ClearPriNotify {
    static constexpr Header header{0x0121, "ClearPriNotify"};
    std::uint32_t priority{};
    static void layout(auto& m, auto& field) {
        field("priority", m.priority);
    }
};

/// Text on phones without prompt line.
struct DisplayText {
    static constexpr Header header{0x0099, "DisplayText"};
    Text<32> text{};
    static void layout(auto& m, auto& field) {
        field("text", m.text);
    }
};

/// An empty display.
struct ClearDisplay {
    static constexpr Header header{0x009A, "ClearDisplay"};
    static void layout(auto&, auto&) {}
};

} // namespace sccp
