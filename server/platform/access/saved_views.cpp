#include "server/platform/access/service.h"
#include "server/platform/filter/filter.h"

namespace steward::access {

namespace {
constexpr int64_t most_views = 200;
constexpr filter::Field view_fields[] = {
    {"page", "page", filter::Kind::Text},
    {"name", "name", filter::Kind::Text},
    {"team", "team", filter::Kind::Boolean},
    {"created", "created_at", filter::Kind::Time},
};
constexpr std::string_view view_text_columns[] = {"name", "query"};

v1::SavedView show_view(const storage::Row& row) {
    v1::SavedView view;
    view.set_saved_view_id(row.text(0));
    view.set_page(row.text(1));
    view.set_name(row.text(2));
    view.set_query(row.text(3));
    view.set_team(row.boolean(4));
    view.set_owner_account_id(row.text(5));
    return view;
}

Status view_fits(const Caller& caller, const v1::CreateSavedViewRequest& request) {
    if (request.page().empty() || request.page().size() > 64) return bad_field("/page", "Say which page the view belongs to.");
    if (request.name().empty() || request.name().size() > 120) return bad_field("/name", "Give the view a name of 1 to 120 characters.");
    if (request.query().size() > 4096) return bad_field("/query", "The view is longer than 4096 characters. Shorten the filter.");
    if (request.team() && caller.client_side) return bad_field("/team", "Team views are the provider's. Save it for yourself.");
    return {};
}

// Local root has no account, a half session no rights yet.
Status needs_account(const Call& call) {
    if (call.caller().kind == PrincipalKind::Token) return {};
    return needs_session(call, true);
}
}  // namespace

Result<v1::ListSavedViewsResponse> Service::list_saved_views(Call& call, const v1::ListSavedViewsRequest& request) {
    STEWARD_CHECK(needs_account(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    // A team view may name other clients in its filter: a client's person sees only their own views.
    std::vector<storage::Value> parameters = {storage::to_value(call.caller().account), int64_t{call.caller().client_side ? 0 : 1},
                                              request.page()};
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    STEWARD_TRY(const std::string where, filter::to_sql(terms, view_fields, view_text_columns, call.now(), parameters));
    const std::string from = " from access_saved_views where (account_id = $1 or (team and $2 = 1)) and ($3 = '' or page = $3)" + where;
    STEWARD_TRY(const auto total, transaction->run("select count(*)" + from, parameters));
    STEWARD_TRY(const auto page,
                filter::page(request.order_by(), "page,name", request.page_size(), request.page_token(), view_fields, "id", parameters));
    STEWARD_TRY(auto rows, transaction->run("select id, page, name, query, team, account_id" + page.key_columns + from + page.where +
                                                page.order_by + page.limit,
                                            parameters));
    v1::ListSavedViewsResponse answer;
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    answer.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) *answer.add_saved_views() = show_view(row);
    return answer;
}

Result<v1::SavedView> Service::create_saved_view(Call& call, const v1::CreateSavedViewRequest& request) {
    STEWARD_CHECK(needs_account(call));
    STEWARD_CHECK(view_fits(call.caller(), request));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto count,
                transaction->query_one("select count(*) from access_saved_views where account_id = $1", call.caller().account));
    if (count->integer(0) >= most_views)
        return fail(ErrorKind::Conflict, "access.too_many_views", "You have 200 saved views. Remove some you no longer use.");
    const auto id = SavedViewId::make(call.now(), rng_);
    STEWARD_CHECK(transaction->execute(
        "insert into access_saved_views (id, account_id, page, name, query, team, created_at) values ($1, $2, $3, $4, $5, $6, $7)", id,
        call.caller().account, request.page(), request.name(), request.query(), request.team(), call.now()));
    STEWARD_TRY(const auto row,
                transaction->query_one("select id, page, name, query, team, account_id from access_saved_views where id = $1", id));
    return show_view(*row);
}

Result<v1::DeleteSavedViewResponse> Service::delete_saved_view(Call& call, const v1::DeleteSavedViewRequest& request) {
    STEWARD_CHECK(needs_account(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    const bool tidies_up = call.caller().may("account.write");  // team views of people who have left
    STEWARD_TRY(const int64_t removed,
                transaction->execute("delete from access_saved_views where id = $1 and (account_id = $2 or (team and $3 = 1))",
                                     request.saved_view_id(), call.caller().account, tidies_up ? 1 : 0));
    if (removed == 0)
        return fail(ErrorKind::NotFound, "access.view_not_found", "You have no such saved view. It may have been removed already.");
    return v1::DeleteSavedViewResponse{};
}

}  // namespace steward::access
