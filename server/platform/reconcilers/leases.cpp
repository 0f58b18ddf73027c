#include "server/platform/reconcilers/leases.h"

namespace steward::reconcilers {

Status forget_leases(storage::Database& database) {
    return database.write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("delete from reconcilers_leases"));
        return {};
    });
}

}  // namespace steward::reconcilers
