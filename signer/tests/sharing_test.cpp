// Two people with an account each on one machine, and the folders between them.
#include <sys/stat.h>
#include <unistd.h>

#include "base/shared_folder.h"
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;

mode_t rights_of(const fs::path& path) {
    struct stat about {};
    EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 07777;
}

// As `steward-sign` begins: nothing is for others that does not say so.
class Sharing : public Work {
protected:
    const mode_t before_ = umask(077);
    ~Sharing() override { umask(before_); }
};

TEST_F(Sharing, keys_and_what_was_opened_are_for_their_owner_and_what_goes_from_hand_to_hand_is_for_all) {
    begin();
    const std::string draft = bring("one", script_job("uptime\n", some_devices(1)), "uptime\n", {});
    alice.does({"send", meeting});
    alice.does({"publish", "--to", at("mirror")});
    EXPECT_EQ(rights_of(office.machine_of("alice")), mode_t{0700});
    EXPECT_EQ(rights_of(office.machine_of("alice") / "keys/daily.key"), mode_t{0600});
    size_t seen = 0;
    for (const char* place : {"", "meeting", "mirror"})
        for (const auto& entry : fs::recursive_directory_iterator(at(place))) {
            if (entry.path().string().contains("/drafts")) continue;  // this story itself put it there
            const bool is_file = entry.is_regular_file();
            if (is_file) EXPECT_EQ(rights_of(entry.path()), mode_t{0644}) << entry.path();
            else if (entry.path() != at("desk") && entry.path() != folder && entry.path() != at("mirror"))
                EXPECT_EQ(rights_of(entry.path()), mode_t{0755}) << entry.path();
            seen += is_file ? 1 : 0;
        }
    EXPECT_GT(seen, 10U);
}

TEST_F(Sharing, what_is_made_below_a_folder_of_a_group_is_the_groups_too) {
    begin();
    ASSERT_EQ(chmod(folder.c_str(), 02775), 0);
    alice.does({"send", meeting});
    EXPECT_EQ(rights_of(folder / "outgoing"), mode_t{02775});
    // In one that anybody may write to, nothing is made for anybody to write to.
    EXPECT_EQ(shared_folder_mode(01777), mode_t{0755});
    EXPECT_EQ(shared_folder_mode(0775), mode_t{0755});
}

// Who types is this user of this group from now on; only root can play two.
class As {
public:
    As(uid_t user, gid_t group) {
        EXPECT_EQ(setegid(group), 0);
        EXPECT_EQ(seteuid(user), 0);
    }
    ~As() {
        EXPECT_EQ(seteuid(0), 0);
        EXPECT_EQ(setegid(0), 0);
    }
    As(const As&) = delete;
    As& operator=(const As&) = delete;
};

TEST_F(Sharing, two_users_begin_and_change_the_chain_in_folders_of_their_group) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can be two users";
    constexpr gid_t stewards = 62'001;
    const std::map<std::string, uid_t> users{{"alice", 62'002}, {"bob", 62'003}};
    const fs::path root = office.file("").parent_path().parent_path();
    ASSERT_EQ(chmod(root.c_str(), 0755), 0);
    // As the guide says: install -d -m 2775 -g GROUP.
    for (const char* place : {"", "desk", "meeting", "mirror"}) {
        ASSERT_EQ(chown(at(place).c_str(), 0, stewards), 0);
        ASSERT_EQ(chmod(at(place).c_str(), 02775), 0);
    }
    for (const auto& [name, user] : users) {
        fs::create_directory(office.machine_of(name));
        ASSERT_EQ(chown(office.machine_of(name).c_str(), user, stewards), 0);
    }
    const auto as = [&](const Person& person, const std::vector<std::string>& words) {
        const As who(users.at(person.name()), stewards);
        return person.does(words);
    };
    for (const Person* one : {&alice, &bob}) {
        const As who(users.at(one->name()), stewards);
        one->make_key("daily", "roster,job");
    }
    safe.make_key("recovery", "recovery");
    as(alice, {"genesis", "--name", "Harbour Services", "--keys", alice.card("daily") + "," + bob.card("daily"), "--recovery",
               safe.card("recovery"), "--out", at("desk/genesis")});
    for (const Person* one : {&alice, &bob}) as(*one, {"sign", at("desk/genesis")});
    safe.does({"sign", at("desk/genesis")});
    for (const Person* one : {&alice, &bob}) as(*one, {"take", at("desk/genesis")});
    as(alice, {"send", meeting});
    as(alice, {"publish", "--to", at("mirror")});
    as(bob, {"mirrors", "https://mirror.example.org", "--out", at("desk/mirrors")});
    for (const Person* one : {&alice, &bob}) as(*one, {"sign", at("desk/mirrors")});
    as(bob, {"take", at("desk/mirrors")});
    as(bob, {"send", meeting});
    as(bob, {"publish", "--to", at("mirror")});
    EXPECT_THAT(as(alice, {"fetch", "--from", meeting}), HasSubstr("Took 1 message"));
}

}  // namespace
}  // namespace steward::signer
