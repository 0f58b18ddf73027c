// What people of a made-up desk write, and rows for it by the thousand.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "server/platform/storage/database.h"

namespace steward::bench {

/// Words as people use them: some in nearly every text ("the", "is"), few often, most rarely, and some that nobody else uses.
std::string text_of(Rng& rng, int count);

// Rows of one table, many in one statement.
class Inserter {
public:
    Inserter(storage::Transaction& transaction, std::string head, size_t columns)
        : transaction_(transaction), head_(std::move(head)), columns_(columns) {}

    template <typename... Values>
    void add(Values&&... values) {
        (values_.push_back(storage::to_value(std::forward<Values>(values))), ...);
    }
    bool is_full() const { return values_.size() >= 20 * columns_; }
    Status flush();

private:
    storage::Transaction& transaction_;
    std::string head_;
    size_t columns_;
    std::vector<storage::Value> values_;
};

}  // namespace steward::bench
