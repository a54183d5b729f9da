// Lines that more than one phone has: each phone is told of the calls of the others (callflows 3.10).
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mapping/phone.hpp"

namespace gateway {

class PhoneAgent;

/// Owned by Gateway. Told of every change of a call; the phones hear of it in the next turn of the loop, when no
/// machine is in the middle of a reaction. A line that only one phone has costs a look-up.
class SharedLines {
  public:
    explicit SharedLines(boost::asio::io_context& loop) : loop_(loop) {}

    void join(PhoneAgent& phone);
    void leave(PhoneAgent& phone);
    /// A call of this phone has come, gone, been held or resumed.
    void changed(const PhoneAgent& phone);

  private:
    struct Member {
        PhoneAgent* phone{};
        unsigned instance{};
    };
    bool is_shared(const std::string& line) const;
    void tell_all();
    void tell(const std::vector<Member>& members) const;

    boost::asio::io_context& loop_;
    std::map<std::string, std::vector<Member>> members_;   ///< by name of the [line]
    std::set<std::string> marked_;                         ///< to be told in the next turn
};

} // namespace gateway
