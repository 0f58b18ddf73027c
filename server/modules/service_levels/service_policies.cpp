#include "server/modules/service_levels/rules.h"
#include "server/modules/service_levels/service.h"
#include "server/platform/filter/filter.h"

namespace steward::service_levels {

namespace {
using filter::Kind;
constexpr filter::Field fields_of_policies[] = {{"name", "p.name"},
                                                {"client_id", "coalesce(p.client_id, '')"},
                                                {"client", "coalesce(d.name, '')"},
                                                {"version", "p.version", Kind::Number},
                                                {"effective", "p.effective_from", Kind::Time},
                                                {"changed", "p.changed_at", Kind::Time}};
constexpr std::string_view text_of_policies[] = {"p.name", "d.name"};

std::unexpected<Error> no_policy() {
    return fail(ErrorKind::NotFound, "service_levels.policy_not_found", "There is no such policy, or it is not one of your clients'.");
}
}  // namespace

Result<PolicyRow> Service::load_policy(Call& call, const std::string& id) const {
    const auto policy_id = PolicyId::parse(id);
    if (!policy_id) return bad_field("/policy_id", policy_id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto policy, find_policy(*transaction, *policy_id));
    if (!policy || !sees(call.caller(), policy->client)) return no_policy();
    return std::move(*policy);
}

v1::SlaPolicy Service::message_of(const PolicyRow& policy, const Caller& caller) const {
    v1::SlaPolicy message;
    message.set_policy_id(policy.id.text());
    message.set_name(policy.name);
    if (!policy.client.is_nil()) {
        message.set_client_id(policy.client.text());
        message.set_client_name(directory_.client_name(policy.client));
    }
    *message.mutable_rules() = policy.rules;
    message.set_version(static_cast<int32_t>(policy.version));
    message.set_effective_from_unix_ms(policy.effective_from.unix_ms);
    message.set_changed_at_unix_ms(policy.changed_at.unix_ms);
    message.set_changed_by(policy.changed_by);
    message.set_etag(std::to_string(policy.revision));
    if (caller.may("sla.write") && may_change(caller, policy.client)) {
        message.add_allowed_actions("edit");
        if (!policy.client.is_nil()) message.add_allowed_actions("delete");
    }
    return message;
}

Status Service::check_calendars(Transaction& transaction, const v1::SlaRules& rules, ClientId client) const {
    for (int i = 0; i < rules.promises_size(); ++i) {
        const std::string& text = rules.promises(i).calendar_id();
        if (text.empty()) continue;
        const std::string pointer = "/rules/promises/" + std::to_string(i) + "/calendar_id";
        const auto id = CalendarId::parse(text);
        if (!id) return bad_field(pointer, "There is no such calendar.");
        STEWARD_TRY(const auto calendar, find_calendar(transaction, *id));
        if (!calendar || (!calendar->client.is_nil() && calendar->client != client))
            return bad_field(pointer, "There is no such calendar.");
    }
    return {};
}

Result<v1::ListSlaPoliciesResponse> Service::list_sla_policies(Call& call, const v1::ListSlaPoliciesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = " from service_levels_policies p left join directory_v_clients d on d.id = p.client_id where true" +
                             sees_filter(call, "p.client_id", parameters);
    const filter::SqlList list{std::string(policy_columns), from, fields_of_policies, text_of_policies, "p.id", "client,name"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListSlaPoliciesResponse answer;
    answer.set_total(page.total);
    answer.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        STEWARD_TRY(const auto policy, read_policy(row));
        *answer.add_policies() = message_of(policy, call.caller());
    }
    return answer;
}

Result<v1::SlaPolicy> Service::get_sla_policy(Call& call, const v1::GetSlaPolicyRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id()));
    return message_of(policy, call.caller());
}

Result<v1::SlaPolicy> Service::create_sla_policy(Call& call, const v1::CreateSlaPolicyRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    PolicyRow policy;
    if (request.client_id().empty()) return bad_field("/client_id", "Say for which client. All others have the standard policy.");
    STEWARD_TRY(policy.client, wanted_client(*transaction, call.caller(), request.client_id()));
    STEWARD_TRY(policy.name, wanted_name(request.name()));
    STEWARD_CHECK(check_rules(request.rules()));
    STEWARD_CHECK(check_calendars(*transaction, request.rules(), policy.client));
    policy.id = PolicyId::make(call.now(), rng_);
    policy.rules = request.rules();
    policy.effective_from = request.effective_from_unix_ms() > 0 ? Instant{request.effective_from_unix_ms()} : call.now();
    policy.changed_at = call.now();
    policy.changed_by = call.caller().name;
    STEWARD_CHECK(insert_policy(*transaction, policy));
    call.set_audit_subject(policy.id.text());
    return message_of(policy, call.caller());
}

Result<v1::SlaPolicy> Service::update_sla_policy(Call& call, const v1::UpdateSlaPolicyRequest& request) {
    STEWARD_TRY(auto policy, load_policy(call, request.policy_id()));
    if (!may_change(call.caller(), policy.client)) return not_yours();
    STEWARD_CHECK(etag_holds(call, policy.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.has_name()) {
        STEWARD_TRY(policy.name, wanted_name(request.name()));
    }
    const bool rules_changed = request.has_rules() && request.rules().SerializeAsString() != policy.rules.SerializeAsString();
    if (rules_changed) {
        STEWARD_CHECK(check_rules(request.rules()));
        STEWARD_CHECK(check_calendars(*transaction, request.rules(), policy.client));
        policy.rules = request.rules();
        policy.effective_from = request.effective_from_unix_ms() > 0 ? Instant{request.effective_from_unix_ms()} : call.now();
    }
    policy.changed_at = call.now();
    policy.changed_by = call.caller().name;
    STEWARD_CHECK(save_policy(*transaction, policy, rules_changed));
    call.set_audit_subject(policy.id.text());
    call.add_audit_detail("version", std::to_string(policy.version));
    return message_of(policy, call.caller());
}

Result<v1::DeleteSlaPolicyResponse> Service::delete_sla_policy(Call& call, const v1::DeleteSlaPolicyRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id()));
    if (!may_change(call.caller(), policy.client)) return not_yours();
    STEWARD_CHECK(etag_holds(call, policy.revision));
    if (policy.client.is_nil())
        return fail(ErrorKind::Conflict, "service_levels.standard_stays",
                    "The standard policy holds for everybody else. Change it instead.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_policy(*transaction, policy.id));
    call.set_audit_subject(policy.id.text());
    return v1::DeleteSlaPolicyResponse{};
}

}  // namespace steward::service_levels
