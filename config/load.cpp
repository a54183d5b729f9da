// From an INI file to checked settings.
#include "config/load.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>

#include "config/clashes.hpp"
#include "config/option_table.hpp"
#include "config/text.hpp"
#include "config/values.hpp"

namespace config {
namespace {

using mapping::Button;
using mapping::DeviceOptions;
using mapping::LineOptions;
using Ins = std::vector<In>;
constexpr std::array process_sections{In::sccp, In::sip, In::calls, In::http, In::log, In::state};

constexpr std::string_view device_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::size_t longest_device_name = 15; // of Register (callflows 1.2)
constexpr std::size_t most_buttons = 96;        // a phone with the largest add-on modules

const std::vector<std::string> section_kinds{"sccp",  "sip",  "calls",    "http", "log",
                                             "state", "ring", "defaults", "line", "device"};

bool has_own_name(std::string_view kind) { return kind == "line" || kind == "device"; }

std::string bad_name(const Section& section) {
    if (!has_own_name(section.kind))
        return section.name.empty() ? "" : "takes no name";
    if (section.name.empty())
        return "needs a name: [" + section.kind + " NAME]";
    if (section.kind == "line")
        return section.name.find_first_of(" \t\"") == std::string::npos
                   ? ""
                   : "the name of a line holds no blanks or quotes";
    const bool is_good = section.name.find_first_not_of(device_letters) == std::string::npos &&
                         section.name.size() <= longest_device_name;
    return is_good ? "" : "the name of a device is 1 to 15 letters, digits, _ or -, as SEP001120AABBCC";
}

class Loader {
  public:
    Loader(Ini ini, std::string file, const Knowledge& knowledge)
        : ini_(std::move(ini)), file_(std::move(file)), knowledge_(knowledge), problems_(std::move(ini_.problems)) {}

    Loaded run() {
        if (ini_.sections.empty() && !problems_.empty()) // nothing could be read
            return std::move(problems_);
        accept_sections();
        read_process_sections();
        read_defaults();
        read_lines();
        read_devices();
        check_whole();
        if (problems_.empty())
            return std::move(settings_);
        const auto place = [&](const Problem& p) { return std::tuple(p.file != file_, p.file, p.line); };
        std::stable_sort(problems_.begin(), problems_.end(),
                         [&](const auto& a, const auto& b) { return place(a) < place(b); });
        return std::move(problems_);
    }

  private:
    void problem(const Section& section, std::string what) {
        problems_.push_back({section.file, section.line, section.title(), "", std::move(what)});
    }
    void problem(const Section& section, const Entry& entry, std::string what) {
        problems_.push_back({entry.file, entry.line, section.title(), entry.key, std::move(what)});
    }

    /// A value is no good; `form` is what should stand there. What stands before an @ may be a password and is not
    /// repeated.
    void refuse(const Section& section, const Entry& entry, const std::string& faults, const std::string& form) {
        if (entry.value.find('@') != entry.value.npos || (is_secret(entry.key) && entry.key != "password_file"))
            return problem(section, entry,
                           "cannot be used, and is not shown, for it may hold a password; it takes: " + form);
        for (std::size_t at = 0; at <= faults.size();) {
            const auto end = std::min(faults.find('\n', at), faults.size());
            problem(section, entry, faults.substr(at, end - at));
            at = end + 1;
        }
    }

    static std::string place_of(const auto& what) { return what.file + ':' + std::to_string(what.line); }

    /// Keeps the sections that make sense, each once.
    void accept_sections() {
        for (const Section& section : ini_.sections) {
            if (std::find(section_kinds.begin(), section_kinds.end(), section.kind) == section_kinds.end()) {
                if (!section.kind.empty())
                    problem(section, "unknown section" + did_you_mean(section.kind, section_kinds));
                continue;
            }
            if (auto what = bad_name(section); !what.empty()) {
                problem(section, std::move(what));
                continue;
            }
            const auto [before, is_new] = sections_.emplace(section.title(), &section);
            if (!is_new) {
                problem(section, "section was given before at " + place_of(*before->second));
                judge_apart(section);
            }
            check_repeated(section);
        }
    }

