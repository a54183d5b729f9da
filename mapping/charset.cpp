// Character sets of phone displays: what each 8-bit set has from 0xA0 up, and the way from UTF-8 into it.
#include "mapping/charset.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mapping/words.hpp"

namespace mapping {
namespace {

constexpr char32_t undefined = 0xfffd;   ///< U+FFFD stands for "no character here"

// clang-format off
// 96 characters each, from 0xA0. ISO 8859-1 needs no table: its octets are the code points.
constexpr std::u16string_view iso_8859_2 =
    u"\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žż"
    u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
    u"ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
constexpr std::u16string_view iso_8859_5 =
    u"\u00a0ЁЂЃЄЅІЇЈЉЊЋЌ\u00adЎЏАБВГДЕЖЗИЙКЛМНОП"
    u"РСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп"
    u"рстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ";
constexpr std::u16string_view iso_8859_7 =
    u"\u00a0‘’£€₯¦§¨©ͺ«¬\u00ad\ufffd―°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ"
    u"ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\ufffdΣΤΥΦΧΨΩΪΫάέήί"
    u"ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\ufffd";
constexpr std::u16string_view iso_8859_9 =
    u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
    u"àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ";
constexpr std::u16string_view iso_8859_15 =
    u"\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯°±²³Žµ¶·ž¹º»ŒœŸ¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
    u"àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";
// clang-format on

struct Named {
    std::string_view name;
    Charset charset;
};
constexpr std::array names{
    Named{"utf8", Charset::utf8},
    Named{"iso88591", Charset::iso_8859_1},
    Named{"latin1", Charset::iso_8859_1},
    Named{"ascii", Charset::iso_8859_1},
    Named{"iso88592", Charset::iso_8859_2},
    Named{"iso88595", Charset::iso_8859_5},
    Named{"iso88597", Charset::iso_8859_7},
    Named{"iso88599", Charset::iso_8859_9},
    Named{"iso885915", Charset::iso_8859_15},
};

std::u16string_view table_of(Charset charset) {
    switch (charset) {
    case Charset::iso_8859_2: return iso_8859_2;
    case Charset::iso_8859_5: return iso_8859_5;
    case Charset::iso_8859_7: return iso_8859_7;
    case Charset::iso_8859_9: return iso_8859_9;
    case Charset::iso_8859_15: return iso_8859_15;
    case Charset::utf8:
    case Charset::iso_8859_1: break;
    }
    return {};
}

/// C0, DEL, C1, and what only steers a text's direction or width: none of it may come from a caller's name.
bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

std::string to_utf8(char32_t c) {
    const auto octet = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    const auto more = [&](unsigned shift) { return octet(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80) return {octet(c)};
    if (c < 0x800) return {octet(0xc0 | (c >> 6)), more(0)};
    if (c < 0x10000) return {octet(0xe0 | (c >> 12)), more(6), more(0)};
    return {octet(0xf0 | (c >> 18)), more(12), more(6), more(0)};
}

/// Each text that goes to a phone asks: no copy is made.
bool is_written_as(std::string_view name, std::string_view plain) {
    for (const char c : name) {
        if (c == '-' || c == '_' || c == ' ') continue;
        if (plain.empty() || lower_case(c) != plain.front()) return false;
        plain.remove_prefix(1);
    }
    return plain.empty();
}

} // namespace

std::optional<Charset> charset_named(std::string_view name) {
    const auto found =
        std::find_if(names.begin(), names.end(), [name](const Named& row) { return is_written_as(name, row.name); });
    if (found == names.end()) return std::nullopt;
    return found->charset;
}

CodePoint next_code_point(std::string_view utf8) {
    const auto octet = [&](std::size_t index) { return static_cast<unsigned char>(utf8[index]); };
    const unsigned first = octet(0);
    const CodePoint as_latin{first, 1};
    if (first < 0x80) return as_latin;
    const std::size_t length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first >= 0xf5 || utf8.size() < length) return as_latin;
    char32_t value = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xc0) != 0x80) return as_latin;
        value = (value << 6) | (octet(i) & 0x3fu);
    }
    // RFC 3629 section 3: the shortest form only, no surrogates, nothing above U+10FFFF
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[length] || (value >= 0xd800 && value < 0xe000) || value > 0x10ffff) return as_latin;
    return {value, length};
}

std::string encode(char32_t character, Charset charset) {
    if (is_control(character)) return {};
    if (charset == Charset::utf8) return to_utf8(character);
    if (character < 0x80) return {static_cast<char>(character)};
    const auto table = table_of(charset);
    if (table.empty())
        return character < 0x100 ? std::string{static_cast<char>(static_cast<unsigned char>(character))} : "?";
    const auto place =
        character == undefined || character > 0xffff ? table.npos : table.find(static_cast<char16_t>(character));
    if (place == table.npos) return "?";
    return {static_cast<char>(static_cast<unsigned char>(0xa0 + place))};
}

std::string encode(std::string_view utf8, Charset charset) {
    std::string result;
    while (!utf8.empty()) {
        const CodePoint next = next_code_point(utf8);
        result += encode(next.value, charset);
        utf8.remove_prefix(next.octets);
    }
    return result;
}

std::string cut(std::string_view encoded, Charset charset, std::size_t limit) {
    if (encoded.size() <= limit) return std::string(encoded);
    std::size_t end = limit;
    if (charset == Charset::utf8)
        while (end > 0 && (static_cast<unsigned char>(encoded[end]) & 0xc0) == 0x80) --end;
    return std::string(encoded.substr(0, end));
}

} // namespace mapping
