// The grammar: declarations, `A,B:` in front of a command, `repeat N { ... }`, arguments counted by the table of
// commands.
#include "tests/phone/script.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "tests/phone/arguments.hpp"

namespace phone {
namespace {

constexpr int deepest_repeat = 8;
constexpr std::array<std::string_view, 4> option_names{"line", "call", "within", "force"};

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end > 0)
            parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

bool is_number(std::string_view text) { return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0; }

std::string where(const Word& word) {
    return word.line > 0 ? "line " + std::to_string(word.line) + ": " : std::string{};
}

class Parser {
  public:
    explicit Parser(std::span<const Word> words) : words_(words) {}

    ParsedScript run() {
        ParsedScript result;
        while (!at_end() && error_.empty())
            if (peek().text == "phone" && !peek().quoted)
                result.script.phones.push_back(declaration());
            else
                commands(result.script.commands, 0);
        result.error = error_;
        return result;
    }

  private:
    bool at_end() const { return at_ >= words_.size(); }
    const Word& peek() const { return words_[at_]; }
    const Word& take() { return words_[at_++]; }
    void fail(const Word& word, const std::string& what) {
        if (error_.empty())
            error_ = where(word) + what;
    }

    Declaration declaration() {
        const Word keyword = take();
        Declaration result{"", {}, keyword.line};
        if (at_end() || peek().line != keyword.line) {
            fail(keyword, "phone: a name is missing");
            return result;
        }
        result.name = take().text;
        while (!at_end() && peek().line == keyword.line)
            result.options.push_back(take().text);
        return result;
    }

    /// Commands up to the end, a declaration, or the brace that closes a repeat.
    void commands(std::vector<Command>& into, int depth) {
        while (!at_end() && error_.empty() && peek().text != "}" && (depth > 0 || peek().text != "phone")) {
            if (peek().text.size() > 1 && peek().text.back() == ':' && !peek().quoted) {
                const auto& selector = take().text;
                current_ = split(std::string_view(selector).substr(0, selector.size() - 1), ',');
                continue;
            }
            into.push_back(command(depth));
        }
        if (depth == 0 && error_.empty() && !at_end() && peek().text == "}")
            fail(peek(), "} without repeat");
    }

    Command command(int depth) {
        const Word word = take();
        Command result{current_, word.text, {}, {}, word.line, {}};
        if (word.text == "repeat") {
            repeat(word, result, depth);
            return result;
        }
        const CommandForm* form = find_command(word.text);
        if (form == nullptr) {
            fail(word, "there is no command '" + word.text + "' (sccp-phone --help-commands lists them)");
            return result;
        }
        for (const auto& name : split(form->arguments, ' '))
            argument(word, *form, name, result);
        options(result);
        return result;
    }

    void argument(const Word& word, const CommandForm& form, const std::string& name, Command& result) {
        const bool optional = name.front() == '[';
        if (optional && (at_end() || !is_number(peek().text)))
            return;
        if (at_end() || (!optional && peek().text == "}")) {
            fail(word, std::string(form.name) + ": " + name + " is missing");
            return;
        }
        const Word& given = take();
        if (const auto fault = fault_of_argument(name, given.text))
            fail(given, std::string(form.name) + ": " + *fault);
        result.arguments.push_back(given.text);
    }

    void options(Command& result) {
        while (!at_end()) {
            const auto& text = peek().text;
            const auto equals = text.find('=');
            if (equals == std::string::npos ||
                std::find(option_names.begin(), option_names.end(), text.substr(0, equals)) == option_names.end())
                return;
            if (const auto fault = fault_of_option(text.substr(0, equals), text.substr(equals + 1)))
                fail(peek(), result.name + ": " + *fault);
            result.options[text.substr(0, equals)] = text.substr(equals + 1);
            ++at_;
        }
    }

    void repeat(const Word& word, Command& result, int depth) {
        if (depth >= deepest_repeat || at_end() || !whole_number(peek().text)) {
            fail(word, "repeat: write `repeat N { commands }`");
            return;
        }
        result.arguments.push_back(take().text);
        if (at_end() || take().text != "{") {
            fail(word, "repeat: { is missing");
            return;
        }
        commands(result.body, depth + 1);
        if (!error_.empty())
            return;
        if (at_end() || take().text != "}")
            fail(word, "repeat: } is missing");
    }

    std::span<const Word> words_;
    std::size_t at_{};
    std::vector<std::string> current_;
    std::string error_;
};

} // namespace

std::string Command::text() const {
    std::string result;
    for (const auto& phone : phones)
        result += (result.empty() ? "" : ",") + phone;
    if (!result.empty())
        result += ": ";
    result += name;
    for (const auto& argument : arguments)
        result += " " + argument;
    for (const auto& [key, value] : options)
        result += " " + key + "=" + value;
    return result;
}

Words split_words(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // of an editor
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    Words result;
    int line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '\n')
            ++line;
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++at;
        } else if (c == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (c == '"' || c == '\'') {
            const auto end = text.find(c, at + 1);
            if (end == std::string_view::npos) {
                result.error = "line " + std::to_string(line) + ": the quote is not closed";
                return result;
            }
            result.words.push_back({std::string(text.substr(at + 1, end - at - 1)), line, true});
            at = end + 1;
        } else {
            const auto end = std::min(text.find_first_of(" \t\r\n", at), text.size());
            result.words.push_back({std::string(text.substr(at, end - at)), line, false});
            at = end;
        }
    }
    return result;
}

namespace {

std::optional<std::string> fault_of_actors(const std::vector<Command>& commands, const std::vector<std::string>& labels) {
    for (const Command& command : commands) {
        for (const auto& label : command.phones)
            if (label != "*" && std::find(labels.begin(), labels.end(), label) == labels.end())
                return where({"", command.line, false}) + label + ": there is no phone of that name";
        if (auto fault = fault_of_actors(command.body, labels))
            return fault;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> fault_of_cast(const Script& script, const std::vector<std::string>& labels) {
    for (auto phone = script.phones.rbegin(); phone != script.phones.rend(); ++phone) // the later one is to blame
        if (std::count(labels.begin(), labels.end(), phone->name) > 1)
            return where({"", phone->line, false}) + "phone " + phone->name + " is declared twice";
    for (const auto& label : labels)
        if (std::count(labels.begin(), labels.end(), label) > 1)
            return "phone " + label + " is declared twice";
    return fault_of_actors(script.commands, labels);
}

ParsedScript parse_script(std::span<const Word> words) { return Parser(words).run(); }

} // namespace phone
