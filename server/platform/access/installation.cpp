#include "server/platform/access/installation.h"

namespace steward::access {

Result<std::optional<Sealing>> find_key(const std::string& key_file, Rng& rng) {
    auto opened = Sealing::open_file(key_file, rng);
    if (opened) return std::optional(std::move(*opened));
    if (opened.error().code == "access.no_master_key") return std::optional<Sealing>{};
    return std::unexpected(std::move(opened.error()));
}

Result<Installation> open_installation(storage::Database& database, const std::string& key_file, Rng& rng) {
    STEWARD_TRY(const auto key, find_key(key_file, rng));
    std::optional<storage::Row> row;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(row, transaction.query_one("select provider_name, key_check, created_at from access_installation where id = 1"));
        return {};
    }));
    if (!row && !key) return fail(ErrorKind::Unavailable, "access.not_set_up", "This installation is not set up yet. Run: steward setup");
    if (!row) {
        return fail(ErrorKind::Conflict, "access.database_wiped",
                    "The master key file " + key_file +
                        " is there, but the database is empty: somebody removed its content, or this is another "
                        "database. Restore the backup, or set up anew with: steward setup --i-know");
    }
    if (!key) {
        return fail(
            ErrorKind::Conflict, "access.key_file_missing",
            "The database is set up, but its master key file " + key_file + " is missing. Restore it from where you keep its copy.");
    }
    if (key->check_value() != row->bytes(1)) {
        return fail(ErrorKind::Conflict, "access.key_file_differs",
                    "The master key file " + key_file +
                        " belongs to another installation than this database. Restore the one that was backed up with it.");
    }
    return Installation{*key, row->text(0), row->instant(2)};
}

}  // namespace steward::access
