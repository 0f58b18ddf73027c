// The figures of the desk, K03 to K07 and K09 (domain/kpis.md D): from records to lines. Pure.
//
// Left out everywhere: cancelled and merged tickets (their times live on in the survivor) and internal ones (A.6).
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "server/modules/figures/lines.h"

namespace steward::figures {

inline constexpr int definition_version = 1;

struct TicketRecord {
    TicketId id;
    ClientId client;
    std::string reference, title, kind, source, priority, state, resolution_code;
    AccountId technician;
    std::string technician_name;  // as it was when the ticket was assigned
    Instant created_at, first_response_at, resolved_at;
    int64_t assignments = 0;
    bool touched = false;    // a person of ours wrote, took or moved it
    bool came_back = false;  // the client wrote between our first answer and the resolution
    bool is_repeat = false;  // the same thing as one that ended within 30 days
    std::vector<Instant> resolutions, reopenings;
    // Of the disturbance that it is about, when there is one.
    Instant started_at, restored_at;
};
struct ClockRecord {
    TicketId ticket;
    std::string kind, state;
    double consumed_s = 0;
    Instant started_at, breach_at, stopped_at;
};
struct AlertRecord {
    AlertId id;
    ClientId client;
    std::string title, priority;
    Instant opened_at, acknowledged_at, cleared_at;
    bool suppressed = false;
};
struct Records {
    std::vector<TicketRecord> tickets;
    std::vector<ClockRecord> clocks;
    std::vector<AlertRecord> alerts;
    std::vector<Care> care;
};

enum class Shape { Share, Time, PerEndpoint };
struct Definition {
    std::string_view code, name, sentence;
    Shape shape;
    bool higher_is_better;
    double target;  // percent, seconds, or per endpoint; 0: none
    int64_t least_sample;
};
std::span<const Definition> definitions();
const Definition* find_definition(std::string_view code);

/// The lines of a figure in the period. What is open counts only in the period that `now` lies in.
std::vector<Line> lines_of(const Definition& figure, const Records& records, const Period& period, Instant now);

}  // namespace steward::figures
