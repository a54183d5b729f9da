// Holds the call agent to the protocol: what a real phone would discard, misunderstand or hang on is written down.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/phone/state.hpp"

namespace phone {

/// What the phone announced: it decides which messages it may get.
struct Abilities {
    unsigned version{};                 ///< highest it speaks
    sccp::PhoneFeatures features{};
    bool soft_keys{true};
};

/// Looks at each message before the state takes it in. Owned by a Phone, like the state.
class Judge {
  public:
    Judge(const PhoneModelState& state, Abilities abilities) : state_(state), abilities_(abilities) {}

    void on(const sccp::ToPhone& message);
    /// Version word of a header: 0 or 10 and up (Wireshark takes nothing else for SCCP).
    void on_header(std::uint32_t version, std::string_view message);
    void on_decode_error(const std::string& what) { add("undecodable message: " + what); }
    void on_unknown(std::uint32_t id);
    /// What only the owner can see: an answer that never came.
    void breach(std::string what) { add(std::move(what)); }
    /// The session is over, or a new one begins.
    void reset();

    const std::vector<std::string>& violations() const { return violations_; }
    void clear() { violations_.clear(); }

  private:
    friend struct JudgeVisitor;
    void add(std::string what);

    const PhoneModelState& state_;
    Abilities abilities_;
    std::set<std::uint32_t> ended_;        ///< call references that were shown OnHook
    std::vector<std::string> violations_;
};

} // namespace phone
