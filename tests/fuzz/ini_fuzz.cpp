// The INI reader and the options behind it: any text gives settings or problems that name lines of it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "config/load.hpp"

namespace {

/// Names of files in the input must not lead out of it.
bool reads_files(std::string_view text) {
    for (std::size_t at = 0; at != text.npos && at < text.size(); at = text.find('\n', at)) {
        at = std::min(text.find_first_not_of("\n\r\t ", at), text.size());
        if (text.substr(at).starts_with("include") || text.substr(at).starts_with("password_file"))
            return true;
    }
    return false;
}

std::optional<std::string> environment(const std::string& name) {
    return name.size() % 2 == 0 ? std::nullopt : std::optional<std::string>(name);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (reads_files(text))
        return 0;
    const auto loaded = config::load_text(text, "x.ini", environment);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    if (!loaded)
        for (const auto& problem : loaded.error())
            if (problem.line > lines || problem.what.empty() || config::to_text(problem).find('\n') != std::string::npos)
                std::abort();
    return 0;
}
