#include "tests/contract/databases.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <list>
#include <sstream>

#include "tests/contract/private_postgres.h"

namespace steward::contract {

namespace {
constexpr Instant migrated_at = Instant::from_unix_ms(1'764'000'000'000);

Result<std::unique_ptr<storage::Database>> open_at(storage::Engine engine, const std::string& location) {
    return engine == storage::Engine::Sqlite ? storage::open_sqlite(location) : storage::open_postgres(location, 6);
}

Status in_postgres(const std::string& statement) {
    STEWARD_TRY(const std::string server, private_postgres());
    STEWARD_TRY(const auto database, storage::open_postgres(server, 1));
    return database->write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(statement));
        return {};
    });
}

// Migration holds views of its text: what was read stays for the program's life.
Result<std::vector<storage::Migration>> migrations_of(std::string_view room) {
    static std::list<std::string> texts;
    const std::filesystem::path root(STEWARD_SOURCE_DIR);
    for (const char* level : {"server/platform", "server/modules"}) {
        const auto folder = root / level / room / "migrations";
        if (!std::filesystem::is_directory(folder)) continue;
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".sql") files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        std::vector<storage::Migration> migrations;
        for (const auto& file : files) {
            std::stringstream text;
            text << std::ifstream(file).rdbuf();
            const std::string& name = texts.emplace_back(file.stem().string());
            const std::string& sql = texts.emplace_back(text.str());
            migrations.push_back({texts.emplace_back(room), std::stoi(name.substr(0, 4)), name, sql});
        }
        return migrations;
    }
    return fail(ErrorKind::NotFound, "contract.room", "There is no room " + std::string(room) + " with a folder migrations.");
}

void expect_success(const Status& status) {
    if (!status) FAIL() << status.error().code << ": " << status.error().message << "\n" << status.error().cause;
}
}  // namespace

Result<std::unique_ptr<FreshDatabase>> FreshDatabase::make(storage::Engine engine) {
    std::unique_ptr<FreshDatabase> fresh;
    if (engine == storage::Engine::Sqlite) {
        std::string folder = (std::filesystem::temp_directory_path() / "steward-sqlite-XXXXXX").string();
        if (mkdtemp(folder.data()) == nullptr)
            return fail(ErrorKind::Unavailable, "contract.folder", "No temporary folder for a test database.");
        fresh.reset(new FreshDatabase(engine, folder + "/steward.db", folder));
    } else {
        static std::atomic<int> number{0};
        STEWARD_TRY(const std::string server, private_postgres());
        const std::string schema = "test_" + std::to_string(++number);
        STEWARD_CHECK(in_postgres("create schema " + schema));
        fresh.reset(new FreshDatabase(engine, server + " options='-c search_path=" + schema + "'", schema));
    }
    STEWARD_TRY(fresh->database_, open_at(engine, fresh->location_));
    return fresh;
}

FreshDatabase::~FreshDatabase() {
    database_.reset();
    if (engine_ == storage::Engine::Postgres) {
        (void)in_postgres("drop schema " + place_ + " cascade");
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(place_, ignored);
}

Result<std::unique_ptr<storage::Database>> FreshDatabase::open_another() const { return open_at(engine_, location_); }

Status FreshDatabase::reopen() {
    database_.reset();
    STEWARD_TRY(database_, open_at(engine_, location_));
    return {};
}

Status FreshDatabase::migrate(std::span<const std::string_view> rooms) {
    std::vector<storage::Migration> all;
    for (const auto room : rooms) {
        STEWARD_TRY(auto migrations, migrations_of(room));
        all.insert(all.end(), migrations.begin(), migrations.end());
    }
    return storage::migrate(*database_, all, migrated_at);
}

void EachEngine::SetUp() {
    auto made = FreshDatabase::make(GetParam());
    if (!made) FAIL() << made.error().code << ": " << made.error().message << "\n" << made.error().cause;
    fresh_ = std::move(*made);
}

void EachEngine::migrate(std::initializer_list<std::string_view> rooms) {
    expect_success(fresh_->migrate(std::span(rooms.begin(), rooms.size())));
}
void EachEngine::write(const std::function<Status(storage::Transaction&)>& work) { expect_success(fresh_->database().write(work)); }
void EachEngine::read(const std::function<Status(storage::Transaction&)>& work) { expect_success(fresh_->database().read(work)); }

std::string engine_name(const ::testing::TestParamInfo<storage::Engine>& info) {
    return info.param == storage::Engine::Sqlite ? "Sqlite" : "Postgres";
}

}  // namespace steward::contract
