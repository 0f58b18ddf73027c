// A PostgreSQL database as one file and back: by PostgreSQL's own programs, all or nothing, without a word to anybody.
#include "server/platform/storage/postgres_copy.h"

#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "server/platform/storage/postgres_programs.h"
#include "tests/contract/databases.h"
#include "tests/contract/private_postgres.h"

namespace steward::storage {
namespace {

namespace fs = std::filesystem;

constexpr Instant some_time{1'795'000'000'000};

// One of each kind that our rooms use: bytes, JSON, words, keys to other tables, parts of an index, and an index of an extension.
const Migration tables[] = {
    {"desk", 1, "0001_create",
     "create table desk_people (id text primary key, name text not null, picture {{bytes}}, plan {{json}}, is_here boolean not null, share "
     "double precision, seen_at bigint);\n"
     "create table desk_notes (number {{number}} primary key, person_id text not null references desk_people (id), text text not null, "
     "words "
     "tsvector, unique (person_id, text));\n"
     "create index desk_notes_by_words on desk_notes using gin (words);\n"
     "create index desk_people_here on desk_people (name) where is_here;\n"
     "create view desk_v_people as select id, name from desk_people;\n"
     "create extension if not exists pg_trgm;\n"
     "create index desk_people_by_letters on desk_people using gin (lower(name) gin_trgm_ops);\n"
     "create table desk_left (number bigint primary key, at bigint not null);\n"
     "create table desk_right (number bigint primary key references desk_left (number));\n"}};

std::string shown(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* bytes = std::get_if<Bytes>(&value)) return to_hex(*bytes);
    if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return std::to_string(*real);
    if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "yes" : "no";
    return "null";
}

class PostgresCopy : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "steward-copy-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        source_ = empty();
    }
    void TearDown() override { fs::remove_all(folder_); }

    static std::string empty() {
        const auto made = contract::new_postgres_database();
        EXPECT_TRUE(made) << (made ? "" : made.error().message + made.error().cause);
        return made.value_or("");
    }
    std::string at(const std::string& name) const { return (folder_ / name).string(); }
    std::string read_file(const std::string& name) const {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
        return names;
    }

    static void in(Database& database, const std::function<Status(Transaction&)>& work) {
        const auto done = database.write(work);
        EXPECT_TRUE(done) << (done ? "" : done.error().code + " " + done.error().cause);
    }
    std::unique_ptr<Database> filled(const std::string& url, int people) {
        auto database = open_postgres(url, 3).value();
        EXPECT_TRUE(migrate(*database, tables, some_time));
        in(*database, [&](Transaction& transaction) -> Status {
            for (int i = 0; i < people; ++i) {
                const std::string id = "p" + std::to_string(i);
                STEWARD_CHECK(transaction.execute(
                    "insert into desk_people (id, name, picture, plan, is_here, share, seen_at) values ($1, $2, $3, $4, $5, $6, $7)", id,
                    "Zoë \\ 'O''Hare'\n\t; " + id, Bytes{0, 255, static_cast<uint8_t>(i)}, R"({"a": [1, null, "ü"]})", i % 2 == 0, i / 3.0,
                    i % 5 == 0 ? Value{} : Value{some_time.unix_ms + i}));
                STEWARD_CHECK(transaction.execute(
                    "insert into desk_notes (number, person_id, text, words) values ($1, $2, $3, to_tsvector('simple', $3))", i, id,
                    "a note of " + id));
            }
            return {};
        });
        return database;
    }

    // Every row of every table, and what the tables are made of.
    static std::string all_of(const std::string& url) {
        std::string text;
        const auto database = open_postgres(url, 2).value();
        const auto read = database->read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto names, transaction.query("select cast(tablename as text) from pg_tables where schemaname = "
                                                            "current_schema() order by 1"));
            std::vector<std::string> questions{"select indexname, indexdef from pg_indexes where schemaname = current_schema() order by 1",
                                               "select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = "
                                               "cast(current_schema() as regnamespace) order by 1, 2",
                                               "select viewname, definition from pg_views where schemaname = current_schema() order by 1"};
            for (const auto& name : names) questions.push_back("select * from " + name.text(0) + " order by 1");
            for (const auto& question : questions) {
                STEWARD_TRY(const auto rows, transaction.query(question));
                text += question + "\n";
                for (const auto& row : rows) {
                    for (size_t i = 0; i < row.size(); ++i) text += shown(row.value(i)) + "|";
                    text += "\n";
                }
            }
            return {};
        });
        EXPECT_TRUE(read) << (read ? "" : read.error().cause);
        return text;
    }
    static int64_t number(const std::string& url, const std::string& question) {
        int64_t answer = -1;
        const auto database = open_postgres(url, 2).value();
        EXPECT_TRUE(database->read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one(question));
            answer = row->integer(0);
            return {};
        }));
        return answer;
    }

    /// A program of that name that does this.
    std::vector<std::string> instead(const std::string& name, const std::string& version, const std::string& script) {
        fs::create_directories(at("programs"));
        const std::string path = at("programs/" + name);
        std::ofstream(path) << "#!/bin/sh\n[ \"$1\" != --version ] || { echo '" << name << " (PostgreSQL) " << version << "'; exit 0; }\n"
                            << script << "\n";
        chmod(path.c_str(), 0755);
        return {at("programs")};
    }

    fs::path folder_;
    std::string source_;
};

