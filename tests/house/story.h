// The fixture of a story with a house: fresh tables of the rooms it needs, on every database.
//
//   class Clients : public testing_house::Story {
//   protected:
//       Clients() : Story({"journal", "access", "directory"}, {directory::make_module}) {}
//   };
//   STEWARD_ON_EVERY_DATABASE(Clients);
#pragma once

#include "tests/contract/databases.h"
#include "tests/house/house.h"

namespace steward::testing_house {

class Story : public ::testing::TestWithParam<storage::Engine> {
protected:
    /// Migrations of `rooms` in road order; the modules that `makers` make, in road order.
    Story(std::initializer_list<std::string_view> rooms, std::initializer_list<ModuleMaker> makers)
        : fresh_(migrated(GetParam(), std::span(rooms.begin(), rooms.size()))), house(fresh_->database(), makers) {}

private:
    // A story without a database cannot even begin: the program ends with the reason.
    static std::unique_ptr<contract::FreshDatabase> migrated(storage::Engine engine, std::span<const std::string_view> rooms);
    std::unique_ptr<contract::FreshDatabase> fresh_;

protected:
    House house;
};

}  // namespace steward::testing_house

#define STEWARD_ON_EVERY_DATABASE(Fixture) STEWARD_FOR_EACH_ENGINE(Fixture)
