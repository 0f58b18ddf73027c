#include <array>
#include <map>

#include "server/modules/restore_tests/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::restore_tests {

namespace {
constexpr size_t longest_move_reason = 1000;
constexpr std::array<std::string_view, 5> places = {"confirmed", "in_remediation", "resolved", "verified", "closed"};
}  // namespace

Result<v1::ListProofFindingsResponse> Service::list_proof_findings(Call& call, const v1::ListProofFindingsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"state", "f.state"},
                                               {"is", "case when f.state = 'closed' then 'closed' else 'open' end"},
                                               {"kind", "f.kind"},
                                               {"severity", "f.severity"},
                                               {"client", "c.name"},
                                               {"client_id", "f.client_id"},
                                               {"item", "i.name"},
                                               {"item_id", "f.item_id"},
                                               {"reference", "f.reference"},
                                               {"due", "f.due_at", Kind::Time},
                                               {"first_seen", "f.first_seen", Kind::Time},
                                               {"last_seen", "f.last_seen", Kind::Time}};
    static constexpr std::string_view text[] = {"c.name", "i.name", "f.title", "f.reference"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(findings_joined) + call.client_filter("f.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(finding_columns), from, fields, text, "f.id", "-last_seen"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListProofFindingsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_findings(), read_finding(row), call.caller());
    return list;
}

Result<v1::ProofFinding> Service::move_proof_finding(Call& call, const v1::MoveProofFindingRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto finding, find_finding(*transaction, FindingId::parse(request.finding_id()).value_or(FindingId{})));
    if (!finding || finding->client != call.client())
        return fail(ErrorKind::NotFound, "restore_tests.finding_not_found", "There is no such finding, or it is not one of your clients'.");
    if (!etag_holds(call.if_match, finding->revision)) return changed_meanwhile();
    STEWARD_TRY(const auto to, access::typed_choice("/to", request.to(), places));
    STEWARD_TRY(const auto reason, access::typed_text("/reason", request.reason(), longest_move_reason, false));
    STEWARD_CHECK(acts_.move_finding(*transaction, *finding, to, reason, call.caller(), call.now()));
    call.set_audit_subject(finding->id.text());
    v1::ProofFinding message;
    fill(message, *finding, call.caller());
    return message;
}

Result<v1::Recoverability> Service::get_recoverability(Call& call, const v1::GetRecoverabilityRequest& request) {
    const auto wanted = ClientId::parse(request.client_id());
    if (!request.client_id().empty() && !wanted) return bad_field("/client_id", "There is no such client.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto items, protection_.items(*transaction));
    std::erase_if(items, [&](const auto& item) {
        return !is_counted(item.criticality) || !call.caller().scope.contains(item.client) || (wanted && *wanted != item.client);
    });
    STEWARD_TRY(const auto standings, proven_.standings(*transaction, items, call.now()));
    std::map<std::string, v1::ClientRecoverability> clients;
    for (const auto& one : standings) {
        const std::string name = directory_.client_name(one.item.client);
        auto& client = clients[name + "\n" + one.item.client.text()];
        client.set_client_id(one.item.client.text());
        client.set_client_name(name);
        const bool is_first = one.item.criticality == "C1";
        const int proven = one.standing.is_proven ? 1 : 0;
        if (is_first) {
            client.set_c1(client.c1() + 1);
            client.set_c1_proven(client.c1_proven() + proven);
        } else {
            client.set_c2(client.c2() + 1);
            client.set_c2_proven(client.c2_proven() + proven);
        }
        fill(*client.add_items(), one);
    }
    v1::Recoverability answer;
    for (auto& [key, client] : clients) *answer.add_clients() = std::move(client);
    answer.set_counted_at_unix_ms(call.now().unix_ms);
    answer.set_definition(definition);
    return answer;
}

}  // namespace steward::restore_tests
