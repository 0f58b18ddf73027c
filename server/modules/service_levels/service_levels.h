// What rooms below may ask of the service levels: promises about a subject of theirs (a ticket).
//
// The room never looks at the subject: it is told what happened, by the words of domain/model.md 5.11.
// Everything happens in the caller's transaction. Events of a subject that has no clocks do nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::service_levels {

using CalendarId = Id<struct CalendarTag>;
using PolicyId = Id<struct SlaPolicyTag>;
using ClockId = Id<struct ClockTag>;

inline constexpr std::string_view clock_kinds[] = {"acknowledge", "first_response", "update", "mitigate", "resolve"};

/// Why the clocks of a subject are cancelled that went into another (`absorb`), so that `part` knows them again.
inline constexpr std::string_view cancelled_by_merging = "merged";

struct Subject {
    ClientId client;
    std::string id;
    std::string priority;            // "P1" to "P4"
    std::vector<std::string> kinds;  // which promises concern it; those that the policy does not make are left out
};

/// A promise as it stands at the moment of asking.
struct ClockFace {
    ClockId id;
    std::string subject, kind, state;  // running, paused, met, breached, cancelled
    bool counting = false;
    std::chrono::seconds target{0}, consumed{0}, paused{0};
    Instant due_at, breach_at, stopped_at;  // unset: none
    std::string explanation;                // one sentence
    struct Step {
        std::string kind;  // counted, paused, stopped, recounted
        Instant from, until;
        std::chrono::seconds business{0};
        std::string reason, text;
    };
    std::vector<Step> steps;  // only when asked for
};

/// What would be promised about something that came now, and on which hours.
struct Outlook {
    std::string calendar_name, zone;
    std::string hours;  // "Mon to Fri 08:00 to 18:00"; empty around the clock
    bool always_open = false, open_now = false;
    Instant opens_at;  // when it opens next, if it is closed
    struct Promise {
        std::string kind;
        std::chrono::seconds target{0};
        Instant due_at;
    };
    std::vector<Promise> promises;
};

/// A calendar month of a zone: `begin` is in it, `end` is not.
struct MonthSpan {
    Instant begin, end;
};
/// `month` is "2026-11", `zone` as in the IANA database. Failures: Invalid "request.invalid" with the field /month for any
/// other form, years 1970 to 2200; Invalid "zones.unknown".
Result<MonthSpan> month_in(std::string_view zone, std::string_view month);
/// The month that it is in the zone, "2026-11". Failure: Invalid "zones.unknown".
Result<std::string> month_at(std::string_view zone, Instant now);
/// So many months before "2026-11", in the same form; the caller has checked that it is one.
std::string month_before(const std::string& month, int back);

class ServiceLevels {
public:
    virtual ~ServiceLevels() = default;

    /// Clocks start at first receipt, by the policy of the client that holds then. A subject that has clocks keeps them.
    virtual Status begin(storage::Transaction& transaction, const Subject& subject, Instant received_at) = 0;

    /// The subject is in `state` from now on: clocks pause and go on as the policy says.
    virtual Status enter_state(storage::Transaction& transaction, std::string_view subject, std::string_view state, Instant at) = 0;

    /// New targets for all that was consumed since receipt.
    virtual Status change_priority(storage::Transaction& transaction, std::string_view subject, std::string_view priority,
                                   std::string_view reason, Instant at) = 0;

    /// What was promised was done, in time or not.
    virtual Status meet(storage::Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) = 0;
    /// The same, and the promise begins anew (the next update to the client).
    virtual Status renew(storage::Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) = 0;
    /// It no longer concerns anybody. An empty kind: all that are open.
    virtual Status cancel(storage::Transaction& transaction, std::string_view subject, std::string_view kind, std::string_view reason,
                          Instant at) = 0;
    /// The work goes on from what was consumed.
    virtual Status reopen(storage::Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) = 0;

    /// `other` is a duplicate that goes into `subject`: each promise counts from the earlier receipt, one that was still
    /// owed there is owed here, and what was missed there is missed here. Nothing gets better by it. The clocks of `other` stay
    /// as they are; cancel them after it.
    virtual Status absorb(storage::Transaction& transaction, std::string_view subject, std::string_view other, std::string_view reason,
                          Instant at) = 0;

    /// They are two again: the clocks of `subject` stand as if `other` had never come in, with all that happened to it since; those of
    /// `other`, cancelled when it went in, count on, the time between too. Nobody wins time by merging.
    virtual Status part(storage::Transaction& transaction, std::string_view subject, std::string_view other, Instant at) = 0;

    /// The moment after `days` business days on the calendar of the client's promises for ordinary work (P3, then any
    /// other); around the clock a day has 24 hours. Without promises: Monday to Friday.
    virtual Result<Instant> business_days_after(storage::Transaction& transaction, ClientId client, Instant at, int days) = 0;

    /// What `begin` would promise; nothing when the client's policy says nothing of this priority. The id is not looked at.
    virtual Result<std::optional<Outlook>> outlook(storage::Transaction& transaction, const Subject& subject, Instant now) = 0;

    /// The newest round of each promise about these subjects, in the order of `clock_kinds`.
    virtual Result<std::vector<ClockFace>> clocks(storage::Transaction& transaction, std::span<const std::string> subjects, bool with_steps,
                                                  Instant now) = 0;
};

}  // namespace steward::service_levels
