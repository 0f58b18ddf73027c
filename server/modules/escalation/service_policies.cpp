// Whom to page when, and whom of a client we tell.
#include "server/modules/escalation/service.h"

namespace steward::escalation {

namespace {
std::unexpected<Error> no_policy() {
    return fail(ErrorKind::NotFound, "escalation.policy_not_found", "There is no such escalation policy.");
}

Status check_policy_name(const std::string& name) {
    return name.empty() || name.size() > 100 ? Status(bad_field("/name", "A name of 1 to 100 characters is needed.")) : Status{};
}

Status is_policy_as_seen(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "escalation.changed_meanwhile", "Somebody changed this meanwhile. Look again, then decide.");
}

Result<ScheduleId> schedule_in(Transaction& transaction, const std::string& text, Instant now) {
    if (text.empty()) return ScheduleId{};
    const auto id = ScheduleId::parse(text);
    if (!id) return bad_field("/schedule_id", "There is no such schedule.");
    STEWARD_TRY(const auto schedule, find_schedule(transaction, *id, now));
    if (!schedule) return bad_field("/schedule_id", "There is no such schedule.");
    return *id;
}

// The standard policy holds for everybody's clients: whoever sees only some may not change it.
bool may_change_policy(const Caller& caller, const PolicyRow& policy) {
    return policy.client.is_nil() ? caller.scope.all : caller.scope.contains(policy.client);
}
}  // namespace

Result<PolicyRow> Service::load_policy(Call& call, const std::string& text, bool for_change) const {
    const auto id = PolicyId::parse(text);
    if (!id) return no_policy();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto policy, find_policy(*transaction, *id));
    if (!policy || (!policy->client.is_nil() && !call.caller().scope.contains(policy->client))) return no_policy();
    if (for_change && !may_change_policy(call.caller(), *policy))
        return fail(ErrorKind::Forbidden, "escalation.policy_of_all", "This policy holds for clients that you do not look after.");
    call.set_audit_subject(text);
    return std::move(*policy);
}

Result<v1::EscalationPolicy> Service::get_escalation_policy(Call& call, const v1::GetEscalationPolicyRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id(), false));
    v1::EscalationPolicy message;
    fill(message, policy, directory_, call.caller());
    return message;
}

Result<v1::EscalationPolicy> Service::create_escalation_policy(Call& call, const v1::CreateEscalationPolicyRequest& request) {
    const auto client = ClientId::parse(request.client_id());
    if (!client || !call.caller().scope.contains(*client)) return bad_field("/client_id", "This is not the id of a client.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto known, transaction->query_one("select 1 from directory_v_clients where id = $1", *client));
    if (!known) return bad_field("/client_id", "This is not the id of a client.");
    PolicyRow policy{.id = PolicyId::make(call.now(), rng_),
                     .client = *client,
                     .name = request.name(),
                     .schedule = {},
                     .rules = request.has_rules() ? request.rules() : standard_policy().rules(),
                     .changed_at = call.now(),
                     .changed_by = call.caller().name};
    STEWARD_CHECK(check_policy_name(policy.name));
    STEWARD_CHECK(check_escalation_rules(policy.rules));
    STEWARD_TRY(policy.schedule, schedule_in(*transaction, request.schedule_id(), call.now()));
    STEWARD_CHECK(insert_policy(*transaction, policy));
    call.set_audit_subject(policy.id.text());
    v1::EscalationPolicy message;
    fill(message, policy, directory_, call.caller());
    return message;
}

Result<v1::EscalationPolicy> Service::update_escalation_policy(Call& call, const v1::UpdateEscalationPolicyRequest& request) {
    STEWARD_TRY(auto policy, load_policy(call, request.policy_id(), true));
    STEWARD_CHECK(is_policy_as_seen(call, policy.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.has_name()) policy.name = request.name();
    STEWARD_CHECK(check_policy_name(policy.name));
    if (request.has_schedule_id()) {
        STEWARD_TRY(policy.schedule, schedule_in(*transaction, request.schedule_id(), call.now()));
    }
    if (request.has_rules()) {
        policy.rules = request.rules();
        STEWARD_CHECK(check_escalation_rules(policy.rules));
        ++policy.version;
    }
    policy.changed_at = call.now();
    policy.changed_by = call.caller().name;
    ++policy.revision;
    STEWARD_CHECK(update_policy(*transaction, policy, request.has_rules()));
    v1::EscalationPolicy message;
    fill(message, policy, directory_, call.caller());
    return message;
}

Result<v1::DeleteEscalationPolicyResponse> Service::delete_escalation_policy(Call& call, const v1::DeleteEscalationPolicyRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id(), true));
    STEWARD_CHECK(is_policy_as_seen(call, policy.revision));
    if (policy.client.is_nil())
        return fail(ErrorKind::Conflict, "escalation.standard_policy", "The standard policy cannot be removed: change it instead.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_policy(*transaction, policy.id));
    return v1::DeleteEscalationPolicyResponse{};
}

Result<v1::NamedContact> Service::get_named_contact(Call& call, const v1::GetNamedContactRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto contact, contact_of(*transaction, call.client()));
    v1::NamedContact message;
    fill(message,
         contact.value_or(ContactRow{.client = call.client(), .person = {}, .name = {}, .email = {}, .changed_at = {}, .changed_by = {}}));
    return message;
}

Result<v1::NamedContact> Service::set_named_contact(Call& call, const v1::SetNamedContactRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto before, contact_of(*transaction, call.client()));
    STEWARD_CHECK(is_policy_as_seen(call, before ? before->revision : 0));
    ContactRow contact{.client = call.client(),
                       .person = {},
                       .name = {},
                       .email = {},
                       .changed_at = call.now(),
                       .changed_by = call.caller().name,
                       .revision = (before ? before->revision : 0) + 1};
    if (!request.person_id().empty()) {
        const auto person = PersonId::parse(request.person_id());
        if (!person) return bad_field("/person_id", "This client has no such person.");
        STEWARD_TRY(const auto known,
                    transaction->query_one("select 1 from directory_v_people where client_id = $1 and id = $2", call.client(), *person));
        if (!known) return bad_field("/person_id", "This client has no such person.");
        contact.person = *person;
    }
    STEWARD_CHECK(save_contact(*transaction, contact));
    STEWARD_TRY(const auto saved, contact_of(*transaction, call.client()));
    call.set_audit_subject(call.client().text());
    call.add_audit_detail("person", saved ? saved->name : "");
    v1::NamedContact message;
    if (saved) fill(message, *saved);
    return message;
}

}  // namespace steward::escalation
