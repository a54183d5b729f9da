// The phone's dictionary of labels, in English.
#include "tests/phone/labels.hpp"

#include <algorithm>
#include <array>

namespace phone {
namespace {

// Index = octet behind 0x80.
constexpr std::array<std::string_view, 128> labels_80{
    "", "Redial", "NewCall", "Hold", "Transfer", "CFwdAll", "CFwdBusy", "CFwdNoAnswer", "BackSpace", "EndCall",
    "Resume", "Answer", "Info", "Confrn", "Park", "Join", "MeetMe", "PickUp", "GPickUp", "Your current options",
    "Off hook", "On hook", "Ring out", "From", "Connected", "Busy", "Line in use", "Call waiting", "Call transfer",
    "Call park", "Call proceed", "In use remote", "Enter number", "Call park at", "Primary only", "Temp fail",
    "You have voicemail", "Forwarded to", "Can not complete conference", "No conference bridge",
    "Can not hold primary control", "Invalid conference participant", "In conference already", "No participant info",
    "Exceed maximum parties", "Key is not active", "Error no license", "Error DBConfig", "Error database",
    "Error pass limit", "Error unknown", "Error mismatch", "Conference", "Park number", "Private",
    "Not enough bandwidth", "Unknown number", "RmLstC", "Voicemail", "ImmDiv", "Intrcpt", "SetWtch", "TrnsfVM", "DND",
    "DivAll", "CallBack", "Network congestion rerouting", "Barge", "Failed to setup barge", "Another barge exists",
    "Incompatible device type", "No park number available", "Callpark reversion", "Service is not active",
    "High traffic try again later", "QRT", "MCID", "DirTrfr", "Select", "ConfList", "iDivert", "cBarge",
    "Can not complete transfer", "Can not join calls", "Mcid successful", "Number not configured", "Security error",
    "Video bandwidth unavailable", "VidMode", "Max call duration timeout", "Max hold duration timeout", "OPickUp",
    "HLog", "Logged out of hunt group", "Park slot unavailable", "No call available for pickup",
    "No bandwidth available for pickup", "External transfer restricted", "No line available for pickup",
    "Path replacement in progress", "", "MAC address", "Host name", "Domain name", "IP address", "Subnet mask",
    "TFTP server 1", "Default router 1", "Default router 2", "Default router 3", "Default router 4", "Default router 5",
    "DNS server 1", "DNS server 2", "DNS server 3", "DNS server 4", "DNS server 5", "Operational VLAN ID",
    "Admin VLAN ID", "Call manager 1", "Call manager 2", "Call manager 3", "Call manager 4", "Call manager 5",
    "Information URL", "Directories URL", "Messages URL", "Services URL",
};

// Index = octet behind 0x1E.
constexpr std::array<std::string_view, 82> labels_1e{
    "", "", "Acct", "Flash", "Login", "Device in home location", "Device in roaming location",
    "Enter authorization code", "Enter client matter code", "Calls available for pickup",
    "CM fallback service operating", "Max phones exceeded", "Waiting to rehome", "Please end call", "Paging",
    "Select line", "Transfer destination is busy", "Select a service", "Local services", "Enter search criteria",
    "Night service", "Night service active", "Night service disabled", "Login successful", "Wrong PIN",
    "Please enter PIN", "Of", "Records 1 to", "No record found", "Search results", "Calls in queue",
    "Join to hunt group", "Ready", "Notready", "Call on hold", "Hold reversion", "Setup failed", "No resources",
    "Device not authorized", "Monitoring", "Recording awaiting call to be active", "Recording already in progress",
    "Inactive recording session", "Mobility", "Whisper", "Forward all", "Malicious call ID", "Group pickup",
    "Remove last participant", "Other pickup", "Video", "End call", "Conference list", "Quality reporting tool",
    "Hunt group", "Use line or join to complete", "Do not disturb", "Do not disturb is active", "CFwdAll loop detected",
    "CFwdAll hops exceeded", "AbbrDial", "Pickup is unavailable", "Conference is unavailable", "Meetme is unavailable",
    "Cannot retrieve parked call", "Cannot send call to mobile", "", "Record", "Cannot move conversation", "CW off",
    "Coaching", "", "", "", "", "", "", "", "", "Recording", "Recording failed", "Connecting",
};

void append_label(std::string& out, std::string_view label, unsigned escape, unsigned code) {
    if (!out.empty() && out.back() != ' ')
        out += ' ';
    if (label.empty())
        out += "[label " + std::to_string(escape) + " " + std::to_string(code) + "]";
    out += label;
}

void append_latin1(std::string& out, unsigned char c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
        return;
    }
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
}

template <class Table> std::string_view find(const Table& table, unsigned code) {
    return code < table.size() ? table[code] : std::string_view{};
}

/// Octets of a UTF-8 character behind its first one.
int followers(unsigned char first) { return first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0; }

} // namespace

std::string readable(std::string_view wire, bool utf8) {
    std::string out;
    bool after_label = false;
    int inside = 0;      // a character: there 0x80 is an ordinary octet
    for (std::size_t at = 0; at < wire.size(); ++at) {
        const auto c = static_cast<unsigned char>(wire[at]);
        if ((c == 0x80 || c == 0x1E) && inside == 0 && at + 1 < wire.size()) {
            const auto code = static_cast<unsigned char>(wire[++at]);
            append_label(out, c == 0x80 ? find(labels_80, code) : find(labels_1e, code), c, code);
            after_label = true;
            continue;
        }
        if (after_label && c != ' ')
            out += ' ';
        after_label = false;
        inside = utf8 ? (inside > 0 ? inside - 1 : followers(c)) : 0;
        if (utf8)
            out += static_cast<char>(c);
        else
            append_latin1(out, c);
    }
    return out;
}

bool is_label(std::string_view text) {
    const auto wanted = key_of(text);
    const auto is_it = [&](std::string_view label) { return !label.empty() && key_of(label) == wanted; };
    return std::any_of(labels_80.begin(), labels_80.end(), is_it) || std::any_of(labels_1e.begin(), labels_1e.end(), is_it);
}

std::string key_of(std::string_view text) {
    std::string key;
    for (const char c : text)
        if (c >= 'A' && c <= 'Z')
            key += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            key += c;
    return key;
}

} // namespace phone
