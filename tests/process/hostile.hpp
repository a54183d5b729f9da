// Hostile phones: what each of them does to a gateway, and what is wanted of it (security.md section 2).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/process/house.hpp"

namespace tests {

/// Plays against a house whose phone 1 is nobody's, and leaves nothing open. Phone 2 is in a call meanwhile.
struct Shape {
    std::string name;
    std::function<void(House&)> play;
};

/// Lengths, cuts, other protocols, connections that come and go.
std::vector<Shape> framing_shapes();
/// What comes before Register, and Registers that no phone sends.
std::vector<Shape> register_shapes();
/// Registered phones that talk nonsense.
std::vector<Shape> phone_shapes();

/// Gateways with these options read a hostile phone to its end instead of slowing it down.
House::Options unhurried();

/// A connection of a stranger, with an address of its own.
class Stranger : public SkinnyPhone {
  public:
    explicit Stranger(House& house, const std::string& from = "127.0.4.1") : SkinnyPhone(house.sccp_port(), from), house_(house) {}
    /// All of it, however often the socket is full meanwhile.
    void say_all(const Bytes& bytes);
    bool until(const std::function<bool()>& is_true);
    bool is_turned_away() { return until([this] { return is_over(); }); }
    bool is_heard() { return answers_keep_alive(); }
    bool answers_keep_alive();
    /// As phone 1: all that a phone says until it is ready.
    void register_as_first();

  private:
    House& house_;
};

} // namespace tests
