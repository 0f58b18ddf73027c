// The lists of the room: the filter language, pages by key, only the caller's clients.
#include <algorithm>

#include "server/modules/timesheets/activities.h"
#include "server/modules/timesheets/service.h"
#include "server/platform/filter/filter.h"

namespace steward::timesheets {

namespace {
using filter::Kind;

constexpr filter::Field entry_fields[] = {
    {"person", "coalesce(a.name, e.worker_name)"},
    {"account_id", "e.account_id"},
    {"client", "coalesce(c.name, '')"},
    {"client_id", "coalesce(e.client_id, '')"},
    {"ticket", "coalesce(into_t.reference, t.reference, '')"},
    // What was booked on a duplicate is time of the ticket that it was merged into.
    {"ticket_id", "coalesce(place.merged_into_id, e.ticket_id, '')"},
    {"title", "coalesce(t.title, '')"},
    {"device", "coalesce(d.name, '')"},
    {"device_id", "coalesce(e.device_id, '')"},
    {"project", "e.project"},
    {"day", "e.day_at", Kind::Time},
    {"week", "e.week"},
    {"activity", "e.activity"},
    {"coverage", "e.coverage"},
    {"note", "e.note"},
    {"source", "e.source"},
    {"state", "case when e.day <= s.closed_through or e.source = 'import' then 'locked' else coalesce(w.state, 'draft') end"},
    {"client_work", "(e.client_id is not null and e.activity <> 'internal')", Kind::Boolean},
    {"worked", "e.worked_s", Kind::Number},
    {"counted", "e.counted_s", Kind::Number},
    {"from", "coalesce(e.from_at, 0)", Kind::Time},
    {"created", "e.created_at", Kind::Time},
    {"changed", "e.changed_at", Kind::Time}};
constexpr std::string_view entry_text[] = {
    "e.note", "coalesce(t.title, '')", "coalesce(t.reference, '')", "coalesce(c.name, '')", "coalesce(a.name, '')", "e.project"};
constexpr std::string_view summed =
    "count(*), coalesce(sum(e.worked_s), 0), coalesce(sum(e.counted_s), 0), coalesce(sum(case when e.coverage = 'billable' then "
    "e.counted_s "
    "else 0 end), 0)";

struct Grouping {
    std::string_view name, key, label;
};
constexpr Grouping groupings[] = {{"client", "coalesce(e.client_id, '')", "coalesce(c.name, 'Ourselves')"},
                                  {"activity", "e.activity", "e.activity"},
                                  {"person", "e.account_id", "coalesce(a.name, 'Not here any more')"},
                                  {"ticket", "coalesce(place.merged_into_id, e.ticket_id, '')",
                                   "coalesce(into_t.reference || ' ' || into_t.title, t.reference || ' ' || t.title, 'No ticket')"},
                                  {"day", "e.day", "e.day"},
                                  {"coverage", "e.coverage", "e.coverage"}};
constexpr int most_totals = 1000;

constexpr filter::Field sheet_fields[] = {{"state", "w.state"},
                                          {"person", "coalesce(a.name, '')"},
                                          {"account_id", "w.account_id"},
                                          {"week", "w.week"},
                                          {"decided_by", "w.decided_by"},
                                          {"reason", "w.reason"},
                                          {"submitted", "coalesce(w.submitted_at, 0)", Kind::Time},
                                          {"decided", "coalesce(w.decided_at, 0)", Kind::Time}};
constexpr std::string_view sheet_text[] = {"coalesce(a.name, '')", "w.week"};

constexpr filter::Field absence_fields[] = {{"person", "coalesce(a.name, '')"},
                                            {"account_id", "b.account_id"},
                                            {"day", "b.day"},
                                            {"minutes", "b.minutes", Kind::Number},
                                            {"kind", "b.kind"},
                                            {"note", "b.note"}};
constexpr std::string_view absence_text[] = {"coalesce(a.name, '')", "b.note", "b.kind"};

// Time for a client is seen by whoever sees the client; our own time only by its person and by who approves time.
std::string seen_by(const Call& call, std::vector<storage::Value>& parameters) {
    std::string clients = call.client_filter("e.client_id", parameters);
    if (call.caller().may("time.approve"))
        return clients.empty() ? "" : " and (e.client_id is null or (e.client_id is not null" + clients + "))";
    parameters.push_back(storage::to_value(call.caller().account));
    return " and (e.account_id = $" + std::to_string(parameters.size()) + " or (e.client_id is not null" + clients + "))";
}

// The lists of entries as one reader may ask them: the words of a confidential ticket are neither shown nor found.
struct EntryWords {
    explicit EntryWords(const std::string& note) : columns(columns_with(note)), note_sql(note) {
        fields.assign(std::begin(entry_fields), std::end(entry_fields));
        text.assign(std::begin(entry_text), std::end(entry_text));
        for (auto& field : fields) {
            if (field.name == "note") field.sql = note_sql;
        }
        for (auto& one : text) {
            if (one == "e.note") one = note_sql;
        }
    }
    EntryWords(const EntryWords&) = delete;
    EntryWords& operator=(const EntryWords&) = delete;

