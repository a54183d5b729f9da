// Messages of soft keys: the template, the sets made of it, which set is shown, which key was pressed.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

struct SoftKeyDefinition {
    Text<16> soft_key_label{};
    SoftKey soft_key_event{};
    static void layout(auto& m, auto& field) {
        field("softKeyLabel", m.soft_key_label);
        field("softKeyEvent", m.soft_key_event);
    }
};

struct SoftKeySetDefinition {
    std::array<std::uint8_t, 16> soft_key_template_index{};
    std::array<std::uint16_t, 16> soft_key_info_index{};
    static void layout(auto& m, auto& field) {
        field("softKeyTemplateIndex", m.soft_key_template_index);
        field("softKeyInfoIndex",     m.soft_key_info_index);
    }
};

/// Which soft keys are there?
struct SoftKeyTemplateReq {
    static constexpr Header header{0x0028, "SoftKeyTemplateReq"};
    static void layout(auto&, auto&) {}
};

/// Label and event number of every key; 32 slots are always sent.
struct SoftKeyTemplateRes {
    static constexpr Header header{0x0108, "SoftKeyTemplateRes"};
    std::uint32_t soft_key_offset{}, total_soft_key_count{};
    UpTo<SoftKeyDefinition, 32> definition{};
    static void layout(auto& m, auto& field) {
        field("softKeyOffset",     m.soft_key_offset);
        field("softKeyCount",      count_of(m.definition));
        field("totalSoftKeyCount", m.total_soft_key_count);
        field("definition",        slots<32>(m.definition));
    }
};

/// Which keys belong together?
struct SoftKeySetReq {
    static constexpr Header header{0x0025, "SoftKeySetReq"};
    static void layout(auto&, auto&) {}
};

/// Sets of up to 16 keys: one octet is the position in the template counted from 1, the word beside it 300 + position.
struct SoftKeySetRes {
    static constexpr Header header{0x0109, "SoftKeySetRes"};
    std::uint32_t soft_key_set_offset{}, total_soft_key_set_count{};
    UpTo<SoftKeySetDefinition, 16> definition{};
    static void layout(auto& m, auto& field) {
        field("softKeySetOffset",     m.soft_key_set_offset);
        field("softKeySetCount",      count_of(m.definition));
        field("totalSoftKeySetCount", m.total_soft_key_set_count);
        field("definition",           slots<16>(m.definition));
    }
};

/// Show a set for a call. Bit n of the mask = position n + 1; call managers send all ones or clear what must be hidden.
struct SelectSoftKeys {
    static constexpr Header header{0x0110, "SelectSoftKeys"};
    std::uint32_t line_instance{}, call_reference{};
    SoftKeySet soft_key_set_index{};
    SoftKeyMask valid_key_mask{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",    m.line_instance);
        field("callReference",   m.call_reference);
        field("softKeySetIndex", m.soft_key_set_index);
        field("validKeyMask",    m.valid_key_mask);
    }
};

/// A soft key was pressed: its event number, not its position.
struct SoftKeyEvent {
    static constexpr Header header{0x0026, "SoftKeyEvent"};
    SoftKey soft_key_event{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("softKeyEvent",  m.soft_key_event);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
    }
};

} // namespace sccp
