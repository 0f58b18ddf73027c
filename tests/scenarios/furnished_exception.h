// Somebody cancelled a ticket after a promise was missed. Nobody waits for that in a story of permissions, so it is written as the desk
// would.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// Under `id`, which it returns, about a ticket of the client; `mark` stands in its words.
inline std::string furnish_exception(World& world, const std::string& id, const std::string& client, const std::string& mark) {
    EXPECT_TRUE(world.database().write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into helpdesk_exceptions (id, client_id, ticket_id, title, priority, what, from_value, to_value, missed, reason, "
            "state, "
            "asked_by_id, asked_by, at, decided_by, note) select $1, $2, min(t.id), $3, 'P3', 'ticket_cancelled', 'new', 'cancelled', "
            "'resolve', $3, 'pending', $1, 'Theo', $4, '', '' from helpdesk_tickets t where t.client_id = $2",
            id, client, "exception " + mark, world.now()));
        return {};
    }));
    return id;
}

}  // namespace steward::scenarios
