// Answers to everything a registering phone asks.
#include "mapping/config_answers.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "mapping/button_template.hpp"
#include "mapping/features/idle_display.hpp"
#include "mapping/sccp_address.hpp"
#include "mapping/soft_keys.hpp"

namespace mapping {

namespace {

constexpr std::size_t number_octets = 24, label_octets = 40, packed_label_octets = 120, url_octets = 255;
constexpr std::uint16_t default_port = 2000;
constexpr std::size_t most_servers = 5, most_line_counts = 42;
constexpr unsigned packed_line_version = 17;

template <class Type, class... Types> constexpr bool is_one_of = (std::is_same_v<Type, Types> || ...);

sccp::LineTypeBits show_all() {
    using enum sccp::LineTypeBits;
    return originally_dialed | redirected_dialed | calling_num | calling_name;
}

} // namespace

bool is_config_request(const sccp::FromPhone& message) {
    return std::visit(
        []<class Message>(const Message&) {
            return is_one_of<Message, sccp::ButtonTemplateReq, sccp::SoftKeyTemplateReq, sccp::SoftKeySetReq,
                             sccp::ConfigStatReq, sccp::LineStatReq, sccp::SpeedDialStatReq, sccp::FeatureStatReq,
                             sccp::ServiceURLStatReq, sccp::ForwardStatReq, sccp::VersionReq, sccp::ServerReq,
                             sccp::TimeDateReq, sccp::RegisterAvailableLines, sccp::CallCountReq,
                             sccp::SubscriptionStatReq>;
        },
        message);
}

ConfigAnswers::ConfigAnswers(const DeviceContext& device, PhonePort& phone, PhoneView& view, WorldPort& world,
                             Sources sources)
    : device_(device), phone_(phone), view_(view), world_(world), sources_(std::move(sources)) {}

void ConfigAnswers::note_register(const sccp::RegisterReq& message) {
    user_id_ = message.user_id;
    instance_ = message.instance;
}

void ConfigAnswers::answer(const sccp::FromPhone& request) {
    std::visit([this](const auto& asked) { answer_to(asked); }, request);
}

std::string ConfigAnswers::text(std::string_view utf8, std::size_t limit) const {
    return view_.text(Text(utf8), limit);
}

void ConfigAnswers::answer_to(const sccp::ButtonTemplateReq&) {
    for (const auto& message : button_template(device_)) phone_.send(message);
}

void ConfigAnswers::answer_to(const sccp::SoftKeyTemplateReq&) {
    static const sccp::ToPhone labels = soft_key_template(false), plain_labels = soft_key_template(true);
    phone_.send(device_.options->plain_labels || device_.model->plain_labels ? plain_labels : labels);
}

void ConfigAnswers::answer_to(const sccp::SoftKeySetReq&) {
    static const sccp::ToPhone same_for_all = soft_key_sets();
    phone_.send(same_for_all);
}

void ConfigAnswers::answer_to(const sccp::ConfigStatReq&) {
    sccp::ConfigStatRes answer;
    answer.sid.device_name = device_.options->name;
    answer.sid.reserved_for_future_use = user_id_;
    answer.sid.instance = instance_;
    answer.user_name = text(device_.options->description, label_octets);
    answer.server_name = text(device_.station->server_name, label_octets);
    answer.number_of_lines = static_cast<std::uint32_t>(device_.lines.size());
    answer.number_of_speed_dials = speed_dial_count(*device_.options);
    phone_.send(answer);
}

void ConfigAnswers::answer_to(const sccp::LineStatReq& request) {
    static const LineOptions nothing;
    const auto* line = device_.line(request.line_number);
    const auto& options = line ? *line->options : nothing;
    const auto& full_name = options.display_name.empty() ? line_label(options) : options.display_name;
    if (device_.protocol >= packed_line_version && device_.is_dynamic()) {
        sccp::LineStatV2Res answer;
        answer.line_number = request.line_number;
        answer.line_type = show_all();
        answer.line_dir_number = text(options.user, number_octets);
        answer.line_fully_qualified_display_name = text(full_name, packed_label_octets);
        answer.line_text_label = text(line_label(options), packed_label_octets);
        phone_.send(answer);
        return;
    }
    sccp::LineStatRes answer;
    answer.line_number = request.line_number;
    answer.line_dir_number = text(options.user, number_octets);
    answer.line_fully_qualified_display_name = text(full_name, label_octets);
    answer.line_text_label = text(line_label(options), label_octets);
    answer.line_display_options = static_cast<std::uint32_t>(show_all());
    phone_.send(answer);
}

void ConfigAnswers::answer_to(const sccp::SpeedDialStatReq& request) {
    static const Button nothing;
    const auto* found = speed_dial_button(*device_.options, request.speed_dial_number);
    const auto& button = found ? *found : nothing;
    const auto& label = button.label.empty() ? button.target : button.label;
    if (device_.is_dynamic()) {
        phone_.send(sccp::SpeedDialStatV2Res{request.speed_dial_number, text(button.target, number_octets),
                                             text(label, packed_label_octets)});
        return;
    }
    phone_.send(sccp::SpeedDialStatRes{request.speed_dial_number, text(button.target, number_octets),
                                       text(label, label_octets)});
}

void ConfigAnswers::answer_to(const sccp::FeatureStatReq& request) { send_feature(request.feature_index); }

void ConfigAnswers::send_feature(unsigned instance) {
    auto type = sccp::ButtonType::unused;
    std::string label;
    std::uint32_t status{};
    if (const auto* feature = feature_button(*device_.options, instance)) {
        type = feature_type(feature->target);
        label = feature->label.empty() ? std::string{feature_label(feature->target)} : feature->label;
        status = sources_.feature_status(*feature);
    } else if (const auto* lamp = speed_dial_button(*device_.options, instance);
               lamp && lamp->kind == Button::Kind::blf) {
        type = busy_lamp_type(device_);
        label = lamp->label.empty() ? lamp->target : lamp->label;
        status = sources_.feature_status(*lamp);
    }
    if (device_.is_dynamic())
        phone_.send(sccp::FeatureStatV2Res{instance, type, status, text(label, packed_label_octets)});
    else phone_.send(sccp::FeatureStatRes{instance, type, text(label, label_octets), status});
}

void ConfigAnswers::answer_to(const sccp::ServiceURLStatReq& request) {
    static const Button nothing;
    const auto* found = service_button(*device_.options, request.service_url_index);
    const auto& button = found ? *found : nothing;
    const auto& label = button.label.empty() ? button.target : button.label;
    const auto url = button.target.substr(0, url_octets);
    if (device_.is_dynamic())
        phone_.send(sccp::ServiceURLStatV2Res{request.service_url_index, url, text(label, packed_label_octets), ""});
    else phone_.send(sccp::ServiceURLStatRes{request.service_url_index, url, text(label, label_octets)});
}

void ConfigAnswers::answer_to(const sccp::ForwardStatReq& request) { send_forwards(request.line_number); }

void ConfigAnswers::send_forwards(unsigned line) {
    const auto forwards = sources_.forwards(line);
    sccp::ForwardStatRes answer;
    answer.line_number = line;
    answer.forward_all_active = forwards.all.empty() ? 0 : 1;
    answer.forward_all_dirnum = forwards.all.substr(0, number_octets);
    answer.forward_busy_active = forwards.busy.empty() ? 0 : 1;
    answer.forward_busy_dirnum = forwards.busy.substr(0, number_octets);
    answer.forward_no_answer_active = forwards.no_answer.empty() ? 0 : 1;
    answer.forward_no_answer_dirnum = forwards.no_answer.substr(0, number_octets);
    answer.active_forward =
        std::max({answer.forward_all_active, answer.forward_busy_active, answer.forward_no_answer_active});
    phone_.send(answer);
}

void ConfigAnswers::answer_to(const sccp::VersionReq&) {
    // The firmware it should run. A name that the field cannot hold whole would look like another one, and an empty one
    // changes nothing.
    const auto& wanted = device_.options->firmware.empty() ? device_.load : device_.options->firmware;
    sccp::VersionRes answer;
    if (wanted.size() <= 16) answer.version_str = wanted;
    phone_.send(answer);
}

void ConfigAnswers::answer_to(const sccp::ServerReq&) {
    auto servers = device_.station->servers;
    if (servers.empty()) servers = {{device_.local_address, default_port}};
    sccp::ServerRes answer;
    for (std::size_t i = 0; i < std::min(servers.size(), most_servers); ++i) {
        answer.server_name[i] = servers[i].first.substr(0, 47);
        answer.server_tcp_listen_port[i] = servers[i].second;
        answer.server_ip_addr[i] = to_sccp(servers[i].first);
    }
    phone_.send(answer);
}

void ConfigAnswers::answer_to(const sccp::TimeDateReq&) {
    view_.time_date(world_.local_time(device_.options->timezone));
}

void ConfigAnswers::answer_to(const sccp::CallCountReq&) {
    sccp::CallCountResp answer;
    answer.total_num_of_configured_lines = static_cast<std::uint32_t>(device_.lines.size());
    answer.starting_line_instance = 1;
    for (std::size_t i = 0; i < std::min(device_.lines.size(), most_line_counts); ++i) {
        const auto& options = *device_.lines[i].options;
        answer.line_data.push_back(
            {static_cast<std::uint16_t>(options.max_calls), static_cast<std::uint16_t>(options.busy_trigger)});
    }
    phone_.send(answer);
}

void ConfigAnswers::answer_to(const sccp::SubscriptionStatReq& request) {
    // Busy lamps in call lists: the phone is told that there will be no news of this number.
    const bool leaves = request.timer == 0;
    phone_.send(sccp::SubscriptionStatRes{request.transaction_id, request.subscription_feature_id, 0,
                                          leaves ? sccp::SubscribeCause::ok : sccp::SubscribeCause::route_fail});
}

} // namespace mapping
