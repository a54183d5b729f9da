// Asks each registrar by OPTIONS whether it lives (callflows 1.7).
#pragma once

#include <memory>
#include <vector>

#include "sip/core.hpp"

namespace sip {

/// Two silent or refused probes in a row: dead. Three good ones: alive again. Owned by Agent.
class Probes {
  public:
    explicit Probes(Core& core);
    ~Probes();
    /// A registrar that was never found dead counts as alive.
    bool is_alive(std::size_t registrar) const;
    void stop();

  private:
    class Probe;
    std::vector<std::unique_ptr<Probe>> probes_;
};

} // namespace sip
