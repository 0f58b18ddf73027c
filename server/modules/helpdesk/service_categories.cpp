// The tree of categories over the API.
#include "server/modules/helpdesk/categories.h"
#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/service.h"

namespace steward::helpdesk {

namespace {
constexpr size_t longest_category_name = 80;

v1::TicketCategory category_message(const CategoryRow& row) {
    v1::TicketCategory message;
    message.set_category_id(row.id.text());
    if (!row.parent.is_nil()) message.set_parent_category_id(row.parent.text());
    message.set_name(row.name);
    message.set_path(row.path);
    message.set_depth(static_cast<int32_t>(row.depth));
    message.set_archived(row.archived);
    message.set_etag(std::to_string(row.revision));
    message.set_open_ticket_count(static_cast<int32_t>(row.open_tickets));
    return message;
}

// The joint of paths stands in no name.
std::string name_in(Form& form, std::string_view typed) {
    std::string name = form.title("/name", typed, longest_category_name);
    if (name.find(path_joint) != std::string::npos) form.refuse("/name", "A name has no slash between blanks: that joins the names.");
    return name;
}

Result<CategoryId> parent_in(std::string_view id) {
    if (id.empty()) return CategoryId{};
    const auto parent = CategoryId::parse(id);
    if (!parent) return bad_field("/parent_category_id", parent.error().message);
    return *parent;
}
}  // namespace

Result<v1::ListTicketCategoriesResponse> Service::list_ticket_categories(Call& call, const v1::ListTicketCategoriesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> values;
    const std::string scope = call.client_filter("t.client_id", values) + visible_rows(call.caller(), values);
    STEWARD_TRY(const auto categories, list_categories(*transaction, request.with_archived(), scope, values));
    v1::ListTicketCategoriesResponse answer;
    for (const auto& category : categories) *answer.add_categories() = category_message(category);
    return answer;
}

Result<v1::TicketCategory> Service::create_ticket_category(Call& call, const v1::CreateTicketCategoryRequest& request) {
    Form form;
    CategoryRow category;
    category.name = name_in(form, request.name());
    STEWARD_CHECK(form.status());
    STEWARD_TRY(category.parent, parent_in(request.parent_category_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    category.id = CategoryId::make(call.now(), desk_.rng());
    STEWARD_CHECK(insert_category(*transaction, category));
    call.set_audit_subject(category.id.text());
    call.add_audit_detail("category", category.path);
    return category_message(category);
}

Result<v1::TicketCategory> Service::update_ticket_category(Call& call, const v1::UpdateTicketCategoryRequest& request) {
    const auto id = CategoryId::parse(request.category_id());
    if (!id) return bad_field("/category_id", id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto category, find_category(*transaction, *id));
    if (!category) return fail(ErrorKind::NotFound, "helpdesk.category_not_found", "There is no such category.");
    STEWARD_CHECK(etag_holds(call, category->revision));
    Form form;
    if (request.has_name()) category->name = name_in(form, request.name());
    STEWARD_CHECK(form.status());
    if (request.has_parent_category_id()) {
        STEWARD_TRY(category->parent, parent_in(request.parent_category_id()));
    }
    if (request.has_archived()) category->archived = request.archived();
    STEWARD_CHECK(save_category(*transaction, *category));
    call.set_audit_subject(category->id.text());
    call.add_audit_detail("category", category->path + (category->archived ? " (archived)" : ""));
    return category_message(*category);
}

}  // namespace steward::helpdesk
