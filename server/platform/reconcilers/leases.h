// The leases of a database that was just brought back.
#pragma once

#include "server/platform/storage/database.h"

namespace steward::reconcilers {

/// Nobody holds one any more: those who did are the processes of the server that was copied.
Status forget_leases(storage::Database& database);

}  // namespace steward::reconcilers
