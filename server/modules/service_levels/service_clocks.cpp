#include "server/modules/service_levels/service.h"
#include "server/platform/filter/filter.h"

namespace steward::service_levels {

namespace {
using filter::Kind;
constexpr filter::Field fields_of_clocks[] = {{"due", "coalesce(k.due_at, 0)", Kind::Time},
                                              {"state", "k.state"},
                                              {"open", "k.is_open", Kind::Boolean},
                                              {"kind", "k.kind"},
                                              {"priority", "k.priority"},
                                              {"client_id", "k.client_id"},
                                              {"client", "d.name"},
                                              {"subject_id", "k.subject_id"},
                                              {"percent", "k.announced", Kind::Number},
                                              {"started", "k.started_at", Kind::Time},
                                              {"breached", "coalesce(k.breach_at, 0)", Kind::Time}};
constexpr std::string_view text_of_clocks[] = {"k.kind", "d.name"};

void fill(v1::PromiseClock& message, const ClockRow& row, const ClockFace& face, const std::string& calendar_name) {
    message.set_clock_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_subject_id(row.subject);
    message.set_kind(row.kind);
    message.set_priority(row.priority);
    message.set_state(face.state);
    message.set_counting(face.counting);
    message.set_target_s(face.target.count());
    message.set_consumed_s(face.consumed.count());
    message.set_paused_s(face.paused.count());
    message.set_started_at_unix_ms(row.clock.started_at.unix_ms);
    message.set_due_at_unix_ms(face.due_at.unix_ms);
    message.set_breach_at_unix_ms(face.breach_at.unix_ms);
    message.set_stopped_at_unix_ms(face.stopped_at.unix_ms);
    message.set_breach_reason(row.clock.breach_reason);
    if (!row.calendar.is_nil()) message.set_calendar_id(row.calendar.text());
    message.set_calendar_name(calendar_name);
    message.set_calendar_version(static_cast<int32_t>(row.calendar_version));
    message.set_zone(row.zone);
    message.set_zone_version(row.zone_version);
    message.set_policy_version(static_cast<int32_t>(row.policy_version));
    message.set_explanation(face.explanation);
    message.set_announced_percent(static_cast<int32_t>(row.announced));
    for (const auto& step : face.steps) {
        auto& line = *message.add_steps();
        line.set_kind(step.kind);
        line.set_from_unix_ms(step.from.unix_ms);
        line.set_until_unix_ms(step.until.unix_ms);
        line.set_business_s(step.business.count());
        line.set_reason(step.reason);
        line.set_text(step.text);
    }
}
}  // namespace

Result<v1::ListClocksResponse> Service::list_clocks(Call& call, const v1::ListClocksRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    parameters.emplace_back(no_promise.count());
    const std::string from = " from service_levels_clocks k join directory_v_clients d on d.id = k.client_id where k.target_s < $1" +
                             call.client_filter("k.client_id", parameters);
    const filter::SqlList list{std::string(clock_columns) + ", d.name", from, fields_of_clocks, text_of_clocks, "k.id", "due"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListClocksResponse answer;
    answer.set_total(page.total);
    answer.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        const auto clock = read_clock(row);
        STEWARD_TRY(const auto face, book_.face_of(*transaction, clock, true, call.now()));
        STEWARD_TRY(const auto calendar_name, book_.calendar_name(*transaction, clock, call.now()));
        auto& message = *answer.add_clocks();
        fill(message, clock, face, calendar_name);
        message.set_client_name(row.text(clock_column_count));
    }
    return answer;
}

}  // namespace steward::service_levels
