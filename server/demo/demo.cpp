#include "server/demo/demo.h"

#include <filesystem>

#include "server/demo/carry.h"
#include "server/demo/history.h"
#include "server/demo/play.h"

namespace steward::demo {

namespace {
using storage::Transaction;

Status is_not_there(storage::Database& database) {
    return database.read([](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto there, transaction.query_one("select 1 from directory_clients where demo limit 1"));
        return there ? Status(fail(ErrorKind::Conflict, "demo.there",
                                   "The demonstration is there already. Remove it with: steward demo remove"))
                     : Status{};
    });
}

// The first owner takes part, so that whoever looks at it finds work of their own. Nobody, in an installation without one.
Result<Actor> first_owner(storage::Database& database) {
    Actor owner;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(
            const auto row,
            transaction.query_one("select a.id, a.name from access_accounts a join access_account_roles r on r.account_id = a.id where "
                                  "r.role = 'OWN' and a.status <> 'disabled' order by a.created_at limit 1"));
        if (row) owner = {row->id<AccountId>(0), row->text(1)};
        return {};
    }));
    return owner;
}

// Contents of files lie beside the database, under names that are the same everywhere.
Status carry_files(const std::string& from, const std::string& to) {
    for (const auto* folder : {"/attachments", "/imports"}) {
        std::error_code failed;
        if (!std::filesystem::exists(from + folder, failed)) continue;
        std::filesystem::copy(from + folder, to + folder,
                              std::filesystem::copy_options::recursive | std::filesystem::copy_options::skip_existing, failed);
        if (failed) return fail(ErrorKind::Unavailable, "demo.files", "The demonstration's files cannot be written.", failed.message());
    }
    return {};
}
}  // namespace

Result<Numbers> add(const Home& home, Instant now, const Progress& progress) {
    STEWARD_CHECK(is_not_there(home.database));
    SystemRng system_rng;
    STEWARD_TRY(auto installation, access::open_installation(home.database, home.state_folder + "/master.key", system_rng));
    STEWARD_TRY(Actor owner, first_owner(home.database));
    SeededRng rng(12);  // the same story every time
    const Instant since = now - played;
    if (owner.account.is_nil()) owner = {AccountId::make(since, rng), "Owner"};
    const Cast cast = imagine(since, rng, owner);
    STEWARD_TRY(const auto stage, Stage::open(std::move(installation), since));
    STEWARD_CHECK(stage->start());  // once before, for what rooms write down when they first start
    stage->stop();
    STEWARD_TRY(const auto standards, Standards::read(stage->database()));
    STEWARD_CHECK(seat(stage->database(), cast, since));
    STEWARD_CHECK(stage->start());
    Numbers numbers{.clients = static_cast<int>(cast.companies.size()), .devices = 0, .tickets = 0, .refused = 0, .samples = 0};
    STEWARD_TRY(const Played told, play(*stage, cast, now, progress));
    numbers.tickets = told.tickets;
    numbers.refused = told.refused;
    stage->stop();
    progress("measurements of 90 days");
    for (const Company& company : cast.companies) {
        numbers.devices += static_cast<int>(company.machines.size());
        STEWARD_TRY(const uint64_t samples, write_history(home.series, company, now, rng));
        numbers.samples += samples;
    }
    progress("carried over");
    STEWARD_CHECK(carry_files(stage->folder(), home.state_folder));
    STEWARD_CHECK(carry_over(stage->database(), home.database, cast, standards));
    return numbers;
}

}  // namespace steward::demo
