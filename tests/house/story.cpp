#include "tests/house/story.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace steward::testing_house {

std::unique_ptr<contract::FreshDatabase> Story::migrated(storage::Engine engine, std::span<const std::string_view> rooms) {
    auto made = contract::FreshDatabase::make(engine);
    // Whatever a story does with power is logged.
    std::vector<std::string_view> all{"ledger"};
    all.insert(all.end(), rooms.begin(), rooms.end());
    const Status ready = made ? (*made)->migrate(all) : Status(std::unexpected(made.error()));
    if (!ready) {
        std::fprintf(stderr, "%s: %s\n%s\n", ready.error().code.c_str(), ready.error().message.c_str(), ready.error().cause.c_str());
        std::exit(1);
    }
    return std::move(*made);
}

}  // namespace steward::testing_house
