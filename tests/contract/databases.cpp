#include "tests/contract/databases.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <list>
#include <map>
#include <mutex>
#include <sstream>

#include "tests/contract/private_postgres.h"

namespace steward::contract {

namespace {
constexpr Instant migrated_at = Instant::from_unix_ms(1'764'000'000'000);

Result<std::unique_ptr<storage::Database>> open_at(storage::Engine engine, const std::string& location) {
    return engine == storage::Engine::Sqlite ? storage::open_sqlite(location) : storage::open_postgres(location, 6);
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

// A new database of its own, empty or with all that a model holds.
Result<std::string> place_like(storage::Engine engine, const std::string& model) {
    if (engine == storage::Engine::Postgres) return new_postgres_database(model);
    std::string folder = (std::filesystem::temp_directory_path() / "steward-sqlite-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
        return fail(ErrorKind::Unavailable, "contract.folder", "No temporary folder for a test database.");
    std::string file = folder + "/steward.db";
    std::error_code failed;
    if (!model.empty()) std::filesystem::copy_file(model, file, failed);
    if (failed) return fail(ErrorKind::Unavailable, "contract.folder", "A test database cannot be copied.", failed.message());
    return file;
}

void remove(storage::Engine engine, const std::string& location) {
    if (location.empty()) return;
    std::error_code ignored;
    if (engine == storage::Engine::Postgres) (void)drop_postgres_database(location);
    else std::filesystem::remove_all(std::filesystem::path(location).parent_path(), ignored);
}

// Four hundred statements build an installation's tables: once per program, of which each test gets a copy. Those of PostgreSQL are gone
// with its server, SQLite's with this object.
class Models {
public:
    ~Models() {
        for (const auto& [key, location] : locations_) {
            if (key.first == storage::Engine::Sqlite) remove(key.first, location);
        }
    }
    Result<std::string> with(storage::Engine engine, std::span<const storage::Migration> migrations) {
        std::string names;
        for (const auto& migration : migrations) names += std::string(migration.room) + "/" + std::string(migration.name) + "\n";
        std::string& location = locations_[{engine, names}];
        if (!location.empty()) return location;
        STEWARD_TRY(const std::string made, place_like(engine, {}));
        STEWARD_TRY(const auto database, open_at(engine, made));
        STEWARD_CHECK(storage::migrate(*database, migrations, migrated_at));
        return location = made;
    }

private:
    std::map<std::pair<storage::Engine, std::string>, std::string> locations_;
};

Result<std::string> model_with(storage::Engine engine, std::span<const storage::Migration> migrations) {
    static std::mutex mutex;
    static Models models;
    const std::scoped_lock lock(mutex);
    return models.with(engine, migrations);
}

void expect_success(const Status& status) {
    if (!status) FAIL() << status.error().code << ": " << status.error().message << "\n" << status.error().cause;
}
}  // namespace

Result<std::unique_ptr<FreshDatabase>> FreshDatabase::make(storage::Engine engine) {
    if (engine == storage::Engine::Postgres) STEWARD_CHECK(private_postgres());
    return std::unique_ptr<FreshDatabase>(new FreshDatabase(engine));
}

FreshDatabase::~FreshDatabase() {
    database_.reset();
    remove(engine_, location_);
}

storage::Database& FreshDatabase::database() {
    if (database_) return *database_;
    if (const Status begun = begin({}); !begun) {
        std::fprintf(stderr, "%s: %s\n%s\n", begun.error().code.c_str(), begun.error().message.c_str(), begun.error().cause.c_str());
        std::exit(1);
    }
    return *database_;
}

const std::string& FreshDatabase::location() {
    (void)database();
    return location_;
}

Status FreshDatabase::begin(const std::string& model) {
    STEWARD_TRY(location_, place_like(engine_, model));
    STEWARD_TRY(database_, open_at(engine_, location_));
    return {};
}

Result<std::unique_ptr<storage::Database>> FreshDatabase::open_another() { return open_at(engine_, location()); }

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
    return migrate(all);
}

Status FreshDatabase::migrate(std::span<const storage::Migration> migrations) {
    if (database_) return storage::migrate(*database_, migrations, migrated_at);
    STEWARD_TRY(const std::string model, model_with(engine_, migrations));
    return begin(model);
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
