// CLI11 for what begins with a dash; commands begin at the first word that does not.
#include "tests/phone/options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>

#include "tests/phone/arguments.hpp"
#include "tests/phone/stage.hpp"
#include "tests/phone/whole_option.hpp"

namespace phone {
namespace {

namespace asio = boost::asio;

constexpr const char* description =
    "A simulated Skinny (SCCP) phone: registers with a call agent or gateway, places and answers calls with real RTP,\n"
    "and checks what it is told. Exit status 0: all that was asked happened; 1: not; 2: wrong usage.";
constexpr const char* examples =
    "Examples:\n"
    "  sccp-phone --server 192.0.2.10 --name SEP001120AABBCC register show\n"
    "  sccp-phone --model 7975 register say-tone 400 dial 600 wait-state connected hear-own-tone endcall wait-idle\n"
    "  sccp-phone --phone A --name SEP000000001001 --phone B --name SEP000000001002 \\\n"
    "      A,B: register A: dial 1002 B: answer A,B: wait-state connected A: say-tone 500 B: hear-tone 500 B: endcall\n"
    "Scripts (--script FILE, or standard input) have the same commands, one or more to a line, `phone A --model 7960 ...`\n"
    "to declare a phone, # for comments.";

constexpr std::size_t longest_name = 15;         // of Register (SCCP 0x0001), with a NUL behind it
constexpr std::uint32_t day_ms = 86'400'000, most_lines = UINT32_MAX;   // a phone may lie about its lines

/// Else nan would be a time, and one of years longer than a clock has room for.
const CLI::Validator positive_seconds(
    [](std::string& text) {
        return seconds(text).value_or(0) > 0 ? std::string() : "'" + text + "' is not a number of seconds up to a day";
    },
    "SECONDS");

void add_phone_options(CLI::App& app, PhoneArguments& phone) {
    app.add_option("--server", phone.server, "call agent, HOST[:PORT]")->capture_default_str()->group("Phone");
    app.add_option("--name", phone.name, "device name, SEP and twelve hex digits")->group("Phone");
    app.add_option("--model", phone.model, "name or number of the device type (--list-models)")->capture_default_str()->group("Phone");
    app.add_option("--version", phone.version, "highest SCCP version; default: the model's")
        ->transform(whole_option(0, 255))
        ->group("Phone");
    app.add_option("--features", phone.features, "phoneFeatures in hex; default: the model's")->group("Phone");
    app.add_option("--codecs", phone.codecs, "in order: pcmu,pcma,g722,g729 ...")->group("Phone");
    app.add_option("--lines", phone.lines, "lines it says it has")->transform(whole_option(0, most_lines))->group("Phone");
    app.add_option("--bind", phone.bind, "own address for TCP and RTP")->group("Phone");
    app.add_option("--rtp-port", phone.rtp_port, "first RTP port; default: any")->transform(whole_option(0, 65535))->group("Phone");
    app.add_option("--firmware", phone.firmware, "load name it tells")->group("Phone");
    app.add_option("--active-streams", phone.active_streams, "streams kept from before, as told in Register")
        ->transform(whole_option(0, most_lines))
        ->group("Phone");
    app.add_option("--reconnect", phone.reconnect_ms, "come back so many milliseconds after a lost connection")
        ->transform(whole_option(0, day_ms))
        ->group("Phone");
    app.add_option("--quirk", phone.quirks, "be strange; see --help-commands; may be repeated")->allow_extra_args(false)->group("Phone");
}

void add_run_options(CLI::App& app, RunArguments& run) {
    app.add_option("--script", run.script, "commands from a file; - is standard input");
    app.add_option("--timeout", run.timeout, "seconds that a wait may take")->check(positive_seconds)->capture_default_str();
    app.add_option("--pcap", run.pcap, "write all SCCP messages to a capture file");
    app.add_flag("--ladder", run.ladder, "print all messages at the end");
    app.add_flag("--mermaid", run.mermaid, "print them as a Mermaid sequence diagram");
    app.add_flag("--log", run.log, "print messages as they come, to standard error");
    app.add_flag("--json", run.json, "print the result as JSON");
    app.add_flag("--help-commands", run.help_commands, "list the commands and the quirks");
    app.add_flag("--list-models", run.list_models, "list the models with their defaults");
}

std::string model_list() {
    std::string text = "model            type   version  features  codecs\n";
    for (const Model& model : all_models()) {
        char line[200];
        std::snprintf(line, sizeof line, "%-16s %-6u %-8u 0x%04x    %s\n", std::string(model.name).c_str(), model.device_type,
                      model.version, model.features, std::string(model.codecs).c_str());
        text += line;
    }
    return text;
}

/// Words of the shell; one that holds a whole command is cut again.
void add_words(const std::vector<std::string>& arguments, std::vector<Word>& words) {
    for (const auto& argument : arguments) {
        const auto blank = argument.find(' ');
        if (blank != std::string::npos && find_command(argument.substr(0, blank)) != nullptr) {
            for (auto& word : split_words(argument).words)
                words.push_back({word.text, 0, word.quoted});
        } else {
            words.push_back({argument, 0, false});
        }
    }
}

struct Server {
    asio::ip::tcp::endpoint endpoint;
    std::string error;
};

/// The resolver would take a port modulo 65536, and names of services.
Server parse_server(const std::string& text) {
    std::string host = text, port = "2000";
    if (const auto colon = text.rfind(':'); colon != std::string::npos && (text.front() == '[' || text.find(':') == colon)) {
        if (text.front() != '[' || text[colon - 1] == ']') {
            host = text.substr(0, colon);
            port = text.substr(colon + 1);
        }
    }
    if (host.size() > 2 && host.front() == '[')
        host = host.substr(1, host.size() - 2);
    if (const auto number = whole_number(port); !number || *number < 1 || *number > 65535)
        return {{}, "the port of the server '" + text + "' is not 1 to 65535"};
    asio::io_context loop;
    boost::system::error_code error;
    const auto found = asio::ip::tcp::resolver(loop).resolve(host, port, error);
    if (error || found.empty())
        return {{}, "cannot find the server '" + text + "'"};
    return {found.begin()->endpoint(), {}};
}

/// `0x8560` or `8560`.
std::optional<std::uint16_t> parse_hex(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X"))
        text.remove_prefix(2);
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string default_name(std::size_t index) {
    char name[16];
    std::snprintf(name, sizeof name, "SEP%012zX", index + 1);
    return name;
}

} // namespace

std::optional<std::string> parse_phone(const std::vector<std::string>& arguments, PhoneArguments& phone, RunArguments& run,
                                       std::vector<std::string>* rest) {
    CLI::App app(description);
    app.prefix_command();
    app.set_help_flag("");
    add_phone_options(app, phone);
    add_run_options(app, run);
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());    // as CLI11 wants it
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return error.what();
    }
    const auto remaining = app.remaining();
    if (!remaining.empty() && (rest == nullptr || remaining.front().starts_with("-")))
        return "unknown option or misplaced word: " + remaining.front();
    if (rest != nullptr)
        *rest = remaining;
    return std::nullopt;
}

