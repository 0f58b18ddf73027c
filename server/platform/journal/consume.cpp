#include "server/platform/journal/consume.h"

#include <algorithm>

namespace steward::journal {

namespace {
struct Reading {
    storage::Database& database;
    std::string_view reader;
    std::span<const std::string_view> kinds;
    const std::function<Status(storage::Transaction&, const Fact&)>& act;

    // At most `limit` facts in one transaction; how many there were.
    Result<int> take(int limit) const {
        int taken = 0;
        STEWARD_CHECK(database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto facts, next(transaction, reader, kinds, limit));
            taken = static_cast<int>(facts.size());
            for (const auto& fact : facts) STEWARD_CHECK(act(transaction, fact));
            return facts.empty() ? Status{} : advance(transaction, reader, facts.back().number);
        }));
        return taken;
    }

    Status pass_over_one() const {
        return database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto facts, next(transaction, reader, kinds, 1));
            return facts.empty() ? Status{} : advance(transaction, reader, facts.back().number);
        });
    }
};
}  // namespace

Status consume(storage::Database& database, std::string_view reader, std::span<const std::string_view> kinds, int batch,
               const std::function<Status(storage::Transaction&, const Fact&)>& act) {
    const Reading reading{database, reader, kinds, act};
    Status outcome;
    int one_by_one = 0;
    for (;;) {
        const int limit = one_by_one > 0 ? 1 : batch;
        auto taken = reading.take(limit);
        if (!taken && taken.error().kind == ErrorKind::Unavailable) return std::unexpected(std::move(taken.error()));
        if (!taken && limit == batch) {
            one_by_one = batch;
            continue;
        }
        if (!taken) {
            STEWARD_CHECK(reading.pass_over_one());
            outcome = std::unexpected(std::move(taken.error()));
            taken = 1;
        }
        one_by_one = std::max(0, one_by_one - 1);
        if (*taken < limit) return outcome;
    }
}

}  // namespace steward::journal