    const std::string columns, note_sql;
    std::vector<filter::Field> fields;
    std::vector<std::string_view> text;
};

// What "ticket_id:" asks said once more in a way that an index answers: without it every entry there is would be looked at.
std::string of_tickets(std::span<const filter::Term> terms, std::vector<storage::Value>& parameters) {
    std::string condition;
    for (const filter::Term& term : terms) {
        if (term.negated || term.key != "ticket_id" || term.comparison != filter::Operator::Is) continue;
        if (!std::ranges::all_of(term.values, [](const auto& value) { return TicketId::parse(value).has_value(); })) continue;
        std::string ids;
        for (const std::string& value : term.values) {
            parameters.emplace_back(value);
            ids.append(ids.empty() ? "$" : ", $").append(std::to_string(parameters.size()));
        }
        condition += " and e.ticket_id in (select p.ticket_id from helpdesk_v_ticket_places p where p.ticket_id in (" + ids +
                     ") union all select p.ticket_id from helpdesk_v_ticket_places p where p.merged_into_id in (" + ids + "))";
    }
    return condition;
}
}  // namespace

Result<v1::ListTimeEntriesResponse> Service::list_time_entries(Call& call, const v1::ListTimeEntriesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    std::string from = std::string(entries_from) + seen_by(call, parameters);
    from += of_tickets(terms, parameters);
    const EntryWords words(note_for(call.caller()));
    const filter::SqlList list{words.columns, from, words.fields, words.text, "e.id", "-day"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), parameters));
    v1::ListTimeEntriesResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_entries(), read_entry(row), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    STEWARD_TRY(const auto condition, filter::to_sql(terms, words.fields, words.text, call.now(), parameters));
    STEWARD_TRY(const auto sums, transaction->run("select " + std::string(summed) + from + condition, parameters));
    answer.set_worked_s(sums.front().integer(1));
    answer.set_counted_s(sums.front().integer(2));
    answer.set_billable_s(sums.front().integer(3));
    return answer;
}

Result<v1::SumTimeEntriesResponse> Service::sum_time_entries(Call& call, const v1::SumTimeEntriesRequest& request) {
    const std::string by = request.by().empty() ? "client" : request.by();
    const auto grouping = std::find_if(std::begin(groupings), std::end(groupings), [&](const Grouping& one) { return one.name == by; });
    if (grouping == std::end(groupings)) return bad_field("/by", "One of: client, activity, person, ticket, day, coverage.");
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string from = std::string(entries_from) + seen_by(call, parameters);
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    const EntryWords words(note_for(call.caller()));
    STEWARD_TRY(const auto condition, filter::to_sql(terms, words.fields, words.text, call.now(), parameters));
    STEWARD_TRY(const auto rows,
                transaction->run("select " + std::string(summed) + ", " + std::string(grouping->key) + ", min(" +
                                     std::string(grouping->label) + ")" + from + condition + " group by " + std::string(grouping->key) +
                                     " order by 2 desc, 5 limit " + std::to_string(most_totals),
                                 parameters));
    v1::SumTimeEntriesResponse answer;
    for (const auto& row : rows) {
        v1::TimeTotal& total = *answer.add_totals();
        total.set_entries(static_cast<int32_t>(row.integer(0)));
        total.set_worked_s(row.integer(1));
        total.set_counted_s(row.integer(2));
        total.set_billable_s(row.integer(3));
        total.set_key(row.text(4));
        const ActivityKind* kind = by == "activity" ? find_activity(row.text(4)) : nullptr;
        total.set_label(kind ? std::string(kind->label) : row.text(5));
    }
    return answer;
}

Result<v1::ListTimeSheetsResponse> Service::list_time_sheets(Call& call, const v1::ListTimeSheetsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    const filter::SqlList list{"w.account_id, w.week",
                               " from timesheets_weeks w left join access_v_accounts a on a.account_id = w.account_id where true",
                               sheet_fields,
                               sheet_text,
                               "w.id",
                               "-week"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), {}));
    v1::ListTimeSheetsResponse response;
    for (const auto& row : page.rows) {
        STEWARD_TRY(const auto monday, parse_week("/week", row.text(1)));
        STEWARD_TRY(auto sheet, answer(call, row.id<AccountId>(0), monday));
        sheet.clear_entries();
        sheet.clear_by_client();
        sheet.clear_by_activity();
        sheet.clear_history();
        *response.add_sheets() = std::move(sheet);
    }
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::ListAbsencesResponse> Service::list_absences(Call& call, const v1::ListAbsencesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    const filter::SqlList list{std::string(absence_columns), std::string(absences_from), absence_fields, absence_text, "b.id", "-day"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), {}));
    v1::ListAbsencesResponse response;
    for (const auto& row : page.rows) fill(*response.add_absences(), read_absence(row));
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

}  // namespace steward::timesheets
