// What a phone does when it is told to: open a port, send audio, count, start anew.
#pragma once

#include "tests/phone/phone.hpp"

namespace phone {

/// Visitor over the messages that ask for more than a change of the display.
struct Obedience {
    Phone& phone;

    template <class Message> void operator()(const Message&) const {}
    void operator()(const sccp::OpenReceiveChannel& order) const;
    void operator()(const sccp::CloseReceiveChannel& order) const;
    void operator()(const sccp::StartMediaTransmission& order) const;
    void operator()(const sccp::StopMediaTransmission& order) const;
    void operator()(const sccp::PortReq& order) const;
    void operator()(const sccp::PortClose& order) const;
    void operator()(const sccp::ConnectionStatisticsReq& order) const;
    void operator()(const sccp::Reset& order) const;
};

} // namespace phone
