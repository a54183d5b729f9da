// tables/media.hpp with a note at each row.
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/media.hpp"
#include "tests/exploration/row_trace.hpp"

namespace mapping {

using TracedMedia = boost::msm::back::state_machine<tests::Traced<MediaTable>>;

struct MediaMachine::BackEnd : TracedMedia {
    explicit BackEnd(MediaLeg& leg) : TracedMedia(std::ref(leg)) {}
};

MediaMachine::MediaMachine(MediaLeg& leg) : back_end_(std::make_unique<BackEnd>(leg)) { back_end_->start(); }

MediaMachine::~MediaMachine() = default;

void MediaMachine::process(const MediaEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

} // namespace mapping
