// What only the embedded database promises: kill -9, and a copy while writers go on.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/contract/databases.h"

namespace steward::storage {
namespace {

class Embedded : public ::testing::Test {
protected:
    void SetUp() override {
        auto made = contract::FreshDatabase::make(Engine::Sqlite);
        ASSERT_TRUE(made);
        fresh_ = std::move(*made);
        ASSERT_TRUE(fresh_->database().write([](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("create table things (id bigint primary key)"));
            return {};
        }));
    }
    static Status add(Database& database, int64_t id) {
        return database.write([&](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("insert into things (id) values ($1)", id));
            return {};
        });
    }
    static int64_t highest(Database& database) {
        int64_t id = -1;
        EXPECT_TRUE(database.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select coalesce(max(id), 0), count(*) from things"));
            id = row->integer(0);
            EXPECT_EQ(row->integer(1), id) << "nothing is missing in between";
            return {};
        }));
        return id;
    }
    std::unique_ptr<contract::FreshDatabase> fresh_;
};

// The child: writes and says each number after its commit returned, until it is killed.
[[noreturn]] void write_until_killed(const std::string& path, int64_t from, int told) {
    auto database = open_sqlite(path);
    if (!database) _exit(1);
    for (int64_t id = from;; ++id) {
        const auto done = (*database)->write([&](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("insert into things (id) values ($1)", id));
            return {};
        });
        if (!done || ::write(told, &id, sizeof id) != sizeof id) _exit(1);
    }
}

TEST_F(Embedded, keeps_everything_it_confirmed_before_kill_9) {
    for (int cycle = 0; cycle < 10; ++cycle) {
        const int64_t before = highest(fresh_->database());
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(ends[0]);
            write_until_killed(fresh_->location(), before + 1, ends[1]);
        }
        close(ends[1]);
        int64_t confirmed = before;
        for (int heard = 0; heard < 3 + cycle; ++heard)
            ASSERT_EQ(::read(ends[0], &confirmed, sizeof confirmed), static_cast<ssize_t>(sizeof confirmed));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        for (int64_t later = 0; ::read(ends[0], &later, sizeof later) == static_cast<ssize_t>(sizeof later);) confirmed = later;
        close(ends[0]);
        EXPECT_GE(highest(fresh_->database()), confirmed);
    }
}

TEST_F(Embedded, copies_itself_consistently_while_it_is_written_to) {
    for (int64_t id = 1; id <= 200; ++id) ASSERT_TRUE(add(fresh_->database(), id));
    const std::string copy = fresh_->location() + ".copy";
    auto writer = fresh_->database().begin(true);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->transaction().execute("insert into things (id) values (201)"));
    ASSERT_TRUE(fresh_->database().copy_to(copy)) << "a writer in the middle of its work does not hold the copy up";
    ASSERT_TRUE((*writer)->commit());
    auto copied = open_sqlite(copy);
    ASSERT_TRUE(copied);
    EXPECT_EQ(highest(**copied), 200);
    EXPECT_EQ(highest(fresh_->database()), 201);
}

TEST_F(Embedded, says_in_a_sentence_that_its_file_cannot_be_opened) {
    const auto opened = open_sqlite("/nowhere/at/all/steward.db");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "storage.open_failed");
}

TEST(EmbeddedFiles, are_their_owners_alone_also_those_that_were_not) {
    std::string pattern = std::filesystem::temp_directory_path() / "steward-private-XXXXXX";
    const std::string folder = mkdtemp(pattern.data()), path = folder + "/steward.db";
    const auto others_may = [&] {
        int files = 0;
        std::string open;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            ++files;
            if ((entry.status().permissions() & std::filesystem::perms(077)) != std::filesystem::perms::none)
                open += entry.path().filename().string() + " ";
        }
        EXPECT_EQ(files, 3) << "the file, its log and its index";
        return open;
    };
    const auto write = [](Database& database) {
        EXPECT_TRUE(database.write([](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("create table if not exists things (id bigint primary key)"));
            return {};
        }));
    };
    {
        const auto database = open_sqlite(path);
        ASSERT_TRUE(database);
        write(**database);
        EXPECT_EQ(others_may(), "");
    }
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    {
        const auto database = open_sqlite(path);
        ASSERT_TRUE(database);
        write(**database);
        EXPECT_EQ(others_may(), "");
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace steward::storage
