#include "agent/app/identity.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace steward::agent {

class IdentityStory : public ::testing::Test {
protected:
    IdentityStory() {
        std::string pattern = std::filesystem::temp_directory_path() / "steward-identity-XXXXXX";
        folder = mkdtemp(pattern.data());
        identity = {.device = DeviceId::make(Instant{1'800'000'000'000}, rng),
                    .key = DeviceKey::make(rng).seed(),
                    .server = {"steward.example", 8443, {Bytes(32, 1), Bytes(32, 2)}},
                    .client_name = "Harbour\nPrecision & Sons",
                    .machine_fingerprint = "ab12",
                    .services = {"ssh", "postgresql@15-main"},
                    .machine = "cd34"};
    }
    ~IdentityStory() override { std::filesystem::remove_all(folder); }

    SeededRng rng{11};
    std::string folder;
    Identity identity;
};

TEST_F(IdentityStory, comes_back_as_it_was_saved_and_only_its_owner_can_read_it) {
    ASSERT_TRUE(save_identity(folder, identity));
    struct stat about {};
    ASSERT_EQ(stat((folder + "/identity").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    const auto loaded = load_identity(folder);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->device, identity.device);
    EXPECT_EQ(loaded->key, identity.key);
    EXPECT_EQ(loaded->server.pins, identity.server.pins);
    EXPECT_EQ(loaded->server.port, 8443);
    EXPECT_EQ(loaded->client_name, "Harbour Precision & Sons");  // one line each
    EXPECT_EQ(loaded->services, identity.services);
}

TEST_F(IdentityStory, an_enrolment_names_whose_the_spool_was) {
    ASSERT_TRUE(save_spool_owner(folder, identity.device));
    std::ifstream file(folder + "/spool_owner");
    std::string owner;
    std::getline(file, owner);
    EXPECT_EQ(owner, identity.device.text());
}

TEST_F(IdentityStory, what_is_missing_or_damaged_is_said) {
    EXPECT_EQ(load_identity(folder).error().code, "agent.not_enrolled");
    const std::string whole = to_text(identity);
    for (const std::string_view line : {"device ", "key ", "host ", "port ", "pin "}) {
        std::string damaged = whole;
        for (size_t at = damaged.find(line); at != std::string::npos; at = damaged.find(line)) damaged.replace(at, line.size(), "other ");
        const auto parsed = parse_identity(damaged);
        ASSERT_FALSE(parsed) << line;
        EXPECT_EQ(parsed.error().code, "identity.malformed");
    }
    EXPECT_FALSE(parse_identity("version 2\n" + whole));
}

TEST_F(IdentityStory, starts_are_counted_and_a_restart_of_the_machine_is_noticed) {
    EXPECT_EQ(count_start(folder, "boot-a").count, 1U);
    const Start second = count_start(folder, "boot-a"), third = count_start(folder, "boot-b");
    EXPECT_EQ(second.count, 2U);
    EXPECT_FALSE(second.after_restart);
    EXPECT_EQ(third.count, 3U);
    EXPECT_TRUE(third.after_restart);
    EXPECT_EQ(count_start("/proc/no-such-folder", "boot").count, 0U);
}

TEST_F(IdentityStory, a_state_folder_belongs_to_its_owner_alone) {
    const std::string state = folder + "/state";
    ASSERT_EQ(mkdir(state.c_str(), 0755), 0);
    ASSERT_TRUE(make_state_folder(state));
    struct stat about {};
    ASSERT_EQ(stat(state.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700U);
    std::ofstream(folder + "/file") << "x";
    EXPECT_FALSE(make_state_folder(folder + "/file"));
}

}  // namespace steward::agent