TEST_F(PostgresCopy, brings_every_table_back_as_it_was) {
    const auto database = filled(source_, 100);
    const auto copied = database->copy_to(at("dump"));
    ASSERT_TRUE(copied) << copied.error().message << copied.error().cause;
    EXPECT_EQ(fs::status(at("dump")).permissions() & fs::perms(077), fs::perms::none) << "nobody else may read it";
    EXPECT_GE(size_of_copy(*database).value(), static_cast<int64_t>(fs::file_size(at("dump"))));
    const std::string target = empty();
    EXPECT_TRUE(takes_postgres_copy(target));
    const auto restored = restore_postgres(target, at("dump"));
    ASSERT_TRUE(restored) << restored.error().message << restored.error().cause;
    EXPECT_EQ(all_of(target), all_of(source_));
    EXPECT_NE(all_of(target).find("gin_trgm_ops"), std::string::npos) << "the extension's index is there too";
    EXPECT_EQ(files(), std::vector<std::string>{"dump"}) << "nothing else is left";
    EXPECT_TRUE(migrate(*open_postgres(target).value(), tables, some_time)) << "a server finds nothing to do there";
}

TEST_F(PostgresCopy, is_of_one_moment_while_others_write) {
    const auto database = filled(source_, 400);
    const auto write_both = [&](int64_t at) {
        in(*database, [&](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("insert into desk_left (number, at) values ($1, $1)", at));
            STEWARD_CHECK(transaction.execute("insert into desk_right (number) values ($1)", at));
            STEWARD_CHECK(transaction.execute("update desk_people set seen_at = $1", at));
            return {};
        });
    };
    int64_t before = 0;
    while (before < 20) write_both(++before);
    std::atomic<bool> is_copied{false};
    std::atomic<int64_t> written{before};
    {
        std::jthread writer([&] {
            while (!is_copied) write_both(++written);
        });
        const auto copied = database->copy_to(at("dump"));
        is_copied = true;
        ASSERT_TRUE(copied) << copied.error().message << copied.error().cause;
    }
    const std::string target = empty();
    ASSERT_TRUE(restore_postgres(target, at("dump")));
    const int64_t kept = number(target, "select count(*) from desk_left");
    std::printf("written meanwhile: %lld, in the copy: %lld\n", static_cast<long long>(written - before),
                static_cast<long long>(kept - before));
    EXPECT_GE(kept, before);
    EXPECT_LE(kept, written);
    EXPECT_EQ(number(target, "select max(number) from desk_left"), kept) << "the first ones, without a gap";
    EXPECT_EQ(number(target, "select count(*) from desk_right"), kept) << "both of a transaction, or none";
    EXPECT_EQ(number(target, "select count(*) from desk_people where seen_at = " + std::to_string(kept)), 400) << "all of the same moment";
}