    /// Of a section that counts for nothing what is wrong is told all the same: who mends the file sees all of it at
    /// once.
    void judge_apart(const Section& section) {
        LineOptions no_line;
        DeviceOptions no_device;
        if (section.kind == "ring")
            return read_ring(section);
        Ins ins{In::device, In::line}; // [defaults] too
        if (section.kind == "line")
            ins = {In::line};
        for (const In in : process_sections)
            if (section.kind == name_of(in))
                ins = {in};
        for (const Entry& entry : section.entries)
            if (section.kind == "device" && is_button(entry))
                refuse_button(section, entry, entry.key == "line");
            else
                apply(section, entry, ins, section.kind != "defaults", no_line, no_device);
    }

    static bool is_button(const Entry& entry) { return entry.key == "line" || entry.key.starts_with("button."); }

    void check_repeated(const Section& section) {
        std::map<std::string_view, const Entry*> seen;
        for (const Entry& entry : section.entries) {
            const auto [before, is_new] = seen.emplace(entry.key, &entry);
            if (!is_new)
                problem(section, entry, "was given before at " + place_of(*before->second));
            const auto other = seen.find(entry.key == "password" ? "password_file" : "password");
            if ((entry.key == "password" || entry.key == "password_file") && other != seen.end())
                problem(section, entry, "stands beside " + other->second->key + "; only one of them can be");
        }
    }

    Fields fields(const std::string& file, LineOptions& line, DeviceOptions& device) {
        return {settings_, line, device, std::filesystem::path(file).parent_path()};
    }

    /// Puts a value where it belongs; `own`: also keys that mean one line or device.
    void apply(const Section& section, const Entry& entry, const Ins& ins, bool own, LineOptions& line,
               DeviceOptions& device) {
        if (entry.is_broken)
            return;
        for (const In in : ins) {
            const auto* option = find_option(in, entry.key);
            if (!option || (option->kind == Option::Kind::own && !own))
                continue;
            auto where = fields(entry.file, line, device);
            if (const auto what = option->value.set(where, entry.value); !what.empty())
                refuse(section, entry, what, option->value.form);
            else if (entry.key == "model")
                check_model(section, entry);
            return;
        }
        problem(section, entry, unknown_key(entry.key, ins, own));
    }

    void check_model(const Section& section, const Entry& entry) {
        if (knowledge_.has_model && !entry.value.empty() && !knowledge_.has_model(entry.value))
            refuse(section, entry, "there is no model " + entry.value + did_you_mean(entry.value, knowledge_.models),
                   "the name of a model, as 7960");
    }

    static std::string unknown_key(const std::string& key, const Ins& ins, bool own) {
        if (key == "include")
            return "stands before the first section, or nowhere";
        for (const In in : ins)
            if (const auto why = why_later(in, key); !why.empty())
                return std::string(why);
        std::vector<std::string> known;
        std::string home;
        for (const auto& option : options()) {
            const bool is_here = std::find(ins.begin(), ins.end(), option.section) != ins.end();
            if (is_here && (own || option.kind != Option::Kind::own))
                known.emplace_back(option.key);
            else if (option.key == key)
                home = '[' + std::string(name_of(option.section)) + (option.section >= In::line ? " NAME]" : "]");
        }
        return home.empty() ? "unknown key" + did_you_mean(key, known) : "unknown key here; it belongs into " + home;
    }

    void read_process_sections() {
        LineOptions no_line;
        DeviceOptions no_device;
        for (const In in : process_sections)
            if (const Section* section = find(std::string(name_of(in))))
                for (const Entry& entry : section->entries)
                    apply(*section, entry, {in}, true, no_line, no_device);
        if (const Section* ring = find("ring"))
            read_ring(*ring);
    }

    void read_ring(const Section& section) {
        const auto& modes = ring_modes();
        for (const Entry& entry : section.entries) {
            if (!entry.is_broken && std::find(modes.begin(), modes.end(), entry.value) == modes.end())
                refuse(section, entry,
                       '"' + entry.value + "\" is none of " + joined(modes) + did_you_mean(entry.value, modes),
                       joined(modes, " or "));
            settings_.calls.ring.emplace_back(entry.key, entry.value);
        }
    }

    void read_defaults() {
        if (const Section* section = find("defaults"))
            for (const Entry& entry : section->entries)
                apply(*section, entry, {In::line, In::device}, false, default_line_, default_device_);
    }

