// MSM's back-end of tables/media.hpp; nothing else includes it (callflows 8.0).
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/media.hpp"

namespace mapping {

struct MediaMachine::BackEnd : boost::msm::back::state_machine<MediaTable> {
    explicit BackEnd(MediaLeg& leg) : boost::msm::back::state_machine<MediaTable>(std::ref(leg)) {}
};

MediaMachine::MediaMachine(MediaLeg& leg) : back_end_(std::make_unique<BackEnd>(leg)) { back_end_->start(); }

MediaMachine::~MediaMachine() = default;

void MediaMachine::process(const MediaEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

} // namespace mapping
