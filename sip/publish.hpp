// PUBLISH without refresh: a report sent once (RFC 3903; callflows 4.8).
#pragma once

#include <memory>
#include <vector>

#include "sip/core.hpp"

namespace sip {

/// Owned by Agent.
class Publications {
  public:
    explicit Publications(Core& core);
    ~Publications();
    /// At the line's registrar, with its credentials. Above 64 on their way it is dropped.
    void send(LineId line, const Publication& publication);
    void stop();
    void sweep(); ///< destroys what is finished; never from inside an event

  private:
    class Request;

    Core& core_;
    std::vector<std::unique_ptr<Request>> running_;
};

} // namespace sip
