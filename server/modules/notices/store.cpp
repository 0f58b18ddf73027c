#include "server/modules/notices/store.h"

#include <algorithm>

namespace steward::notices {

const std::string_view notice_columns =
    "n.id, n.account_id, n.kind, n.client_id, n.ticket_id, n.reference, n.title, n.subject_id, n.body, n.actor, n.how_many, n.shown, "
    "n.by_mail, "
    "n.by_push, n.first_at, n.last_at, n.read_at, n.send_at, n.sent_at";

namespace {
std::optional<int64_t> null_for_unset(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
Instant moment_in(const storage::Row& row, size_t column) { return row.is_null(column) ? Instant{} : row.instant(column); }
constexpr std::string_view works_here =
    "exists (select 1 from access_v_account_roles w where w.account_id = a.account_id and w.role in ('OWN', 'SVM', 'DSP', 'TEC', 'ENG', "
    "'NOC', "
    "'ONC', 'SEC', 'VCI', 'ACM', 'FIN', 'ADM'))";
}  // namespace

NoticeRow read_notice(const storage::Row& row) {
    return {.id = row.id<NoticeId>(0),
            .account = row.id<AccountId>(1),
            .kind = row.text(2),
            .client = row.is_null(3) ? ClientId{} : row.id<ClientId>(3),
            .ticket_id = row.text(4),
            .reference = row.text(5),
            .title = row.text(6),
            .subject_id = row.text(7),
            .text = row.text(8),
            .actor = row.text(9),
            .count = row.integer(10),
            .shown = row.boolean(11),
            .by_mail = row.boolean(12),
            .by_push = row.boolean(13),
            .first_at = row.instant(14),
            .at = row.instant(15),
            .read_at = moment_in(row, 16),
            .send_at = moment_in(row, 17),
            .sent_at = moment_in(row, 18)};
}

Result<std::optional<NoticeRow>> unread_notice(Transaction& transaction, AccountId account, std::string_view kind,
                                               std::string_view subject_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(notice_columns) +
                                          " from notices_notices n where n.account_id = $1 and n.kind = $2 and n.subject_id = $3 and "
                                          "n.read_at is null order by n.last_at desc limit 1",
                                      account, kind, subject_id));
    return row ? std::optional(read_notice(*row)) : std::nullopt;
}

Status insert_notice(Transaction& transaction, const NoticeRow& n) {
    STEWARD_CHECK(transaction.execute(
        "insert into notices_notices (id, account_id, kind, client_id, ticket_id, reference, title, subject_id, body, actor, how_many, "
        "shown, "
        "by_mail, by_push, first_at, last_at, send_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        n.id, n.account, n.kind, n.client.is_nil() ? std::nullopt : std::optional(n.client.text()), n.ticket_id, n.reference, n.title,
        n.subject_id, n.text, n.actor, n.count, n.shown, n.by_mail, n.by_push, n.first_at, n.at, null_for_unset(n.send_at)));
    return {};
}

Status join_notice(Transaction& transaction, const NoticeRow& n) {
    STEWARD_CHECK(
        transaction.execute("update notices_notices set title = $2, body = $3, actor = $4, how_many = $5, last_at = $6, send_at = $7, "
                            "by_mail = $8, by_push = $9 "
                            "where id = $1",
                            n.id, n.title, n.text, n.actor, n.count, n.at, null_for_unset(n.send_at), n.by_mail, n.by_push));
    return {};
}

Result<int64_t> count_unread(Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from notices_notices where account_id = $1 and read_at is null and "
                                                      "shown = $2",
                                                      account, true));
    return row->integer(0);
}

Result<int64_t> mark_read(Transaction& transaction, AccountId account, const std::string& where, std::vector<storage::Value> parameters,
                          Instant now) {
    parameters.push_back(storage::to_value(account));
    const std::string owner = "$" + std::to_string(parameters.size());
    parameters.push_back(storage::to_value(now));
    const std::string at = "$" + std::to_string(parameters.size());
    STEWARD_TRY(const auto rows, transaction.run("update notices_notices set read_at = " + at + ", send_at = null where account_id = " +
                                                     owner + " and read_at is null" + where + " returning id",
                                                 parameters));
    return static_cast<int64_t>(rows.size());
}