Arguments parse_arguments(const std::vector<std::string>& arguments) {
    Arguments result;
    std::vector<std::vector<std::string>> sections(1);
    for (const auto& argument : arguments) {
        if (argument == "-h" || argument == "--help") {
            CLI::App app(description, "sccp-phone");
            add_phone_options(app, result.defaults);
            add_run_options(app, result.run);
            app.add_option("--phone", "NAME: what follows is about this phone; may be repeated")->group("Phone");
            app.footer(examples);
            result.text = app.help();
            return result;
        }
        if (argument == "--phone")
            sections.emplace_back();
        else
            sections.back().push_back(argument);
    }
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < sections.size() && result.error.empty(); ++i) {
        const bool last = i + 1 == sections.size();
        auto section = sections[i];
        PhoneArguments phone = result.defaults;
        if (i > 0) {
            if (section.empty()) {
                result.error = "--phone needs a name";
                break;
            }
            phone.label = section.front();
            section.erase(section.begin());
        }
        if (const auto wrong = parse_phone(section, i > 0 ? phone : result.defaults, result.run, last ? &rest : nullptr))
            result.error = *wrong;
        if (i > 0)
            result.phones.push_back(phone);
    }
    add_words(rest, result.words);
    if (result.run.help_commands)
        result.text = command_help() + "Quirks (--quirk):\n" + quirk_help();
    else if (result.run.list_models)
        result.text = model_list();
    return result;
}

Casting cast(const PhoneArguments& arguments, std::size_t index) {
    Casting casting;
    const auto model = find_model(arguments.model);
    if (!model)
        return {{}, {}, "there is no model '" + arguments.model + "' (--list-models)"};
    if (arguments.name.size() > longest_name)
        return {{}, {}, "the name '" + arguments.name + "' is longer than " + std::to_string(longest_name) + " characters"};
    casting.profile = make_profile(*model, arguments.name.empty() ? default_name(index) : arguments.name);
    Profile& profile = casting.profile;
    if (arguments.version >= 0)
        profile.version = static_cast<unsigned>(arguments.version);
    if (!arguments.features.empty()) {
        const auto features = parse_hex(arguments.features);
        if (!features)
            return {{}, {}, "'" + arguments.features + "' are no features in hex"};
        profile.features = static_cast<sccp::PhoneFeatures>(*features);
    }
    if (!arguments.codecs.empty()) {
        const auto codecs = parse_codecs(arguments.codecs);
        if (!codecs)
            return {{}, {}, "unknown codec in '" + arguments.codecs + "'"};
        profile.codecs = *codecs;
    }
    profile.available_lines = arguments.lines;
    profile.active_streams = arguments.active_streams;
    if (!arguments.firmware.empty())
        profile.firmware = arguments.firmware;
    for (const auto& quirk : arguments.quirks)
        if (const auto wrong = set_quirk(profile.quirks, quirk))
            return {{}, {}, *wrong};
    const auto server = parse_server(arguments.server);
    if (!server.error.empty())
        return {{}, {}, server.error};
    casting.options.server = server.endpoint;
    casting.options.rtp_port = arguments.rtp_port;
    casting.options.reconnect_ms = arguments.reconnect_ms;
    if (!arguments.bind.empty()) {
        boost::system::error_code error;
        casting.options.bind = asio::ip::make_address(arguments.bind, error);
        if (error)
            return {{}, {}, "'" + arguments.bind + "' is no address"};
    }
    return casting;
}

} // namespace phone
