// The lines of the process: what they are on the SIP side, and what is remembered of them between requests.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sip/digest.hpp"
#include "sip/values.hpp"

namespace sip {

/// One line of one device. Owned by Lines.
class Line {
  public:
    Line(LineId id, Account account);
    void update(Account account);

    LineId id() const { return id_; }
    const Account& account() const { return account_; }
    /// The one that is asked for, the first if there are fewer; null when the line has none.
    const Target* target(std::size_t index) const;
    /// Credentials for the registrar with this index.
    DigestClient& digest(std::size_t target);

    /// `sip:1001@pbx.example.com`
    std::string address_of_record() const;
    /// `"Alice" <sip:1001@pbx.example.com>`
    std::string name_address() const;
    /// `<sip:SEP001120AABBCC-1@192.0.2.10:5062;transport=udp>`
    std::string contact(const std::string& local_address, Transport transport) const;
    /// Value of a Route header for first requests, from Service-Route; empty: none.
    std::string route() const;

    // constant in the life of the process (callflows 1.3)
    const std::string register_call_id, register_tag;
    std::uint32_t register_cseq{};
    unsigned register_challenges{};           ///< in a row, answered
    std::optional<std::string> redirected_to; ///< Contact of a 301 or 302, for the next REGISTER
    std::optional<std::size_t> registered_at; ///< target of the last 200

  private:
    LineId id_;
    Account account_;
    std::vector<std::unique_ptr<DigestClient>> digests_;
};

class Lines {
  public:
    Line& add(LineId id, Account account); ///< again: update
    void remove(LineId id);
    Line* find(LineId id);
    /// The user part of a Request-URI: a Contact of ours, else the `user` of one line, or of exactly one whose phone is
    /// there (callflows 1.3).
    Line* by_user(std::string_view user, const std::function<bool(LineId)>& is_there);
    std::size_t size() const { return lines_.size(); }
    template <typename Visitor> void for_each(Visitor visit) {
        for (auto& [id, line] : lines_)
            visit(*line);
    }

  private:
    void index(const Line& line);
    void unindex(const Line& line);
    std::unordered_map<LineId, std::unique_ptr<Line>> lines_;
    std::unordered_map<std::string, LineId> by_contact_;
    std::unordered_multimap<std::string, LineId> by_user_;
};

} // namespace sip
