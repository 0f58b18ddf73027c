// Weeks, and what people are to work.
#include "server/modules/timesheets/store.h"

namespace steward::timesheets {

namespace {
// What of an entry counts as work on a client (utilisation.h).
constexpr std::string_view client_seconds = "case when e.client_id is not null and e.activity <> 'internal' then e.worked_s else 0 end";
}  // namespace

Result<Sheet> load_sheet(Transaction& transaction, AccountId account, std::string_view week) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select id, state, submitted_at, decided_by_id, decided_by, decided_at, reason, revision "
                                      "from timesheets_weeks where account_id = $1 and week = $2",
                                      account, week));
    Sheet sheet;
    sheet.account = account;
    sheet.week = std::string(week);
    if (!row) return sheet;
    sheet.id = row->text(0);
    sheet.state = row->text(1);
    sheet.submitted_at = Instant{row->integer_or(2, 0)};
    if (!row->is_null(3)) sheet.decided_by_id = row->id<AccountId>(3);
    sheet.decided_by = row->text(4);
    sheet.decided_at = Instant{row->integer_or(5, 0)};
    sheet.reason = row->text(6);
    sheet.revision = row->integer(7);
    return sheet;
}

Status save_sheet(Transaction& transaction, Sheet& s, std::string_view from_state, std::string_view by, Instant now, Rng& rng) {
    const auto set_or_null = [](Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; };
    ++s.revision;
    if (s.id.empty()) {
        s.id = to_text(make_raw_id(now, rng));
        STEWARD_CHECK(
            transaction.execute("insert into timesheets_weeks (id, account_id, week, state, submitted_at, decided_by, reason, "
                                "revision) values ($1, $2, $3, $4, $5, '', '', $6)",
                                s.id, s.account, s.week, s.state, set_or_null(s.submitted_at), s.revision));
    } else {
        STEWARD_CHECK(
            transaction.execute("update timesheets_weeks set state = $2, submitted_at = $3, decided_by_id = $4, decided_by = $5, "
                                "decided_at = $6, reason = $7, revision = $8 where id = $1",
                                s.id, s.state, set_or_null(s.submitted_at), or_null(s.decided_by_id), s.decided_by,
                                set_or_null(s.decided_at), s.reason, s.revision));
    }
    STEWARD_CHECK(
        transaction.execute("insert into timesheets_decisions (account_id, week, number, at, by_name, from_state, to_state, reason) "
                            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
                            s.account, s.week, s.revision, now, by, from_state, s.state, s.reason));
    return {};
}

Result<std::vector<DecisionRow>> decisions_of(Transaction& transaction, AccountId account, std::string_view week) {
    STEWARD_TRY(const auto rows, transaction.query("select at, by_name, from_state, to_state, reason from timesheets_decisions where "
                                                   "account_id = $1 and week = $2 order by number limit 200",
                                                   account, week));
    std::vector<DecisionRow> decisions;
    for (const auto& row : rows) decisions.push_back({row.instant(0), row.text(1), row.text(2), row.text(3), row.text(4)});
    return decisions;
}

Result<SheetSums> sums_of(Transaction& transaction, AccountId account, std::string_view week) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select count(*), coalesce(sum(e.worked_s), 0), coalesce(sum(e.counted_s), 0), coalesce(sum(" +
                                  std::string(client_seconds) +
                                  "), 0), coalesce(sum(e.revision), 0), coalesce(max(e.changed_at), 0) from timesheets_entries e where "
                                  "e.account_id = $1 and e.week = $2 and e.source <> 'import'",
                              account, week));
    const auto whole = [&](size_t column) { return row->integer(column); };
    return SheetSums{row->integer(0), whole(1), whole(2), whole(3), whole(4), row->instant(5)};
}

Result<Contract> contract_of(Transaction& transaction, AccountId account, const SettingsRow& settings, Date from, Date until) {
    Contract contract{.weekly_minutes = settings.weekly_minutes, .absent = {}};
    STEWARD_TRY(const auto hours, transaction.query_one("select weekly_minutes from timesheets_hours where account_id = $1", account));
    if (hours) contract.weekly_minutes = hours->integer(0);
    STEWARD_TRY(const auto rows, transaction.query("select day, minutes from timesheets_absences where account_id = $1 and day >= $2 and "
                                                   "day < $3",
                                                   account, day_text(from), day_text(until)));
    for (const auto& row : rows) {
        STEWARD_TRY(const auto day, parse_day("/day", row.text(0)));
        contract.absent[day] += row.integer(1);
    }
    return contract;
}

