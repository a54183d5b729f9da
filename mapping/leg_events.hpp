// What the machines of one device hear: the events of a leg's signalling, of its media and of the transfer controller.
#pragma once

#include <variant>

#include "mapping/events.hpp"

namespace mapping {

using LegEvent =
    std::variant<phone::OffHook, phone::DialNumber, phone::Digit, phone::BackSpace, phone::DialKey, phone::OnHook,
                 phone::Answer, phone::Hold, phone::Resume, phone::Divert, phone::Lost, phone::Back, pbx::Invited,
                 pbx::Progress, pbx::Ringing, pbx::Answered, pbx::Redirected, pbx::Rejected, pbx::Offer,
                 pbx::OfferWanted, pbx::Identity, pbx::OfferAccepted, pbx::OfferGlare, pbx::OfferRefused, pbx::Ack,
                 pbx::Cancelled, pbx::HungUp, pbx::DialogGone, pbx::ByeDone, pbx::ReferAccepted, pbx::ReferProgress,
                 pbx::ReferSucceeded, pbx::ReferFailed, timer::FirstDigit, timer::InterDigit, timer::RingOut,
                 timer::FailTone, timer::NoAnswer, timer::Ack, timer::Glare, timer::Guard, timer::HoldRevert,
                 timer::Refer, timer::Preserve, media::Ready, media::Failed, media::Skipped, media::TransmitFailed,
                 leg::Refer, leg::OffersSettled>;

using MediaEvent = std::variant<media::Reserve, media::OpenReceive, media::StartTransmit, media::StopTransmit,
                                media::Close, media::CloseKeepingPort, phone::ReceiveOpened, phone::ReceiveFailed,
                                phone::TransmitStarted, phone::TransmitRefused, phone::TransmitFailure,
                                phone::PortReserved, timer::Port, timer::ReceiveAck, timer::Abandoned>;

using TransferEvent =
    std::variant<phone::Transfer, phone::DirTrfr, phone::Confer, phone::Join, phone::OnHook, phone::ResumeSource,
                 phone::TiesOthers, leg::TargetCalled, leg::TargetAnswered, leg::ConsultEnded, leg::SourceGone,
                 leg::ReferAccepted, leg::ReferFailed, leg::RoomAnswered, leg::RoomEnded, leg::PartyLeft,
                 leg::PartyStays, timer::CancelWait, timer::Refer>;

} // namespace mapping