TEST_F(PostgresCopy, does_not_wait_for_a_writer_in_the_middle_of_its_work) {
    const auto database = filled(source_, 10);
    const auto done = database->write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("insert into desk_left (number, at) values (1, 1)"));
        return database->copy_to(at("dump"));
    });
    ASSERT_TRUE(done) << done.error().message << done.error().cause;
    const std::string target = empty();
    ASSERT_TRUE(restore_postgres(target, at("dump")));
    EXPECT_EQ(number(target, "select count(*) from desk_left"), 0) << "what was not committed is not in it";
    EXPECT_EQ(number(target, "select count(*) from desk_people"), 10);
}

TEST_F(PostgresCopy, holds_its_own_schema_and_goes_back_there) {
    in(*open_postgres(source_).value(), [](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("create schema \"desks\""));
        STEWARD_CHECK(transaction.execute("create table public.of_somebody_else (id bigint primary key)"));
        return {};
    });
    const std::string desks = " options='-c search_path=desks'";
    ASSERT_TRUE(filled(source_ + desks, 20)->copy_to(at("dump")));
    const std::string target = empty();
    const auto refused = restore_postgres(target, at("dump"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "storage.other_schema");
    EXPECT_NE(refused.error().message.find("options=-csearch_path%3Ddesks"), std::string::npos) << refused.error().message;
    EXPECT_EQ(number(target, "select count(*) from pg_namespace where nspname = 'desks'"), 0);
    const auto restored = restore_postgres(target + desks, at("dump"));
    ASSERT_TRUE(restored) << restored.error().message << restored.error().cause;
    EXPECT_EQ(all_of(target + desks), all_of(source_ + desks));
    EXPECT_EQ(number(target, "select count(*) from pg_tables where tablename = 'of_somebody_else'"), 0);
}

TEST_F(PostgresCopy, never_goes_where_something_is) {
    ASSERT_TRUE(filled(source_, 5)->copy_to(at("dump")));
    const std::string target = empty();
    in(*open_postgres(target).value(), [](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("create schema shop"));
        STEWARD_CHECK(transaction.execute("create table shop.orders (id bigint primary key)"));
        return {};
    });
    for (const auto& [url, name] : {std::pair(target, "shop.orders"), std::pair(source_, "public.desk_left")}) {
        const std::string before = all_of(url);
        for (const auto& refused : {takes_postgres_copy(url), restore_postgres(url, at("dump"))}) {
            ASSERT_FALSE(refused);
            EXPECT_EQ(refused.error().code, "storage.not_empty");
            EXPECT_EQ(refused.error().kind, ErrorKind::Conflict);
            EXPECT_NE(refused.error().message.find(name), std::string::npos) << refused.error().message;
        }
        EXPECT_EQ(all_of(url), before);
    }
    const auto nowhere = restore_postgres("postgresql://steward:hunter2@nowhere.invalid/steward", at("dump"));
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, "storage.open_failed");
}

TEST_F(PostgresCopy, that_is_damaged_leaves_the_database_empty) {
    ASSERT_TRUE(filled(source_, 600)->copy_to(at("dump")));
    const std::string whole = read_file("dump");
    const std::string target = empty();
    std::ofstream(at("cut"), std::ios::binary) << whole.substr(0, whole.size() * 3 / 4);
    const auto cut = restore_postgres(target, at("cut"));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, "storage.restore_failed") << cut.error().cause;
    EXPECT_TRUE(takes_postgres_copy(target)) << "all or nothing";
    std::ofstream(at("text")) << "this is no copy of a database";
    const auto text = restore_postgres(target, at("text"));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, "storage.copy_damaged");
    EXPECT_FALSE(fs::exists(at("cut.list")));
    ASSERT_TRUE(restore_postgres(target, at("dump"))) << "it takes the whole one after all";
}

