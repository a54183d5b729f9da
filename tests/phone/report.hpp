// The result of a run as JSON, for programs.
#pragma once

#include <string>

#include "tests/phone/stage.hpp"

namespace phone {

std::string json_text(const std::string& text);
/// One object: ok, failure, phones with their calls and counters, and the ladder when asked for.
std::string json_report(Stage& stage, const Complaint& complaint, bool with_ladder);

} // namespace phone
