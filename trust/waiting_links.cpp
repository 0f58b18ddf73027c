#include "trust/waiting_links.h"

namespace steward::trust {

namespace {
bool is_in_force(const Roster& roster, const WaitingLink& link) { return link.seq <= roster.seq() && roster.has(link.seq, link.id); }
}  // namespace

std::optional<WaitingLink> link_of(const Frame& frame) {
    WaitingLink link{.id = message_id(frame.type, frame.payload)};
    if (const auto update = frame.type == MessageType::Roster ? read_message<RosterUpdate>(frame.payload) : std::nullopt) {
        link.seq = update->seq;
        link.reason = update->reason;
        return link;
    }
    const auto recovery = frame.type == MessageType::Recovery ? read_message<Recovery>(frame.payload) : std::nullopt;
    if (!recovery) return std::nullopt;
    link.seq = recovery->base_seq + 1;
    link.is_recovery = true;
    link.reason = recovery->reason;
    return link;
}

std::vector<WaitingLink> waiting_links(const Roster& roster, std::span<const WaitingLink> links, Instant now) {
    std::vector<WaitingLink> coming;
    Roster later = roster;
    later.pass_time(now);
    while (const auto at = later.next_change()) {
        const Roster before = later;
        later.pass_time(*at);
        for (const WaitingLink& link : links) {
            if (!is_in_force(later, link)) continue;
            if (is_in_force(before, link)) continue;
            coming.push_back(link);
            coming.back().in_force_at = *at;
        }
    }
    return coming;
}

}  // namespace steward::trust
