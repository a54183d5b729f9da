// The command sccp-phone.
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>
#include <unistd.h>

#include "tests/phone/options.hpp"
#include "tests/phone/report.hpp"

namespace {

constexpr int failed = 1, wrong_usage = 2;
constexpr std::size_t rungs_shown = 30;      // behind a failure

int usage(const std::string& what) {
    std::cerr << "sccp-phone: " << what << "\n";
    return wrong_usage;
}

/// Words of the script file, if there is one, behind those of the command line.
std::optional<std::string> read_script(phone::Arguments& arguments) {
    std::string file = arguments.run.script;
    if (file.empty() && arguments.words.empty() && isatty(STDIN_FILENO) == 0)
        file = "-";
    if (file.empty())
        return std::nullopt;
    arguments.run.script = file;
    std::stringstream text;
    if (file == "-") {
        text << std::cin.rdbuf();
    } else {
        std::ifstream in(file);
        if (!in)
            return "cannot read the script " + file;
        text << in.rdbuf();
    }
    auto words = phone::split_words(text.str());
    if (words.error)
        return words.error;
    arguments.words.insert(arguments.words.end(), words.words.begin(), words.words.end());
    return std::nullopt;
}

/// What is wrong with a script, behind its name.
std::string in_script(const phone::Arguments& arguments, const std::string& what) {
    const auto& file = arguments.run.script;
    return (!what.starts_with("line ") ? "" : file == "-" ? "standard input: " : file + ": ") + what;
}

int script_usage(const phone::Arguments& arguments, const std::string& what) { return usage(in_script(arguments, what)); }

int play(phone::Arguments& arguments, const phone::Script& script) {
    boost::asio::io_context loop;
    phone::Ladder ladder;
    if (arguments.run.log)
        ladder.print_to(&std::cerr);
    std::optional<phone::PcapFile> pcap;
    if (!arguments.run.pcap.empty())
        pcap.emplace(arguments.run.pcap);
    std::ostream& out = arguments.run.json ? std::cerr : std::cout;
    phone::Stage stage(loop, ladder, {std::chrono::milliseconds(static_cast<long>(arguments.run.timeout * 1000)), &out});
    for (std::size_t i = 0; i < arguments.phones.size(); ++i) {
        auto casting = phone::cast(arguments.phones[i], i);
        if (!casting.error.empty())
            return usage(arguments.phones[i].label + ": " + casting.error);
        casting.options.ladder = &ladder;
        casting.options.pcap = pcap ? &*pcap : nullptr;
        stage.add(std::make_unique<phone::Phone>(loop, arguments.phones[i].label, casting.profile, casting.options));
    }
    boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error)
            stage.interrupt();
    });
    auto complaint = stage.run(script.commands);
    if (const auto breaches = stage.finish(); breaches && !complaint)
        complaint = breaches;
    if (complaint)
        complaint = in_script(arguments, *complaint);
    if (pcap && !pcap->flush() && !complaint)
        complaint = "the capture file " + arguments.run.pcap + " could not be written";
    if (arguments.run.ladder)
        out << ladder.text();
    if (arguments.run.mermaid)
        out << ladder.mermaid();
    if (arguments.run.json)
        std::cout << phone::json_report(stage, complaint, arguments.run.ladder) << "\n";
    if (!complaint)
        return 0;
    std::cerr << "sccp-phone: " << *complaint << "\n";
    if (!arguments.run.ladder && !arguments.run.log)
        std::cerr << "The last messages:\n" << ladder.text(rungs_shown);
    return failed;
}

int dispatch(const std::vector<std::string>& words) {
    auto arguments = phone::parse_arguments(words);
    if (!arguments.error.empty())
        return usage(arguments.error);
    if (!arguments.text.empty()) {
        std::cout << arguments.text;
        return 0;
    }
    if (const auto wrong = read_script(arguments))
        return script_usage(arguments, *wrong);
    const auto parsed = phone::parse_script(arguments.words);
    if (!parsed.error.empty())
        return script_usage(arguments, parsed.error);
    for (const auto& declaration : parsed.script.phones) {
        phone::PhoneArguments phone = arguments.defaults;
        phone.label = declaration.name;
        if (const auto wrong = phone::parse_phone(declaration.options, phone, arguments.run, nullptr))
            return script_usage(arguments, "line " + std::to_string(declaration.line) + ": " + *wrong);
        arguments.phones.push_back(phone);
    }
    if (arguments.phones.empty())
        arguments.phones.push_back(arguments.defaults);
    std::vector<std::string> labels;
    for (const auto& phone : arguments.phones)
        labels.push_back(phone.label);
    if (const auto wrong = phone::fault_of_cast(parsed.script, labels))
        return script_usage(arguments, *wrong);
    if (parsed.script.commands.empty())
        return usage("no command (sccp-phone --help)");
    return play(arguments, parsed.script);
}

} // namespace

int main(int argc, char** argv) try {
    const int status = dispatch({argv + 1, argv + argc});
    // A full disk must not look like success: what was shown is asked for.
    if (std::cout.flush())
        return status;
    std::cerr << "sccp-phone: the output could not be written\n";
    return status == 0 ? failed : status;
} catch (const std::exception& error) {
    return usage(error.what());
}
