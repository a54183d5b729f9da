// Somebody at the PBX's address who sends far more than he should.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "tests/support/scripted_peer.hpp"

namespace tests {

/// From a thread of its own, as the gateway's loop is that of the test. `message` gets the number of the message and
/// the sender's address.
class Flood {
  public:
    using Message = std::function<std::string(unsigned number, const std::string& address)>;
    Flood(std::uint16_t gateway, unsigned per_second, Message message)
        : thread_([this, gateway, per_second, message = std::move(message)] {
              constexpr std::chrono::milliseconds pause{5};
              const auto at_once = per_second * static_cast<unsigned>(pause.count()) / 1000;
              while (!is_over_) {
                  for (unsigned i = 0; i < at_once; ++i) peer_.send_to(message(sent_++, peer_.address()), gateway);
                  std::this_thread::sleep_for(pause);
              }
          }) {}
    ~Flood() {
        is_over_ = true;
        thread_.join();
    }
    Flood(const Flood&) = delete;
    Flood& operator=(const Flood&) = delete;
    unsigned sent() const { return sent_; }

  private:
    ScriptedPeer peer_;
    std::atomic<unsigned> sent_{};
    std::atomic<bool> is_over_{};
    std::thread thread_;
};

} // namespace tests
