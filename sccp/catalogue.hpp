// The list of all messages: what a phone sends, what a phone is sent, what only media devices know. Decoding and
// encoding by id.
#pragma once

#include <boost/system/result.hpp>
#include <span>

#include "sccp/error.hpp"
#include "sccp/messages/announcements.hpp"
#include "sccp/messages/buttons.hpp"
#include "sccp/messages/call_control.hpp"
#include "sccp/messages/capabilities.hpp"
#include "sccp/messages/conference.hpp"
#include "sccp/messages/display.hpp"
#include "sccp/messages/dtmf.hpp"
#include "sccp/messages/media.hpp"
#include "sccp/messages/multimedia.hpp"
#include "sccp/messages/qos.hpp"
#include "sccp/messages/registration.hpp"
#include "sccp/messages/services.hpp"
#include "sccp/messages/soft_keys.hpp"
#include "sccp/messages/sound.hpp"

namespace sccp {

/// A message with an id that is in no list, or that goes the other way.
struct Unknown {
    std::uint32_t id{};
    std::vector<std::uint8_t> body;
    bool operator==(const Unknown&) const = default;
};

/// A list of messages, in the order of their ids.
template <class... M>
struct Messages {
    static constexpr std::size_t count = sizeof...(M);
    using Variant = std::variant<M..., Unknown>;

    template <class T> static constexpr bool holds = (std::is_same_v<T, M> || ...) || std::is_same_v<T, Unknown>;
    /// Position in Variant.
    template <class T> static constexpr std::size_t index_of() {
        std::size_t index = 0;
        (void)((std::is_same_v<T, M> ? true : (++index, false)) || ...);
        return index;
    }
};

/// Station to call manager. NotifyDtmfTone and SendDtmfTone go both ways.
using FromPhoneMessages = Messages<
    KeepAliveReq, RegisterReq, IpPort, KeypadButton, EnblocCall, Stimulus, OffHook, OnHook, HookFlash, ForwardStatReq,
    SpeedDialStatReq, LineStatReq, ConfigStatReq, TimeDateReq, ButtonTemplateReq, VersionReq, CapabilitiesRes,
    MediaPortList, ServerReq, Alarm, MulticastMediaReceptionAck, OpenReceiveChannelAck, ConnectionStatisticsRes,
    OffHookWithCallingPartyNumber, SoftKeySetReq, SoftKeyEvent, UnregisterReq, SoftKeyTemplateReq, RegisterTokenReq,
    MediaTransmissionFailure, HeadsetStatus, MediaResourceNotification, RegisterAvailableLines, DeviceToUserData,
    DeviceToUserDataResponse, UpdateCapabilities, OpenMultiMediaReceiveChannelAck, ClearConference, ServiceURLStatReq,
    FeatureStatReq, DeviceToUserDataVersion1, DeviceToUserDataResponseVersion1, CapabilitiesV2Res, CapabilitiesV3Res,
    PortRes, SubscriptionStatReq, MediaPathEvent, MediaPathCapability, MwiNotification, NotifyDtmfTone, SendDtmfTone,
    SubscribeDtmfPayloadRes, SubscribeDtmfPayloadErr, UnSubscribeDtmfPayloadRes, UnSubscribeDtmfPayloadErr,
    StartMediaTransmissionAck, StartMultiMediaTransmissionAck, LocationInfo,
    AddOnDeviceCapabilities, EnhancedAlarm, CallCountReq, SPCPRegisterTokenReq>;

/// Call manager to station.
using ToPhoneMessages = Messages<
    RegisterAck, StartTone, StopTone, SetRinger, SetLamp, SetHookFlashDetect, SetSpeakerMode, SetMicroMode,
    StartMediaTransmission, StopMediaTransmission, StartMediaReception, StopMediaReception, CallInfo, ForwardStatRes,
    SpeedDialStatRes, LineStatRes, ConfigStatRes, TimeDateRes, ButtonTemplateRes, VersionRes, DisplayText, ClearDisplay,
    CapabilitiesReq, EnunciatorCommand, RegisterReject, ServerRes, Reset, KeepAliveAck, StartMulticastMediaReception,
    StartMulticastMediaTransmission, StopMulticastMediaReception, StopMulticastMediaTransmission, OpenReceiveChannel,
    CloseReceiveChannel, ConnectionStatisticsReq, SoftKeyTemplateRes, SoftKeySetRes, SelectSoftKeys, CallState,
    DisplayPromptStatus, ClearPromptStatus, DisplayNotify, ClearNotify, ActivateCallPlane, DeactivateCallPlane,
    UnregisterAck, BackSpaceRes, RegisterTokenAck, RegisterTokenReject, StartMediaFailureDetection, DialedNumber,
    UserToDeviceData, FeatureStatRes, DisplayPriNotify, ClearPriNotify, NotifyDtmfTone, SendDtmfTone,
    SubscribeDtmfPayloadReq, UnSubscribeDtmfPayloadReq, ServiceURLStatRes, CallSelectStatRes,
    OpenMultiMediaReceiveChannel, StartMultiMediaTransmission, StopMultiMediaTransmission, MiscellaneousCommand,
    FlowControlCommand, CloseMultiMediaReceiveChannel, UserToDeviceDataVersion1, VideoDisplayCommand, FlowControlNotify,
    ConfigStatV2Res, DisplayNotifyV2, DisplayPriNotifyV2, DisplayPromptStatusV2, FeatureStatV2Res, LineStatV2Res,
    ServiceURLStatV2Res, SpeedDialStatV2Res, CallInfoV2, PortReq, PortClose, SubscriptionStatRes, Notification,
    CallHistoryInfo, MwiRes, CallCountResp,
    RecordingStatus, SPCPRegisterTokenAck, SPCPRegisterTokenReject>;

/// Conference bridges, announcement players, RSVP agents: a station never sees these.
using MediaMessages =
    Messages<CreateConferenceRes, DeleteConferenceRes, ModifyConferenceRes, AddParticipantRes, AuditConferenceRes,
             AuditParticipantRes, QoSResvNotify, QoSErrorNotify, StartSessionTransmission, StopSessionTransmission,
             StartAnnouncement, StopAnnouncement, AnnouncementFinish, CreateConferenceReq, DeleteConferenceReq,
             ModifyConferenceReq, AddParticipantReq, DropParticipantReq, AuditConferenceReq, AuditParticipantReq,
             ChangeParticipantReq, QoSListen, QoSPath, QoSTeardown, UpdateDSCP, QoSModify>;

/// Any message of a list: a std::variant to std::visit, std::get_if and the like. A variant of so many types is dear to
/// compile, so what makes, copies and destroys it is compiled once, in variant_*.cpp.
template <class Direction>
class Message : public Direction::Variant {
  public:
    Message();
    Message(const Message& other);
    Message(Message&& other) noexcept;
    Message& operator=(const Message& other);
    Message& operator=(Message&& other) noexcept;
    ~Message();

