// The words of message layouts, one by one, on messages made for the purpose.
#include <doctest/doctest.h>

#include "sccp/decoder.hpp"
#include "sccp/encoder.hpp"
#include "sccp/printer.hpp"
#include "tests/sccp/tables.hpp"

namespace {

using namespace sccp;

struct Versions {
    std::uint32_t always{}, late{}, early{}, hesitant{};
    static void layout(auto& m, auto& field) {
        field("always",   m.always);
        field("late",     m.late,     since(11));
        field("early",    m.early,    until(16));
        field("hesitant", m.hesitant, sent_since(17));
    }
};

struct Tail {
    std::uint16_t first{}, second{};
    std::uint8_t third{};
    static void layout(auto& m, auto& field) {
        field("first",  m.first);
        field("second", m.second,    if_room_until(16));
        field("third",  m.third,     if_room_until(16));
        field("rest",   reserved<4>, if_room);
    }
};

struct Pair {
    std::uint8_t a{0x11}, b{0x22};
    static void layout(auto& m, auto& field) {
        field("a", m.a);
        field("b", m.b);
    }
};

struct Table {
    UpTo<Pair, 4> pairs;
    std::uint8_t behind{};
    static void layout(auto& m, auto& field) {
        field("count",  count_of(m.pairs));
        field("pairs",  slots<3>(m.pairs));
        field("behind", m.behind);
    }
};

struct Words {
    Text<4, 6> fixed;
    Text<3> packed_one, packed_two;
    Data<8> data;
    static void layout(auto& m, auto& field) {
        field("fixed", m.fixed);
        field("size",  count_of(m.data));
        field("one",   packed(m.packed_one));
        field("two",   packed(m.packed_two));
        field("data",  m.data);
    }
};

struct Sealed {
    Secret<2> key;
    Address address;
    ButtonType button{};
    static void layout(auto& m, auto& field) {
        field("key",     m.key);
        field("address", m.address);
        field("button",  octet(m.button));
    }
};

struct Number24 {
    std::uint32_t line{};
    static void layout(auto& m, auto& field) { field("line", packed_or_aligned(m.line)); }
};

struct Small {
    std::uint8_t x{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::g728; }
    static void layout(auto& m, auto& field) { field("x", m.x); }
};
struct Large {
    std::uint16_t y{};
    static void layout(auto& m, auto& field) { field("y", m.y); }
};
struct Union {
    MediaPayloadType codec{};
    Choice<3, Small, Large> parameters;
    static void layout(auto& m, auto& field) {
        field("codec",      m.codec);
        field("parameters", chosen_by(m.codec, m.parameters));
    }
};

template <class M>
std::string encoded(const M& message, unsigned version) {
    std::vector<std::uint8_t> out;
    Encoder encoder(out, version);
    M::layout(message, encoder);
    std::string hex;
    append_hex(hex, out);
    return hex;
}

template <class M>
std::string printed(const M& message, unsigned version) {
    std::string out = "{";
    Printer printer(out, version);
    M::layout(message, printer);
    return out + '}';
}

template <class M>
std::optional<DecodeError> read(M& message, const std::string& hex, unsigned version) {
    const auto octets = tables::octets(hex);
    Decoder decoder(octets, version);
    M::layout(message, decoder);
    return decoder.error();
}

} // namespace

TEST_CASE("a field is on the wire from and up to its versions") {
    const Versions message{1, 2, 3, 4};
    CHECK(encoded(message, 3) == "0100000003000000");
    CHECK(encoded(message, 11) == "010000000200000003000000");
    CHECK(encoded(message, 17) == "010000000200000004000000");
    CHECK(printed(message, 17) == "{always=1 late=2 hesitant=4}");
}

TEST_CASE("a field that is not sent yet is read when it comes") {
    Versions message;
    CHECK_FALSE(read(message, "010000000300000007000000", 3));
    CHECK(message.hesitant == 7);
    CHECK_FALSE(read(message, "0100000003000000", 3));
    const auto error = read(message, "0100000002000000", 17);
    REQUIRE(error);
    CHECK(error->field == "hesitant");
    CHECK(error->offset == 8);
    CHECK(error->have == 8);
}

TEST_CASE("a body may end before an optional field, and behind it nothing is read") {
    Tail message;
    CHECK_FALSE(read(message, "0100", 16));
    CHECK_FALSE(read(message, "010002", 16));   // half of `second` is not taken for `third`
    CHECK(message.second == 0);
    CHECK(message.third == 0);
    CHECK_FALSE(read(message, "0100020003", 16));
    CHECK(message.third == 3);
    CHECK(read(message, "0100", 17)->field == "second");
    CHECK(read(message, "01", 16)->field == "first");
    CHECK(encoded(Tail{1, 2, 3}, 16) == "0100020003");   // optional reserved octets are not sent
}

TEST_CASE("unused slots are sent as default items and skipped when read, whatever they hold") {
    CHECK(encoded(Table{{Pair{1, 2}}, 9}, 3) == "01000000" "0102" "1122" "1122" "09");
    CHECK(encoded(Table{{Pair{1, 1}, Pair{2, 2}, Pair{3, 3}, Pair{4, 4}}, 9}, 3) == "04000000" "0101020203030404" "09");
    Table message;
    CHECK_FALSE(read(message, "01000000" "0102" "dead" "beef" "09", 3));
    CHECK(message.pairs.size() == 1);
    CHECK(message.behind == 9);
}

