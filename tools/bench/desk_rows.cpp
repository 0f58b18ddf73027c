// What hangs on the tickets of a made-up desk, made from their rows by the database itself: history, promises, tags, time, mails.
#include "server/platform/zones/zones.h"
#include "tools/bench/desk_data.h"
#include "tools/bench/desk_words.h"

namespace steward::bench {

Status fill_by_statements(storage::Database& database, const DeskSize& size, Instant now);

namespace {
using storage::Transaction;

// An id of another thing out of the ticket's own.
constexpr const char* number = "cast(substr(t.reference, 10) as bigint)";

Result<bool> has_table(Transaction& transaction, const std::string& name) {
    STEWARD_TRY(const auto row,
                transaction.query_one(transaction.engine() == storage::Engine::Sqlite ? "select 1 from sqlite_master where name = $1"
                                                                                      : "select 1 where to_regclass($1) is not null",
                                      name));
    return row.has_value();
}

Status add_history(Transaction& transaction, const DeskSize& size) {
    const struct {
        const char *id, *at, *field, *to, *body;
        int position;
    } lines[] = {{"a", "t.created_at", "created", "''", "Opened.", 1},
                 {"b", "t.created_at", "assignee", "t.assignee_name", "Given to somebody.", size.messages_a_ticket + 2},
                 {"c", "t.created_at", "priority", "t.priority", "The priority was set.", size.messages_a_ticket + 3},
                 {"d", "t.changed_at", "state", "t.state", "It moved on.", size.messages_a_ticket + 4}};
    for (const auto& line : lines) {
        STEWARD_CHECK(transaction.execute(
            std::string("insert into helpdesk_events (id, client_id, ticket_id, position, at, actor_kind, actor_name, actor_role, field, "
                        "from_value, to_value, reason, body, internal) select '") +
            line.id + "' || substr(t.id, 2), t.client_id, t.id, " + std::to_string(line.position) + ", " + line.at +
            ", 'staff', t.assignee_name, 'TEC', '" + line.field + "', '', " + line.to + ", '', '" + line.body +
            "', false from helpdesk_tickets t"));
    }
    STEWARD_CHECK(transaction.execute("insert into helpdesk_numbers (year, last) values (2026, $1)", size.tickets));
    STEWARD_CHECK(transaction.execute(std::string("insert into helpdesk_tags (ticket_id, tag, client_id) select t.id, 'tag ' || (") +
                                      number + " % 12), t.client_id from helpdesk_tickets t where " + number + " % 4 = 0"));
    STEWARD_CHECK(transaction.execute(
        std::string("insert into helpdesk_watchers (ticket_id, kind, watcher_id, client_id, name, how, since) select t.id, 'account', "
                    "t.assignee_id, t.client_id, t.assignee_name, 'added', t.created_at from helpdesk_tickets t where t.assignee_id is not "
                    "null and ") +
        number + " % 10 = 0"));
    return {};
}

// Of each ticket three promises: some stand still, one in six of those that run was missed.
Status add_promises(Transaction& transaction, Instant now) {
    STEWARD_TRY(const auto policy, transaction.query_one("select id, version from service_levels_policies where client_id is null"));
    STEWARD_TRY(const auto calendar, transaction.query_one("select id, version from service_levels_calendars where client_id is null"));
    if (!policy || !calendar) return fail(ErrorKind::Internal, "bench.no_policy", "The standard policy does not stand in the database.");
    const std::string open = "t.closed_at is null and t.resolved_at is null", waits = "t.state like 'waiting%'",
                      missed = std::string(number) + " % 6 = 0", due = "(t.created_at + 172800000)",
                      later = std::string("($6 + ") + number + " * 7919 % 1728000 * 1000)";
    const auto when_open = [&](const std::string& kind) { return kind == "first_response" ? "t.first_response_at is null" : open; };
    for (const std::string kind : {"first_response", "update", "resolve"}) {
        const std::string runs = when_open(kind);
        const std::string ended_at = kind == "first_response" ? "t.first_response_at" : "t.resolved_at";
        const std::string is_missed = runs + " and not " + waits + " and " + missed;
        STEWARD_CHECK(transaction.execute(
            "insert into service_levels_clocks (id, client_id, subject_id, kind, round, priority, policy_id, policy_version, calendar_id, "
            "calendar_version, zone, zone_version, state, is_open, counting, target_s, started_at, counted_until, consumed_s, paused_s, "
            "pause_reason, due_at, breach_at, breach_reason, stopped_at, next_at, announced, event_count) select '" +
                kind.substr(0, 1).replace(0, 1,
                                          kind == "first_response" ? "a"
                                          : kind == "update"       ? "b"
                                                                   : "c") +
                "' || substr(t.id, 2), t.client_id, t.id, '" + kind +
                "', 0, t.priority, $1, $2, $3, $4, 'Europe/Zurich', $5, case when not (" + runs + ") then '" +
                (kind == "update" ? "cancelled" : "met") + "' when " + waits + " then 'paused' when " + missed +
                " then 'breached' else 'running' end, case when " + runs + " then true else false end, case when " + runs + " and not " +
                waits + " then true else false end, 57600, t.created_at, t.created_at, 0, 0, case when " + runs + " and " + waits +
                " then 'waiting for client' else '' end, case when not (" + runs + ") then " + due + " when " + waits + " then null when " +
                missed + " then " + due + " else " + later + " end, case when " + is_missed + " then " + due +
                " + 1000 else null end, '', case when " + runs + " then null else " + ended_at + " end, case when " + runs + " and not " +
                waits + " and not " + missed + " then " + later + " else null end, case when " + is_missed +
                " then 100 else 0 end, 1 from helpdesk_tickets t where t.kind <> 'internal'",
            policy->text(0), policy->integer(1), calendar->text(0), calendar->integer(1), zones::zone_database_version(), now));
    }
    STEWARD_CHECK(
        transaction.execute("insert into service_levels_events (clock_id, client_id, position, at, kind, target_s, reason) select id, "
                            "client_id, 1, started_at, 'started', target_s, '' from service_levels_clocks"));
    return {};
}

Status add_time(Transaction& transaction) {
    STEWARD_TRY(const bool there, has_table(transaction, "timesheets_entries"));
    if (!there) return {};
    STEWARD_CHECK(transaction.execute(
        std::string(
            "insert into timesheets_entries (id, account_id, client_id, ticket_id, project, day, day_at, week, worked_s, counted_s, "
            "rounding, activity, coverage, coverage_reason, note, source, created_at, changed_at, revision) select t.id, "
            "t.assignee_id, t.client_id, t.id, '', '2026-11-02', t.created_at / 86400000 * 86400000, '2026-W45', 1800, 1800, '', "
            "'remote', 'covered', '', 'Worked on it.', 'manual', t.created_at, t.created_at, 1 from helpdesk_tickets t where "
            "t.assignee_id is not null and ") +
        number + " % 2 = 0"));
    return {};
}

Status add_mails(Transaction& transaction) {
    STEWARD_TRY(const bool there, has_table(transaction, "correspondence_mails"));
    if (!there) return {};
    STEWARD_CHECK(transaction.execute(
        "insert into correspondence_mails (id, client_id, door, received_at, envelope_sender, envelope_recipients, sender_known, "
        "size_bytes, "
        "is_cut, digest, state, attempts, decided_at, decided_by, reason_code, reason, origin, authenticity, from_address, from_key, "
        "from_name, subject, message_id, text_digest, answerable, ticket_id, reopened) select t.id, t.client_id, 'imap', t.created_at, "
        "p.email, 'desk@desk.example', true, 4000, false, t.id, 'ticket', 1, t.created_at, '', '', '', 'person', 'unknown', p.email, "
        "p.email, p.name, t.title, t.id, t.id, true, t.id, false from helpdesk_tickets t join directory_people p on p.id = t.requester_id "
        "where t.source = 'email'"));
    return {};
}

Status add_articles(Transaction& transaction, const DeskSize& size, Instant now) {
    STEWARD_TRY(const bool there, has_table(transaction, "knowledge_articles"));
    if (!there) return {};
    SeededRng rng(11);
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    for (int i = 0; i < size.articles; ++i) {
        const std::string id = to_text(make_raw_id(now, rng)), title = text_of(rng, 6), body = text_of(rng, 250);
        STEWARD_CHECK(transaction.execute(
            "insert into knowledge_articles (id, title, body, category, audience, owner_name, review_on, review_due, archived, version, "
            "created_at, changed_at, changed_by, revision) values ($1, $2, $3, 'Network', $4, '', '2027-06-01', false, false, 1, $5, $5, "
            "'', 1)",
            id, title, body, i % 3 == 0 ? "clients" : "internal", now));
        STEWARD_CHECK(
            transaction.execute("insert into knowledge_versions (article_id, number, id, title, body, author, at, what_changed) values "
                                "($1, 1, $1, $2, $3, '', $4, '')",
                                id, title, body, now));
        STEWARD_CHECK(
            transaction.execute(sqlite ? "insert into knowledge_words (article_id, title, body) values ($1, $2, $3)"
                                       : "insert into knowledge_words (article_id, words) values ($1, setweight(to_tsvector('simple', "
                                         "$2), 'A') || to_tsvector('simple', $3))",
                                id, title, body));
    }
    return {};
}
}  // namespace

Status fill_by_statements(storage::Database& database, const DeskSize& size, Instant now) {
    STEWARD_CHECK(database.write([&](Transaction& transaction) { return add_history(transaction, size); }));
    STEWARD_CHECK(database.write([&](Transaction& transaction) { return add_promises(transaction, now); }));
    return database.write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(add_time(transaction));
        STEWARD_CHECK(add_mails(transaction));
        return add_articles(transaction, size, now);
    });
}

}  // namespace steward::bench
