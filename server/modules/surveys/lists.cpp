// The lists of the room and K08: the filter language, pages by key, only the caller's clients.
#include "server/modules/surveys/service.h"
#include "server/platform/filter/filter.h"

namespace steward::surveys {

namespace {
using filter::Kind;
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
                                           {"person", "s.person_name"},
                                           {"person_id", "s.person_id"},
                                           {"technician", "s.technician_name"},
                                           {"technician_id", "coalesce(s.technician_id, '')"}};
// By the person only on our side, by the technician only for managers.
constexpr size_t fields_of_clients = 12, fields_of_staff = 14;
constexpr std::string_view survey_text[] = {"s.title", "s.reference", "coalesce(c.name, '')", "s.comment", "s.person_name"};
constexpr size_t texts_of_clients = 3;
constexpr std::string_view surveys_from = " from surveys_surveys s left join directory_v_clients c on c.id = s.client_id where true";

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

Result<v1::Satisfaction> Service::get_satisfaction(Call& call, const v1::GetSatisfactionRequest& request) {
    Instant from{request.from_unix_ms()}, until{request.until_unix_ms()};
    if (!until.is_set()) until = call.now();
    if (!from.is_set()) from = until - usual_period;
    if (from >= until) return bad_field("/from_unix_ms", "The period must begin before it ends.");
    if (until - from > longest_period) return bad_field("/from_unix_ms", "A period is at most 400 days long.");
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters{storage::to_value(from), storage::to_value(until)};
    std::string where = call.client_filter("s.client_id", parameters);
    std::string only_client;
    if (!request.client_id().empty()) {
        STEWARD_TRY(const auto client, ClientId::parse(request.client_id()));
        parameters.push_back(storage::to_value(client));
        where += " and s.client_id = $" + std::to_string(parameters.size());
        only_client = " client_id:" + client.text();
    }
    const std::string period = "state:sent,answered sent>=" + to_rfc3339(from) + " sent<" + to_rfc3339(until);
    v1::Satisfaction answer;
    answer.set_definition_version(satisfaction_version);
    answer.set_definition(std::string(satisfaction_definition));
    answer.set_from_unix_ms(from.unix_ms);
    answer.set_until_unix_ms(until.unix_ms);
    answer.set_minimum_sample(static_cast<int32_t>(least_answers));
    TallyRow all{.key = "", .label = "All", .tally = {}};
    STEWARD_TRY(const auto clients, tallies(*transaction, "s.client_id", "c.name", where, parameters));
    for (const TallyRow& row : clients) {
        add_up(all.tally, row.tally);
        fill_line(*answer.add_clients(), row, period + " client_id:" + row.key);
    }
    fill_line(*answer.mutable_all(), all, period + only_client);
    if (!call.caller().may("survey.configure") || call.caller().client_side) return answer;
    STEWARD_TRY(const auto technicians, tallies(*transaction, "coalesce(s.technician_id, '')", "s.technician_name",
                                                where + " and s.technician_id is not null", parameters));
    for (const TallyRow& row : technicians) fill_line(*answer.add_technicians(), row, period + only_client + " technician_id:" + row.key);
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
