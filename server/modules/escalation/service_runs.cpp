// Runs, and pages that are answered from outside the console.
#include "server/modules/escalation/service.h"

namespace steward::escalation {

Result<RunRow> Service::load_run(Call& call, const std::string& text) const {
    const auto id = RunId::parse(text);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto run, find_run(*transaction, id.value_or(RunId{})));
    if (!run || run->client != call.client()) return fail(ErrorKind::NotFound, "escalation.run_not_found", "There is no such escalation.");
    return std::move(*run);
}

Result<v1::Run> Service::answer(Call& call, const RunRow& run) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto pages, pages_of(*transaction, run.id));
    v1::Run message;
    fill(message, run, directory_, call.caller());
    for (const PageRow& page : pages) fill(*message.add_pages(), page);
    return message;
}

Result<v1::Run> Service::get_run(Call& call, const v1::GetRunRequest& request) {
    STEWARD_TRY(const auto run, load_run(call, request.run_id()));
    return answer(call, run);
}

Result<v1::Run> Service::acknowledge_run(Call& call, const v1::AcknowledgeRunRequest& request) {
    STEWARD_TRY(auto run, load_run(call, request.run_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    call.set_audit_subject(run.id.text());
    STEWARD_TRY(const bool is_first,
                escalator_.acknowledge(*transaction, run, {call.caller().account, call.caller().name}, "console", call.now()));
    if (!is_first)
        return fail(ErrorKind::Conflict, "escalation.already_taken",
                    run.acknowledged_at.is_set() ? run.acknowledged_by + " has taken it already." : "It is over.");
    return answer(call, run);
}

Result<v1::Run> Service::start_paging_test(Call& call, const v1::StartPagingTestRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto before, newest_test(*transaction, schedule.id));
    if (before && !before->is_over())
        return fail(ErrorKind::Conflict, "escalation.test_running", "A test of this schedule is under way. Wait for its end.");
    STEWARD_TRY(const auto run, escalator_.start_test(*transaction, schedule, call.now()));
    return answer(call, run);
}

v1::PageFace Service::face(const PageRow& page, const RunRow& run) const {
    v1::PageFace face;
    face.set_reference(run.reference);
    face.set_title(run.title);
    face.set_priority(run.priority);
    if (!run.client.is_nil()) face.set_client_name(directory_.client_name(run.client));
    face.set_paged_at_unix_ms(page.sent_at.unix_ms);
    face.set_paged_name(page.name);
    face.set_state(run.state);
    face.set_acknowledged_at_unix_ms(run.acknowledged_at.unix_ms);
    face.set_acknowledged_by(run.acknowledged_by);
    face.set_is_test(run.is_test());
    face.set_can_acknowledge(!run.is_over() && !run.acknowledged_at.is_set());
    return face;
}

Result<v1::PageFace> Service::look_at_page(Call& call, const v1::LookAtPageRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto opened, door_.open_page(*transaction, request.token(), call.now()));
    return face(opened.first, opened.second);
}

// Whoever holds the link is the person that was paged. A second time says who has it, and changes nothing. The link of
// a person whose account was ended meanwhile is not good any more.
Result<v1::PageFace> Service::acknowledge_page(Call& call, const v1::AcknowledgePageRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto opened, door_.open_page(*transaction, request.token(), call.now()));
    STEWARD_TRY(const auto colleague, find_colleague(*transaction, opened.first.account));
    if (!colleague || !colleague->active)
        return fail(ErrorKind::NotFound, "escalation.bad_link", "This link is not good (any more). Take the work in the console.");
    call.set_audit_subject(opened.second.id.text());
    call.add_audit_detail("by", colleague->name);
    STEWARD_CHECK(escalator_.acknowledge(*transaction, opened.second, {colleague->id, colleague->name}, "link", call.now()));
    return face(opened.first, opened.second);
}

}  // namespace steward::escalation
