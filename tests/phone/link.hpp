// The phone's TCP connection: frames out and in, with the odd ways in which phones cut their segments.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"
#include "tests/phone/pcap.hpp"
#include "tests/phone/profile.hpp"

namespace phone {

/// Who hears a link: the Phone. All calls come on the loop's thread; none after `on_closed`.
class LinkListener {
  public:
    virtual ~LinkListener() = default;
    virtual void on_open() = 0;
    virtual void on_frame(const sccp::Frame& frame) = 0;
    virtual void on_closed(const std::string& reason) = 0;
};

/// One connection; a new one for each registration. Shared with its pending operations.
class Link : public std::enable_shared_from_this<Link> {
  public:
    using Endpoint = boost::asio::ip::tcp::endpoint;
    Link(boost::asio::io_context& loop, LinkListener& listener, const Quirks& quirks, PcapFile* pcap);

    void connect(const Endpoint& server, const std::optional<boost::asio::ip::address>& from);
    /// Whole frames; they leave in one segment unless a quirk cuts them.
    void send(std::vector<std::uint8_t> frames);
    /// Orderly, after what is queued.
    void close_after_sending();
    /// At once; `reset` sends RST instead of FIN. The listener hears nothing any more.
    void abandon(bool reset);

    bool is_open() const { return open_; }
    const Endpoint& local() const { return local_; }

  private:
    void on_connected(const Endpoint& server);
    void read();
    bool cut();
    void write();
    void record(bool from_phone, std::span<const std::uint8_t> frame);
    void fail(const std::string& reason);

    boost::asio::ip::tcp::socket socket_;
    LinkListener* listener_;
    Quirks quirks_;
    PcapFile* pcap_;
    std::optional<PcapStream> stream_;
    Endpoint local_;
    std::array<std::uint8_t, 8192> buffer_{};
    std::vector<std::uint8_t> received_;      ///< not yet cut
    std::deque<std::vector<std::uint8_t>> queue_;
    std::size_t written_{};
    bool open_{}, writing_{}, closing_{};
};

} // namespace phone
