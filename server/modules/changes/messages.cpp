#include "server/modules/changes/messages.h"

#include "server/modules/changes/acts.h"

namespace steward::changes {

namespace {
int32_t minutes_between(Instant from, Instant until) { return static_cast<int32_t>((until - from) / std::chrono::minutes(1)); }

// One sentence: what is missing before the next state.
std::string waits_for(const ChangeRow& row, Instant now) {
    if (row.is_withdrawn()) return "Its ticket was cancelled or merged.";
    if (row.state == "draft") return "It has to be assessed: plan, risk, test and way back.";
    if (row.state == "assessed" && row.type != "standard") return missing_approval(face_of(row));
    if (row.state == "assessed" || row.state == "approved") return "It needs a window.";
    if (row.state == "scheduled") return now > row.ends_at ? "Its window is over. Schedule it anew." : "";
    if (row.state == "implementing" && now > row.ends_at) return "Its window is over. Say what came of it.";
    if (row.state == "completed") return "It has to be reviewed.";
    return "";
}

void fill_actions(v1::Change& message, const ChangeRow& row, const Caller& caller, bool caller_wrote) {
    if (row.is_withdrawn()) return;
    const ChangeFace face = face_of(row);
    const bool is_written = row.state == "draft" || row.state == "assessed";
    if (caller.may("change.write")) {
        for (const auto to : allowed_moves(face, caller.roles)) message.add_allowed_moves(std::string(to));
        if (is_written && row.client_approval != "pending") message.add_allowed_actions("edit");
        const bool asks = row.state == "assessed" && (needs_client(face) || row.alone_until.is_set()) && row.client_approval != "pending" &&
                          row.client_approval != "approved";
        if (asks) message.add_allowed_actions("ask_client");
    }
    if (caller.may("change.approve")) {
        if (judge_decision(face, caller.roles, caller_wrote)) message.add_allowed_actions("decide");
        const bool owes_words = row.verbal_at.is_set() && !row.written_at.is_set() && row.verbal_by_id == caller.account;
        if (owes_words) message.add_allowed_actions("confirm");
    }
    if (caller.may("change.link") && row.began_at.is_set()) message.add_allowed_actions("judge");
}

void fill_text(v1::Change& message, const ChangeRow& row) {
    message.set_change_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_ticket_id(row.ticket.text());
    message.set_reference(row.reference);
    message.set_title(row.title);
    message.set_type(row.type);
    message.set_state(row.state);
    message.set_open(is_open(row.state) && !row.is_withdrawn());
    message.set_withdrawn(row.is_withdrawn());
    if (!row.author_id.is_nil()) message.set_author_id(row.author_id.text());
    message.set_author(row.author);
    if (!row.source.is_nil()) message.set_template_id(row.source.text());
    message.set_template_name(row.source_name);
    message.set_reason(row.reason);
    message.set_plan(row.plan);
    message.set_rollback(row.rollback);
    message.set_test(row.test);
    message.set_impact(row.impact);
    message.set_likelihood(row.likelihood);
    const int risk = risk_of(row.impact, row.likelihood);
    message.set_risk(risk);
    message.set_risk_words(std::string(risk_words(risk)));
    message.set_affects_users(row.affects_users);
    message.set_cost_minor(row.cost_minor);
    message.set_currency(row.currency);
    message.set_second_person(row.second_person);
    message.set_decision_text(row.decision_text);
    if (!row.verbal_by_id.is_nil()) message.set_verbal_by_id(row.verbal_by_id.text());
    message.set_verbal_by(row.verbal_by);
    message.set_implementer(row.implementer);
    message.set_outcome(row.outcome);
    message.set_service_hurt(row.service_hurt);
    message.set_finding_reference(row.finding_reference);
    if (!row.finding.is_nil()) message.set_finding_ticket_id(row.finding.text());
    message.set_review(row.review);
    message.set_reviewed_by(row.reviewed_by);
    message.set_etag(std::to_string(row.revision));
}
}  // namespace

void fill(v1::Change& message, const ChangeRow& row, const Caller& caller, bool caller_wrote, Instant now) {
    fill_text(message, row);
    message.set_needs_client(needs_client(face_of(row)));
    message.set_client_approval(message.needs_client() || row.client_approval != "not_asked" ? row.client_approval : "not_needed");
    message.set_approval_id(row.approval_id);
    message.set_drafted_at_unix_ms(row.drafted_at.unix_ms);
    message.set_second_at_unix_ms(row.second_at.unix_ms);
    message.set_verbal_at_unix_ms(row.verbal_at.unix_ms);
    message.set_written_due_unix_ms(row.written_due.unix_ms);
    message.set_written_at_unix_ms(row.written_at.unix_ms);
    message.set_written_overdue(row.written_due.is_set() && !row.written_at.is_set() && now > row.written_due);
    message.set_starts_at_unix_ms(row.starts_at.unix_ms);
    message.set_ends_at_unix_ms(row.ends_at.unix_ms);
    message.set_began_at_unix_ms(row.began_at.unix_ms);
    message.set_ended_at_unix_ms(row.ended_at.unix_ms);
    message.set_review_due_unix_ms(row.review_due.unix_ms);
    message.set_review_overdue(row.state == "completed" && row.review_due.is_set() && now > row.review_due);
    message.set_approved_from_unix_ms(row.second_at.is_set() ? 0 : row.alone_until.unix_ms);
    message.set_outcome_overdue(row.state == "implementing" && row.ends_at.is_set() && now > row.ends_at);
    message.set_reviewed_at_unix_ms(row.reviewed_at.unix_ms);
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_waits_for(waits_for(row, now));
    fill_actions(message, row, caller, caller_wrote);
}

void fill(v1::Freeze& message, const FreezeRow& row, const Caller& caller, Instant now) {
    message.set_freeze_id(row.id.text());
    if (!row.client.is_nil()) message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_from_unix_ms(row.from.unix_ms);
    message.set_until_unix_ms(row.until.unix_ms);
    message.set_reason(row.reason);
    message.set_created_by(row.created_by);
    message.set_end_reason(row.end_reason);
    const bool may_end = row.client.is_nil() ? caller.scope.all : caller.scope.contains(row.client);
    if (caller.may("change.configure") && may_end && row.until > now) message.add_allowed_actions("end");
}

void fill(v1::ChangeTemplate& message, const TemplateRow& row, const Caller& caller) {
    message.set_template_id(row.id.text());
    message.set_name(row.name);
    message.set_plan(row.plan);
    message.set_rollback(row.rollback);
    message.set_test(row.test);
    message.set_impact(row.impact);
    message.set_likelihood(row.likelihood);
    message.set_state(row.state);
    message.set_author(row.author);
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_approved_by(row.approved_by);
    message.set_approved_at_unix_ms(row.approved_at.unix_ms);
    message.set_used(static_cast<int32_t>(row.used));
    message.set_etag(std::to_string(row.revision));
    if (row.state == "retired") return;
    if (caller.may("change.template")) message.add_allowed_actions("edit");
    if (!caller.may("change.configure")) return;
    if (row.state == "written" && row.author_id != caller.account) message.add_allowed_actions("approve");
    message.add_allowed_actions("retire");
}

void fill(v1::Collision& message, const CollisionRow& row) {
    message.set_change_id(row.other.text());
    message.set_reference(row.reference);
    message.set_title(row.title);
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_device_name(row.device_name);
    message.set_from_unix_ms(row.from.unix_ms);
    message.set_until_unix_ms(row.until.unix_ms);
}

void fill(v1::ChangeCause& message, const CauseRow& row, Instant began_at) {
    message.set_ticket_id(row.ticket.text());
    message.set_reference(row.reference);
    message.set_title(row.title);
    message.set_state(row.ticket_state);
    message.set_at_unix_ms(row.at.unix_ms);
    message.set_verdict(row.verdict);
    message.set_device_name(row.device_name);
    message.set_minutes(began_at.is_set() ? minutes_between(began_at, row.at) : 0);
    message.set_judged_by(row.judged_by);
}

}  // namespace steward::changes
