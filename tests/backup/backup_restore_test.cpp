// `steward backup` on a running server, `steward restore` into an empty folder, and a server on it:
// the same rows, the same history, the same keys.
#include "tests/backup/installation.h"

namespace steward {

TEST_F(Installation, comes_back_from_its_backup_as_it_was) {
    serve("state");
    const DeviceId device = enrol_and_report("Harbour");
    const auto before = history(device);
    ASSERT_EQ(before.size(), 60u);
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    EXPECT_TRUE(fs::is_empty(at("state/snapshots"))) << "the copy has done what it was for";
    stop();

    ASSERT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("restored")}), 0);
    for (const auto* key : {"/master.key", "/link.key", "/link-reserve.key", "/link.crt"}) {
        EXPECT_EQ(file(std::string("restored") + key), file(std::string("state") + key))
            << key << ": pinned agents must recognise the server";
        EXPECT_EQ(fs::status(at(std::string("restored") + key)).permissions() & fs::perms(077), fs::perms::none) << key;
    }
    EXPECT_FALSE(fs::exists(at("restored/keys.sealed")));
    EXPECT_EQ(rows("restored"), rows("state"));
    // That the copy was made stands in the log of the one, not of the other.
    EXPECT_NE(rows("restored", "ledger_entries"), "");
    EXPECT_TRUE(rows("state", "ledger_entries").starts_with(rows("restored", "ledger_entries")));
    EXPECT_EQ(file("restored/log.key"), file("state/log.key"));

    serve("restored");
    EXPECT_EQ(history(device), before);
    EXPECT_EQ(cli::run_device({"list", "--state", at("restored")}), 0);
}

TEST_F(Installation, takes_a_demonstration_in_and_gives_it_up_whole) {
    serve("state");  // once before: rooms write their standards down when they first start
    stop();
    const std::string before = rows("state");
    ASSERT_EQ(cli::run_demo({"add", "--state", at("state")}), 0);
    EXPECT_EQ(cli::run_demo({"add", "--state", at("state")}), 5) << "once is enough";
    serve("state");
    const auto devices = program_->house().context().take<directory::Directory>().devices();
    EXPECT_EQ(devices.size(), 300u);
    for (const auto& device : devices) EXPECT_TRUE(device.demo) << device.name;
    const auto ranges = program_->house().context().series.range(
        devices[0].id, "cpu_used_percent", std::nullopt, clock_.now() - std::chrono::hours(24 * 80), clock_.now(), std::chrono::hours(6));
    ASSERT_TRUE(ranges && !ranges->empty());
    EXPECT_GT(std::count_if((*ranges)[0].points.begin(), (*ranges)[0].points.end(), [](const auto& point) { return point.samples > 0; }),
              300);
    EXPECT_EQ(cli::run_demo({"remove", "--state", at("state")}), 5) << "not while a server uses it";
    stop();
    ASSERT_EQ(cli::run_demo({"remove", "--state", at("state")}), 0);
    EXPECT_EQ(rows("state"), before);
    serve("state");
    // The search lets go in its own time; on a busy disk later than a server is up.
    for (int asked = 0; asked < 20'000 && words_in_search("state") > 0;) ++asked;
    stop();
    EXPECT_EQ(words_in_search("state"), 0) << "nothing of it can be found any more";
}

TEST_F(Installation, gives_nothing_to_another_passphrase_and_leaves_nothing_behind) {
    serve("state");
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    EXPECT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 5)
        << "a backup replaces nothing";
    stop();
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("other"), "--state", at("restored")}), 5);
    EXPECT_FALSE(fs::exists(at("restored/steward.db")));
    EXPECT_FALSE(fs::exists(at("restored/restoring")));
    const std::string packed = file("backup"), master = file("state/master.key");
    EXPECT_EQ(packed.find(master), std::string::npos);
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("restored")}), 0)
        << "the second try finds an empty folder";
}

TEST_F(Installation, is_not_overwritten_and_not_touched_while_it_runs) {
    serve("state");
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 5);
    EXPECT_EQ(cli::run_setup({"link", "ada@harbour.example", "--state", at("state")}), 5);
    app::Options second{.state = at("state")};
    second.port = second.agent_port = 0;
    EXPECT_EQ(app::Program::start(second, clock_, rng_, *log_).error().code, "state.in_use");
    stop();
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 5);
    EXPECT_EQ(cli::run_setup({"link", "ada@harbour.example", "--state", at("state")}), 0);
}

}  // namespace steward
