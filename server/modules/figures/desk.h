// The figures of the desk, K03 to K07, K09 and K10 (domain/kpis.md D): from records to lines. Pure.
//
// Left out everywhere: cancelled and merged tickets (their times live on in the survivor) and internal ones (A.6), but for promises that
// had been missed by then.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "server/modules/figures/lines.h"

namespace steward::figures {

/// Raised with every change of what counts: closed months are counted again, visibly.
/// 2: K06 leaves out work on site, parts, approvals and every way but phone, chat, portal and mail; K10 is there.
/// 3: K05 counts taking alerts and workarounds too; K06 has what nobody had to touch apart; K07 repeats by machine and category; K09 has
/// clients in their first 90 days apart.
/// 4: K05 keeps what was missed in a ticket that was cancelled or became internal later, until a second person agreed to leave it out.
/// 5: a ticket whose P1 or P2 a person lowered counts with that priority until a second person agreed, but for promises kept afterwards.
inline constexpr int definition_version = 5;

struct TicketRecord {
    TicketId id;
    ClientId client;
    std::string reference, title, kind, source, priority, state, resolution_code;
    std::string lower_priority;  // that it has now, where `priority` still counts; empty: no other
    Instant lowered_at = {};     // since when
    AccountId technician;
    std::string technician_name;  // as it was when the ticket was assigned
    Instant created_at, first_response_at, resolved_at;
    int64_t assignments = 0;
    bool touched = false;    // a person of ours wrote, took or moved it
    bool came_back = false;  // the client wrote between our first answer and the resolution
    bool is_repeat = false;  // the same machine and category, or the same cause, as another within 30 days before
    bool was_on_site = false, waited_for_parts = false, asked_approval = false;
    std::vector<Instant> resolutions, reopenings;
    // Of the disturbance that it is about, when there is one.
    Instant started_at, restored_at;
    Instant excused_until = {};  // what was missed by then is left out: two people said so
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
    AccountId technician;  // who took it; nil: nobody, or nobody knows who
    std::string technician_name;
};
struct EntryRecord {
    std::string id;
    ClientId client;
    TicketId ticket;  // nil: none
    AccountId account;
    std::string person, reference, title, priority, activity;
    bool has_time = false;        // else `at` is the midnight of its day in UTC
    bool is_of_reactive = false;  // its ticket has reactive work: travel belongs to its cause
    Instant at;
    double worked_s = 0;
};
struct Records {
    std::vector<TicketRecord> tickets;
    std::vector<ClockRecord> clocks;
    std::vector<AlertRecord> alerts;
    std::vector<Care> care;
    std::vector<EntryRecord> entries;
    std::set<ClientId> beginners;  // in their first 90 days when the period began
};

enum class Shape { Share, Time, PerEndpoint, HoursPerEndpoint };
constexpr bool is_per_endpoint(Shape shape) { return shape == Shape::PerEndpoint || shape == Shape::HoursPerEndpoint; }
struct Definition {
    std::string_view code, name, sentence;
    Shape shape;
    bool higher_is_better;
    double target;  // percent, seconds, or (hours) per endpoint; 0: none
    int64_t least_sample;
    double alarm = 0;  // worse than this is an alarm; 0: none
};
/// Whose endpoints a figure is divided by.
enum class Endpoints { All, Settled, Beginning };
Endpoints endpoints_of(const Definition& figure);
std::span<const Definition> definitions();
const Definition* find_definition(std::string_view code);

/// The lines of a figure in the period. What is open counts only in the period that `now` lies in.
std::vector<Line> lines_of(const Definition& figure, const Records& records, const Period& period, Instant now);

}  // namespace steward::figures
