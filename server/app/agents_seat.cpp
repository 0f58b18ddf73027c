#include "server/app/agents_seat.h"

namespace steward::app {

namespace {
constexpr Duration held_for = std::chrono::minutes(1);
constexpr std::string_view seat = "app.agents";
}  // namespace

Status AgentsSeat::take(Instant now) {
    return database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const int64_t taken, transaction.execute("insert into reconcilers_leases (name, holder, until) values ($1, $2, $3) on "
                                                             "conflict (name) do update set holder = $2, until = $3 "
                                                             "where reconcilers_leases.holder = $2 or reconcilers_leases.until <= $4",
                                                             seat, holder_, now + held_for, now));
        if (taken > 0) return {};
        STEWARD_TRY(const auto row, transaction.query_one("select holder from reconcilers_leases where name = $1", seat));
        return fail(ErrorKind::Conflict, "app.agents_served_elsewhere",
                    "Another server on this database serves the agents" + (row ? " (" + row->text(0) + ")" : std::string{}) +
                        ". This one serves people and background work only: sharing agents and their history between two servers comes "
                        "with a later version.");
    });
}

void AgentsSeat::give_back() {
    (void)database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("delete from reconcilers_leases where name = $1 and holder = $2", seat, holder_));
        return {};
    });
}

}  // namespace steward::app