Status set_weekly_minutes(Transaction& transaction, AccountId account, int64_t minutes) {
    STEWARD_CHECK(
        transaction.execute("insert into timesheets_hours (account_id, weekly_minutes) values ($1, $2) on conflict (account_id) do "
                            "update set weekly_minutes = $2",
                            account, minutes));
    return {};
}

const std::string_view absence_columns = "b.id, b.account_id, b.day, b.minutes, b.kind, b.note, coalesce(a.name, '')";
const std::string_view absences_from =
    " from timesheets_absences b left join access_v_accounts a on a.account_id = b.account_id where true";

AbsenceRow read_absence(const storage::Row& row) {
    return {row.id<AbsenceId>(0), row.id<AccountId>(1), row.text(2), row.integer(3), row.text(4), row.text(5), row.text(6)};
}

Result<std::optional<AbsenceRow>> find_absence(Transaction& transaction, AbsenceId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(absence_columns) + std::string(absences_from) + " and b.id = $1", id));
    return row ? std::optional(read_absence(*row)) : std::nullopt;
}

Status insert_absence(Transaction& transaction, const AbsenceRow& b) {
    STEWARD_CHECK(
        transaction.execute("insert into timesheets_absences (id, account_id, day, minutes, kind, note) values ($1, $2, $3, $4, $5, $6)",
                            b.id, b.account, b.day, b.minutes, b.kind, b.note));
    return {};
}

Status delete_absence(Transaction& transaction, AbsenceId id) {
    STEWARD_CHECK(transaction.execute("delete from timesheets_absences where id = $1", id));
    return {};
}

Result<std::map<AccountId, PersonSums>> sums_of_people(Transaction& transaction, Date from, Date until) {
    const std::string of_clients(client_seconds);
    STEWARD_TRY(
        const auto rows,
        transaction.query("select e.account_id, count(*), sum(" + of_clients +
                              "), sum(case when e.client_id is null or e.activity = 'internal' then e.worked_s else 0 end), sum(case "
                              "when e.coverage = 'billable' then e.counted_s else 0 end), sum(case when w.state = 'approved' then " +
                              of_clients +
                              " else 0 end), sum(case when e.client_id is not null and e.activity <> 'internal' then 1 else 0 end) "
                              "from timesheets_entries e left join timesheets_weeks w on w.account_id = e.account_id and w.week = "
                              "e.week where e.day >= $1 and e.day < $2 and e.source <> 'import' group by e.account_id",
                          day_text(from), day_text(until)));
    std::map<AccountId, PersonSums> people;
    for (const auto& row : rows) {
        const auto whole = [&](size_t column) { return row.integer(column); };
        people[row.id<AccountId>(0)] = {whole(2), whole(3), whole(4), whole(5), whole(6)};
    }
    return people;
}

Result<std::map<std::pair<AccountId, std::string>, int64_t>> booked_by_day(Transaction& transaction, Date from, Date until) {
    STEWARD_TRY(const auto rows,
                transaction.query("select account_id, day, sum(worked_s) from timesheets_entries where day >= $1 and day < $2 "
                                  "and source <> 'import' group by account_id, day",
                                  day_text(from), day_text(until)));
    std::map<std::pair<AccountId, std::string>, int64_t> booked;
    for (const auto& row : rows) booked[{row.id<AccountId>(0), row.text(1)}] = row.integer(2);
    return booked;
}

Result<std::vector<Colleague>> colleagues(Transaction& transaction) {
    STEWARD_TRY(const auto rows,
                transaction.query("select a.account_id, a.name from access_v_accounts a where a.status = 'active' and exists "
                                  "(select 1 from access_v_account_roles r where r.account_id = a.account_id and r.role in "
                                  "('OWN', 'SVM', 'DSP', 'TEC', 'ENG', 'NOC', 'ONC', 'SEC', 'VCI', 'ACM', 'FIN')) order by "
                                  "a.name, a.account_id limit 1000"));
    std::vector<Colleague> people;
    for (const auto& row : rows) people.push_back({row.id<AccountId>(0), row.text(1)});
    return people;
}

}  // namespace steward::timesheets
