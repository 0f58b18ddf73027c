#include "server/modules/surveys/store.h"

namespace steward::surveys {

namespace {
std::optional<Instant> happened(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
std::optional<std::string> filled(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
Result<std::optional<SurveyRow>> only_survey(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_survey(**row)) : std::nullopt;
}
}  // namespace

Result<SettingsRow> load_settings(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select enabled, question, delay_minutes, follow_up_queue, revision from "
                                                      "surveys_settings where id = 1"));
    if (!row) return SettingsRow{};
    return SettingsRow{row->boolean(0), row->text(1), row->integer(2), row->text(3), row->integer(4)};
}

Status save_settings(Transaction& transaction, SettingsRow& settings) {
    ++settings.revision;
    STEWARD_CHECK(
        transaction.execute("update surveys_settings set enabled = $1, question = $2, delay_minutes = $3, follow_up_queue = $4, "
                            "revision = $5 where id = 1",
                            settings.enabled, settings.question, settings.delay_minutes, settings.follow_up_queue, settings.revision));
    return {};
}

Result<std::optional<Bytes>> sealed_key(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select key_sealed from surveys_settings where id = 1"));
    return row ? std::optional(row->bytes(0)) : std::nullopt;
}

Status begin_settings(Transaction& transaction, const Bytes& sealed) {
    STEWARD_CHECK(
        transaction.execute("insert into surveys_settings (id, enabled, question, delay_minutes, follow_up_queue, key_sealed, "
                            "revision) values (1, $1, 'How did we do?', 30, 'service desk', $2, 1) on conflict (id) do nothing",
                            false, sealed));
    return {};
}

const std::string_view survey_columns =
    "s.id, s.client_id, s.ticket_id, s.reference, s.title, s.person_id, s.person_name, s.technician_id, s.technician_name, s.state, "
    "s.reason, "
    "s.due_at, s.sent_at, s.asked_week, s.answer, s.comment, s.answered_at, s.answered_via, s.follow_up_ticket_id, s.follow_up_reference, "
    "s.sent_month";

SurveyRow read_survey(const storage::Row& row) {
    SurveyRow s;
    s.id = row.id<SurveyId>(0);
    s.client = row.id<ClientId>(1);
    s.ticket = row.id<TicketId>(2);
    s.reference = row.text(3);
    s.title = row.text(4);
    s.person = row.id<PersonId>(5);
    s.person_name = row.text(6);
    s.technician = id_or_nil<AccountId>(row, 7);
    s.technician_name = row.text(8);
    s.state = row.text(9);
    s.reason = row.text(10);
    s.due_at = row.instant(11);
    s.sent_at = Instant{row.integer_or(12, 0)};
    s.asked_week = row.text_or(13);
    s.answer = row.text(14);
    s.comment = row.text(15);
    s.answered_at = Instant{row.integer_or(16, 0)};
    s.answered_via = row.text(17);
    s.follow_up = id_or_nil<TicketId>(row, 18);
    s.follow_up_reference = row.text(19);
    s.sent_month = row.text(20);
    return s;
}

Result<std::optional<SurveyRow>> find_survey(Transaction& transaction, SurveyId id) {
    return only_survey(transaction.query_one("select " + std::string(survey_columns) + " from surveys_surveys s where s.id = $1", id));
}

Result<std::optional<SurveyRow>> survey_of_ticket(Transaction& transaction, TicketId ticket) {
    return only_survey(
        transaction.query_one("select " + std::string(survey_columns) + " from surveys_surveys s where s.ticket_id = $1", ticket));
}

Result<std::vector<SurveyRow>> due_surveys(Transaction& transaction, Instant now) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(survey_columns) +
                                      " from surveys_surveys s where s.state = 'due' and s.due_at <= $1 order by s.due_at, "
                                      "s.id limit 200",
                                  now));
    std::vector<SurveyRow> found;
    for (const auto& row : rows) found.push_back(read_survey(row));
    return found;
}

Status insert_survey(Transaction& transaction, const SurveyRow& s) {
    STEWARD_CHECK(transaction.execute(
        "insert into surveys_surveys (id, client_id, ticket_id, reference, title, person_id, person_name, technician_id, technician_name, "
        "state, reason, due_at, answer, comment, answered_via, follow_up_reference) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, '', '', '', '')",
        s.id, s.client, s.ticket, s.reference, s.title, s.person, s.person_name, or_null(s.technician), s.technician_name, s.state,
        s.reason, s.due_at));
    return {};
}

Status update_survey(Transaction& transaction, const SurveyRow& s) {
    STEWARD_CHECK(transaction.execute(
        "update surveys_surveys set technician_id = $2, technician_name = $3, state = $4, reason = $5, due_at = $6, sent_at = $7, "
        "asked_week = $8, answer = $9, comment = $10, answered_at = $11, answered_via = $12, follow_up_ticket_id = $13, "
        "follow_up_reference = $14, person_id = $15, person_name = $16, title = $17, sent_month = $18 where id = $1",
        s.id, or_null(s.technician), s.technician_name, s.state, s.reason, s.due_at, happened(s.sent_at), filled(s.asked_week), s.answer,
        s.comment, happened(s.answered_at), s.answered_via, or_null(s.follow_up), s.follow_up_reference, s.person, s.person_name, s.title,
        s.sent_month));
    return {};
}

