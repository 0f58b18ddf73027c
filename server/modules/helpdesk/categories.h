// The tree of categories: what a ticket is about. Data that people change; nothing is deleted.
#pragma once

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

inline constexpr int most_categories = 500;
inline constexpr int64_t deepest_category = 3;  // four levels
inline constexpr std::string_view path_joint = " / ";

struct CategoryRow {
    CategoryId id, parent;  // nil: at the top
    std::string name;
    std::string path;  // names from the top
    int64_t depth = 0;
    bool archived = false;
    int64_t revision = 1;
    int64_t open_tickets = 0;  // read with the list
};

/// All, in the order in which people read the tree. `clients` is a condition on tickets `t` for their counts.
Result<std::vector<CategoryRow>> list_categories(Transaction& transaction, bool with_archived, const std::string& clients,
                                                 const std::vector<storage::Value>& values);
Result<std::optional<CategoryRow>> find_category(Transaction& transaction, CategoryId id);
/// The one in use that is called so: by its id, its whole path, or its own name where no other has it.
Result<std::optional<CategoryRow>> category_named(Transaction& transaction, std::string_view name);
/// Whether any is in use: only then can triage ask for one.
Result<bool> has_categories(Transaction& transaction);
/// A category for a ticket. Failure: Invalid with the field /category_id when there is no such, or it is archived.
Result<CategoryRow> require_category(Transaction& transaction, std::string_view id);

/// Failures: Conflict "helpdesk.category_exists"; Conflict "helpdesk.too_many"; Invalid when it would be too deep, or below itself.
Status insert_category(Transaction& transaction, CategoryRow& category);
/// With the paths of all below; what is below an archived one is archived with it. Failures: the same, and StaleEtag.
Status save_category(Transaction& transaction, CategoryRow& category);

}  // namespace steward::helpdesk
