#include "server/modules/helpdesk/categories.h"

#include <algorithm>

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

namespace {
constexpr std::string_view category_columns = "k.id, k.parent_id, k.name, k.path, k.depth, k.archived, k.revision";

CategoryRow read_category(const storage::Row& row) {
    return {.id = row.id<CategoryId>(0),
            .parent = row.is_null(1) ? CategoryId{} : row.id<CategoryId>(1),
            .name = row.text(2),
            .path = row.text(3),
            .depth = row.integer(4),
            .archived = row.boolean(5),
            .revision = row.integer(6)};
}

std::string key_of_path(std::string path) {
    std::transform(path.begin(), path.end(), path.begin(),
                   [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : c; });
    return path;
}

std::unexpected<Error> exists_already() {
    return fail(ErrorKind::Conflict, "helpdesk.category_exists", "There is a category of this name here already, perhaps an archived one.");
}

// Path and depth, from the parent as it is.
Status place(Transaction& transaction, CategoryRow& category) {
    category.path = category.name;
    category.depth = 0;
    if (category.parent.is_nil()) return {};
    STEWARD_TRY(const auto parent, find_category(transaction, category.parent));
    if (!parent) return bad_field("/parent_category_id", "There is no such category.");
    if (parent->archived && !category.archived) return bad_field("/parent_category_id", "That category is archived.");
    if (parent->depth >= deepest_category) return bad_field("/parent_category_id", "The tree has four levels at most.");
    category.path = parent->path + std::string(path_joint) + category.name;
    category.depth = parent->depth + 1;
    return {};
}

Result<std::vector<CategoryRow>> below(Transaction& transaction, CategoryId parent) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(category_columns) +
                                                       " from helpdesk_categories k where k.parent_id = $1 order by k.id limit $2",
                                                   parent, most_categories));
    std::vector<CategoryRow> found;
    for (const auto& row : rows) found.push_back(read_category(row));
    return found;
}

Status write_category(Transaction& transaction, const CategoryRow& category) {
    STEWARD_TRY(
        const auto changed,
        transaction.execute("update helpdesk_categories set parent_id = $1, name = $2, path = $3, path_key = $4, depth = $5, archived = "
                            "$6, revision = revision + 1 where id = $7 and revision = $8",
                            or_null(category.parent), category.name, category.path, key_of_path(category.path), category.depth,
                            category.archived, category.id, category.revision));
    if (changed > 0) return {};
    return fail(ErrorKind::StaleEtag, "helpdesk.changed_meanwhile",
                "Somebody else changed this category meanwhile. Load it again and repeat your change.");
}
}  // namespace

Result<std::vector<CategoryRow>> list_categories(Transaction& transaction, bool with_archived, const std::string& clients,
                                                 const std::vector<storage::Value>& values) {
    STEWARD_TRY(const auto rows,
                transaction.run("select " + std::string(category_columns) + " from helpdesk_categories k order by k.path_key limit " +
                                    std::to_string(most_categories),
                                {}));
    STEWARD_TRY(const auto counts,
                transaction.run("select t.category_id, count(*)" + tickets_of(transaction.engine(), true) + " where true" +
                                    std::string(open_tickets) + " and t.category_id is not null" + clients + " group by t.category_id",
                                values));
    std::vector<CategoryRow> categories;
    for (const auto& row : rows) {
        auto category = read_category(row);
        if (category.archived && !with_archived) continue;
        for (const auto& count : counts) {
            if (count.text(0) == row.text(0)) category.open_tickets = count.integer(1);
        }
        categories.push_back(std::move(category));
    }
    return categories;
}

Result<std::optional<CategoryRow>> find_category(Transaction& transaction, CategoryId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(category_columns) + " from helpdesk_categories k where k.id = $1", id));
    return row ? std::optional(read_category(*row)) : std::nullopt;
}

Result<std::optional<CategoryRow>> category_named(Transaction& transaction, std::string_view name) {
    std::optional<CategoryRow> found;
    if (name.empty()) return found;
    const std::string key = key_of_path(std::string(name));
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(category_columns) +
                                                       " from helpdesk_categories k where k.archived = false order by k.id limit $1",
                                                   most_categories));
    bool several = false;
    for (const auto& row : rows) {
        auto category = read_category(row);
        if (category.id.text() == name || key_of_path(category.path) == key) return std::optional(std::move(category));
        if (key_of_path(category.name) != key) continue;
        several = several || found.has_value();
        found = std::move(category);
    }
    return several ? std::nullopt : found;
}

Result<bool> has_categories(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select 1 from helpdesk_categories where archived = $1 limit 1", false));
    return !rows.empty();
}

Result<CategoryRow> require_category(Transaction& transaction, std::string_view id) {
    const auto category_id = CategoryId::parse(id);
    if (!category_id) return bad_field("/category_id", category_id.error().message);
    STEWARD_TRY(auto category, find_category(transaction, *category_id));
    if (!category) return bad_field("/category_id", "There is no such category.");
    if (category->archived) return bad_field("/category_id", "That category is archived. Choose another one.");
    return std::move(*category);
}

Status insert_category(Transaction& transaction, CategoryRow& category) {
    STEWARD_TRY(const auto count, transaction.query_one("select count(*) from helpdesk_categories"));
    if (count->integer(0) >= most_categories)
        return fail(ErrorKind::Conflict, "helpdesk.too_many", "There are 500 categories already. Nobody finds the right one among more.");
    STEWARD_CHECK(place(transaction, category));
    STEWARD_TRY(const auto there,
                transaction.query_one("select 1 from helpdesk_categories where path_key = $1", key_of_path(category.path)));
    if (there) return exists_already();
    STEWARD_CHECK(
        transaction.execute("insert into helpdesk_categories (id, parent_id, name, path, path_key, depth, archived, revision) values ($1, "
                            "$2, $3, $4, $5, $6, $7, 1)",
                            category.id, or_null(category.parent), category.name, category.path, key_of_path(category.path), category.depth,
                            category.archived));
    return {};
}

Status save_category(Transaction& transaction, CategoryRow& category) {
    // Nobody is below themselves.
    for (CategoryId above = category.parent; !above.is_nil();) {
        if (above == category.id) return bad_field("/parent_category_id", "A category cannot be below itself.");
        STEWARD_TRY(const auto row, find_category(transaction, above));
        above = row ? row->parent : CategoryId{};
    }
    STEWARD_CHECK(place(transaction, category));
    STEWARD_TRY(const auto there, transaction.query_one("select 1 from helpdesk_categories where path_key = $1 and id <> $2",
                                                        key_of_path(category.path), category.id));
    if (there) return exists_already();
    STEWARD_CHECK(write_category(transaction, category));
    ++category.revision;
    STEWARD_TRY(auto children, below(transaction, category.id));
    for (auto& child : children) {
        child.archived = child.archived || category.archived;
        STEWARD_CHECK(save_category(transaction, child));
    }
    return {};
}

}  // namespace steward::helpdesk
