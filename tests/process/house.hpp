// A whole gateway on loopback: its real sockets, a scripted PBX, bare phones, a clock that the test turns, its log to
// be read.
#pragma once

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/gateway.hpp"
#include "tests/process/registrar.hpp"
#include "tests/process/skinny_phone.hpp"

namespace tests {

/// Phones SEP001120AABB01, SEP001120AABB02, ... with the lines 1001, 1002, ...
std::string phone_name(unsigned number);

class House {
    /// First of all members, so last to go: a whole life leaves no descriptor open.
    struct Descriptors {
        Descriptors();
        ~Descriptors();
        Descriptors(const Descriptors&) = delete;
        Descriptors& operator=(const Descriptors&) = delete;
        std::size_t before;
    } descriptors_;

  public:
    struct Options {
        unsigned phones{2};
        /// lines of these sections, `device` of the first one; whole sections; PBX_PORT is the PBX's
        std::string sccp{}, sip{}, http{}, device{}, rest{};
        std::string state_file{};
        int log{-1};                      ///< a descriptor instead of the file that `logged` reads
        std::size_t listeners{1};
        std::string line{};               ///< lines of the first line's section
        std::string registrar{};          ///< instead of `pbx`
        std::string listen{};             ///< of SCCP; instead of `listeners`
        std::string sip_listen{"127.0.0.1:0"};
    };

    House() : House(Options{}) {}
    explicit House(Options options);
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    /// Lets everything run until it is true; the patience only ends a test that fails.
    bool until(const std::function<bool()>& is_true, std::chrono::milliseconds patience = std::chrono::seconds(30));
    /// A few turns in which something that must not happen could happen.
    void settle();
    /// Timers that are due within `by` fire.
    void turn(std::chrono::milliseconds by);

    SkinnyPhone& connect(const std::string& from = "127.0.0.1", int receive_buffer = 0);
    SkinnyPhone& connect_to(std::size_t listener, const std::string& host);
    void say_register(SkinnyPhone& phone, unsigned number);
    /// Connects, registers and waits until its line is registered too.
    SkinnyPhone& register_phone(unsigned number, const std::string& from = "127.0.0.1");
    SkinnyPhone& register_on(SkinnyPhone& phone, unsigned number);
    /// Asks for the least that a phone asks for, after its RegisterAck.
    void configure(SkinnyPhone& phone);
    bool answers_keep_alive(SkinnyPhone& phone);
    /// Opens the channel that the phone is told to open, one more than `opened_before`; the call's reference.
    std::uint32_t open_channel(SkinnyPhone& phone, std::size_t opened_before);
    /// Dials, and the PBX answers; the call's reference.
    std::uint32_t call(SkinnyPhone& phone, const std::string& number = "1009");
    /// Keep-alive within a second, an answer about health, and a call from off-hook to hang-up: the measure of every
    /// fault.
    void check_good(SkinnyPhone& phone);
    void check_health();

    std::string phone_state(unsigned number);
    std::string line_state(unsigned number);
    std::string log() const;
    bool logged(const std::string& part) const { return log().find(part) != std::string::npos; }
    /// The same after a wait: the log has a writer of its own beside the loop.
    bool logs(const std::string& part) { return until([&] { return logged(part); }); }
    struct Http { int status{}; std::string body; };
    Http http(const std::string& method, const std::string& path);
    /// Value of a sample of /metrics, e.g. `sccp2sip_events_total{event="connections_refused"}`; 0: not there.
    double metric(const std::string& sample);
    double event(const std::string& name) { return metric("sccp2sip_events_total{event=\"" + name + "\"}"); }

    std::uint16_t sccp_port(std::size_t listener = 0) const;

    Registrar pbx;
    std::function<void()> beside;         ///< what else has a turn in each of ours
    std::string ini;                      ///< what a reload reads
    std::vector<std::string> problems;    ///< that a reload finds in it
    std::unique_ptr<gateway::Gateway> gateway;
    std::vector<std::unique_ptr<SkinnyPhone>> phones;

    /// of the gateway at a time; under a flood there is always more to do
    std::chrono::milliseconds longest_step{2000};

  private:
    gateway::Gateway::Loaded load() const;
    void step();

    Options options_;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> paper_;
    std::unique_ptr<gateway::Log> log_;
    std::uint16_t sip_port_{};
};

} // namespace tests
