// The life of runs; whom a step reaches stands in paging.cpp.
#include "server/modules/escalation/escalator.h"

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
bool begins_at_once(std::string_view priority) { return priority == "P1" || priority == "P2"; }

// The path is tried as it is used: the primary, and the secondary when nobody answers.
Ladder test_ladder() {
    Ladder ladder;
    ladder.steps.push_back({.targets = {{.kind = TargetKind::OnCall, .layer = 0}}, .label = "test: on-call primary"});
    ladder.steps.push_back({.after_s = 600, .targets = {{.kind = TargetKind::OnCall, .layer = 1}}, .label = "test: on-call secondary"});
    return ladder;
}

Taking taking_of(const RunRow& run) { return {run.acknowledged_at, run.acknowledged_by, run.acknowledged_via, run.acknowledged_by_id}; }

Run run_of(const RunRow& row, const std::vector<PageRow>& pages) {
    Run run{
        .started_at = row.started_at, .acknowledged_at = row.acknowledged_at, .closed_at = row.closed_at, .marks = row.marks, .taken = {}};
    for (const PageRow& page : pages) run.taken.insert({page.round, page.step});
    return run;
}
}  // namespace

Status Escalator::ticket_opened(Transaction& transaction, const TicketNews& news, Instant at) {
    if (!begins_at_once(news.priority)) return {};
    STEWARD_TRY(const auto running, open_run_of_ticket(transaction, news.ticket_id));
    return running ? Status{} : begin(transaction, news, at);
}

Status Escalator::ticket_back(Transaction& transaction, const TicketNews& news, Instant at) {
    if (!begins_at_once(news.priority)) return {};
    STEWARD_TRY(const auto running, open_run_of_ticket(transaction, news.ticket_id));
    if (running) return {};
    STEWARD_TRY(const auto last, newest_run_of_ticket(transaction, news.ticket_id));
    return begin(transaction, news, at, last ? taking_of(*last) : Taking{});
}

// Another ladder, so another run.
Status Escalator::priority_changed(Transaction& transaction, const TicketNews& news, AccountId by, Instant at) {
    STEWARD_TRY(auto running, open_run_of_ticket(transaction, news.ticket_id));
    if (running && running->priority == news.priority) return {};
    if (running) STEWARD_CHECK(end(transaction, *running, "closed", at));
    if (!begins_at_once(news.priority)) return {};
    STEWARD_TRY(const auto taken, taken_after(transaction, news, running, by, at));
    return begin(transaction, news, at, taken);
}

// Of worse news nobody has heard, whoever took the smaller thing by day: only who says it themselves, or takes less, has it already.
Result<Taking> Escalator::taken_after(Transaction& transaction, const TicketNews& news, const std::optional<RunRow>& before, AccountId by,
                                      Instant at) const {
    if (before && before->acknowledged_at.is_set()) {
        const bool is_lower = news.priority > before->priority;
        if (is_lower || (!by.is_nil() && before->acknowledged_by_id == by)) return taking_of(*before);
    }
    // What came by this very merge was heard by whoever had it.
    STEWARD_TRY(const auto merged, taken_run_of_merged(transaction, news.ticket_id));
    if (merged && merged->priority <= news.priority && (!merged->closed_at.is_set() || merged->closed_at == at)) return taking_of(*merged);
    STEWARD_TRY(
        const auto theirs,
        transaction.query_one("select 1 from helpdesk_v_tickets where ticket_id = $1 and assignee_id = $2 and state = 'in_progress'",
                              news.ticket_id, by));
    if (by.is_nil() || !theirs) return Taking{};
    STEWARD_TRY(const auto colleague, find_colleague(transaction, by));
    return colleague && colleague->active ? Taking{at, colleague->name, "ticket", colleague->id} : Taking{};
}

Status Escalator::ticket_taken(Transaction& transaction, std::string_view ticket_id, AccountId by, Instant at) {
    STEWARD_TRY(auto run, open_run_of_ticket(transaction, ticket_id));
    if (!run || by.is_nil()) return {};
    STEWARD_TRY(const auto colleague, find_colleague(transaction, by));
    if (!colleague || !colleague->active) return {};
    STEWARD_CHECK(acknowledge(transaction, *run, {colleague->id, colleague->name}, "ticket", at));
    return {};
}

