// Lets the one io_context drive the SIP stack: waits on its descriptor, steps it, wakes it when something was asked of
// it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>

#include "sip/agent.hpp"

namespace gateway {

/// Owned by Gateway, dies before the agent. Never steps the stack from inside one of its callbacks: a kick only posts.
class SofiaPump {
  public:
    SofiaPump(boost::asio::io_context& loop, sip::Agent& agent);
    void start();
    void stop();
    /// False: the stack's descriptor was not found and it is stepped every 5 ms.
    bool is_event_driven() const { return descriptor_.is_open(); }

  private:
    void kick();
    void pump();
    void wait_for_descriptor();
    bool is_out_of_descriptors();
    void rest();
    void wake_after(std::chrono::milliseconds wait);

    boost::asio::io_context& loop_;
    sip::Agent& agent_;
    boost::asio::posix::stream_descriptor descriptor_;
    boost::asio::steady_timer timer_;
    std::optional<std::chrono::steady_clock::time_point> awaited_;   ///< what timer_ is set to
    unsigned wakes_{};
    bool kicked_{}, running_{}, is_resting_{}, is_short_{};
};

} // namespace gateway
