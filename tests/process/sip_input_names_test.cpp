// Bad SIP input, case 62 of the list (tests/sip/README.md): a name service that is silent, says no, or leads in circles.
#include "tests/process/sip_caller.hpp"
#include "tests/process/turned_names.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

/// Answers questions with one record that leads to `to`, or with a code of failure, or not at all (RFC 1035 section 4).
class NameServer {
  public:
    enum class Mood { silent, unknown_name, in_circles };
    explicit NameServer(Mood mood) : mood_(mood) {}
    std::uint16_t port() const { return socket_.port(); }
    std::size_t asked() const { return asked_; }
    void poll() {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        char buffer[512];
        for (ssize_t length; (length = ::recvfrom(socket_.fd(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size)) > 0;) {
            ++asked_;
            if (mood_ == Mood::silent) continue;
            const auto answer = answer_to({buffer, static_cast<std::size_t>(length)});
            ::sendto(socket_.fd(), answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
        }
    }

  private:
    std::string answer_to(std::string question) const {
        auto answer = question.substr(0, question.find('\0', 12) + 5); // header and question, nothing behind
        answer[2] = '\x81';
        answer[3] = static_cast<char>(mood_ == Mood::unknown_name ? 0x83 : 0x80);
        answer[7] = mood_ == Mood::in_circles ? '\x01' : '\0';
        answer[9] = answer[11] = '\0';
        if (mood_ == Mood::in_circles) answer += std::string("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x01\x00\x02\xc0\x0c", 14); // CNAME to itself
        return answer;
    }
    Mood mood_;
    ScriptedPeer socket_;
    std::size_t asked_{};
};

} // namespace

TEST_CASE("case 62: a PBX whose name cannot be found: the phone gets reorder within the time of a transaction, and is served meanwhile") {
    NameServer::Mood mood{};
    std::string registrar = "pbx.nowhere.test"; // by NAPTR and SRV
    SUBCASE("silent") { mood = NameServer::Mood::silent; }
    SUBCASE("silent about an address") {
        mood = NameServer::Mood::silent;
        registrar += ":5060";
    }
    SUBCASE("unknown name") { mood = NameServer::Mood::unknown_name; }
    SUBCASE("in circles") { mood = NameServer::Mood::in_circles; }
    NameServer names(mood);
    const NamesAt here(names.port());
    House house({.line = "register = no", .registrar = registrar});
    auto& phone = house.connect();
    house.say_register(phone, 1);
    const auto until = [&](auto is_true) {
        return house.until([&] {
            names.poll();
            return is_true();
        });
    };
    REQUIRE(until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(until([&] { return house.phone_state(1) == "Ready"; }));
    phone.say(sccp::EnblocCall{"1009", 1});
    house.open_channel(phone, 0);
    std::chrono::seconds passed{};
    const auto failed = [&] {
        const auto* tone = phone.heard<sccp::StartTone>();
        return tone && tone->tone == sccp::DeviceTone::reorder_tone;
    };
    until([&] { return names.asked() > 0; });
    for (; passed < 60s && !failed(); passed += 4s) {
        house.turn(4s);
        names.poll();
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(names.asked() > 0);
    CHECK(passed <= 40s);
    REQUIRE(failed());
    phone.say(sccp::OnHook{1, house.gateway->calls().at(0).call.id});
    CHECK(house.until([&] { return is_quiet(house); }));
    for (int i = 0; i < 5; ++i) {
        house.turn(16s);
        names.poll();
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.metric("sccp2sip_sip_dialogs") == 0);
}
