#include "server/platform/setup/setup.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "server/platform/access/access.h"
#include "tests/contract/databases.h"

namespace steward::setup {
namespace {

class Setup : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        migrate({"ledger", "access"});
        std::string name = (std::filesystem::temp_directory_path() / "steward-setup-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        key_file_ = folder_ + "/master.key";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    Result<access::Installation> create(Insistence insistence = {}) {
        return create_installation(database(), key_file_, "Harbour Services", insistence, now_, rng_);
    }
    std::string opened() {
        const auto installation = access::open_installation(database(), key_file_, rng_);
        return installation ? "agrees" : installation.error().code;
    }

    std::string folder_, key_file_;
    SeededRng rng_{11};
    Instant now_{1'800'000'000'000};
};

STEWARD_FOR_EACH_ENGINE(Setup);

TEST_P(Setup, leaves_a_key_file_and_a_row_that_agree) {
    EXPECT_EQ(opened(), "access.not_set_up");
    ASSERT_TRUE(create());
    EXPECT_EQ(opened(), "agrees");
    struct stat status {};
    ASSERT_EQ(stat(key_file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(create().value().provider_name, "Harbour Services") << "again: as it is";
}

TEST_P(Setup, is_not_taken_for_done_when_one_of_the_two_is_missing) {
    ASSERT_TRUE(create());
    const std::string kept = folder_ + "/kept.key";
    std::filesystem::rename(key_file_, kept);
    EXPECT_EQ(opened(), "access.key_file_missing");
    EXPECT_FALSE(create({.i_know = true})) << "a new key would lose every second factor";
    std::filesystem::rename(kept, key_file_);

    write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("delete from access_installation"));
        return {};
    });
    EXPECT_EQ(opened(), "access.database_wiped");
    EXPECT_EQ(create().error().code, "access.database_wiped");
    EXPECT_TRUE(create({.i_know = true}));
    EXPECT_EQ(opened(), "agrees");
}

TEST_P(Setup, refuses_a_key_file_that_is_anothers_damaged_or_open_to_all) {
    ASSERT_TRUE(create());
    std::ofstream(key_file_) << std::string(32, 'k');
    EXPECT_EQ(opened(), "access.key_file_differs");
    std::ofstream(key_file_) << "something else";
    EXPECT_EQ(opened(), "access.key_file");
    ASSERT_EQ(chmod(key_file_.c_str(), 0644), 0);
    EXPECT_EQ(opened(), "access.key_file");
}

TEST_P(Setup, makes_one_owner_and_a_second_only_for_who_insists) {
    const auto first = create_first_owner(database(), {"Ada Byron", "ada@harbour.example"}, {}, now_, rng_);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->expires_at, now_ + std::chrono::minutes(30));
    EXPECT_EQ(create_first_owner(database(), {"Eve", "eve@harbour.example"}, {}, now_, rng_).error().code, "setup.owner_exists");
    EXPECT_TRUE(create_first_owner(database(), {"Grace", "grace@harbour.example"}, {.i_know = true}, now_, rng_));
    EXPECT_FALSE(create_first_owner(database(), {"", "x@harbour.example"}, {.i_know = true}, now_, rng_));
}

TEST_P(Setup, makes_a_link_for_who_lost_theirs_and_writes_everything_down) {
    ASSERT_TRUE(create());
    ASSERT_TRUE(create_first_owner(database(), {"Ada Byron", "ada@harbour.example"}, {}, now_, rng_));
    EXPECT_TRUE(create_link(database(), "ADA@harbour.example", true, now_, rng_));
    EXPECT_EQ(create_link(database(), "eve@harbour.example", false, now_, rng_).error().code, "access.account_not_found");
    EXPECT_TRUE(database().read([](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows, transaction.query("select kind, principal from access_audit order by number"));
        EXPECT_EQ(rows.size(), 3u);
        if (rows.size() == 3) {
            EXPECT_EQ(rows[0].text(0), "setup.installation_created");
            EXPECT_EQ(rows[1].text(0), "setup.owner_created");
            EXPECT_EQ(rows[2].text(0), "setup.link_created");
            EXPECT_EQ(rows[2].text(1), "local root");
        }
        STEWARD_TRY(const auto verdict, access::verify_audit(transaction));
        EXPECT_TRUE(verdict.holds());
        return {};
    }));
}

TEST_P(Setup, gives_a_link_that_the_server_redeems) {
    const auto installation = create().value();
    const auto link = create_first_owner(database(), {"Ada Byron", "ada@harbour.example"}, {}, now_, rng_).value();
    const auto access = access::Access::open(database(), rng_, installation, {}).value();
    access::v1::RedeemLinkRequest request;
    request.set_link_token(link.token);
    request.set_new_password("under the old walnut tree");
    Call call(database(), Caller{}, now_, true);
    const auto answer = access->service().redeem_link(call, request);
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_TRUE(call.commit());
    EXPECT_TRUE(answer->session().needs_second_factor());
    EXPECT_EQ(call.set_cookies.at(0).substr(0, 16), "steward_session=") << "not over https: the other name";
}

}  // namespace
}  // namespace steward::setup
