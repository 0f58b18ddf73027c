// The same for a server on PostgreSQL: the file holds its database, which comes back into an empty one.
#include "tests/backup/installation.h"
#include "tests/contract/private_postgres.h"

namespace steward {

namespace {
class InstallationOnPostgres : public Installation {
protected:
    void SetUp() override {
        postgres_ = empty_database();
        Installation::SetUp();
    }
    static std::string empty_database() {
        const auto made = contract::new_postgres_database();
        EXPECT_TRUE(made) << (made ? "" : made.error().message + made.error().cause);
        return made.value_or("");
    }
    static std::string rows_on(const std::string& url, std::string_view of = {}) {
        return rows(*storage::open_postgres(url, 2).value(), of);
    }
    int back_up() { return cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}); }
    int restore(std::vector<std::string> more, const std::string& passphrase = "passphrase") {
        std::vector<std::string> words{at("backup"), "--passphrase-file", at(passphrase), "--state", at("restored")};
        words.insert(words.end(), more.begin(), more.end());
        return cli::run_restore(words);
    }
    /// The lock alone: nothing was restored, and the next try finds an empty folder.
    bool is_nothing_restored() const {
        for (const auto& entry : fs::directory_iterator(at("restored"))) {
            if (entry.path().filename() != "lock") return false;
        }
        return true;
    }
};
}  // namespace

TEST_F(InstallationOnPostgres, comes_back_from_its_backup_with_its_database) {
    fs::create_directories(at("state/attachments/ab"));
    std::ofstream(at("state/attachments/ab/" + std::string(64, 'a'))) << "as it came";
    serve("state");
    const DeviceId device = enrol_and_report("Harbour");
    const auto before = history(device);
    ASSERT_EQ(before.size(), 60u);
    ASSERT_EQ(back_up(), 0);
    EXPECT_TRUE(fs::is_empty(at("state/snapshots"))) << "the copy has done what it was for";
    stop();

    const std::string target = empty_database();
    ASSERT_EQ(restore({"--postgres", target}), 0);
    for (const auto* name : {"/master.key", "/link.key", "/link-reserve.key", "/link.crt", "/log.key"})
        EXPECT_EQ(file(std::string("restored") + name), file(std::string("state") + name)) << name;
    EXPECT_EQ(file("restored/attachments/ab/" + std::string(64, 'a')), "as it came");
    for (const auto* name : {"restored/database.dump", "restored/keys.sealed", "restored/restoring", "restored/steward.db"})
        EXPECT_FALSE(fs::exists(at(name))) << name;
    EXPECT_EQ(rows_on(target), rows_on(postgres_));
    EXPECT_NE(rows_on(target), "");
    EXPECT_NE(rows_on(target, "monitoring_check_instances"), "");
    // That the copy was made stands in the log of the one, not of the other.
    EXPECT_NE(rows_on(target, "ledger_entries"), "");
    EXPECT_TRUE(rows_on(postgres_, "ledger_entries").starts_with(rows_on(target, "ledger_entries")));

    serve("restored", target);
    EXPECT_EQ(history(device), before);
    EXPECT_NE(program_->agent_port(), 0) << "the seat of the copied server does not keep agents away from this one";
    EXPECT_EQ(cli::run_device({"list", "--state", at("restored")}), 0);
}

TEST_F(InstallationOnPostgres, is_restored_only_where_its_database_can_go) {
    serve("state");
    ASSERT_EQ(back_up(), 0);
    stop();
    const std::string before = rows_on(postgres_), target = empty_database();
    EXPECT_EQ(restore({}), 5) << "which database?";
    EXPECT_TRUE(is_nothing_restored());
    EXPECT_EQ(restore({"--postgres", postgres_}), 5) << "that one is in use";
    EXPECT_TRUE(is_nothing_restored());
    EXPECT_EQ(rows_on(postgres_), before);
    EXPECT_EQ(restore({"--postgres", "host=/nowhere dbname=steward"}), 6);
    EXPECT_TRUE(is_nothing_restored());
    EXPECT_EQ(restore({"--postgres", target}, "other"), 5) << "another passphrase";
    EXPECT_TRUE(is_nothing_restored());
    setenv("STEWARD_POSTGRES", target.c_str(), 1);
    EXPECT_EQ(restore({}), 0) << "none of them touched the empty one";
    unsetenv("STEWARD_POSTGRES");
    EXPECT_EQ(rows_on(target), before);
}

TEST_F(Installation, goes_into_its_folder_and_into_no_other_database) {
    serve("state");
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    stop();
    const std::vector<std::string> words{at("backup"), "--passphrase-file", at("passphrase"), "--state", at("restored")};
    auto with_postgres = words;
    with_postgres.insert(with_postgres.end(), {"--postgres", "postgresql:///steward"});
    EXPECT_EQ(cli::run_restore(with_postgres), 5);
    EXPECT_FALSE(fs::exists(at("restored/steward.db")));
    EXPECT_EQ(cli::run_restore(words), 0);
}

}  // namespace steward
