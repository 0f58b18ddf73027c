// What would take a lost P1 or P2 out of the count waits for a second person (domain/model.md section 3, rule 5, and 5.27).
#include "server/modules/proactivity/ledger.h"

namespace steward::proactivity {

namespace {
struct Ender {
    AccountId account;  // nil: a program, or somebody without an account
    std::string name, words;
};

Ender ender_in(const storage::Row& row, std::string words) {
    return {.account = row.is_null(0) ? AccountId{} : row.id<AccountId>(0), .name = row.text(1), .words = std::move(words)};
}

// Whoever dismissed its alerts, or else ended its ticket.
Result<Ender> who_ended(Transaction& transaction, const Disturbance& disturbance) {
    if (disturbance.state == "discarded") {
        STEWARD_TRY(const auto row,
                    transaction.query_one("select v.closed_by_id, v.closed_by, v.closed_reason from proactivity_alerts a join "
                                          "alerting_v_dismissals v on v.alert_id = a.alert_id where a.disturbance_id = $1 order by "
                                          "v.closed_at desc, v.alert_id limit 1",
                                          disturbance.id));
        // Not the note, which is written for colleagues: the client reads this.
        if (row) return ender_in(*row, row->text(2) == "tuned" ? "Its alert's limit was wrong." : "Its alert was a false alarm.");
    }
    STEWARD_TRY(const auto row, transaction.query_one("select actor_id, actor_name, to_value from helpdesk_v_endings where ticket_id = $1 "
                                                      "order by at desc limit 1",
                                                      disturbance.ticket_id));
    if (!row) return Ender{.account = {}, .name = "Steward", .words = "It was discarded."};
    const bool cancelled = row->text(2) == "cancelled";
    return ender_in(*row, cancelled ? "Its ticket was cancelled." : "Its ticket was resolved as that.");
}
}  // namespace

// What waits for a second person is asked once for each way of leaving the count; what is not wanted any more is withdrawn.
Status Ledger::ask_to_exclude(Transaction& transaction, const Disturbance& disturbance, bool is_over, Instant now) {
    const Case one = disturbance.as_case();
    const Exclusion wanted = is_over && asks_second_person(one) ? exclusion_by_rule(one) : Exclusion::None;
    const std::string words(to_text(wanted));
    STEWARD_TRY(auto last, newest_exclusion(transaction, disturbance.id));
    if (last && last->state == "pending" && last->exclusion != words) {
        last->state = "refused";
        last->decided_by = "rule";
        last->decided_at = now;
        last->note = "It would no longer leave the count by that.";
        STEWARD_CHECK(update_override(transaction, *last));
    }
    if (wanted == Exclusion::None || (last && last->exclusion == words)) return {};
    STEWARD_TRY(auto ender, who_ended(transaction, disturbance));
    OverrideRow row = wish(disturbance, disturbance.verdict, std::move(ender.words), true, {ender.account, ender.name}, now);
    row.kind = "exclusion";
    row.exclusion = words;
    return insert_override(transaction, row);
}

}  // namespace steward::proactivity
