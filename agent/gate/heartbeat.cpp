#include "agent/gate/heartbeat.h"

namespace steward::gate {

std::expected<Heard, Refusal> hear(ByteView bytes, const trust::Roster& roster, Freshness& freshness, TrustedTime& time, Instant wall,
                                   Duration running) {
    const auto refuse = [](uint8_t check, uint8_t detail = 1) { return std::unexpected(Refusal{check, detail}); };
    const auto opened = open_frame(bytes, trust::MessageType::Heartbeat, roster);
    if (!opened) return std::unexpected(opened.error());
    const auto heartbeat = trust::read_message<trust::Heartbeat>(opened->frame.payload);
    if (!heartbeat) return refuse(6);
    if (heartbeat->authority != roster.authority()) return refuse(7);
    const size_t beacons = trust::holders_with(trust::Role::Fresh, opened->voices, heartbeat->time).size();
    if (beacons == 0) return refuse(12, static_cast<uint8_t>(Unfit::Role));
    if (beacons < roster.rules().fresh.threshold) return refuse(13, static_cast<uint8_t>(TooFew::Holders));
    if (heartbeat->time > wall + most_behind) return refuse(15, static_cast<uint8_t>(Untimely::Early));

    const Duration on_its_way = freshness.asked_ago(running).value_or(Duration{0});
    const Heard heard = freshness.take(*heartbeat, running, time.at_least(running));
    if (heard == Heard::Newer) time.hear(heartbeat->time, running);
    if (heard == Heard::Answered) time.hear(heartbeat->time, running, on_its_way);
    return heard;
}

}  // namespace steward::gate
