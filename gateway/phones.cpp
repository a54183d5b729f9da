// Who is registered, and the rules of callflows 1.2 that concern more than one connection.
#include "gateway/phones.hpp"

#include <algorithm>
#include <cctype>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "mapping/option_changes.hpp"
#include "sccp/allow_list.hpp"
#include "sccp/catalogue.hpp"

namespace gateway {

namespace {
bool has_same_lines(const mapping::DeviceOptions& a, const mapping::DeviceOptions& b) {
    return std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(), [](const auto& x, const auto& y) {
        return x.name == y.name && x.user == y.user && x.password == y.password && x.auth_user == y.auth_user &&
               x.domain == y.domain && x.registrars == y.registrars && x.register_line == y.register_line;
    });
}
} // namespace

Phones::~Phones() { stop(); }

void Phones::start(Services& services) {
    services_ = &services;
    calls_ = std::make_shared<const mapping::CallOptions>(settings_->calls);
    station_ = std::make_shared<const mapping::StationOptions>(settings_->station);
    probes_.resize(services.targets.size());
    for (const auto& [name, options] : settings_->devices) add(options);
}

void Phones::stop() {
    connections_.clear();
    probing_.clear();
    phones_.clear();
    leaving_.clear();
}

void Phones::add(const std::shared_ptr<const mapping::DeviceOptions>& device) {
    std::vector<mapping::LineId> lines(device->lines.size());
    for (auto& line : lines) line = ++next_line_;
    const auto key = ++next_key_;
    auto agent = std::make_unique<PhoneAgent>(*services_, key, mapping::PhoneOptions{device, calls_, station_}, lines);
    for (const auto line : lines) by_line_[line] = agent.get();
    by_key_[key] = agent.get();
    phones_[device->name] = std::move(agent);
}

void Phones::apply(const config::Settings& settings, std::vector<Change>& changes) {
    settings_ = &settings;
    calls_ = std::make_shared<const mapping::CallOptions>(settings.calls);      // of phones that are added
    changed_.clear();
    for (auto phone = phones_.begin(); phone != phones_.end();) {
        const auto wanted = settings.devices.find(phone->first);
        if (wanted == settings.devices.end()) {
            changes.push_back({"device " + phone->first, "removed"});
            phone = take_out(phone);
            continue;
        }
        const auto& present = phone->second->options();
        const bool same_lines = has_same_lines(present, *wanted->second);
        if (!same_lines || mapping::compare(present, *wanted->second) != mapping::OptionChange::nothing_visible)
            changes.push_back({"device " + phone->first, "changed"});
        if (same_lines)
            phone->second->apply(wanted->second);
        else
            changed_.insert(phone->first);
        ++phone;
    }
    replace_idle();
    for (const auto& [name, options] : settings.devices)
        if (!phones_.contains(name)) {
            changes.push_back({"device " + name, "added"});
            add(options);
        }
}

Phones::ByName::iterator Phones::take_out(ByName::iterator phone) {
    phone->second->leave();
    leaving_.push_back(std::move(phone->second));
    return phones_.erase(phone);
}

void Phones::replace_idle() {
    std::erase_if(changed_, [this](const std::string& name) {
        const auto phone = phones_.find(name);
        if (phone == phones_.end()) return true;
        if (phone->second->phone().has_calls()) return false;
        take_out(phone);
        add(settings_->devices.at(name));
        return true;
    });
}

// A phone that left the configuration goes when its lines have said goodbye.
void Phones::forget_quiet() {
    std::erase_if(leaving_, [this](const auto& agent) {
        if (!agent->phone().is_quiet()) return false;
        for (const auto line : agent->line_ids()) by_line_.erase(line);
        std::erase_if(by_key_, [&](const auto& entry) { return entry.second == agent.get(); });
        return true;
    });
}

void Phones::tidy_up() {
    replace_idle();
    forget_quiet();
}

std::set<std::string, std::less<>> Phones::zones() const {
    std::set<std::string, std::less<>> found;
    for (const auto& [name, agent] : phones_) found.insert(agent->options().timezone);
    return found;
}

void Phones::show_time(const std::set<std::string, std::less<>>& zones) {
    if (zones.empty()) return;
    for (const auto& [name, agent] : phones_)
        if (zones.contains(agent->options().timezone)) agent->phone().show_time();
}

PhoneAgent* Phones::find(std::string_view device) {
    const auto found = phones_.find(device);
    return found == phones_.end() ? nullptr : found->second.get();
}

PhoneAgent* Phones::by_line(sip::LineId line) {
    const auto found = by_line_.find(line);
    return found == by_line_.end() ? nullptr : found->second;
}

void Phones::on_timer(PhoneKey key, mapping::TimerId timer) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) found->second->on_timer(timer);
}

void Phones::begin_drain() {
    draining_ = true;
    for (const auto& [name, agent] : phones_) agent->phone().take_no_new_calls();
    for (const auto& agent : leaving_) agent->phone().take_no_new_calls();
}

void Phones::drain() {
    for (const auto& [name, agent] : phones_) agent->phone().drain();
}

bool Phones::is_quiet() const {
    return std::all_of(phones_.begin(), phones_.end(),
                       [](const auto& entry) { return entry.second->phone().is_quiet(); }) &&
           std::all_of(leaving_.begin(), leaving_.end(), [](const auto& agent) { return agent->phone().is_quiet(); });
}

void Phones::restart_all() {
    for (const auto& [name, agent] : phones_) agent->send_away();
}

