#include "agent/gate/heartbeat.h"

namespace steward::gate {

std::expected<Heard, Refusal> hear(ByteView bytes, const trust::Roster& roster, Freshness& freshness, TrustedTime& time, Duration running) {
    const auto refuse = [](uint8_t check, uint8_t detail = 1) { return std::unexpected(Refusal{check, detail}); };
    const auto frame = trust::read_frame(bytes);
    if (!frame) return refuse(1, static_cast<uint8_t>(frame.error()));
    if (frame->type != trust::MessageType::Heartbeat) return refuse(2, static_cast<uint8_t>(frame->type));
    const auto voices = trust::voices_of(*frame, roster.rules().keys, roster.authority());
    if (!voices) return refuse(static_cast<uint8_t>(voices.error()));
    const auto heartbeat = trust::read_message<trust::Heartbeat>(frame->payload);
    if (!heartbeat) return refuse(6);
    if (heartbeat->authority != roster.authority()) return refuse(7);
    const size_t beacons = trust::holders_with(trust::Role::Fresh, *voices, heartbeat->time).size();
    if (beacons == 0) return refuse(12, static_cast<uint8_t>(Unfit::Role));
    if (beacons < roster.rules().fresh.threshold) return refuse(13, static_cast<uint8_t>(TooFew::Holders));

    const Duration on_its_way = freshness.asked_ago(running).value_or(Duration{0});
    const Heard heard = freshness.take(*heartbeat, running);
    if (heard == Heard::Newer) time.hear(heartbeat->time, running);
    if (heard == Heard::Answered) time.hear(heartbeat->time, running, on_its_way);
    return heard;
}

}  // namespace steward::gate
