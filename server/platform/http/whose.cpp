// Steps of a call about whose data it concerns. Foreign and missing must not be told apart.
#include "server/platform/http/call_run.h"

namespace steward::http {

std::unexpected<Error> not_there() {
    return fail(ErrorKind::NotFound, "access.not_found", "There is nothing with this id that you may see. Check the address.");
}

Status CallRun::find_whose(Call& call) const {
    Status found = resolve_scope(call);
    if (found) found = check_references(call);
    if (found) return {};
    call.abandon();
    audit_refusal(found.error());
    return found;
}

Status CallRun::resolve_scope(Call& call) const {
    if (!method_.scope_field) return {};
    const std::string id = message_->GetReflection()->GetString(*message_, method_.scope_field->field);
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto client = parts_.gate.resolve_client(*transaction, method_.rule.scope().resource(), id);
    if (!client && client.error().kind != ErrorKind::NotFound) return std::unexpected(client.error());
    if (!client || !call.caller().scope.contains(*client)) return not_there();
    STEWARD_TRY(const bool sees, parts_.gate.sees(*transaction, call.caller(), method_.rule.scope().resource(), id));
    if (!sees) return not_there();
    call.set_client(*client);
    return {};
}

Status CallRun::check_references(Call& call) const {
    const auto& reflection = *message_->GetReflection();
    for (const FieldPlan* field : method_.references) {
        const std::string& noun = field->field->options().GetExtension(steward::field).reference();
        const int count = field->repeated ? reflection.FieldSize(*message_, field->field) : 1;
        for (int i = 0; i < count; ++i) {
            const std::string id =
                field->repeated ? reflection.GetRepeatedString(*message_, field->field, i) : reflection.GetString(*message_, field->field);
            if (id.empty()) continue;
            STEWARD_TRY(auto* transaction, call.transaction());
            const auto client = parts_.gate.resolve_client(*transaction, noun, id);
            if (!client && client.error().kind != ErrorKind::NotFound) return std::unexpected(client.error());
            const bool same_client = client && (call.client().is_nil() ? call.caller().scope.contains(*client) : *client == call.client());
            const auto sees = same_client ? parts_.gate.sees(*transaction, call.caller(), noun, id) : Result<bool>(false);
            if (!sees) return std::unexpected(sees.error());
            if (*sees) continue;
            auto error = not_there();
            error.error().fields.push_back({"/" + std::string(field->name()) + (field->repeated ? "/" + std::to_string(i) : ""),
                                            "There is no " + noun + " with this id at this client."});
            return error;
        }
    }
    return {};
}

// What somebody known tried and was refused stands in the audit trail, as what they did does. In a
// transaction of its own: the call's is rolled back. A failure here must not hide the refusal.
void CallRun::audit_refusal(const Error& error) const {
    if (method_.rule.audit() == "none" || caller_.kind == PrincipalKind::Nobody) return;
    const auto call = make_call(parts_, method_, request_, caller_, credentials_, now_);
    const Status written = parts_.database.write(
        [&](storage::Transaction& transaction) { return parts_.gate.record_audit(transaction, *call, method_.rule, error.code); });
    if (!written && parts_.log) parts_.log("request " + request_.id + ": a refusal could not be audited: " + written.error().message);
}

}  // namespace steward::http
