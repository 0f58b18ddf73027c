#include "server/platform/access/service.h"
#include "server/platform/filter/filter.h"

namespace steward::access {

namespace {
constexpr filter::Field audit_fields[] = {
    {"number", "number", filter::Kind::Number},  {"at", "at", filter::Kind::Time},
    {"kind", "kind", filter::Kind::Text},        {"by", "by_name", filter::Kind::Text},
    {"client", "client_id", filter::Kind::Text}, {"subject", "subject", filter::Kind::Text},
    {"address", "address", filter::Kind::Text},  {"outcome", "outcome", filter::Kind::Text},
    {"role", "roles", filter::Kind::Text},
};
constexpr std::string_view audit_text_columns[] = {"kind", "by_name", "subject", "detail"};
}  // namespace

Result<v1::ListAuditResponse> Service::list_audit(Call& call, const v1::ListAuditRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    // Lines of clients that the caller may not see stay out; the installation's own are for staff.
    const std::string of_clients = call.client_filter("client_id", parameters);
    const std::string_view own = call.caller().client_side ? "" : " or client_id is null";
    std::string where = of_clients.empty() ? "" : " and ((1 = 1" + of_clients + ")" + std::string(own) + ")";
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    STEWARD_TRY(const std::string filtered, filter::to_sql(terms, audit_fields, audit_text_columns, call.now(), parameters));
    STEWARD_TRY(const auto page,
                filter::page(request.order_by(), "-number", request.page_size(), request.page_token(), audit_fields, "number", parameters));
    STEWARD_TRY(auto rows, transaction->run("select number, at, kind, by_name, account_id, client_id, subject, address, detail, outcome" +
                                                page.key_columns + " from access_audit where 1 = 1" + where + filtered + page.where +
                                                page.order_by + page.limit,
                                            parameters));
    v1::ListAuditResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) {
        auto& entry = *answer.add_entries();
        entry.set_number(row.integer(0));
        entry.set_at_unix_ms(row.integer(1));
        entry.set_kind(row.text(2));
        entry.set_by_name(row.text(3));
        entry.set_by_account_id(row.text_or(4));
        entry.set_client_id(row.text_or(5));
        entry.set_subject(row.text(6));
        entry.set_address(row.text(7));
        entry.set_detail_json(row.text(8));
        entry.set_outcome(row.text(9));
    }
    return answer;
}

}  // namespace steward::access