    template <class M> requires(Direction::template holds<M>)
    Message(M message) : Message(&message, Direction::template index_of<M>()) {}

  private:
    /// Takes the message of that index out of what `message` points to.
    Message(void* message, std::size_t index);
};

struct FromPhoneDirection : FromPhoneMessages {};
struct ToPhoneDirection : ToPhoneMessages {};
struct MediaDirection : MediaMessages {};

using FromPhone = Message<FromPhoneDirection>;
using ToPhone = Message<ToPhoneDirection>;
using Media = Message<MediaDirection>;

extern template class Message<FromPhoneDirection>;
extern template class Message<ToPhoneDirection>;
extern template class Message<MediaDirection>;

template <class T> using Result = boost::system::result<T, DecodeError>;

/// `version` is the layout to read: see effective_version. An id that is not in the list of that direction gives
/// Unknown.
Result<FromPhone> decode_from_phone(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body);
Result<ToPhone> decode_to_phone(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body);
Result<Media> decode_media(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body);

/// Appends a whole message: header, body in the layout of the version, zeros to a multiple of four.
void encode(const FromPhone& message, unsigned version, std::vector<std::uint8_t>& out);
void encode(const ToPhone& message, unsigned version, std::vector<std::uint8_t>& out);
void encode(const Media& message, unsigned version, std::vector<std::uint8_t>& out);

/// `OpenReceiveChannel{conferenceId=7 passThruPartyId=7 ...}` with the fields of that version.
std::string print(const FromPhone& message, unsigned version);
std::string print(const ToPhone& message, unsigned version);
std::string print(const Media& message, unsigned version);

std::uint32_t id_of(const FromPhone& message);
std::uint32_t id_of(const ToPhone& message);
std::uint32_t id_of(const Media& message);
std::string_view name_of(const FromPhone& message);
std::string_view name_of(const ToPhone& message);
std::string_view name_of(const Media& message);

/// The call a message is about, 0 if it names none.
std::uint32_t call_reference_of(const FromPhone& message);
std::uint32_t call_reference_of(const ToPhone& message);

/// Whether the id is in the list FromPhoneMessages.
bool is_from_phone(std::uint32_t id);

/// Name of an id of any list, empty if it is in none.
std::string_view message_name(std::uint32_t id);

} // namespace sccp
