// Messages about buttons: the button template, and what each line, speed dial, feature, service and forward button
// shows.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// One button: which of its kind, and its kind. An unused one is 0 and undefined.
struct ButtonDefinition {
    std::uint8_t instance_number{};
    ButtonType button_definition{ButtonType::undefined};
    static void layout(auto& m, auto& field) {
        field("instanceNumber",   m.instance_number);
        field("buttonDefinition", octet(m.button_definition));
    }
};

struct LineCallCount {
    std::uint16_t max_num_calls{}, busy_trigger{};
    static void layout(auto& m, auto& field) {
        field("maxNumCalls", m.max_num_calls);
        field("busyTrigger", m.busy_trigger);
    }
};

/// What are the buttons for?
struct ButtonTemplateReq {
    static constexpr Header header{0x000E, "ButtonTemplateReq"};
    std::uint32_t total_button_count{};
    static void layout(auto& m, auto& field) {
        field("totalButtonCount", m.total_button_count, if_room);
    }
};

/// Kind and instance of each button in order of position. Call managers always send 42 pairs.
struct ButtonTemplateRes {
    static constexpr Header header{0x0097, "ButtonTemplateRes"};
    std::uint32_t button_offset{}, total_button_count{};
    UpTo<ButtonDefinition, 56> definition{};
    static void layout(auto& m, auto& field) {
        field("buttonOffset",     m.button_offset);
        field("buttonCount",      count_of(m.definition));
        field("totalButtonCount", m.total_button_count);
        field("definition",       slots<42>(m.definition));
    }
};

/// What does line button n show?
struct LineStatReq {
    static constexpr Header header{0x000B, "LineStatReq"};
    std::uint32_t line_number{};
    static void layout(auto& m, auto& field) {
        field("lineNumber", m.line_number);
    }
};

/// Number and names of a line. CallManager 3.1 ended it before the label.
struct LineStatRes {
    static constexpr Header header{0x0092, "LineStatRes"};
    std::uint32_t line_number{};
    Text<24> line_dir_number{};
    Text<40> line_fully_qualified_display_name{}, line_text_label{};
    std::uint32_t line_display_options{};
    static void layout(auto& m, auto& field) {
        field("lineNumber",                    m.line_number);
        field("lineDirNumber",                 m.line_dir_number);
        field("lineFullyQualifiedDisplayName", m.line_fully_qualified_display_name);
        field("lineTextLabel",                 m.line_text_label,      if_room);
        field("lineDisplayOptions",            m.line_display_options, if_room);
    }
};

/// The same with packed strings, from protocol 17 on.
struct LineStatV2Res {
    static constexpr Header header{0x0147, "LineStatV2Res"};
    std::uint32_t line_number{};
    LineTypeBits line_type{};
    Text<24> line_dir_number{};
    Text<120> line_fully_qualified_display_name{}, line_text_label{};
    static void layout(auto& m, auto& field) {
        field("lineNumber",                    m.line_number);
        field("lineType",                      m.line_type);
        field("lineDirNumber",                 packed(m.line_dir_number));
        field("lineFullyQualifiedDisplayName", packed(m.line_fully_qualified_display_name));
        field("lineTextLabel",                 packed(m.line_text_label));
    }
};

/// What does speed dial button n dial and show?
struct SpeedDialStatReq {
    static constexpr Header header{0x000A, "SpeedDialStatReq"};
    std::uint32_t speed_dial_number{};
    static void layout(auto& m, auto& field) {
        field("speedDialNumber", m.speed_dial_number);
    }
};

/// Number and name of a speed dial.
struct SpeedDialStatRes {
    static constexpr Header header{0x0091, "SpeedDialStatRes"};
    std::uint32_t speed_dial_number{};
    Text<24> speed_dial_dir_number{};
    Text<40> speed_dial_display_name{};
    static void layout(auto& m, auto& field) {
        field("speedDialNumber",      m.speed_dial_number);
        field("speedDialDirNumber",   m.speed_dial_dir_number);
        field("speedDialDisplayName", m.speed_dial_display_name);
    }
};

/// The same with packed strings.
struct SpeedDialStatV2Res {
    static constexpr Header header{0x0149, "SpeedDialStatV2Res"};
    std::uint32_t speed_dial_number{};
    Text<24> speed_dial_dir_number{};
    Text<120> speed_dial_display_name{};
    static void layout(auto& m, auto& field) {
        field("speedDialNumber",      m.speed_dial_number);
        field("speedDialDirNumber",   packed(m.speed_dial_dir_number));
        field("speedDialDisplayName", packed(m.speed_dial_display_name));
    }
};

/// What does feature button n show?
struct FeatureStatReq {
    static constexpr Header header{0x0034, "FeatureStatReq"};
    std::uint32_t feature_index{}, feature_capabilities{};
    static void layout(auto& m, auto& field) {
        field("featureIndex",        m.feature_index);
        field("featureCapabilities", m.feature_capabilities, if_room);
    }
};

/// Kind, label and state of a feature button.
struct FeatureStatRes {
    static constexpr Header header{0x011F, "FeatureStatRes"};
    std::uint32_t feature_index{};
    ButtonType feature_id{};
    Text<40> feature_text_label{};
    std::uint32_t feature_status{};
    static void layout(auto& m, auto& field) {
        field("featureIndex",     m.feature_index);
        field("featureID",        m.feature_id);
        field("featureTextLabel", m.feature_text_label);
        field("featureStatus",    m.feature_status);
    }
};