TEST_F(PostgresCopy, says_which_package_is_missing) {
    const auto database = filled(source_, 1);
    ASSERT_TRUE(database->copy_to(at("dump")));
    const std::string target = empty();
    for (const auto& refused :
         {dump_postgres(source_, at("other"), {at("")}), takes_postgres_copy(target, {}), restore_postgres(target, at("dump"), {})}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "storage.no_client");
        EXPECT_EQ(refused.error().kind, ErrorKind::Conflict);
        EXPECT_NE(refused.error().message.find("postgresql-client"), std::string::npos) << refused.error().message;
    }
    const auto old = dump_postgres(source_, at("other"), instead("pg_dump", "12.9", "exit 3"));
    ASSERT_FALSE(old);
    EXPECT_EQ(old.error().code, "storage.old_client");
    EXPECT_NE(old.error().message.find("is 12"), std::string::npos) << old.error().message;
    EXPECT_FALSE(fs::exists(at("other")));
    EXPECT_TRUE(takes_postgres_copy(target));
}

TEST_F(PostgresCopy, takes_the_oldest_program_that_knows_the_server) {
    fs::create_directories(at("11"));
    fs::create_directories(at("98"));
    fs::create_directories(at("99"));
    for (const char* version : {"99", "11", "98"}) {
        const auto made = instead("pg_dump", std::string(version) + ".1", "exit 1");
        fs::rename(at("programs/pg_dump"), at(version + std::string("/pg_dump")));
    }
    const std::vector<std::string> folders{at("99"), at("none"), at("11"), at("98")};
    EXPECT_EQ(find_postgres_program("pg_dump", 15, folders).value().path, at("98/pg_dump"));
    EXPECT_EQ(find_postgres_program("pg_dump", 11, folders).value().major, 11);
    EXPECT_EQ(find_postgres_program("pg_dump", 100, folders).error().code, "storage.old_client");
}

TEST_F(PostgresCopy, that_fails_half_way_is_gone_and_quotes_no_row) {
    const auto database = filled(source_, 1);
    const auto failed = dump_postgres(source_, at("dump"),
                                      instead("pg_dump", "99.1",
                                              "for word; do case $word in --file=*) echo half > \"${word#--file=}\" ;; esac; done\n"
                                              "echo 'pg_dump: error: query failed: ERROR:  no more room' >&2\n"
                                              "echo 'DETAIL:  Key (name)=(Ada) exists.' >&2; exit 1"));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "storage.copy_failed");
    EXPECT_EQ(failed.error().cause, "pg_dump: error: query failed: ERROR:  no more room");
    EXPECT_FALSE(fs::exists(at("dump")));
    std::ofstream(at("mine")) << "precious";
    EXPECT_FALSE(database->copy_to(at("mine"))) << "a copy replaces nothing";
    EXPECT_EQ(read_file("mine"), "precious");
}

// Whoever lists the processes of the machine sees their words, and not what is in their environment.
TEST_F(PostgresCopy, tells_the_password_to_nobody_else) {
    (void)filled(source_, 1);
    setenv("STEWARD_POSTGRES", "postgresql://steward:hunter2@db/steward", 1);
    const auto folders = instead("pg_dump", "99.1", "echo \"$@\" > " + at("words") + "; env > " + at("environment") + "; exit 0");
    const auto copied = dump_postgres(source_ + " password='hunter 2' application_name=desk", at("dump"), folders);
    unsetenv("STEWARD_POSTGRES");
    ASSERT_TRUE(copied) << copied.error().message << copied.error().cause;
    const std::string words = read_file("words"), environment = read_file("environment");
    EXPECT_EQ(words.find("hunter"), std::string::npos) << words;
    EXPECT_NE(words.find("--no-password"), std::string::npos) << words;
    EXPECT_NE(environment.find("\nPGPASSWORD=hunter 2\n"), std::string::npos);
    EXPECT_EQ(environment.find("STEWARD_POSTGRES"), std::string::npos);
    const auto refused = dump_postgres(source_ + " sslpassword=hunter2", at("other"), folders);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "storage.no_safe_place");
    EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace steward::storage
