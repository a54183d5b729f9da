// The numbers of the wire against the protocol tables.
#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "sccp/display_labels.hpp"
#include "sccp/values.hpp"
#include "tests/sccp/tables.hpp"

namespace {

using namespace sccp;

using NameOf = std::function<std::string_view(std::uint32_t)>;

template <class E>
NameOf names_of() {
    return [](std::uint32_t value) { return name(static_cast<E>(value)); };
}

/// Every enumeration of the table; the labels of the display have no names of their own.
const std::map<std::string, NameOf>& enumerations() {
    static const std::map<std::string, NameOf> all{
#define OF(E) {#E, names_of<E>()}
        OF(ProtocolVersion), OF(PhoneFeatures), OF(DeviceAlarmSeverity), OF(DeviceUnregisterStatus), OF(UnRegReasonCode), OF(DeviceResetType),
        OF(KeyPadButton), OF(DeviceStimulus), OF(ButtonType), OF(LineTypeBits), OF(BLFStatus), OF(SubscriptionFeatureID), OF(SubscribeCause),
        OF(DCallState), OF(CallType), OF(CallPrivacy), OF(CallSecurityStatusType), OF(RestrictInformationType), OF(PrecedenceLevel),
        OF(CallHistoryDisposition), OF(DeviceTone), OF(ToneOutputDirection), OF(RingMode), OF(RingDuration), OF(LampMode), OF(SpeakerMode),
        OF(MicrophoneMode), OF(HeadsetMode), OF(MediaPathID), OF(MediaPathCapabilities), OF(SoftKeySet), OF(SoftKeyTemplateIndex), OF(SoftKeyMask),
        OF(MediaStatus), OF(MediaTransportType), OF(MediaType), OF(IpAddrType), OF(IpAddrMode), OF(PortHandling), OF(StatsProcessingType),
        OF(TransmitOrReceive), OF(OpenReceiveChanStatus), OF(MulticastMediaReceptionStatus), OF(DSCPValue), OF(SequenceFlag), OF(ApplicationId),
        OF(Layout), OF(VideoFormat), OF(MiscCommandType), OF(SessionType), OF(CreateConfResult), OF(DeleteConfResult), OF(ModifyConfResult),
        OF(AddParticipantResult), OF(ResourceType), OF(AuditParticipantResult), OF(RSVPDirection), OF(QoSErrorCode), OF(RSVPErrorCode),
        OF(EndOfAnnAck), OF(AnnPlayMode), OF(PlayAnnStatus), OF(ResvStyle), OF(MwiNotificationResult), OF(DeviceType),
        OF(MediaEncryptionAlgorithmType),
#undef OF
        {"Media_PayloadType", names_of<MediaPayloadType>()}, {"Media_G723BitRate", names_of<MediaG723BitRate>()},
        {"Media_SilenceSuppression", names_of<MediaSilenceSuppression>()}, {"Media_EchoCancellation", names_of<MediaEchoCancellation>()},
        {"Media_Encryption_Capability", names_of<MediaEncryptionCapability>()}, {"SoftKeyEvent", names_of<SoftKey>()},
        {"MediaPathEvent", names_of<MediaPathState>()}, {"RecordingStatus", names_of<RecordingState>()}};
    return all;
}

/// Letters and digits only, lower case: the table writes the same names in many ways.
std::string letters(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c))) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

/// Names that C++ does not allow or that say more than the table's.
const std::map<std::string, std::string> renamed{
    {"2105hz", "hz2105"}, {"2600hz", "hz2600"}, {"440hz", "hz440"}, {"300hz", "hz300"}, {"3rdpartysipbasic", "thirdpartysipbasic"},
    {"3rdpartysipadv", "thirdpartysipadv"}, {"9971ce", "sip9971ce"}, {"3951", "sip3951"}, {"g723brate53", "g723rate53"}, {"g723brate63", "g723rate63"},
    {"4cif704x576", "cif4"}, {"16cif1408x1152", "cif16"}, {"sqcif128x96", "sqcif"}, {"qcif176x144", "qcif"}, {"cif352x288", "cif"},
    {"analogaccesselvisdigitalaccesslennon", "analogaccesselvis"}, {"digitalaccesslennonanalogaccesselvis", "digitalaccesslennon"},
    {"ciscotelepresencesoftwareconferencebridge", "ciscotelepresenceconferencebridge"}};

} // namespace

TEST_CASE("every number of the protocol tables has its name") {
    std::size_t compared = 0;
    for (const auto& row : tables::read("protocol/enums.csv")) {
        if (row.at("enum").starts_with("DisplayLabel")) continue;
        INFO(row.at("enum") << " " << row.at("value"));
        const auto enumeration = enumerations().find(row.at("enum"));
        REQUIRE(enumeration != enumerations().end());
        const auto value = tables::number(row.at("value"));
        auto wanted = letters(row.at("name"));
        if (const auto other = renamed.find(wanted); other != renamed.end()) wanted = other->second;
        if (row.at("enum") == "Media_PayloadType" && value == 85) wanted += "old";   // the table has the name twice
        CHECK(letters(enumeration->second(value)) == wanted);
        ++compared;
    }
    CHECK(compared > 900);
}

TEST_CASE("a number without a name prints as unknown") {
    CHECK(name(MediaPayloadType{95}).empty());
    CHECK(to_string(MediaPayloadType{95}) == "unknown(95)");
    CHECK(to_string(MediaPayloadType::g711_ulaw64k) == "g711_ulaw64k");
    CHECK(to_string(DeviceTone{0xFFFFFFFF}) == "unknown(4294967295)");
}

TEST_CASE("bit sets combine and are asked bit by bit") {
    const auto seen = PhoneFeatures{0x8572};   // a 7941
    CHECK(has(seen, PhoneFeatures::dynamic_messages));
    CHECK(has(seen, PhoneFeatures::rfc2833 | PhoneFeatures::utf8));
    CHECK_FALSE(has(seen, PhoneFeatures::utf8 | PhoneFeatures::internal_cm_media));
    CHECK((LineTypeBits::calling_name | LineTypeBits::calling_num) == LineTypeBits{12});
    CHECK((SoftKeyMask{0xFFFFFFFF} & ~SoftKeyMask::soft_key1) == SoftKeyMask{0xFFFFFFFE});
}

TEST_CASE("a label is two octets that the phone replaces") {
    CHECK(label(DisplayLabel80::enter_number) == "\x80\x20");
    CHECK(label(DisplayLabel1E::call_on_hold) == "\x1E\x22");
}
