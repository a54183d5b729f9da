// Texts as a person reads them off the display: label codes become words, the phone's character set becomes UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace phone {

/// `utf8`: the phone announced that character set; else ISO 8859-1.
std::string readable(std::string_view wire, bool utf8);

/// Letters and digits in lower case: what names are compared by ("NewCall", "new-call" and "new_call" are one key).
std::string key_of(std::string_view text);
/// A name that the dictionary of labels holds.
bool is_label(std::string_view text);

} // namespace phone
