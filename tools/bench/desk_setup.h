// The set-up that every measurement of the desk begins with: a database, the rooms, a filled desk, and who asks.
#pragma once

#include <string>
#include <vector>

#include "tests/contract/databases.h"
#include "tests/house/house.h"
#include "tools/bench/desk_data.h"
#include "tools/bench/measure.h"

namespace steward::bench {

struct FilledDesk {
    std::unique_ptr<contract::FreshDatabase> fresh;
    std::unique_ptr<storage::Database> kept;  // in its place: one that was filled before
    std::unique_ptr<testing_house::House> house;
    Meter meter;
    std::vector<ClientId> clients;  // the first have most of the work
    Caller owner, narrow;           // who sees everything, and who sees one client

    storage::Database& database() { return kept ? *kept : fresh->database(); }
    bool is_sqlite() { return database().engine() == storage::Engine::Sqlite; }
};

/// Makes and fills it as the words of the command line ask ("--tickets N", "sqlite", "postgres"; both databases without
/// one), and hands it to `work`, once for each database. "--kept LOCATION" takes one that `desk_bench --fill` filled: a file, or
/// "host=FOLDER dbname=... user=..." of a server whose socket and `data` are in that folder. What goes wrong is printed; the exit
/// code of the program.
int on_filled_desks(int count, char** words, const std::function<Status(FilledDesk&, const DeskSize&)>& work);

}  // namespace steward::bench
