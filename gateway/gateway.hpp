// The process: owns every part, starts and stops them in order, answers the HTTP side.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "gateway/descriptors.hpp"
#include "gateway/http_server.hpp"
#include "gateway/phones.hpp"
#include "gateway/services.hpp"
#include "gateway/sofia_pump.hpp"
#include "gateway/wall_clock.hpp"
#include "sccp/server.hpp"

namespace gateway {

/// One per process, owned by main. Exceptions leave it only from the constructor, with the address, file or key in
/// their text.
class Gateway final : public Operations {
  public:
    /// Reads the configuration anew: settings, or the problems that keep the old ones in force.
    struct Loaded {
        std::unique_ptr<config::Settings> settings;
        std::vector<std::string> problems;
    };
    using Loader = std::function<Loaded()>;

    /// Throws std::runtime_error with the address and the reason when one of its sockets cannot be opened.
    Gateway(std::unique_ptr<config::Settings> settings, Loader loader, Log& log, std::string version);
    ~Gateway() override;
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Runs until SIGTERM or SIGINT has been worked through.
    void run();
    boost::asio::io_context& loop() { return loop_; }
    std::vector<std::string> sccp_addresses() const { return server_->addresses(); }
    std::string sip_address() const { return agent_->address(); }
    std::string http_address() const { return http_ ? http_->address() : std::string(); }

    // -- Operations
    std::vector<Check> readiness() override;
    std::vector<std::string> devices() override;
    std::optional<PhoneView> phone(std::string_view device) override;
    std::vector<CallView> calls() override;
    std::optional<CallView> call(mapping::LegId id) override;
    Outcome reset(std::string_view device, ResetMode mode, bool force) override;
    Outcome message(std::string_view device, std::string_view text, unsigned seconds) override;
    Outcome hang_up(mapping::LegId id) override;
    Reloaded reload() override;
    Outcome trace_phone(std::string_view device, bool on) override;
    Outcome set_log_level(std::string_view logger, std::string_view level) override;
    PcapEndpoints endpoints(std::string_view device) override;

  private:
    /// The parts without a start: when `start` throws, the destructor ends in order what had begun.
    struct Unstarted {};
    Gateway(Unstarted, std::unique_ptr<config::Settings> settings, Loader loader, Log& log, std::string version);
    void start();
    void tell_start();
    /// The registrars of [sip] first, then those that only single lines use.
    static std::vector<sip::Target> targets_of(const config::Settings& settings);
    sccp::Options limited(sccp::Options options) const;
    void start_http();
    void watch_signals();
    void tidy_up_regularly();
    void drain();
    void wait_for_calls(std::chrono::steady_clock::time_point deadline);
    void end_calls();
    void wait_until_quiet(std::chrono::steady_clock::time_point deadline);
    void shut_down();
    void finish(std::chrono::steady_clock::time_point deadline);
    CallView view_of(PhoneAgent& agent, mapping::CallSnapshot call) const;
    void take_log_level(const config::Settings& next, std::vector<Change>& changes);
    void keep_registrars(config::Settings& next) const;
    void name_what_needs_restart(const config::Settings& next, std::vector<Change>& changes) const;

    std::unique_ptr<config::Settings> settings_;
    const config::Settings at_start_;    ///< without devices: what only a restart changes is compared with it
    Loader loader_;
    Log& log_;
    std::string version_;
    boost::asio::io_context loop_{1};
    boost::asio::signal_set signals_;
    boost::asio::steady_timer tidy_;
    boost::asio::steady_timer drain_;
    std::mt19937 random_;
    CallReferences references_;
    mapping::ConferenceRooms rooms_;
    CallIndex calls_;
    SharedLines shared_lines_;
    WallClock wall_clock_;
    std::vector<sip::Target> targets_;
    DescriptorShares shares_;
    Metrics metrics_;
    Recorder recorder_;
    EventStream events_;
    StateStore state_;
    Phones phones_;
    Timers timers_;
    std::unique_ptr<SofiaPump> pump_;    ///< outlives the agent, whose end still wakes it
    std::unique_ptr<sip::Agent> agent_;
    std::unique_ptr<Services> services_;
    std::unique_ptr<sccp::Server> server_;
    std::unique_ptr<Routes> routes_;
    std::unique_ptr<HttpServer> http_;
    bool draining_{}, stopping_{};
    unsigned tidied_{};           ///< how often
    std::size_t kept_free_{};     ///< octets of the heap that could not be given back
};

} // namespace gateway