Result<int64_t> mark_unread(Transaction& transaction, AccountId account, const std::string& notice_id) {
    return transaction.execute("update notices_notices set read_at = null where account_id = $1 and id = $2 and read_at is not null",
                               account, notice_id);
}

Result<std::vector<AccountId>> accounts_due(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select account_id, min(send_at) from notices_notices where send_at <= $1 group by account_id order by 2, 1 "
                          "limit $2",
                          now, limit));
    std::vector<AccountId> accounts;
    for (const auto& row : rows) accounts.push_back(row.id<AccountId>(0));
    return accounts;
}

Result<std::vector<NoticeRow>> to_send(Transaction& transaction, AccountId account, int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(notice_columns) +
                                      " from notices_notices n where n.account_id = $1 and n.send_at is not null order by n.last_at, n.id "
                                      "limit $2",
                                  account, limit));
    std::vector<NoticeRow> notices;
    for (const auto& row : rows) notices.push_back(read_notice(row));
    return notices;
}

Status mark_sent(Transaction& transaction, NoticeId id, Instant now) {
    STEWARD_CHECK(transaction.execute("update notices_notices set send_at = null, sent_at = $2 where id = $1", id, now));
    return {};
}

Status drop_same_words(Transaction& transaction, AccountId account, std::string_view ticket_id, Instant at) {
    STEWARD_CHECK(
        transaction.execute("delete from notices_notices where account_id = $1 and kind = 'noted' and subject_id = $2 and last_at = $3 "
                            "and how_many = 1 and read_at is null",
                            account, ticket_id, at));
    return {};
}

Status postpone(Transaction& transaction, AccountId account, Instant until) {
    STEWARD_CHECK(transaction.execute("update notices_notices set send_at = $2 where account_id = $1 and send_at < $2", account, until));
    return {};
}

Status forget_before(Transaction& transaction, Instant read_before, Instant any_before) {
    STEWARD_CHECK(transaction.execute("delete from notices_notices where last_at < $1 and (read_at is not null or last_at < $2)",
                                      read_before, any_before));
    return {};
}

Result<PersonRow> settings_of(Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select quiet_from, quiet_until, zone, quiet_weekends, push_topic, wait_minutes, revision from "
                                      "notices_people where account_id = $1",
                                      account));
    PersonRow person{.account = account, .quiet = {}, .push_topic = {}};
    if (!row) return person;
    person.quiet = {.from = row->text(0), .until = row->text(1), .zone = row->text(2), .weekends = row->boolean(3)};
    person.push_topic = row->text(4);
    person.wait_minutes = row->integer(5);
    person.revision = row->integer(6);
    return person;
}

Status save_settings(Transaction& transaction, PersonRow& p) {
    ++p.revision;
    STEWARD_CHECK(transaction.execute(
        "insert into notices_people (account_id, quiet_from, quiet_until, zone, quiet_weekends, push_topic, wait_minutes, revision) values "
        "($1, "
        "$2, $3, $4, $5, $6, $7, $8) on conflict (account_id) do update set quiet_from = excluded.quiet_from, quiet_until = "
        "excluded.quiet_until, zone = excluded.zone, quiet_weekends = excluded.quiet_weekends, push_topic = excluded.push_topic, "
        "wait_minutes = "
        "excluded.wait_minutes, revision = excluded.revision",
        p.account, p.quiet.from, p.quiet.until, p.quiet.zone, p.quiet.weekends, p.push_topic, p.wait_minutes, p.revision));
    return {};
}

