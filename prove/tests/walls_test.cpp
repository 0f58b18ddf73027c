// The walls around what is restored, tried from inside.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "prove/alarm.h"
#include "prove/compare.h"
#include "prove/scratch.h"
#include "prove/spaces.h"

#include <gtest/gtest.h>

namespace steward::prove {
namespace {

class Walls : public testing::Test {
protected:
    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "as root only";
        if (!enter_own_mounts()) GTEST_SKIP() << "this machine lets nobody mount anything";
        std::string made = "/tmp/steward-walls-XXXXXX";
        ASSERT_NE(mkdtemp(made.data()), nullptr);
        folder = made;
    }
    void TearDown() override {
        if (!folder.empty()) std::filesystem::remove_all(folder);
    }
    int inside(const std::string& words, const std::string& writable = "", bool has_network = false) {
        Command command{.words = {"sh", "-c", words}, .environment = {}, .writable = {}, .has_network = has_network};
        if (!writable.empty()) command.writable = {writable};
        said.clear();
        const Ended ended = run(
            command, [&](std::string_view piece) { return said += piece, true; }, spent);
        return ended.exit;
    }
    std::vector<Read> read(const std::vector<Wanted>& wanted) {
        const auto all = read_restored(folder, wanted, spent);
        EXPECT_TRUE(all) << (all ? "" : all.error().sentence);
        return all.value_or(std::vector<Read>{});
    }

