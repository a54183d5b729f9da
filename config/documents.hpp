// What is written from the option table: the complete INI, the sample, the options of the man page.
#pragma once

#include <string>

namespace config {

/// `sccp2sip defaults`: every option with its default and its meaning. Loads, once the required options are filled in.
std::string defaults_text();
/// deploy/sccp2sip.ini: what a first installation wants to look at, with a line and a phone as examples.
std::string sample_text();
/// The part of sccp2sip.ini(5) between its markers, in mdoc.
std::string man_options();

} // namespace config