    void read_lines() {
        for (const auto& [title, section] : sections_) {
            if (section->kind != "line")
                continue;
            LineOptions line = default_line_;
            DeviceOptions no_device;
            line.name = section->name;
            for (const Entry& entry : section->entries)
                apply(*section, entry, {In::line}, true, line, no_device);
            lines_.emplace(section->name, std::move(line));
        }
    }

    /// What a line takes from others when it says nothing itself.
    LineOptions finished(LineOptions line) const {
        if (line.user.empty())
            line.user = line.name;
        if (line.auth_user.empty())
            line.auth_user = line.user;
        if (line.label.empty())
            line.label = line.name;
        if (line.registrars.empty())
            line.registrars = settings_.sip.registrars;
        if (line.domain.empty())
            line.domain = settings_.sip.domain;
        if (line.domain.empty() && !line.registrars.empty())
            line.domain = line.registrars.front().host;
        return line;
    }

    void read_devices() {
        for (const auto& [title, section] : sections_)
            if (section->kind == "device")
                read_device(*section);
    }

    void read_device(const Section& section) {
        DeviceOptions device = default_device_;
        device.name = section.name;
        LineOptions scratch;
        std::vector<const Entry*> exceptions; // line keys that hold for the lines of this phone
        std::map<std::size_t, const Entry*> buttons;
        for (const Entry& entry : section.entries) {
            if (is_button(entry)) {
                take_button(section, entry, device, buttons);
                continue;
            }
            apply(section, entry, {In::device, In::line}, true, scratch, device);
            if (const auto* option = find_option(In::line, entry.key); option && option->kind == Option::Kind::own)
                problem(section, entry, "belongs into [line NAME]");
            else if (option)
                exceptions.push_back(&entry);
        }
        resolve_lines(section, device, buttons, exceptions);
        settings_.devices.emplace(section.name, std::make_shared<const DeviceOptions>(std::move(device)));
    }

    /// Says what is wrong with it besides, if anything.
    void refuse_button(const Section& section, const Entry& entry, bool is_line) {
        const auto button = parse_button(is_line ? "line " + entry.value : entry.value);
        if (!entry.is_broken && !button)
            refuse(section, entry, button.error().what, is_line ? "the name of a [line]" : "a button");
    }

    void take_button(const Section& section, const Entry& entry, DeviceOptions& device,
                     std::map<std::size_t, const Entry*>& buttons) {
        const bool is_line = entry.key == "line";
        const auto number = is_line ? Parsed<std::uint64_t>(1) : parse_number(std::string_view(entry.key).substr(7));
        if (!number || *number < 1 || *number > most_buttons)
            return problem(section, entry, "button.N counts from 1 to " + std::to_string(most_buttons));
        const auto position = static_cast<std::size_t>(*number);
        const bool has_line_key =
            std::any_of(buttons.begin(), buttons.end(), [](const auto& b) { return b.second->key == "line"; });
        if (is_line ? !buttons.empty() : has_line_key)
            return problem(section, entry, "a phone has either line or buttons"),
                   refuse_button(section, entry, is_line);
        const auto [before, is_new] = buttons.emplace(position, &entry);
        if (!is_new) {
            if (before->second->key != entry.key) // the same text is a repeated key: already said
                problem(section, entry, "is the same button as " + before->second->key);
            return;
        }
        auto button = parse_button(is_line ? "line " + entry.value : entry.value);
        if (entry.is_broken || !button) {
            buttons.erase(before);
            has_bad_button_ = true;
            return refuse_button(section, entry, is_line);
        }
        if (device.buttons.size() < position)
            device.buttons.resize(position);
        device.buttons[position - 1] = std::move(*button);
    }

    void resolve_lines(const Section& section, DeviceOptions& device,
                       const std::map<std::size_t, const Entry*>& buttons,
                       const std::vector<const Entry*>& exceptions) {
        std::map<std::string, std::string> used; // line, key of its button
        bool has_line = std::exchange(has_bad_button_, false); // what a bad button was to be is unknown
        for (std::size_t i = 0; i < device.buttons.size(); ++i) {
            Button& button = device.buttons[i];
            if (button.kind != Button::Kind::line)
                continue;
            has_line = true;
            const Entry& entry = *buttons.at(i + 1);
            const auto line = lines_.find(button.target);
            if (line == lines_.end()) {
                refuse(section, entry,
                       "there is no [line " + button.target + ']' + did_you_mean(button.target, line_names()),
                       "the name of a [line]");
                continue;
            }
            if (const auto [before, is_new] = used.emplace(button.target, entry.key); !is_new)
                problem(section, entry, "line " + button.target + " is on " + before->second + " already");
            device.lines.push_back(with_exceptions(line->second, exceptions));
            if (!button.label.empty())
                device.lines.back().label = button.label;
        }
        if (!has_line)
            problem(section, "has no line: give line = NAME or button.1 = line NAME");
    }

