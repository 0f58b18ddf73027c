#include "server/modules/problems/messages.h"

#include "server/modules/problems/states.h"

namespace steward::problems {

void fill(v1::Problem& message, const ProblemRow& row, const Caller& caller) {
    message.set_problem_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_ticket_id(row.ticket.text());
    message.set_reference(row.reference);
    message.set_title(row.title);
    message.set_state(row.state);
    message.set_open(is_open(row.state) && !row.is_withdrawn());
    message.set_withdrawn(row.is_withdrawn());
    message.set_opened_by(row.opened_by);
    message.set_opened_at_unix_ms(row.opened_at.unix_ms);
    message.set_reason(row.reason);
    if (!row.device.is_nil()) message.set_device_id(row.device.text());
    message.set_device_name(row.device_name);
    message.set_about(row.about);
    message.set_about_words(row.about_words);
    message.set_cause(row.cause);
    message.set_workaround(row.workaround);
    message.set_fix(row.fix);
    if (!row.fix_ticket.is_nil()) message.set_fix_ticket_id(row.fix_ticket.text());
    message.set_fix_reference(row.fix_reference);
    message.set_incidents(static_cast<int32_t>(row.incident_count));
    message.set_last_incident_at_unix_ms(row.last_incident_at.unix_ms);
    message.set_fixed_at_unix_ms(row.fixed_at.unix_ms);
    message.set_recurrences(static_cast<int32_t>(row.recurrences));
    if (row.state == "fixed") message.set_quiet_until_unix_ms((row.quiet_from + quiet_for).unix_ms);
    message.set_waits_for(row.waits_for);
    message.set_evidence(row.evidence);
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_etag(std::to_string(row.revision));
    if (row.is_withdrawn()) return;
    if (caller.may("problem.write")) {
        const ProblemFace face{.state = row.state, .cause = row.cause, .workaround = row.workaround, .fix = row.fix};
        for (const auto to : allowed_moves(face, caller.roles)) message.add_allowed_moves(std::string(to));
        if (is_open(row.state) && may_open(caller.roles)) message.add_allowed_actions("edit");
    }
    if (caller.may("problem.link") && is_open(row.state)) message.add_allowed_actions("link");
}

}  // namespace steward::problems
