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
            return facts.empty() ? pass_over_others(transaction) : advance(transaction, reader, facts.back().number);
        }));
        return taken;
    }

    // Of rare facts the last one is long ago: each look would go through all the others since. Numbers become visible in their order,
    // so what is not among those up to the newest now will not come to stand there.
    Status pass_over_others(storage::Transaction& transaction) const {
        constexpr int64_t longest_way = 1000;
        STEWARD_TRY(const auto newest,
                    transaction.query_one("select coalesce(max(number), 0), (select c.number from journal_cursors c where c.reader = $1) "
                                          "from journal_facts",
                                          reader));
        if (newest->integer(0) - newest->integer_or(1, 0) <= longest_way) return {};
        STEWARD_TRY(const auto since, next(transaction, reader, kinds, 1));
        return since.empty() ? advance(transaction, reader, newest->integer(0)) : Status{};
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