    LineOptions with_exceptions(LineOptions line, const std::vector<const Entry*>& exceptions) {
        DeviceOptions no_device;
        for (const Entry* entry : exceptions) {
            auto where = fields(entry->file, line, no_device);
            find_option(In::line, entry->key)->value.set(where, entry->value); // what is wrong has been said
        }
        return finished(std::move(line));
    }

    std::vector<std::string> line_names() const {
        std::vector<std::string> names;
        for (const auto& [name, line] : lines_)
            names.push_back(name);
        return names;
    }

    void check_whole() {
        const Section* sip = find("sip");
        const bool has_entry = sip && std::any_of(sip->entries.begin(), sip->entries.end(), [](const Entry& e) {
                                   return e.key == "registrar" && (e.is_broken || !e.value.empty());
                               });
        if (settings_.sip.registrars.empty() && !has_entry)
            problems_.push_back({sip ? sip->file : file_, sip ? sip->line : 0, "sip", "registrar",
                                 "is required: the address of the PBX"});
        for (const auto& found : {find_open_http(sections_, settings_), find_taken_addresses(sections_, settings_),
                                  find_likeness(sections_)})
            problems_.insert(problems_.end(), found.begin(), found.end());
        check_state_file();
        if (settings_.sip.domain.empty() && !settings_.sip.registrars.empty())
            settings_.sip.domain = settings_.sip.registrars.front().host;
        fill_station();
    }

    /// A default has no line.
    void check_state_file() {
        const Entry* const entry = find_entry(sections_, "state", "file");
        if (!knowledge_.fault_of_state_file || (entry && entry->is_broken))
            return;
        const auto fault = knowledge_.fault_of_state_file(settings_.state.file);
        if (fault.empty())
            return;
        Problem found{file_, 0, "state", "file", settings_.state.file + ": " + fault};
        if (const Section* state = find("state"))
            std::tie(found.file, found.line) = std::pair(state->file, state->line);
        if (entry)
            std::tie(found.file, found.line) = std::pair(entry->file, entry->line);
        problems_.push_back(std::move(found));
    }

    void fill_station() {
        const auto& sccp = settings_.sccp;
        auto& station = settings_.station;
        station.keepalive = sccp.keepalive;
        station.secondary_keepalive = sccp.secondary_keepalive;
        station.reconnect_grace = sccp.reconnect_grace;
        station.reject_when_pbx_down = sccp.reject_when_pbx_down;
        station.server_name = sccp.server_name;
        for (const auto& text : sccp.servers)
            if (const auto server = parse_host(text, 2000))
                station.servers.push_back(*server);
    }

    const Section* find(const std::string& title) const {
        const auto found = sections_.find(title);
        return found == sections_.end() ? nullptr : found->second;
    }

    Ini ini_;
    std::string file_;
    const Knowledge& knowledge_;
    std::vector<Problem> problems_;
    Settings settings_;
    Sections sections_;
    LineOptions default_line_;
    DeviceOptions default_device_;
    std::map<std::string, LineOptions> lines_;       ///< as written: not yet finished, devices may change them
    bool has_bad_button_{};                          ///< of the device that is being read
};

} // namespace

Loaded load(const std::string& path, const Environment& environment, const Knowledge& knowledge) {
    return Loader(read_ini_file(path, environment), path, knowledge).run();
}

Loaded load_text(std::string_view text, const std::string& file, const Environment& environment,
                 const Knowledge& knowledge) {
    return Loader(read_ini_text(text, file, environment), file, knowledge).run();
}

std::vector<Problem> check(const std::string& path, const Environment& environment) {
    auto loaded = load(path, environment);
    return loaded ? std::vector<Problem>() : loaded.error();
}

} // namespace config