Result<std::vector<Undated>> undated_surveys(Transaction& transaction) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select s.id, coalesce(c.zone, 'UTC'), s.sent_at from surveys_surveys s left join directory_v_clients c on "
                          "c.id = s.client_id where s.sent_month = '' and s.sent_at is not null limit 500"));
    std::vector<Undated> found;
    for (const auto& row : rows) found.push_back({row.id<SurveyId>(0), row.text(1), row.instant(2)});
    return found;
}

Status date_survey(Transaction& transaction, SurveyId id, const std::string& month) {
    STEWARD_CHECK(transaction.execute("update surveys_surveys set sent_month = $2 where id = $1", id, month));
    return {};
}

Result<std::optional<Subject>> find_subject(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one(
            "select t.client_id, t.reference, t.title, t.kind, t.source, t.state, t.resolution_code, t.requester_id, coalesce(p.name, "
            "''), coalesce(p.email, ''), k.assignee_id, coalesce(a.name, ''), coalesce(c.zone, 'UTC') from helpdesk_v_ticket_contents t "
            "left join "
            "directory_v_clients c on c.id = t.client_id left join "
            "directory_v_people p on p.id = t.requester_id and p.client_id = t.client_id left join helpdesk_v_tickets k on "
            "k.ticket_id = t.ticket_id left join access_v_accounts a on a.account_id = k.assignee_id where t.ticket_id = $1",
            ticket));
    if (!row) return std::optional<Subject>{};
    Subject subject{.client = row->id<ClientId>(0),
                    .reference = row->text(1),
                    .title = row->text(2),
                    .kind = row->text(3),
                    .source = row->text(4),
                    .state = row->text(5),
                    .resolution_code = row->text_or(6),
                    .person = id_or_nil<PersonId>(*row, 7),
                    .person_name = row->text(8),
                    .address = row->text(9),
                    .zone = row->text(12),
                    .asked_before = {},
                    .technician = id_or_nil<AccountId>(*row, 10),
                    .technician_name = row->text(11)};
    if (subject.person.is_nil()) return subject;
    STEWARD_TRY(const auto ours,
                transaction.query_one("select 1 from access_v_account_addresses a join access_v_account_roles r on "
                                      "r.account_id = a.account_id where a.email_key = lower($1) and r.role not in ('CDM', "
                                      "'CAP', 'CHR', 'CUS', 'CRO', 'VND') limit 1",
                                      subject.address));
    subject.is_ours = ours.has_value();
    STEWARD_TRY(const auto refused, transaction.query_one("select 1 from surveys_refusals where person_id = $1", subject.person));
    subject.has_refused = refused.has_value();
    STEWARD_TRY(
        const auto before,
        transaction.query_one("select max(sent_at) from surveys_surveys where person_id = $1 and ticket_id <> $2", subject.person, ticket));
    subject.asked_before = Instant{before->integer_or(0, 0)};
    return subject;
}

Result<bool> is_account_of(Transaction& transaction, AccountId account, PersonId person) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from access_v_account_addresses a join directory_v_people p on lower(p.email) "
                                      "= a.email_key where a.account_id = $1 and p.id = $2 and a.email_key <> ''",
                                      account, person));
    return row.has_value();
}

Result<std::optional<Lead>> lead_of(Transaction& transaction, ClientId client) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select a.account_id, a.name from access_v_accounts a join access_v_account_roles r on r.account_id = "
                              "a.account_id where a.status = 'active' and r.role in ('SVM', 'OWN') and (a.all_clients or exists (select "
                              "1 from access_v_account_clients c where c.account_id = a.account_id and c.client_id = $1)) order by case "
                              "when r.role = 'SVM' then 0 else 1 end, a.name, a.account_id limit 1",
                              client));
    if (!row) return std::optional<Lead>{};
    return Lead{row->id<AccountId>(0), row->text(1)};
}

Result<bool> set_refusal(Transaction& transaction, ClientId client, PersonId person, bool refused, std::string_view by, Instant now) {
    STEWARD_TRY(const auto before, transaction.query_one("select 1 from surveys_refusals where person_id = $1", person));
    if (refused) {
        STEWARD_CHECK(
            transaction.execute("insert into surveys_refusals (person_id, client_id, since, by_name) values ($1, $2, $3, $4) on "
                                "conflict (person_id) do nothing",
                                person, client, now, by));
    } else {
        STEWARD_CHECK(transaction.execute("delete from surveys_refusals where person_id = $1", person));
    }
    return before.has_value() != refused;
}

Result<std::vector<TallyRow>> tallies(Transaction& transaction, std::string_view key, std::string_view label, const std::string& where,
                                      std::vector<storage::Value> parameters) {
    const std::string group(key);
    STEWARD_TRY(
        const auto rows,
        transaction.run("select " + group + ", min(" + std::string(label) +
                            "), count(*), sum(case when s.answer = 'good' then 1 else 0 end), sum(case when s.answer = 'ok' then 1 else "
                            "0 end), sum(case when s.answer = 'bad' then 1 else 0 end) from surveys_surveys s left join "
                            "directory_v_clients c on c.id = s.client_id left join helpdesk_v_desk t on t.id = s.ticket_id where "
                            "s.sent_at is not null" +
                            where + " group by " + group + " order by 2, 1 limit 1000",
                        parameters));
    std::vector<TallyRow> found;
    for (const auto& row : rows)
        found.push_back({row.text_or(0), row.text_or(1), {row.integer(2), row.integer(3), row.integer(4), row.integer(5)}});
    return found;
}

}  // namespace steward::surveys
