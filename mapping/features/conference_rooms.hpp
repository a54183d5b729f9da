// Conference rooms of the PBX: which room a new conference gets (callflows 5.2).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "mapping/options.hpp"

namespace mapping {

class WorldPort;

/// Numbers of rooms that conferences of this process use. One per process, owned by the gateway.
class ConferenceRooms {
  public:
    /// Of `first` to `last` the free one that was given out longest ago: those whom the initiator left behind may still
    /// talk in the room of a moment ago. The first of all is by chance. None: all are taken.
    std::optional<unsigned> take(const std::string& pattern, unsigned first, unsigned last, std::uint32_t chance);
    void give_back(const std::string& pattern, unsigned number);

  private:
    struct House {
        std::set<unsigned> taken;
        std::optional<unsigned> previous;
    };
    std::map<std::string, House> houses_;
};

/// Where a conference is made.
struct ConferenceRoom {
    std::string number;                 ///< to dial; empty when there is a URI
    std::string uri;                    ///< `sip:factory@example.com`
    std::string pattern;                ///< what a number was taken of
    std::optional<unsigned> taken;      ///< to be given back at the end of the conference
};

/// The PBX makes conferences for this line: the key is shown.
bool offers_conference(const LineOptions& line);
/// As `conference_room` says. None: no room is free.
std::optional<ConferenceRoom> choose_room(const LineOptions& line, WorldPort& world);

} // namespace mapping