    std::string folder, said;
    Spent spent;
};

TEST_F(Walls, an_engine_writes_to_its_scratch_space_and_nowhere_else) {
    auto scratch = Scratch::make(folder, 1000, 1, 64 << 20, spent);
    ASSERT_TRUE(scratch) << scratch.error().sentence;
    EXPECT_EQ(inside("echo x > " + scratch->path() + "/there", scratch->path()), 0);
    EXPECT_NE(inside("echo x > " + folder + "/beside", scratch->path()), 0);
    EXPECT_NE(inside("echo x > /root/beside; test -e /root/beside", scratch->path()), 0);
    EXPECT_NE(inside("mount -o remount,rw /", scratch->path()), 0);
    EXPECT_NE(inside("mknod " + scratch->path() + "/device b 7 0", scratch->path()), 0);
    EXPECT_TRUE(scratch->wipe());
    EXPECT_TRUE(std::filesystem::is_empty(folder + "/space"));
}

TEST_F(Walls, an_engine_without_network_has_not_even_its_own_host) {
    EXPECT_EQ(inside("cat /proc/net/dev | grep -vE 'Inter|face|lo:' | wc -l"), 0);
    EXPECT_EQ(said, "0\n");
    EXPECT_NE(inside("bash -c 'echo > /dev/udp/192.0.2.1/9'"), 0);
}

TEST_F(Walls, who_works_on_what_came_back_is_nobody_and_has_no_shell) {
    std::filesystem::create_directories(folder + "/room");
    ASSERT_EQ(chown((folder + "/room").c_str(), 65534, 65534), 0);
    std::ofstream(folder + "/secret") << "secret";
    ::chmod((folder + "/secret").c_str(), 0600);
    Alarm alarm;
    const auto nobody = [&](std::vector<std::string> words) {
        Command command{.words = std::move(words)};
        command.folder = "/tmp";
        command.is_nobody = true;
        command.room = folder + "/room";
        command.shell = STEWARD_PROVE_PROGRAM;
        command.shells_alarm = alarm.bell();
        said.clear();
        return run(
                   command, [&](std::string_view piece) { return said += piece, true; }, spent)
            .exit;
    };
    EXPECT_EQ(nobody({"id", "-u"}), 0);
    EXPECT_EQ(said, "65534\n");
    EXPECT_EQ(nobody({"touch", "/tmp/there"}), 0);
    EXPECT_TRUE(std::filesystem::exists(folder + "/room/there")) << "what it sees as /tmp is its room";
    EXPECT_NE(nobody({"cat", folder + "/secret"}), 0);
    EXPECT_NE(nobody({"touch", "/var/tmp/beside"}), 0);
    EXPECT_NE(nobody({"cat", "/etc/shadow"}), 0);
    EXPECT_EQ(nobody({"cat", "/proc/self/status"}), 0);
    EXPECT_NE(said.find("CapEff:\t0000000000000000"), std::string::npos);
    EXPECT_NE(said.find("CapBnd:\t0000000000000000"), std::string::npos);
    EXPECT_EQ(nobody({"cat", "/proc/1/comm"}), 0);
    EXPECT_EQ(said, "cat\n") << "nobody else's process is there";
    EXPECT_EQ(alarm.rung(), 0U);
    EXPECT_EQ(nobody({"sh", "-c", "touch /tmp/pwned"}), 126);
    EXPECT_EQ(nobody({"/usr/bin/python3", "-c", "import os; os.system('touch /tmp/pwned')"}), 0);
    EXPECT_EQ(alarm.rung(), 2U);
    EXPECT_FALSE(std::filesystem::exists(folder + "/room/pwned"));
}

TEST_F(Walls, what_goes_on_beside_us_ends_when_we_say_so) {
    Background sleeper({.words = {"sleep", "1000"}}, STDERR_FILENO, spent);
    EXPECT_TRUE(sleeper.lives_for(0));
    sleeper.end();
    EXPECT_FALSE(sleeper.lives_for(0));
    Background gone({.words = {"true"}}, STDERR_FILENO, spent);
    EXPECT_FALSE(gone.lives_for(10'000));
}

TEST_F(Walls, what_an_engine_started_ends_with_it) {
    EXPECT_EQ(inside("sleep 1000 & echo $!; exit 3"), 3) << "and does not keep us waiting for its end of the pipe";
}

TEST_F(Walls, a_program_that_is_not_there_is_told_from_one_that_fails) {
    EXPECT_EQ(run(
                  {.words = {"/does/not/exist"}}, [](std::string_view) { return true; }, spent)
                  .exit,
              127);
    EXPECT_EQ(inside("exit 4"), 4);
    const Ended cut = run(
        {.words = {"yes"}}, [](std::string_view) { return false; }, spent);
    EXPECT_TRUE(cut.is_cut);
    EXPECT_EQ(cut.exit, 137);
}

TEST_F(Walls, the_reader_follows_no_link_and_leaves_its_folder_by_no_path) {
    std::ofstream(folder + "/secret") << "secret";
    std::filesystem::create_directories(folder + "/space/sub");
    std::ofstream(folder + "/space/sub/file") << "file";
    ::chmod((folder + "/space/sub/file").c_str(), 0);
    std::filesystem::create_symlink("../secret", folder + "/space/link");
    std::filesystem::create_symlink("/etc", folder + "/space/etc");
    std::filesystem::create_symlink("sub", folder + "/space/inner");
    ASSERT_EQ(mkfifo((folder + "/space/pipe").c_str(), 0600), 0);
    folder += "/space";
    const auto all = read({{"/sub/file", 4, {}},
                           {"/sub/file", 5, {}},
                           {"/link", 6, {}},
                           {"/etc/passwd", 1, {}},
                           {"/inner/file", 4, {}},
                           {"/../secret", 6, {}},
                           {"/sub/../../secret", 6, {}},
                           {"/pipe", 0, {}},
                           {"/sub", 0, {}},
                           {"/nothing", 0, {}},
                           {"/sub/file/below", 0, {}}});
    folder.resize(folder.size() - 6);
    ASSERT_EQ(all.size(), 11U);
    EXPECT_EQ(all[0].reading, Reading::Read) << "whatever rights it was given";
    EXPECT_EQ(all[0].content, trust::sha256(as_bytes("file")));
    EXPECT_EQ(all[1].reading, Reading::OtherSize);
    for (const size_t link : {2, 3, 4}) EXPECT_EQ(all[link].reading, Reading::NoFile) << link;
    for (const size_t out : {5, 6}) EXPECT_EQ(all[out].reading, Reading::Unreadable) << out;
    for (const size_t other : {7, 8}) EXPECT_EQ(all[other].reading, Reading::NoFile) << other;
    for (const size_t missing : {9, 10}) EXPECT_EQ(all[missing].reading, Reading::Missing) << missing;
}

TEST_F(Walls, the_reader_reads_the_pieces_that_are_wanted) {
    std::string large(2 * trust::witness_piece + 10, 'a');
    large.back() = 'b';
    std::ofstream(folder + "/large") << large;
    const auto all = read({{"/large", large.size(), {2 * trust::witness_piece}}, {"/large", large.size(), {}}});
    EXPECT_EQ(all[0].content, trust::sha256(as_bytes("aaaaaaaaab")));
    EXPECT_EQ(all[1].content, trust::sha256(as_bytes(large)));
}

TEST_F(Walls, a_scratch_space_is_as_large_as_was_asked_and_full_then) {
    auto scratch = Scratch::make(folder, 1 << 20, 1, 64 << 20, spent);
    ASSERT_TRUE(scratch) << scratch.error().sentence;
    EXPECT_EQ(inside("head -c 1048576 /dev/zero > " + scratch->path() + "/one", scratch->path()), 0);
    EXPECT_NE(inside("head -c 10000000 /dev/zero > " + scratch->path() + "/two", scratch->path()), 0);
}

}  // namespace
}  // namespace steward::prove
