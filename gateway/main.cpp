// Arguments, configuration, exit status.
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/documents.hpp"
#include "config/load.hpp"
#include "gateway/descriptors.hpp"
#include "gateway/gateway.hpp"
#include "gateway/health_client.hpp"
#include "gateway/state_store.hpp"
#include "sccp/phone_models.hpp"

namespace {

constexpr auto default_file = "/etc/sccp2sip/sccp2sip.ini";
constexpr int success = 0, failure = 1, wrong_usage = 2;

constexpr auto usage = R"(usage: sccp2sip [--config FILE]   run the gateway in the foreground (default file: /etc/sccp2sip/sccp2sip.ini)
       sccp2sip check FILE        report every mistake in a configuration
       sccp2sip defaults          print a complete commented configuration
       sccp2sip health [FILE]     ask the running gateway whether it is well; exit status 0 or 1
       sccp2sip --version | --help
)";

int refuse(const std::string& what) {
    std::cerr << "sccp2sip: " << what << "\n" << usage;
    return wrong_usage;
}

using JudgeOfStateFile = std::function<std::string(const std::string& file)>;

/// An add-on is no phone.
config::Knowledge knowledge(JudgeOfStateFile fault_of_state_file) {
    config::Knowledge known{[](std::string_view name) {
                                const auto* model = sccp::find_model(name);
                                return model != nullptr && !model->is_add_on;
                            },
                            {},
                            std::move(fault_of_state_file)};
    for (const auto& model : sccp::all_models())
        if (!model.is_add_on) known.models.emplace_back(model.name);
    return known;
}

gateway::Gateway::Loaded load(const std::string& file, JudgeOfStateFile fault_of_state_file) {
    auto loaded = config::load(file, config::process_environment, knowledge(std::move(fault_of_state_file)));
    gateway::Gateway::Loaded result;
    if (loaded)
        result.settings = std::make_unique<config::Settings>(std::move(*loaded));
    else
        for (const auto& problem : loaded.error()) result.problems.push_back(to_text(problem));
    return result;
}

/// Empty settings: the problems have been printed.
std::unique_ptr<config::Settings> load_or_complain(const std::string& file, JudgeOfStateFile fault_of_state_file) {
    auto loaded = load(file, std::move(fault_of_state_file));
    for (const auto& problem : loaded.problems) std::cerr << problem << "\n";
    return std::move(loaded.settings);
}

/// All that a start would refuse, but for addresses that are taken at the time.
int check(const std::string& file) {
    return load_or_complain(file, gateway::fault_of_state_file) ? success : wrong_usage;
}

/// What has become of the state file in use is no mistake of a new configuration: calls work, and /readyz tells.
gateway::Gateway::Loaded load_again(const std::string& file, const std::string& state_in_use) {
    return load(file, [&](const std::string& state) {
        return state == state_in_use ? std::string() : gateway::fault_of_state_file(state);
    });
}

int run(const std::string& file) {
    auto settings = load_or_complain(file, gateway::fault_of_state_file);
    if (!settings) return wrong_usage;
    const auto state = settings->state.file;
    gateway::raise_descriptor_limit();
    try {
        gateway::Log log(settings->log);
        gateway::Gateway gateway(
            std::move(settings), [file, state] { return load_again(file, state); }, log, SCCP2SIP_VERSION);
        gateway.run();
        return success;
    } catch (const std::exception& error) {
        std::cerr << "sccp2sip: " << error.what() << "\n";
        return failure;
    }
}

int health(const std::string& file) {
    const auto settings = load_or_complain(file, {}); // who asks need not be who may write the state
    if (!settings) return wrong_usage;
    if (settings->http.listen.empty()) {
        std::cerr << "sccp2sip: [http] listen is empty: there is nobody to ask\n";
        return failure;
    }
    const auto answer = gateway::ask_health(settings->http.listen);
    (answer.is_well ? std::cout : std::cerr) << answer.text << "\n";
    return answer.is_well ? success : failure;
}

int dispatch(const std::vector<std::string>& words) {
    if (words.empty()) return run(default_file);
    const auto& first = words[0];
    if (first == "--help" || first == "-h") return std::cout << usage, success;
    if (first == "--version") return std::cout << "sccp2sip " SCCP2SIP_VERSION "\n", success;
    if (first == "defaults")
        return words.size() == 1 ? (std::cout << config::defaults_text(), success)
                                 : refuse("defaults takes no argument");
    if (first == "check") return words.size() == 2 ? check(words[1]) : refuse("check takes one FILE");
    if (first == "health")
        return words.size() <= 2 ? health(words.size() == 2 ? words[1] : default_file)
                                 : refuse("health takes one FILE");
    if (first == "--config" && words.size() == 2) return run(words[1]);
    if (first.starts_with("--config=") && words.size() == 1) return run(first.substr(9));
    return refuse(first == "--config" ? "--config takes one FILE" : "unknown word " + first);
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const int status = dispatch(words);
    // A full disk or a closed pipe must not look like success: `defaults` and `check` are used in scripts.
    std::cout.flush();
    return std::cout ? status : failure;
}
