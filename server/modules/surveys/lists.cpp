// The lists of the room and K08: the filter language, pages by key, only the caller's clients.
#include <algorithm>

#include "server/modules/service_levels/service_levels.h"
#include "server/modules/surveys/service.h"
#include "server/platform/filter/filter.h"

namespace steward::surveys {

namespace {
using filter::Kind;
constexpr int most_months = 12;
constexpr Duration usual_period = std::chrono::days(90), longest_period = std::chrono::days(400);

constexpr filter::Field survey_fields[] = {{"state", "s.state"},
                                           {"answer", "s.answer"},
                                           {"client", "coalesce(c.name, '')"},
                                           {"client_id", "s.client_id"},
                                           {"ticket", "s.reference"},
                                           {"ticket_id", "s.ticket_id"},
                                           {"title", "s.title"},
                                           {"reason", "s.reason"},
                                           {"via", "s.answered_via"},
                                           {"due", "s.due_at", Kind::Time},
                                           {"sent", "coalesce(s.sent_at, 0)", Kind::Time},
                                           {"answered", "coalesce(s.answered_at, 0)", Kind::Time},
                                           {"month", "s.sent_month"},
                                           {"priority", "coalesce(t.priority, '')"},
                                           {"person", "s.person_name"},
                                           {"person_id", "s.person_id"},
                                           {"technician", "s.technician_name"},
                                           {"technician_id", "coalesce(s.technician_id, '')"}};
// By the person only on our side, by the technician only for managers.
constexpr size_t fields_of_clients = 14, fields_of_staff = 16;
constexpr std::string_view survey_text[] = {"s.title", "s.reference", "coalesce(c.name, '')", "s.comment", "s.person_name"};
constexpr size_t texts_of_clients = 3;
constexpr std::string_view surveys_from =
    " from surveys_surveys s left join directory_v_clients c on c.id = s.client_id left join helpdesk_v_desk t on t.id = s.ticket_id where "
    "true";

constexpr filter::Field refusal_fields[] = {
    {"person", "coalesce(p.name, '')"}, {"person_id", "r.person_id"}, {"client", "coalesce(c.name, '')"},
    {"client_id", "r.client_id"},       {"by", "r.by_name"},          {"since", "r.since", Kind::Time}};
constexpr std::string_view refusal_text[] = {"coalesce(p.name, '')", "coalesce(c.name, '')"};

void add_up(Tally& all, const Tally& tally) {
    all.sent += tally.sent;
    all.good += tally.good;
    all.ok += tally.ok;
    all.bad += tally.bad;
}

void fill_line(v1::SatisfactionLine& line, const TallyRow& row, const std::string& filter) {
    const Tally& tally = row.tally;
    line.set_key(row.key);
    line.set_label(row.label);
    line.set_good(static_cast<int32_t>(tally.good));
    line.set_ok(static_cast<int32_t>(tally.ok));
    line.set_bad(static_cast<int32_t>(tally.bad));
    line.set_answered(static_cast<int32_t>(tally.answered()));
    line.set_sent(static_cast<int32_t>(tally.sent));
    line.set_has_data(tally.has_data());
    line.set_enough(tally.is_enough());
    line.set_response_percent(tally.response_percent());
    line.set_filter(filter);
    if (!tally.is_enough()) return;  // a percentage of three answers would be believed
    const Interval interval = interval_of(tally);
    line.set_percent(tally.percent());
    line.set_interval_low(interval.low);
    line.set_interval_high(interval.high);
}
}  // namespace

Result<v1::ListSurveysResponse> Service::list_surveys(Call& call, const v1::ListSurveysRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(surveys_from) + call.client_filter("s.client_id", parameters) +
                             helpdesk::without_confidential(call.caller(), parameters, "s.ticket_id");
    const bool is_client = call.caller().client_side;
    const std::span all_fields(survey_fields);
    const filter::SqlList list{std::string(survey_columns),
                               from,
                               all_fields.first(is_client                               ? fields_of_clients
                                                : call.caller().may("survey.configure") ? all_fields.size()
                                                                                        : fields_of_staff),
                               std::span(survey_text).first(is_client ? texts_of_clients : std::size(survey_text)),
                               "s.id",
                               "-sent"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListSurveysResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_surveys(), read_survey(row), call.caller(), false);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

// Which surveys are counted: the condition in SQL with its values, and the same as a filter of the list.
struct Service::Counted {
    std::vector<storage::Value> values;
    std::string where, filter;
};

Result<Service::Counted> Service::counted_of(Call& call, const v1::GetSatisfactionRequest& request, v1::Satisfaction& answer) const {
    Instant from{request.from_unix_ms()}, until{request.until_unix_ms()};
    Counted counted;
    if (request.month().empty()) {
        if (!until.is_set()) until = call.now();
        if (!from.is_set()) from = until - usual_period;
        if (from >= until) return bad_field("/from_unix_ms", "The period must begin before it ends.");
        if (until - from > longest_period) return bad_field("/from_unix_ms", "A period is at most 400 days long.");
        counted.values = {storage::to_value(from), storage::to_value(until)};
        counted.where = " and s.sent_at >= $1 and s.sent_at < $2";
        counted.filter = "state:sent,answered sent>=" + to_rfc3339(from) + " sent<" + to_rfc3339(until);
    } else {
        if (from.is_set() || until.is_set()) return bad_field("/month", "Either a month or a period.");
        STEWARD_TRY(const auto span, service_levels::month_in(answer.zone().empty() ? "UTC" : answer.zone(), request.month()));
        from = span.begin;
        until = span.end;
        answer.set_month(request.month());
        counted.values = {storage::to_value(request.month())};
        counted.where = " and s.sent_month = $1";
        counted.filter = "state:sent,answered month:" + request.month();
    }
    answer.set_from_unix_ms(from.unix_ms);
    answer.set_until_unix_ms(until.unix_ms);
    return counted;
}

// Month by month, also those in which nobody was asked.
Status Service::add_trend(Call& call, const v1::GetSatisfactionRequest& request, const std::string& theirs,
                          const std::vector<storage::Value>& their_values, v1::Satisfaction& answer) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::string last = answer.month();
    if (last.empty()) {
        STEWARD_TRY(last, service_levels::month_at(answer.zone().empty() ? "UTC" : answer.zone(), call.now()));
    }
    std::vector<storage::Value> values = their_values;
    std::string list;
    for (int back = request.months() - 1; back >= 0; --back) {
        values.push_back(storage::to_value(service_levels::month_before(last, back)));
        list += (list.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    STEWARD_TRY(const auto months,
                tallies(*transaction, "s.sent_month", "s.sent_month", theirs + " and s.sent_month in (" + list + ")", std::move(values)));
    for (int back = request.months() - 1; back >= 0; --back) {
        const std::string month = service_levels::month_before(last, back);
        const auto found = std::ranges::find(months, month, &TallyRow::key);
        const std::string only = request.client_id().empty() ? "" : " client_id:" + request.client_id();
        fill_line(*answer.add_trend(), found == months.end() ? TallyRow{.key = month, .label = month, .tally = {}} : *found,
                  "state:sent,answered month:" + month + only);
    }
    return {};
}

Result<v1::Satisfaction> Service::get_satisfaction(Call& call, const v1::GetSatisfactionRequest& request) {
    if (request.months() < 0 || request.months() > most_months) return bad_field("/months", "At most 12 months.");
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::Satisfaction answer;
    std::string only_client;
    ClientId client;
    if (!request.client_id().empty()) {
        STEWARD_TRY(client, ClientId::parse(request.client_id()));
        only_client = " client_id:" + client.text();
        STEWARD_TRY(const auto zone, transaction->query_one("select zone from directory_v_clients where id = $1", client));
        if (zone) answer.set_zone(zone->text(0));
    }
    const auto theirs = [&](std::vector<storage::Value>& values) {
        std::string where = call.client_filter("s.client_id", values);
        if (client.is_nil()) return where;
        values.push_back(storage::to_value(client));
        return where + " and s.client_id = $" + std::to_string(values.size());
    };
    STEWARD_TRY(Counted counted, counted_of(call, request, answer));
    counted.where += theirs(counted.values);
    answer.set_definition_version(satisfaction_version);
    answer.set_definition(std::string(satisfaction_definition));
    answer.set_minimum_sample(static_cast<int32_t>(least_answers));
    TallyRow all{.key = "", .label = "All", .tally = {}};
    STEWARD_TRY(const auto clients, tallies(*transaction, "s.client_id", "c.name", counted.where, counted.values));
    for (const TallyRow& row : clients) {
        add_up(all.tally, row.tally);
        fill_line(*answer.add_clients(), row, counted.filter + " client_id:" + row.key);
    }
    counted.filter += only_client;
    fill_line(*answer.mutable_all(), all, counted.filter);
    STEWARD_TRY(const auto priorities, tallies(*transaction, "coalesce(t.priority, '')", "t.priority", counted.where, counted.values));
    for (const TallyRow& row : priorities) fill_line(*answer.add_priorities(), row, counted.filter + " priority:" + row.key);
    if (request.months() > 0) {
        std::vector<storage::Value> values;
        const std::string where = theirs(values);
        STEWARD_CHECK(add_trend(call, request, where, values, answer));
    }
    if (!call.caller().may("survey.configure") || call.caller().client_side) return answer;
    STEWARD_TRY(const auto technicians, tallies(*transaction, "coalesce(s.technician_id, '')", "s.technician_name",
                                                counted.where + " and s.technician_id is not null", counted.values));
    for (const TallyRow& row : technicians) fill_line(*answer.add_technicians(), row, counted.filter + " technician_id:" + row.key);
    return answer;
}

Result<v1::ListSurveyRefusalsResponse> Service::list_survey_refusals(Call& call, const v1::ListSurveyRefusalsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from =
        " from surveys_refusals r left join directory_v_people p on p.id = r.person_id left join directory_v_clients c on c.id = "
        "r.client_id "
        "where true" +
        call.client_filter("r.client_id", parameters);
    const filter::SqlList list{"r.person_id, coalesce(p.name, ''), r.client_id, coalesce(c.name, ''), r.since, r.by_name",
                               from,
                               refusal_fields,
                               refusal_text,
                               "r.person_id",
                               "-since"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListSurveyRefusalsResponse answer;
    for (const auto& row : page.rows) {
        v1::SurveyRefusal& refusal = *answer.add_refusals();
        refusal.set_person_id(row.text(0));
        refusal.set_person_name(row.text(1));
        refusal.set_client_id(row.text(2));
        refusal.set_client_name(row.text(3));
        refusal.set_is_refused(true);
        refusal.set_since_unix_ms(row.integer(4));
        refusal.set_by(row.text(5));
    }
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

}  // namespace steward::surveys
