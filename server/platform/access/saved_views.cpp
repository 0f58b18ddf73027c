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

// What a view is to the person $1, with whether their page opens with it.
constexpr std::string_view view_columns =
    "id, page, name, query, team, account_id, list_order, shown_columns, exists (select 1 from access_default_views "
    "where access_default_views.saved_view_id = access_saved_views.id and access_default_views.account_id = $1)";

v1::SavedView show_view(const storage::Row& row) {
    v1::SavedView view;
    view.set_saved_view_id(row.text(0));
    view.set_page(row.text(1));
    view.set_name(row.text(2));
    view.set_query(row.text(3));
    view.set_team(row.boolean(4));
    view.set_owner_account_id(row.text(5));
    view.set_order_by(row.text(6));
    view.set_columns(row.text(7));
    view.set_is_default(row.boolean(8));
    return view;
}

Status view_fits(const Caller& caller, const v1::SavedView& view) {
    if (view.page().empty() || view.page().size() > 64) return bad_field("/page", "Say which page the view belongs to.");
    if (view.name().empty() || view.name().size() > 120) return bad_field("/name", "Give the view a name of 1 to 120 characters.");
    if (view.query().size() > 4096) return bad_field("/query", "The view is longer than 4096 characters. Shorten the filter.");
    if (view.order_by().size() > 200) return bad_field("/order_by", "The order is longer than 200 characters.");
    if (view.columns().size() > 1000) return bad_field("/columns", "The columns are longer than 1000 characters.");
    if (view.team() && caller.client_side) return bad_field("/team", "Team views are the provider's. Save it for yourself.");
    return {};
}

// Of the person's own, or the team's where they are one of it. A client's person sees no team view.
Result<v1::SavedView> seen_view(storage::Transaction& transaction, const Caller& caller, const std::string& id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(view_columns) +
                                          " from access_saved_views where id = $2 and (account_id = $1 or (team and $3 = 1))",
                                      caller.account, id, caller.client_side ? 0 : 1));
    if (!row) return fail(ErrorKind::NotFound, "access.view_not_found", "You have no such saved view. It may have been removed already.");
    return show_view(*row);
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
    STEWARD_TRY(auto rows,
                transaction->run("select " + std::string(view_columns) + page.key_columns + from + page.where + page.order_by + page.limit,
                                 parameters));
    v1::ListSavedViewsResponse answer;
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    answer.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) *answer.add_saved_views() = show_view(row);
    return answer;
}

Result<v1::SavedView> Service::create_saved_view(Call& call, const v1::CreateSavedViewRequest& request) {
    STEWARD_CHECK(needs_account(call));
    v1::SavedView view;
    view.set_page(request.page());
    view.set_name(request.name());
    view.set_query(request.query());
    view.set_team(request.team());
    view.set_order_by(request.order_by());
    view.set_columns(request.columns());
    STEWARD_CHECK(view_fits(call.caller(), view));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto count,
                transaction->query_one("select count(*) from access_saved_views where account_id = $1", call.caller().account));
    if (count->integer(0) >= most_views)
        return fail(ErrorKind::Conflict, "access.too_many_views", "You have 200 saved views. Remove some you no longer use.");
    const auto id = SavedViewId::make(call.now(), rng_);
    STEWARD_CHECK(transaction->execute(
        "insert into access_saved_views (id, account_id, page, name, query, team, created_at, list_order, "
        "shown_columns) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id, call.caller().account, view.page(), view.name(), view.query(), view.team(), call.now(), view.order_by(), view.columns()));
    return seen_view(*transaction, call.caller(), id.text());
}

Result<v1::SavedView> Service::update_saved_view(Call& call, const v1::UpdateSavedViewRequest& request) {
    STEWARD_CHECK(needs_account(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    const Caller& caller = call.caller();
    STEWARD_TRY(auto view, seen_view(*transaction, caller, request.saved_view_id()));
    if (request.has_name()) view.set_name(request.name());
    if (request.has_query()) view.set_query(request.query());
    if (request.has_team()) view.set_team(request.team());
    if (request.has_order_by()) view.set_order_by(request.order_by());
    if (request.has_columns()) view.set_columns(request.columns());
    if (request.has_name() || request.has_query() || request.has_team() || request.has_order_by() || request.has_columns()) {
        if (view.owner_account_id() != caller.account.text())
            return fail(ErrorKind::Forbidden, "access.view_of_another", "Somebody else made this view. Save it under a name of your own.");
        STEWARD_CHECK(view_fits(caller, view));
        STEWARD_CHECK(transaction->execute(
            "update access_saved_views set name = $2, query = $3, team = $4, list_order = $5, shown_columns = $6 where id = $1",
            view.saved_view_id(), view.name(), view.query(), view.team(), view.order_by(), view.columns()));
    }
    if (request.has_is_default()) {
        // One a page: another one steps back.
        STEWARD_CHECK(
            transaction->execute("delete from access_default_views where account_id = $1 and page = $2 and ($3 = 1 or saved_view_id = $4)",
                                 caller.account, view.page(), request.is_default() ? 1 : 0, view.saved_view_id()));
        if (request.is_default())
            STEWARD_CHECK(transaction->execute("insert into access_default_views (account_id, page, saved_view_id) values ($1, $2, $3)",
                                               caller.account, view.page(), view.saved_view_id()));
    }
    return seen_view(*transaction, caller, view.saved_view_id());
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
