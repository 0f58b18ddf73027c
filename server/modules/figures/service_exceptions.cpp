// The list of a month's exceptions: the same for the client as for us.
#include <algorithm>

#include "server/modules/figures/exceptions.h"
#include "server/modules/figures/service.h"
#include "server/platform/filter/memory_list.h"

namespace steward::figures {

namespace {
constexpr filter::Field exception_fields[] = {{"kind", ""},
                                              {"state", ""},
                                              {"client", ""},
                                              {"reference", ""},
                                              {"title", ""},
                                              {"priority", ""},
                                              {"asked_by", ""},
                                              {"decided_by", ""},
                                              {"reason", ""},
                                              {"at", "", filter::Kind::Time},
                                              {"decided", "", filter::Kind::Time}};
constexpr size_t exception_text[] = {3, 4, 2, 6, 8};

filter::Cell exception_cell(const v1::FigureException& one, size_t field) {
    const auto text = [](const std::string& value) { return filter::Cell{std::string_view(value)}; };
    const std::string* const words[] = {&one.kind(),     &one.state(),    &one.client_name(), &one.reference(), &one.title(),
                                        &one.priority(), &one.asked_by(), &one.decided_by(),  &one.reason()};
    if (field < std::size(words)) return text(*words[field]);
    return field == std::size(words) ? one.at_unix_ms() : one.decided_at_unix_ms();
}

const filter::Shape<v1::FigureException>& exceptions_shape() {
    static const filter::Shape<v1::FigureException> shape{exception_fields, exception_text, "-at", exception_cell,
                                                          [](const v1::FigureException& one) { return one.exception_id(); }};
    return shape;
}

bool is_of_ticket(const ExceptionRecord& record) {
    return record.kind == "kind_changed" || record.kind == "ticket_cancelled" || record.kind == "priority_lowered";
}

// A ticket's exception is decided in the desk, a disturbance's in the room of who knew first.
std::string_view decided_by_permission(const ExceptionRecord& record) {
    return is_of_ticket(record) ? "ticket.excuse" : "proactivity.approve";
}

v1::FigureException shown(const ExceptionRecord& record, const directory::Directory& directory, const Caller& caller) {
    v1::FigureException one;
    one.set_exception_id(record.id);
    one.set_kind(record.kind);
    one.set_client_id(record.client.text());
    one.set_client_name(directory.client_name(record.client));
    one.set_reference(record.reference);
    one.set_title(record.title);
    one.set_priority(record.priority);
    one.set_record_id(record.record);
    one.set_from(record.from);
    one.set_to(record.to);
    one.set_detail(record.detail);
    // Why is written for colleagues; what was decided over the rule the client reads at the disturbance too.
    const bool is_ours = is_of_ticket(record) || record.kind == "alert_dismissed";
    const bool tells_why = !caller.client_side || !is_ours;
    if (tells_why) one.set_reason(record.reason);
    one.set_state(record.state);
    one.set_asked_by(record.asked_by);
    one.set_at_unix_ms(record.at.unix_ms);
    one.set_decided_by(record.decided_by);
    one.set_decided_at_unix_ms(record.decided_at.unix_ms);
    if (tells_why) one.set_note(record.note);
    const bool is_second = !caller.account.is_nil() && caller.account != record.asked_by_id;
    if (record.state == "pending" && is_second && caller.may(decided_by_permission(record))) {
        one.add_allowed_actions("agree");
        one.add_allowed_actions("refuse");
    }
    return one;
}
}  // namespace

Result<v1::ListFigureExceptionsResponse> Service::list_figure_exceptions(Call& call, const v1::ListFigureExceptionsRequest& request) {
    STEWARD_TRY(const Asked which, asked(call, request.client_id(), request.month()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto records, exceptions_of(*transaction, which.clients, which.month));
    std::vector<v1::FigureException> all;
    for (const auto& record : records) all.push_back(shown(record, directory_, call.caller()));
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), exceptions_shape(), all, call.now()));
    v1::ListFigureExceptionsResponse answer;
    for (const size_t row : page.rows) *answer.add_exceptions() = std::move(all[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    answer.set_month(which.month);
    return answer;
}

Status Service::count_exceptions(Call& call, const Asked& asked, v1::DeskFigures& answer) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto records, exceptions_of(*transaction, asked.clients, asked.month));
    answer.set_exceptions(static_cast<int32_t>(records.size()));
    const auto waits = [](const ExceptionRecord& record) { return record.state == "pending"; };
    answer.set_pending_exceptions(static_cast<int32_t>(std::count_if(records.begin(), records.end(), waits)));
    return {};
}

}  // namespace steward::figures