TEST_CASE("a count above the capacity is refused before anything is allocated, one above what follows when the body ends") {
    Table message;
    const auto above = read(message, "05000000" "010101010101010101" "09", 3);
    REQUIRE(above);
    CHECK(above->reason == DecodeError::Reason::too_many);
    CHECK(above->field == "count");
    CHECK(above->count == 5);
    CHECK(message.pairs.empty());
    const auto short_body = read(message, "04000000" "010101", 3);
    REQUIRE(short_body);
    CHECK(short_body->reason == DecodeError::Reason::too_many);
    CHECK(short_body->field == "pairs.b");
    CHECK(short_body->count == 4);
}

TEST_CASE("a list never grows beyond its capacity") {
    UpTo<int, 2> list{1, 2, 3};
    list.push_back(4);
    CHECK(list.size() == 2);
    CHECK(list[1] == 2);
}

TEST_CASE("fixed text is cut and filled, its width may change at 18, packed text ends in a NUL") {
    Words message{"ab", "x", "", "D1"};
    CHECK(encoded(message, 3) == "61620000" "02000000" "7800" "00" "4431");
    CHECK(encoded(message, 18) == "616200000000" "02000000" "7800" "00" "4431");
    message.fixed = "abcdef";
    message.packed_one = "wxyz";
    CHECK(encoded(message, 3) == "61626364" "02000000" "77787900" "00" "4431");
    message.packed_one = std::string("a\0b", 3);   // a NUL would begin the next string
    CHECK(encoded(message, 3) == "61626364" "02000000" "6100" "00" "4431");
}

TEST_CASE("text ends at the first NUL or fills its field, and a packed one is cut at its limit") {
    Words message;
    CHECK_FALSE(read(message, "61006363" "01000000" "787878787800" "00" "44", 3));
    CHECK(message.fixed == "a");
    CHECK(message.packed_one == "xxx");
    CHECK(message.packed_two == "");
    CHECK(message.data == "D");
    CHECK_FALSE(read(message, "61626364" "00000000" "00" "00", 3));
    CHECK(message.fixed == "abcd");
    CHECK(read(message, "61626364" "00000000" "7878", 3)->field == "one");
    CHECK(read(message, "61626364" "00000000" "00", 3)->field == "two");
    CHECK(read(message, "61626364" "09000000" "0000" "444444444444444444", 3)->field == "size");
    CHECK(read(message, "61626364" "03000000" "0000" "4444", 3)->field == "data");
}

TEST_CASE("keys are sent but not printed, addresses grow at 17, an octet holds an enumerator") {
    const Sealed message{{{0xAB, 0xCD}}, Address::from_text("192.0.2.1"), ButtonType::undefined};
    CHECK(encoded(message, 16) == "abcd" "c0000201" "ff");
    CHECK(encoded(message, 17) == "abcd" "00000000" "c0000201" "000000000000000000000000" "ff");
    CHECK(printed(message, 17) == "{key=*** address=192.0.2.1 button=undefined}");
    const Sealed v6{{}, Address::from_text("2001:db8::1"), ButtonType::line};
    CHECK(encoded(v6, 17) == "0000" "01000000" "20010db8000000000000000000000001" "09");
    Sealed back;
    CHECK_FALSE(read(back, encoded(v6, 22), 22));
    CHECK(back.address == v6.address);
    CHECK(back.button == ButtonType::line);
    CHECK(read(back, "0000" "00000000" "c0000201", 17)->field == "address");
}

TEST_CASE("a number behind an odd-sized text is found packed and aligned") {
    Number24 message;
    CHECK_FALSE(read(message, "01000000" "000000", 18));
    CHECK(message.line == 1);
    CHECK_FALSE(read(message, "000000" "02000000", 18));
    CHECK(message.line == 2);
    CHECK(read(message, "000000020000", 18)->field == "line");
    for (const std::uint32_t line : {0U, 1U, 0xFFFFFFU, 0x1000000U, 0xFFFFFFFFU}) {
        CHECK_FALSE(read(message, encoded(Number24{line}, 18), 18));
        CHECK(message.line == line);
    }
}

TEST_CASE("a choice takes its full width, and the guide decides how it is read") {
    Union message;
    CHECK_FALSE(read(message, "0a000000" "070809", 3));
    CHECK(std::get<Small>(message.parameters.value).x == 7);
    CHECK(encoded(message, 3) == "0a000000" "070000");
    CHECK_FALSE(read(message, "04000000" "070809", 3));
    CHECK(std::get<Large>(message.parameters.value).y == 0x0807);
    CHECK(encoded(message, 3) == "04000000" "070800");
    CHECK(read(message, "04000000" "0708", 3)->field == "parameters");
    message.codec = MediaPayloadType::g728;   // what is held no longer fits: sent empty
    CHECK(encoded(message, 3) == "0a000000" "000000");
}

TEST_CASE("text prints in one line with what is not printable as hexadecimal") {
    std::string out;
    append_quoted(out, "a\"b\\\n\x80\x17");
    CHECK(out == R"("a\"b\\\x0a\x80\x17")");
}
