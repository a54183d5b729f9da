// A simulated Skinny phone on sockets: registers, obeys the call agent, has ears and a voice. The user's fingers are
// its functions.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tests/phone/judge.hpp"
#include "tests/phone/ladder.hpp"
#include "tests/phone/link.hpp"
#include "tests/phone/media.hpp"
#include "tests/phone/registration.hpp"
#include "tests/phone/state.hpp"

namespace phone {

struct PhoneOptions {
    boost::asio::ip::tcp::endpoint server;
    std::optional<boost::asio::ip::address> bind;   ///< own address, for TCP and RTP; else the one of the connection
    std::uint16_t rtp_port{};                       ///< first to try; 0: any
    PcapFile* pcap{};
    Ladder* ladder{};
    unsigned reconnect_ms{};                        ///< after a lost connection; 0: stays down
};

/// Owned by whoever runs the loop, which outlives it.
class Phone : private LinkListener {
  public:
    Phone(boost::asio::io_context& loop, std::string label, Profile profile, PhoneOptions options);
    ~Phone() override;
    Phone(const Phone&) = delete;
    Phone& operator=(const Phone&) = delete;

    // ---- life ----
    void connect();                                 ///< and register
    void unregister();
    void drop(bool reset);                          ///< the connection goes without a word: FIN, or RST
    void stand_by();                                ///< a connection that only sends keep-alives
    void ask_for_token();
    void silence_keepalive() { silent_ = true; }

    // ---- the user's fingers ----
    void off_hook(std::uint32_t line, std::uint32_t reference);
    void on_hook(std::uint32_t line, std::uint32_t reference);
    void press(sccp::SoftKey key, std::uint32_t line, std::uint32_t reference);
    void stimulate(sccp::DeviceStimulus stimulus, std::uint32_t instance, std::uint32_t reference);
    void key(char digit, std::uint32_t line, std::uint32_t reference);
    void enbloc(const std::string& number, std::uint32_t line);
    void flash(std::uint32_t line, std::uint32_t reference);
    void send(const sccp::FromPhone& message);

    // ---- what came of it ----
    const std::string& label() const { return label_; }
    const Profile& profile() const { return profile_; }
    const PhoneModelState& state() const { return state_; }
    Media& media() { return *media_; }
    const Media& media() const { return *media_; }
    bool is_connected() const { return link_ && link_->is_open(); }
    bool is_registered() const { return is_connected() && state_.registration().acknowledged; }
    bool is_ready() const { return is_registered() && sequence_ && sequence_->is_complete(); }
    bool is_lifted() const { return lifted_; }
    std::string waiting_for() const { return sequence_ ? sequence_->waiting_for() : "a connection"; }
    const std::string& closed_because() const { return closed_because_; }
    const std::vector<std::string>& violations() const { return judge_.violations(); }
    void forgive() { judge_.clear(); }
    unsigned version() const { return version_; }
    std::uint64_t messages_in() const { return messages_in_; }
    std::uint64_t messages_out() const { return messages_out_; }

    /// Called after each message, and when the connection is gone (null): for programs that do not poll.
    std::function<void(Phone&, const sccp::ToPhone*)> on_event;

  private:
    friend struct Obedience;
    enum class Purpose : std::uint8_t { registration, standby, token };

    void open_link(Purpose purpose);
    void on_open() override;
    void on_frame(const sccp::Frame& frame) override;
    void on_closed(const std::string& reason) override;
    void obey(const sccp::ToPhone& message);
    void come_back(std::chrono::milliseconds delay);
    void keep_alive();
    void send_all(const std::vector<sccp::FromPhone>& messages);
    void append(const sccp::FromPhone& message, std::vector<std::uint8_t>& out);
    std::size_t body_limit(const sccp::FromPhone& message) const;
    void note(const std::string& text);
    sccp::Address media_address() const;
    void answer_open(const sccp::OpenReceiveChannel& order, sccp::MediaStatus status, std::uint16_t port);

    boost::asio::io_context& loop_;
    std::string label_;
    Profile profile_;
    PhoneOptions options_;
    PhoneModelState state_;
    Judge judge_;
    std::shared_ptr<Link> link_;
    std::unique_ptr<RegistrationSequence> sequence_;
    std::unique_ptr<Media> media_;
    boost::asio::steady_timer keepalive_, return_, late_ack_;
    Purpose purpose_{};
    unsigned version_{};
    unsigned unanswered_keepalives_{};
    bool lifted_{}, silent_{};
    std::string closed_because_;
    std::uint64_t messages_in_{}, messages_out_{};
};

} // namespace phone