Result<std::map<std::string, Ways>> choices_of(Transaction& transaction, AccountId account) {
    std::map<std::string, Ways> choices;
    for (const NoticeKind& kind : kinds()) choices[std::string(kind.name)] = kind.usual;
    STEWARD_TRY(const auto rows,
                transaction.query("select kind, in_console, by_mail, by_push from notices_choices where account_id = $1", account));
    for (const auto& row : rows) {
        if (const auto at = choices.find(row.text(0)); at != choices.end())
            at->second = {.in_console = row.boolean(1), .by_mail = row.boolean(2), .by_push = row.boolean(3)};
    }
    return choices;
}

Result<Ways> choice_of(Transaction& transaction, AccountId account, const NoticeKind& kind) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select in_console, by_mail, by_push from notices_choices where account_id = $1 and kind = $2",
                                      account, kind.name));
    if (!row) return kind.usual;
    return Ways{.in_console = row->boolean(0), .by_mail = row->boolean(1), .by_push = row->boolean(2)};
}

Status save_choice(Transaction& transaction, AccountId account, std::string_view kind, const Ways& ways) {
    STEWARD_CHECK(
        transaction.execute("insert into notices_choices (account_id, kind, in_console, by_mail, by_push) values ($1, $2, $3, $4, $5) on "
                            "conflict (account_id, kind) "
                            "do update set in_console = excluded.in_console, by_mail = excluded.by_mail, by_push = excluded.by_push",
                            account, kind, ways.in_console, ways.by_mail, ways.by_push));
    return {};
}

Result<std::optional<Colleague>> colleague_who_sees(Transaction& transaction, AccountId id, ClientId client) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select a.account_id, a.name, coalesce(m.email_key, '') from access_v_accounts a left join "
                                      "access_v_account_addresses m on m.account_id = a.account_id where a.account_id = $1 and a.status = "
                                      "'active' and ($2 = '' or a.all_clients or exists (select 1 from access_v_account_clients c where "
                                      "c.account_id = a.account_id and c.client_id = $2)) and " +
                                          std::string(works_here),
                                      id, client.is_nil() ? std::string() : client.text()));
    if (!row) return std::optional<Colleague>{};
    return std::optional(Colleague{.id = row->id<AccountId>(0), .name = row->text(1), .address = row->text(2)});
}

Result<std::vector<AccountId>> owners_of_installation(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select a.account_id from access_v_accounts a join access_v_account_roles r on "
                                                   "r.account_id = a.account_id where a.status = 'active' and r.role = 'OWN' order by 1"));
    std::vector<AccountId> owners;
    for (const auto& row : rows) owners.push_back(row.id<AccountId>(0));
    return owners;
}

Result<std::optional<TicketFace>> ticket_face(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select client_id, id, reference, title, state, assignee_id, assignee_name from helpdesk_v_desk where id "
                              "= $1",
                              ticket_id));
    if (!row) return std::optional<TicketFace>{};
    return std::optional(TicketFace{.client = row->id<ClientId>(0),
                                    .id = row->text(1),
                                    .reference = row->text(2),
                                    .title = row->text(3),
                                    .state = row->text(4),
                                    .assignee = row->is_null(5) ? AccountId{} : row->id<AccountId>(5),
                                    .assignee_name = row->text_or(6)});
}

Result<std::vector<AccountId>> followers_of(Transaction& transaction, const TicketFace& ticket) {
    std::vector<AccountId> followers;
    if (!ticket.assignee.is_nil()) followers.push_back(ticket.assignee);
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select watcher_id from helpdesk_v_watchers where ticket_id = $1 and kind = 'account' order by watcher_id", ticket.id));
    for (const auto& row : rows) {
        const auto account = row.id<AccountId>(0);
        if (std::find(followers.begin(), followers.end(), account) == followers.end()) followers.push_back(account);
    }
    return followers;
}

Result<std::optional<Words>> words_of(Transaction& transaction, std::string_view message_id) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select author_kind, author_name, body, internal from helpdesk_v_messages where id = $1", message_id));
    if (!row) return std::optional<Words>{};
    return std::optional(Words{.author_kind = row->text(0), .author = row->text(1), .body = row->text(2), .internal = row->boolean(3)});
}

}  // namespace steward::notices
