#include "server/modules/backups/store.h"
#include "server/platform/storage/columns.h"

namespace steward::backups {

using storage::id_or_nil, storage::null_for_nil;

Result<std::vector<CopyRow>> copies_of(Transaction& transaction, BackupItemId item) {
    STEWARD_TRY(const auto rows, transaction.query("select id, client_id, item_id, plan_id, place, medium from backups_copies where "
                                                   "item_id = $1 order by position, id",
                                                   item));
    std::vector<CopyRow> copies;
    for (const auto& row : rows)
        copies.push_back({row.id<BackupCopyId>(0),
                          row.id<ClientId>(1),
                          row.id<BackupItemId>(2),
                          id_or_nil<BackupPlanId>(row, 3),
                          row.text(4),
                          row.text(5),
                          {}});
    STEWARD_TRY(
        const auto words,
        transaction.query("select w.copy_id, w.property, w.is_so, w.how, w.said_by, w.said_at, w.until_at from backups_copy_words w "
                          "join backups_copies c on c.id = w.copy_id where c.item_id = $1 order by w.property",
                          item));
    for (const auto& row : words) {
        const auto copy = std::ranges::find(copies, row.id<BackupCopyId>(0), &CopyRow::id);
        if (copy == copies.end()) continue;
        copy->words.push_back({row.text(1), row.integer(2) != 0, row.text(3), row.text(4), row.instant(5), row.instant(6)});
    }
    return copies;
}

Status replace_copies(Transaction& transaction, BackupItemId item, const std::vector<CopyRow>& copies) {
    STEWARD_CHECK(
        transaction.execute("delete from backups_copy_words where copy_id in (select id from backups_copies where item_id = $1)", item));
    STEWARD_CHECK(transaction.execute("delete from backups_copies where item_id = $1", item));
    int64_t position = 0;
    for (const CopyRow& copy : copies) {
        STEWARD_CHECK(transaction.execute(
            "insert into backups_copies (id, client_id, item_id, plan_id, place, medium, position) values ($1, $2, $3, $4, $5, $6, $7)",
            copy.id, copy.client, copy.item, null_for_nil(copy.plan), copy.place, copy.medium, position++));
        for (const CopyWord& word : copy.words)
            STEWARD_CHECK(
                transaction.execute("insert into backups_copy_words (copy_id, client_id, property, is_so, how, said_by, said_at, "
                                    "until_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                                    copy.id, copy.client, word.property, int64_t{word.is_so}, word.how, word.by, word.at, word.until));
    }
    return {};
}

}  // namespace steward::backups