Status Escalator::alert_taken(Transaction& transaction, std::string_view alert_id, std::string_view by, Instant at) {
    STEWARD_TRY(auto run, open_run_of_alert(transaction, alert_id));
    if (!run) return {};
    STEWARD_TRY(const auto colleague, colleague_of_name(transaction, by));
    STEWARD_CHECK(acknowledge(transaction, *run, {colleague ? colleague->id : AccountId{}, std::string(by)}, "alert", at));
    return {};
}

Status Escalator::ticket_over(Transaction& transaction, std::string_view ticket_id, Instant at) {
    STEWARD_TRY(auto run, open_run_of_ticket(transaction, ticket_id));
    return run ? end(transaction, *run, "closed", at) : Status{};
}

Status Escalator::clock_reached(Transaction& transaction, const TicketNews& news, int percent, Instant at) {
    STEWARD_TRY(auto run, open_run_of_ticket(transaction, news.ticket_id));
    if (!run) {
        STEWARD_CHECK(begin(transaction, news, at));
        STEWARD_TRY(run, open_run_of_ticket(transaction, news.ticket_id));
    }
    if (!run || run->marks.contains(percent)) return {};
    run->marks[percent] = at;
    return advance(transaction, *run, at);
}

Status Escalator::begin(Transaction& transaction, const TicketNews& news, Instant at, const Taking& taken) {
    STEWARD_TRY(const bool set_up, any_schedule(transaction));
    if (!set_up) return {};
    STEWARD_TRY(const auto policy, policy_for(transaction, news.client));
    if (!policy) return {};
    RunRow run{.id = RunId::make(at, rng_),
               .kind = "ticket",
               .client = news.client,
               .ticket_id = news.ticket_id,
               .alert_id = news.alert_id,
               .reference = news.reference,
               .title = news.title,
               .priority = news.priority,
               .policy = policy->id,
               .policy_version = policy->version,
               .schedule = policy->schedule,
               .state = "started",
               .started_at = at,
               .acknowledged_at = taken.at,
               .closed_at = {},
               .next_at = {},
               .acknowledged_by = taken.by,
               .acknowledged_via = taken.via,
               .acknowledged_by_id = taken.account};
    if (run.alert_id.empty()) {
        STEWARD_TRY(run.alert_id, alert_of_ticket(transaction, run.ticket_id));
    }
    STEWARD_CHECK(insert_run(transaction, run));
    return advance(transaction, run, at);
}

Result<RunRow> Escalator::start_test(Transaction& transaction, const ScheduleRow& schedule, Instant now) {
    RunRow run{.id = RunId::make(now, rng_),
               .kind = "test",
               .client = {},
               .ticket_id = {},
               .alert_id = {},
               .reference = "Test",
               .title = "Test of the paging path: " + schedule.name,
               .priority = "P1",
               .policy = {},
               .policy_version = 0,
               .schedule = schedule.id,
               .state = "started",
               .started_at = now,
               .acknowledged_at = {},
               .closed_at = {},
               .next_at = {},
               .acknowledged_by = {},
               .acknowledged_via = {},
               .acknowledged_by_id = {}};
    STEWARD_CHECK(insert_run(transaction, run));
    STEWARD_CHECK(advance(transaction, run, now));
    return run;
}

Result<Ladder> Escalator::ladder(Transaction& transaction, const RunRow& run) const {
    if (run.is_test()) return test_ladder();
    STEWARD_TRY(const auto rules, rules_of_version(transaction, run.policy, run.policy_version));
    return ladder_of(rules, run.priority);
}

Result<bool> Escalator::waits_for_somebody(Transaction& transaction, const RunRow& run, const PageRow& page) const {
    STEWARD_TRY(const auto steps, ladder(transaction, run));
    return waits_for_acknowledgement(steps, page.step);
}

