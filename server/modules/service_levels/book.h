// The book of promises: loads a subject's clocks, lets the engine decide, writes rows, events and facts.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/service_levels/compiled.h"
#include "server/modules/service_levels/explain.h"

namespace steward::service_levels {

class Book final : public ServiceLevels {
public:
    Book(directory::Directory& directory, Rng& rng) : directory_(directory), rng_(rng), zone_version_(zone_database_version()) {}

    Status begin(Transaction& transaction, const Subject& subject, Instant received_at) override;
    Status enter_state(Transaction& transaction, std::string_view subject, std::string_view state, Instant at) override;
    Status change_priority(Transaction& transaction, std::string_view subject, std::string_view priority, std::string_view reason,
                           Instant at) override;
    Status meet(Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) override;
    Status renew(Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) override;
    Status cancel(Transaction& transaction, std::string_view subject, std::string_view kind, std::string_view reason, Instant at) override;
    Status reopen(Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) override;
    Status absorb(Transaction& transaction, std::string_view subject, std::string_view other, std::string_view reason, Instant at) override;
    Status part(Transaction& transaction, std::string_view subject, std::string_view other, Instant at) override;
    Result<Instant> business_days_after(Transaction& transaction, ClientId client, Instant at, int days) override;
    Result<std::optional<Outlook>> outlook(Transaction& transaction, const Subject& subject, Instant now) override;
    Result<std::vector<ClockFace>> clocks(Transaction& transaction, std::span<const std::string> subjects, bool with_steps,
                                          Instant now) override;

    /// How one clock stands at `now`, with its sentence, and its steps when asked.
    Result<ClockFace> face_of(Transaction& transaction, const ClockRow& row, bool with_steps, Instant now);
    Result<std::string> calendar_name(Transaction& transaction, const ClockRow& row, Instant now);

    /// Says of each clock that has reached 50 %, 75 % or its breach that it has. At most `limit`; how many there were.
    Result<int> mark_due(Transaction& transaction, Instant now, int limit);
    /// Counts open clocks anew whose calendar, policy or zone database changed. Verdicts stand. How many there were.
    Result<int> recount_changed(Transaction& transaction, Instant now, int limit);
    /// Looks whether the machine got another zone database.
    void look_at_zones();

private:
    Result<std::vector<ClockRow>> load(Transaction& transaction, std::string_view subject);
    Result<std::shared_ptr<const NamedTime>> time_of(Transaction& transaction, const ClockRow& row, Instant now);
    /// A new clock of this kind by the policy, or nothing when it promises none.
    Result<std::optional<ClockRow>> make(Transaction& transaction, const PolicyRow& policy, const Subject& subject, const std::string& kind,
                                         Instant at);
    Status insert(Transaction& transaction, ClockRow row, Instant at);
    /// One event on one clock: row, log, and what must be said at once.
    Status happen(Transaction& transaction, ClockRow row, const ClockEvent& event);
    /// Takes the promise of another policy version or priority, on its calendar.
    Status move_to(Transaction& transaction, ClockRow row, const PolicyRow& policy, std::string_view priority, const std::string& reason,
                   Instant at);
    /// The promise `kind` about the work of the open clock `work`, which its priority did not make until now.
    Status begin_late(Transaction& transaction, const ClockRow& work, const std::string& kind, std::string_view priority,
                      std::string_view reason, Instant at);
    /// One promise of a duplicate: into `mine`, or as a new one where the subject had none of this kind.
    Status take_over(Transaction& transaction, std::string_view subject, ClockRow* mine, const ClockRow& theirs, std::string_view priority,
                     std::string_view reason, Instant at);
    Status restore(Transaction& transaction, ClockRow& mine, std::string_view other, Instant at);
    /// Its events and its clock as if it had not gone into another subject; nothing: it has not.
    Result<std::vector<ClockEvent>> without_merging(Transaction& transaction, ClockRow& theirs, Instant at);
    Status revive(Transaction& transaction, ClockRow& theirs, Instant at);
    Status happen_to(Transaction& transaction, std::string_view subject, std::string_view kind, const ClockEvent& event);
    class RulesNow;
    Status recount_one(Transaction& transaction, ClockRow row, RulesNow& rules, Instant now);
    /// Stores the row with its next mark; says a breach that was not said yet.
    Status save(Transaction& transaction, ClockRow& row, const BusinessTime& time, Instant now);
    Status say_breach(Transaction& transaction, ClockRow& row, Instant now);

    directory::Directory& directory_;
    Rng& rng_;
    CompiledCalendars calendars_;
    std::mutex zone_mutex_;
    std::string zone_version_;
    std::string zone_version();
};

}  // namespace steward::service_levels
