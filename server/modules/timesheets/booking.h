// From what a person says to an entry: what is usual is filled in, what cannot be is refused. Rows and facts together.
#pragma once

#include "server/modules/timesheets/store.h"
#include "steward/timesheets/v1/timesheets.pb.h"

namespace steward::timesheets {

/// What was worked and when. Without pieces only the length was said.
struct Worked {
    std::string day, week;
    int64_t worked_s = 0;
    std::vector<Piece> pieces;
};

/// Of "09:30" to "11:00", or of minutes. Failures: Invalid with the field; nothing that has not been yet, nothing longer
/// than a day, nothing before the year 2000.
Result<Worked> read_worked(const zones::Zone& zone, const std::string& day, int64_t minutes, const std::string& from,
                           const std::string& until, Instant now);
/// Of a timer's pieces: the day is that of the beginning.
Worked worked_of(const zones::Zone& zone, std::vector<Piece> pieces);

/// What it was and who pays for it. Empty ones are taken as usual; anything else than usual needs a reason.
struct Charge {
    std::string activity, coverage, reason;
};
/// Failure: Invalid with the field.
Result<Charge> settle_kind(Charge said, std::string_view usual, bool has_client);

class Booking {
public:
    explicit Booking(Rng& rng) : rng_(rng) {}

    /// Stores a new entry (id, times, counted seconds are set here) and says TimeBooked. Failures: Conflict
    /// "timesheets.week_approved", "timesheets.period_closed".
    Result<EntryRow> book(Transaction& transaction, EntryRow entry, const Worked& worked, const SettingsRow& settings, Instant now);
    /// Stores a change; `worked` when its time changed. Failures: those of `book`, for where it was and where it comes to.
    Result<EntryRow> change(Transaction& transaction, EntryRow entry, const std::optional<Worked>& worked, const SettingsRow& settings,
                            Instant now);
    Status remove(Transaction& transaction, const EntryRow& entry, const SettingsRow& settings, Instant now);

private:
    Status say(Transaction& transaction, const EntryRow& entry, bool is_new, int64_t worked_s, Instant now);
    Rng& rng_;
};

/// Failures: Conflict "timesheets.week_approved", "timesheets.period_closed".
Status may_be_booked(Transaction& transaction, AccountId account, std::string_view day, std::string_view week, const SettingsRow& settings);

}  // namespace steward::timesheets
