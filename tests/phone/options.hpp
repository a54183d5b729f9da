// The command line of sccp-phone: options of the run, options of each phone, and the commands behind them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/phone/phone.hpp"
#include "tests/phone/script.hpp"

namespace phone {

/// Options of one phone as given; what is not given comes from the model.
struct PhoneArguments {
    std::string label{"phone"};
    std::string server{"127.0.0.1:2000"}, name, model{"7960"}, features, codecs, bind, firmware;
    int version{-1};
    unsigned lines{}, active_streams{}, reconnect_ms{};
    std::uint16_t rtp_port{};
    std::vector<std::string> quirks;
};

struct RunArguments {
    std::string pcap, script;
    bool ladder{}, mermaid{}, json{}, log{}, help_commands{}, list_models{};
    double timeout{10};
};

/// What the command line says; `error` is for exit status 2, `text` for 0 (help).
struct Arguments {
    RunArguments run;
    PhoneArguments defaults;
    std::vector<PhoneArguments> phones;
    std::vector<Word> words;
    std::string error, text;
};

Arguments parse_arguments(const std::vector<std::string>& arguments);
/// Options of `phone A ...` in a script, on top of the defaults. Returns what is wrong, or nothing.
std::optional<std::string> parse_phone(const std::vector<std::string>& arguments, PhoneArguments& phone, RunArguments& run,
                                       std::vector<std::string>* rest);

/// The phone that is meant; `index` counts the phones of the run and gives those without a name one.
struct Casting {
    Profile profile;
    PhoneOptions options;
    std::string error;
};
Casting cast(const PhoneArguments& arguments, std::size_t index);

} // namespace phone
