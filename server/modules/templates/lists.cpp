// The lists of the room: the filter language, pages by key, only the caller's clients.
#include "server/modules/templates/messages.h"
#include "server/modules/templates/service.h"
#include "server/platform/filter/filter.h"

namespace steward::templates {

namespace {
using filter::Kind;

constexpr filter::Field template_fields[] = {
    {"name", "t.name"},       {"kind", "t.kind"},   {"category", "t.category"},     {"impact", "t.impact"},
    {"urgency", "t.urgency"}, {"queue", "t.queue"}, {"changed_by", "t.changed_by"}, {"changed", "t.changed_at", Kind::Time}};
constexpr std::string_view template_text[] = {"t.name", "t.title", "t.category"};

constexpr filter::Field reply_fields[] = {
    {"name", "r.name"}, {"shortcut", "r.shortcut"}, {"changed_by", "r.changed_by"}, {"changed", "r.changed_at", Kind::Time}};
constexpr std::string_view reply_text[] = {"r.name", "r.shortcut", "r.body"};

constexpr filter::Field item_fields[] = {
    {"position", "i.position", Kind::Number},         {"title", "i.title"},     {"required", "i.required", Kind::Boolean},
    {"done", "i.done_at is not null", Kind::Boolean}, {"done_by", "i.done_by"}, {"done_at", "coalesce(i.done_at, 0)", Kind::Time}};
constexpr std::string_view item_text[] = {"i.title", "i.done_by"};

constexpr filter::Field schedule_fields[] = {{"name", "s.name"},
                                             {"client", "c.name"},
                                             {"client_id", "s.client_id"},
                                             {"template", "t.name"},
                                             {"template_id", "s.template_id"},
                                             {"rule", "s.rule"},
                                             {"zone", "s.zone"},
                                             {"paused", "s.paused", Kind::Boolean},
                                             {"next", "coalesce(s.next_at, 9000000000000000)", Kind::Time},
                                             {"changed_by", "s.changed_by"},
                                             {"changed", "s.changed_at", Kind::Time}};
constexpr std::string_view schedule_text[] = {"s.name", "t.name", "c.name"};

constexpr filter::Field occurrence_fields[] = {{"due", "o.due_at", Kind::Time},
                                               {"opened", "o.opened_at", Kind::Time},
                                               {"ticket_id", "coalesce(o.ticket_id, '')"},
                                               {"reference", "o.reference"},
                                               {"problem", "o.problem"}};
constexpr std::string_view occurrence_text[] = {"o.reference", "o.problem"};

template <typename Response>
void begin_answer(Response& answer, const filter::SqlPage& page) {
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
}

Result<filter::SqlPage> read_rows(Call& call, const filter::SqlList& list, const filter::Question& question,
                                  std::vector<storage::Value> parameters = {}) {
    STEWARD_TRY(auto* transaction, call.transaction());
    return filter::read_list(*transaction, list, question, call.now(), std::move(parameters));
}
}  // namespace

Result<v1::ListTicketTemplatesResponse> Service::list_ticket_templates(Call& call, const v1::ListTicketTemplatesRequest& request) {
    STEWARD_TRY(const auto page, read_rows(call,
                                           {.columns = std::string(template_columns),
                                            .from = " from templates_tickets t where true",
                                            .fields = template_fields,
                                            .text = template_text,
                                            .id_column = "t.id",
                                            .default_order = "name"},
                                           filter::question_of(request)));
    v1::ListTicketTemplatesResponse answer;
    begin_answer(answer, page);
    for (const auto& row : page.rows) {
        STEWARD_TRY(const auto read, read_template(row));
        fill(*answer.add_templates(), read, call.caller());
    }
    return answer;
}

Result<v1::ListCannedRepliesResponse> Service::list_canned_replies(Call& call, const v1::ListCannedRepliesRequest& request) {
    STEWARD_TRY(const auto page, read_rows(call,
                                           {.columns = std::string(reply_columns),
                                            .from = " from templates_replies r where true",
                                            .fields = reply_fields,
                                            .text = reply_text,
                                            .id_column = "r.id",
                                            .default_order = "shortcut"},
                                           filter::question_of(request)));
    v1::ListCannedRepliesResponse answer;
    begin_answer(answer, page);
    for (const auto& row : page.rows) fill(*answer.add_replies(), read_reply(row), call.caller());
    return answer;
}

Result<v1::ListChecklistResponse> Service::list_checklist(Call& call, const v1::ListChecklistRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id(), false));
    STEWARD_TRY(const auto page, read_rows(call,
                                           {.columns = std::string(item_columns),
                                            .from = " from templates_checklist i where i.client_id = $1 and i.ticket_id = $2",
                                            .fields = item_fields,
                                            .text = item_text,
                                            .id_column = "i.id",
                                            .default_order = "position"},
                                           filter::question_of(request), {ticket.client.text(), ticket.id.text()}));
    v1::ListChecklistResponse answer;
    begin_answer(answer, page);
    for (const auto& row : page.rows) fill(*answer.add_items(), read_item(row));
    return answer;
}

Result<v1::ListTicketSchedulesResponse> Service::list_ticket_schedules(Call& call, const v1::ListTicketSchedulesRequest& request) {
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("s.client_id", parameters) + " and not s.ended";
    STEWARD_TRY(const auto page, read_rows(call,
                                           {.columns = std::string(schedule_columns),
                                            .from = std::string(schedules_joined) + scope,
                                            .fields = schedule_fields,
                                            .text = schedule_text,
                                            .id_column = "s.id",
                                            .default_order = "next"},
                                           filter::question_of(request), std::move(parameters)));
    v1::ListTicketSchedulesResponse answer;
    begin_answer(answer, page);
    for (const auto& row : page.rows) fill(*answer.add_schedules(), read_schedule(row), call.caller());
    return answer;
}

Result<v1::ListOccurrencesResponse> Service::list_occurrences(Call& call, const v1::ListOccurrencesRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    STEWARD_TRY(const auto page, read_rows(call,
                                           {.columns = "o.due_at, o.opened_at, o.ticket_id, o.reference, o.problem",
                                            .from = " from templates_occurrences o where o.client_id = $1 and o.schedule_id = $2",
                                            .fields = occurrence_fields,
                                            .text = occurrence_text,
                                            .id_column = "o.id",
                                            .default_order = "-due"},
                                           filter::question_of(request), {schedule.client.text(), schedule.id.text()}));
    v1::ListOccurrencesResponse answer;
    begin_answer(answer, page);
    for (const auto& row : page.rows) {
        auto& occurrence = *answer.add_occurrences();
        occurrence.set_schedule_id(schedule.id.text());
        occurrence.set_due_at_unix_ms(row.integer(0));
        occurrence.set_opened_at_unix_ms(row.integer(1));
        occurrence.set_ticket_id(row.text_or(2));
        occurrence.set_reference(row.text(3));
        occurrence.set_problem(row.text(4));
    }
    return answer;
}

}  // namespace steward::templates