// ---- asked by connections

mapping::Admission Phones::admit(const Connection& newcomer, const sccp::RegisterReq& message) {
    const std::string name(std::string_view(message.device_name));
    if (!mapping::is_device_name(name)) return mapping::Admission::bad_name;
    const auto* agent = find(name);
    if (agent == nullptr) {
        services_->log.offence(Logger::sccp, {name, 0}, "not configured", newcomer.peer_address(),
                               "a phone that is not configured wants to register from " + newcomer.peer_address(),
                               name);
        return mapping::Admission::not_configured;
    }
    const auto& allow = agent->options().allow;
    if (!allow.empty() && !sccp::AllowList(allow).contains(newcomer.peer_address())) {
        services_->log.offence(Logger::sccp, {name, 0}, "address denied", newcomer.peer_address(),
                               newcomer.peer_address() + " is not in [device " + name + "] allow", name);
        return mapping::Admission::address_denied;
    }
    if (!is_its_hardware(agent->options(), message)) {
        services_->log.offence(Logger::sccp, {name, 0}, "MAC address denied", newcomer.peer_address(),
                               newcomer.peer_address() + " is not the phone of [device " + name + "] mac", name);
        return mapping::Admission::address_denied;
    }
    if (draining_) return mapping::Admission::try_later;
    if (settings_->sccp.reject_when_pbx_down && !any_target_alive(*agent)) return mapping::Admission::pbx_unavailable;
    const auto waiting = probing_.find(name);
    if (waiting != probing_.end() && waiting->second != &newcomer) return mapping::Admission::already_registered;
    if (bound_elsewhere(newcomer, name) == mapping::BoundElsewhere::other_address &&
        agent->connection()->has_shown_life()) {
        note_duplicate(newcomer, name);
        return mapping::Admission::already_registered;
    }
    return mapping::Admission::accepted;
}

// Six octets, or twelve digits on models as the 6961; a phone too old to tell its address cannot show that it is the
// one.
bool Phones::is_its_hardware(const mapping::DeviceOptions& device, const sccp::RegisterReq& message) const {
    if (device.mac.empty()) return true;
    const auto& told = message.mac_address;
    std::string digits(told.begin(), told.end());
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return device.mac == digits || device.mac == fmt::format("{:02X}{:02X}{:02X}{:02X}{:02X}{:02X}", told[0], told[1],
                                                             told[2], told[3], told[4], told[5]);
}

bool Phones::any_target_alive(const PhoneAgent& agent) const {
    for (const auto& line : agent.options().lines)
        for (const auto& target : line.registrars) {
            const auto found = std::find(services_->targets.begin(), services_->targets.end(), target);
            if (found != services_->targets.end() &&
                services_->agent.target_alive(static_cast<std::size_t>(found - services_->targets.begin())))
                return true;
        }
    return false;
}

bool Phones::token_allowed(std::string_view device) {
    const auto* agent = find(device);
    return agent != nullptr && !draining_ && any_target_alive(*agent);
}

mapping::BoundElsewhere Phones::bound_elsewhere(const Connection& newcomer, std::string_view device) {
    const auto* agent = find(device);
    const auto* old = agent != nullptr ? agent->connection() : nullptr;
    if (old == nullptr || old == &newcomer) return mapping::BoundElsewhere::no;
    return old->peer_address() == newcomer.peer_address() ? mapping::BoundElsewhere::same_address
                                                          : mapping::BoundElsewhere::other_address;
}

void Phones::probe(Connection& newcomer, std::string_view device) {
    auto* agent = find(device);
    if (agent == nullptr || agent->connection() == nullptr) return;
    probing_[std::string(device)] = &newcomer;
    agent->connection()->ask_for_life();
}

void Phones::cancel_probe(const Connection& newcomer, std::string_view device) {
    const auto found = probing_.find(device);
    if (found != probing_.end() && found->second == &newcomer) probing_.erase(found);
}

std::string Phones::note_duplicate(const Connection& newcomer, std::string_view device) {
    const auto* agent = find(device);
    const auto old = agent != nullptr && agent->connection() != nullptr ? agent->connection()->peer_address()
                                                                        : std::string("nowhere");
    auto text = newcomer.peer_address() + " wanted to register as this phone, which lives at " + old;
    services_->log.offence(Logger::sccp, {device, 0}, "duplicate", newcomer.peer_address(), text, device);
    services_->metrics.count("duplicate_registrations");
    return text;
}

/// Only one in some seconds is an event: whoever listens has room for a few.
void Phones::report_duplicate(const Connection& newcomer, std::string_view device) {
    services_->events.publish({"duplicate", std::string(device), 0, "refused", note_duplicate(newcomer, device)});
}

bool Phones::has_old_spoken(std::string_view device) {
    auto* const agent = find(device);
    auto* const old = agent != nullptr ? agent->connection() : nullptr;
    if (old == nullptr || !old->session().has_unread()) return false;
    old->on_bytes();
    return true;
}

void Phones::heard_from(PhoneAgent& agent) {
    const auto found = probing_.find(agent.name());
    if (found == probing_.end()) return;
    auto& newcomer = *found->second;
    probing_.erase(found);
    newcomer.on_old_answered();
}

void Phones::gone(PhoneAgent& agent) {
    const auto found = probing_.find(agent.name());
    if (found == probing_.end()) return;
    auto& newcomer = *found->second;
    probing_.erase(found);
    newcomer.on_old_gone();
}

} // namespace gateway
