// What happens to tests and findings, by whomever: each in one transaction with the rows, facts, ticket and mails that belong to it.
#pragma once

#include "base/random.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/restore_tests/due.h"
#include "server/modules/restore_tests/store.h"
#include "server/modules/restore_tests/verdict.h"
#include "server/platform/live/hub.h"

namespace steward::restore_tests {

class Acts {
public:
    Acts(backups::Protection& protection, helpdesk::TicketWork& tickets, directory::Directory& directory, live::Hub& hub, Rng& rng)
        : protection_(protection), tickets_(tickets), directory_(directory), hub_(hub), rng_(rng) {}

    /// Writes down the next test of a living plan, when none is planned or runs. What it does not know of yet (the point, the seed) is
    /// drawn when it begins.
    Status plan_next(Transaction& transaction, const PlanRow& plan, Instant now);
    /// It is proven no more: what was planned is cancelled, what runs goes on. Failure: StaleEtag.
    Status end_plan(Transaction& transaction, PlanRow& plan, const std::string& reason, const std::string& by, Instant now);
    /// The test is over: its result, its point, what it found or settled, and the next one. A row that is new is written, one that was
    /// there is saved. Failure: StaleEtag.
    Status conclude(Transaction& transaction, TestRow& test, const Verdict& verdict, bool is_new, Instant now);
    /// It was due a week ago and nothing came of it: once for each test.
    Status find_overdue(Transaction& transaction, TestRow& test, Instant now);
    Status sign(Transaction& transaction, TestRow& test, const Caller& caller, std::string note, Instant now);
    Status move_finding(Transaction& transaction, FindingRow& finding, const std::string& to, const std::string& reason,
                        const Caller& caller, Instant now);

    void tell_screens(Transaction& transaction, ClientId client, const std::string& test, const std::string& state);
    TestId new_test(Instant now) { return TestId::make(now, rng_); }
    ProofPlanId new_plan(Instant now) { return ProofPlanId::make(now, rng_); }

private:
    Status raise(Transaction& transaction, TestRow& test, const std::string& kind, Duration agreed, Duration actual, Instant now);
    Status settle_findings(Transaction& transaction, const TestRow& test, Instant now);
    Status open_ticket(Transaction& transaction, FindingRow& finding, bool is_new_fault, Instant now);
    Status write_to_deciders(Transaction& transaction, FindingRow& finding, const struct Wanting& wanting, Instant now);
    Status mark_points(Transaction& transaction, const TestRow& test, const Verdict& verdict);

    backups::Protection& protection_;
    helpdesk::TicketWork& tickets_;
    directory::Directory& directory_;
    live::Hub& hub_;
    Rng& rng_;
};

/// Which moves of a finding a person may make from a state: confirm, remediate, resolve, by the state that each leads to. That it is
/// verified or closed is a later proof's word alone (domain/scenarios.md S06).
std::vector<std::string_view> moves_of(std::string_view finding_state);

}  // namespace steward::restore_tests
