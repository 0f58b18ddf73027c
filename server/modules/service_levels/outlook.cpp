// What would be promised about something that came now.
#include "server/modules/service_levels/book.h"
#include "server/modules/service_levels/hours.h"

namespace steward::service_levels {

Result<std::optional<Outlook>> Book::outlook(Transaction& transaction, const Subject& subject, Instant now) {
    STEWARD_TRY(const auto policy, policy_for(transaction, subject.client, now));
    if (!policy) return std::optional<Outlook>{};
    std::optional<Outlook> outlook;
    for (const auto& kind : subject.kinds) {
        STEWARD_TRY(const auto row, make(transaction, *policy, subject, kind, now));
        if (!row || row->clock.target >= no_promise) continue;
        STEWARD_TRY(const auto named, time_of(transaction, *row, now));
        if (!outlook) {
            const auto opens = named->time.next_opening(now);
            outlook = Outlook{.calendar_name = named->name,
                              .zone = row->zone,
                              .hours = hours_text(named->time.calendar()),
                              .always_open = named->time.is_always(),
                              .open_now = opens == now,
                              .opens_at = opens.value_or(Instant{}),
                              .promises = {}};
        }
        outlook->promises.push_back({kind, row->clock.target, named->time.add(now, row->clock.target).value_or(Instant{})});
    }
    return outlook;
}

}  // namespace steward::service_levels