Status Escalator::advance(Transaction& transaction, RunRow& row, Instant now) {
    if (row.is_over()) return {};
    STEWARD_TRY(const auto steps, ladder(transaction, row));
    STEWARD_TRY(const auto pages, pages_of(transaction, row.id));
    Run run = run_of(row, pages);
    int position = static_cast<int>(pages.size());
    for (const DueStep& due : due_steps(steps, run, now)) {
        static const Step owner{.targets = {{.kind = TargetKind::Role, .layer = 0, .role = "OWN", .account = {}}},
                                .label = "owner, at last"};
        const Step& step = due.step == last_resort ? owner : steps.steps[static_cast<size_t>(due.step)];
        STEWARD_CHECK(take_step(transaction, row, step, due, position, now));
        run.taken.insert({due.pass, due.step});
    }
    const Instant test_ends = row.started_at + test_time;
    if (row.is_test() && !row.acknowledged_at.is_set() && now >= test_ends) return end(transaction, row, "missed", now);
    row.state = name_of(state_of(run));
    row.next_at = next_due(steps, run).value_or(Instant{});
    if (row.is_test() && (!row.next_at.is_set() || row.next_at > test_ends)) row.next_at = test_ends;
    STEWARD_CHECK(update_run(transaction, row));
    publish(transaction, row);
    return {};
}

Result<int> Escalator::take_due_steps(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(auto runs, runs_due(transaction, now, limit));
    for (RunRow& run : runs) STEWARD_CHECK(advance(transaction, run, now));
    return static_cast<int>(runs.size());
}

Result<bool> Escalator::acknowledge(Transaction& transaction, RunRow& run, const Actor& actor, std::string_view via, Instant at) {
    if (run.acknowledged_at.is_set() || run.is_over()) return false;
    run.acknowledged_at = at;
    run.acknowledged_by = actor.name;
    run.acknowledged_by_id = actor.account;
    run.acknowledged_via = via;
    STEWARD_TRY(const auto pages, pages_of(transaction, run.id));
    for (const PageRow& page : pages) {
        if (!actor.account.is_nil() && page.account == actor.account && page.state == "sent")
            STEWARD_CHECK(set_page_state(transaction, page.id, "acknowledged"));
    }
    facts::v1::EscalationAcknowledged fact;
    if (!run.client.is_nil()) fact.set_client_id(run.client.text());
    fact.set_run_id(run.id.text());
    fact.set_ticket_id(run.ticket_id);
    // An alert may have joined since the run began.
    if (!run.is_test() && run.alert_id.empty()) {
        STEWARD_TRY(run.alert_id, alert_of_ticket(transaction, run.ticket_id));
    }
    fact.set_alert_id(run.alert_id);
    fact.set_by(actor.name);
    if (!actor.account.is_nil()) fact.set_account_id(actor.account.text());
    fact.set_via(std::string(via));
    fact.set_seconds((at - run.started_at).count() / 1000);
    STEWARD_CHECK(journal::append(transaction, at, run.client, run.id.text(), fact));
    if (run.is_test()) {
        STEWARD_CHECK(end(transaction, run, "acknowledged", at));
        return true;
    }
    STEWARD_CHECK(remark(transaction, run, actor.name + " has taken it (" + std::string(via) + ").", at));
    STEWARD_CHECK(advance(transaction, run, at));
    return true;
}

Status Escalator::end(Transaction& transaction, RunRow& run, std::string_view state, Instant at) {
    run.state = state;
    run.closed_at = at;
    run.next_at = {};
    STEWARD_CHECK(update_run(transaction, run));
    publish(transaction, run);
    if (state != "missed") return {};
    STEWARD_TRY(const auto schedule, find_schedule(transaction, run.schedule, at));
    STEWARD_TRY(const auto pages, pages_of(transaction, run.id));
    facts::v1::PagingTestMissed fact;
    fact.set_run_id(run.id.text());
    fact.set_schedule_id(run.schedule.text());
    fact.set_schedule(schedule ? schedule->name : "");
    for (const PageRow& page : pages)
        fact.set_name(fact.name() + (fact.name().empty() ? "" : ", ") + (page.name.empty() ? "nobody" : page.name));
    fact.set_text("Nobody acknowledged the test page of the schedule " + fact.schedule() + " within 30 minutes. Paged: " + fact.name() +
                  ". Until a test arrives, count on nobody being woken.");
    return journal::append(transaction, at, {}, run.id.text(), fact);
}

Status Escalator::remark(Transaction& transaction, const RunRow& run, std::string text, Instant now) {
    const auto ticket = TicketId::parse(run.ticket_id);
    if (!ticket) return {};
    const Status said = tickets_.remark(transaction, *ticket, std::move(text), now);
    return said || said.error().kind == ErrorKind::NotFound ? Status{} : said;
}

void Escalator::publish(Transaction& transaction, const RunRow& run) {
    live::Update update{run.client, "escalation", run.id.text(), R"({"state":")" + run.state + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
}

}  // namespace steward::escalation