/// The same with a packed string; busy lamp buttons need this form.
struct FeatureStatV2Res {
    static constexpr Header header{0x0146, "FeatureStatV2Res"};
    std::uint32_t feature_index{};
    ButtonType feature_id{};
    std::uint32_t feature_status{};
    Text<120> text_label{};
    static void layout(auto& m, auto& field) {
        field("featureIndex",  m.feature_index);
        field("featureId",     m.feature_id);
        field("featureStatus", m.feature_status);
        field("textLabel",     packed(m.text_label));
    }
};

/// Which URL does service button n open?
struct ServiceURLStatReq {
    static constexpr Header header{0x0033, "ServiceURLStatReq"};
    std::uint32_t service_url_index{};
    static void layout(auto& m, auto& field) {
        field("serviceURLIndex", m.service_url_index);
    }
};

/// URL and label of a service button.
struct ServiceURLStatRes {
    static constexpr Header header{0x012F, "ServiceURLStatRes"};
    std::uint32_t service_url_index{};
    Text<256> service_url{};
    Text<40> service_url_display_name{};
    static void layout(auto& m, auto& field) {
        field("serviceURLIndex",       m.service_url_index);
        field("serviceURL",            m.service_url);
        field("serviceURLDisplayName", m.service_url_display_name);
    }
};

/// The same with packed strings; one source reports a third string from protocol 19 on.
struct ServiceURLStatV2Res {
    static constexpr Header header{0x0148, "ServiceURLStatV2Res"};
    std::uint32_t service_url_index{};
    Text<255> service_url{};
    Text<120> label{}, extension_text{};
    static void layout(auto& m, auto& field) {
        field("serviceURLIndex", m.service_url_index);
        field("serviceURL",      packed(m.service_url));
        field("label",           packed(m.label));
        field("extensionText",   packed(m.extension_text), if_room, sent_since(19));
    }
};

/// Is line n forwarded?
struct ForwardStatReq {
    static constexpr Header header{0x0009, "ForwardStatReq"};
    std::uint32_t line_number{};
    static void layout(auto& m, auto& field) {
        field("lineNumber", m.line_number);
    }
};

/// Forwarding of a line: at once, when busy, when not answered. Packed numbers from 18 on, by analogy with DialedNumber.
struct ForwardStatRes {
    static constexpr Header header{0x0090, "ForwardStatRes"};
    std::uint32_t active_forward{}, line_number{}, forward_all_active{};
    Text<24, 25> forward_all_dirnum{};
    std::uint32_t forward_busy_active{};
    Text<24, 25> forward_busy_dirnum{};
    std::uint32_t forward_no_answer_active{};
    Text<24, 25> forward_no_answer_dirnum{};
    static void layout(auto& m, auto& field) {
        field("activeForward",         m.active_forward);
        field("lineNumber",            m.line_number);
        field("forwardAllActive",      m.forward_all_active);
        field("forwardAllDirnum",      m.forward_all_dirnum);
        field("forwardBusyActive",     m.forward_busy_active);
        field("forwardBusyDirnum",     m.forward_busy_dirnum);
        field("forwardNoAnswerActive", m.forward_no_answer_active);
        field("forwardNoAnswerDirnum", m.forward_no_answer_dirnum);
    }
};

/// The phone wants to know whether the other end of a call log entry is busy.
struct SubscriptionStatReq {
    static constexpr Header header{0x0048, "SubscriptionStatReq"};
    std::uint32_t transaction_id{};
    SubscriptionFeatureID subscription_feature_id{};
    std::uint32_t timer{};
    Text<256> subscription_id{};
    static void layout(auto& m, auto& field) {
        field("transactionId",         m.transaction_id);
        field("subscriptionFeatureId", m.subscription_feature_id);
        field("timer",                 m.timer);
        field("subscriptionId",        m.subscription_id);
    }
};

/// Whether it will be told.
struct SubscriptionStatRes {
    static constexpr Header header{0x0152, "SubscriptionStatRes"};
    std::uint32_t transaction_id{};
    SubscriptionFeatureID subscription_feature_id{};
    std::uint32_t timer{};
    SubscribeCause cause{};
    static void layout(auto& m, auto& field) {
        field("transactionId",         m.transaction_id);
        field("subscriptionFeatureID", m.subscription_feature_id);
        field("timer",                 m.timer);
        field("cause",                 m.cause);
    }
};

/// State of what the phone subscribed to. Senders pad the text to 97 or 100 octets.
struct Notification {
    static constexpr Header header{0x0153, "Notification"};
    std::uint32_t transaction_id{};
    SubscriptionFeatureID subscription_feature_id{};
    BLFStatus status{};
    Text<97> text{};
    static void layout(auto& m, auto& field) {
        field("transactionId",         m.transaction_id);
        field("subscriptionFeatureId", m.subscription_feature_id);
        field("status",                m.status);
        field("text",                  m.text);
    }
};

/// How many calls may each line have?
struct CallCountReq {
    static constexpr Header header{0x015E, "CallCountReq"};
    static void layout(auto&, auto&) {}
};

/// Calls per line and from how many on it is busy.
struct CallCountResp {
    static constexpr Header header{0x015F, "CallCountResp"};
    std::uint32_t total_num_of_configured_lines{}, starting_line_instance{};
    UpTo<LineCallCount, 42> line_data{};
    static void layout(auto& m, auto& field) {
        field("totalNumOfConfiguredLines", m.total_num_of_configured_lines);
        field("startingLineInstance",      m.starting_line_instance);
        field("lineDataEntries",           count_of(m.line_data));
        field("lineData",                  m.line_data);
    }
};

} // namespace sccp
