// What may be wrong with a backup, planted into real repositories: each is found, under its own name, and none has passed.
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "prove/tests/repository_story.h"

namespace steward::prove {
namespace {

using trust::CheckVerdict;
using trust::RestoreVerdict;

class PlantedFault : public RepositoryStory {
protected:
    /// The largest pack has the files, the smallest the lists of them.
    std::string pack(const std::string& which) const {
        std::string path = said("ls -S ../repo/data/*/* | " + which + " -n 1");
        if (!path.empty()) path.pop_back();
        return path;
    }
    void flip_a_bit_of(const std::string& path) const {
        ASSERT_EQ(
            sh("chmod u+w " + path +
               "; python3 -c \"import sys; p=sys.argv[1]; b=bytearray(open(p,'rb').read()); b[40]^=4; open(p,'wb').write(b)\" " + path),
            0);
    }
    void expect_failed(const Proof& proof, const std::string& code) const {
        EXPECT_EQ(problem_in(proof), code) << proof.record.problem.sentence;
        EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Failed);
    }
    void expect_failed_check(const Proof& proof, const std::string& name) const {
        EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Failed);
        ASSERT_TRUE(check_in(proof, name));
        EXPECT_EQ(check_in(proof, name)->verdict, CheckVerdict::Failed);
        EXPECT_FALSE(check_in(proof, "files.same")->words.empty()) << "which it was, under its hashed name";
    }
};

TEST_F(PlantedFault, a_flipped_bit_in_a_pack_of_files) {
    flip_a_bit_of(pack("head"));
    expect_failed(prove_it(), "restore.pack_damaged");
}

TEST_F(PlantedFault, a_flipped_bit_in_a_pack_of_lists) {
    flip_a_bit_of(pack("tail"));
    expect_failed(prove_it(), "restore.pack_damaged");
}

TEST_F(PlantedFault, a_missing_pack_without_minutes_of_trying_again) {
    ASSERT_EQ(sh("rm -f " + pack("head")), 0);
    expect_failed(prove_it(), "restore.pack_missing");
}

TEST_F(PlantedFault, a_missing_pack_of_lists) {
    ASSERT_EQ(sh("rm -f " + pack("tail")), 0);
    expect_failed(prove_it(), "restore.pack_missing");
}

TEST_F(PlantedFault, a_missing_pack_also_where_the_source_wrote_nothing_down) {
    ASSERT_EQ(sh("rm -f " + pack("head")), 0);
    expect_failed(prove_with(std::nullopt), "restore.pack_missing");
}

TEST_F(PlantedFault, a_wrong_password) {
    put("password", "donkey\n");
    expect_failed(prove_it(), "restore.wrong_password");
}

TEST_F(PlantedFault, a_repository_that_is_gone) {
    ASSERT_EQ(sh("mv ../repo ../elsewhere"), 0);
    expect_failed(prove_it(), "restore.repository_missing");
}

TEST_F(PlantedFault, a_side_that_does_not_answer_and_no_secret_of_its_address) {
    put("restore/office", "engine restic\nrepository rest:http://anna:sesame@127.0.0.1:9/\nenvironment RESTIC_PASSWORD=horse\n");
    const Proof proof = prove_it();
    expect_failed(proof, "restore.unreachable");
    EXPECT_EQ(as_text(write_message(proof.record)).find("sesame"), std::string_view::npos);
}

TEST_F(PlantedFault, a_lock_of_one_who_died_while_alone) {
    ASSERT_EQ(sh("restic prune >/dev/null 2>&1 & p=$!; while ! ls ../repo/locks | grep -qxE '[0-9a-f]{64}'; do kill -0 $p || exit 5; done; "
                 "kill -9 $p; wait $p; test $? = 137"),
              0);
    expect_failed(prove_it(), "restore.repository_locked");
}

TEST_F(PlantedFault, a_point_that_is_no_longer_there) {
    action.point = "0123abcd";
    expect_failed(prove_it(), "restore.point_missing");
}

TEST_F(PlantedFault, a_repository_without_any_point) {
    say_of_repository("host shop-9\n");
    expect_failed(prove_it(), "restore.no_points");
}

TEST_F(PlantedFault, a_backup_of_an_empty_folder) {
    const auto before = witness();
    ASSERT_EQ(sh("mkdir ../nothing"), 0);
    back_up("--tag empty", in("nothing"));
    say_of_repository("tag empty\n");
    expect_failed(prove_with(before), "restore.nothing_compared");
    auto of_the_run = before;
    of_the_run.began = began, of_the_run.ended = ended;
    expect_failed_check(prove_with(of_the_run), "files.there");
}

TEST_F(PlantedFault, a_source_that_was_something_else_when_it_was_backed_up) {
    auto told = witness();
    told.files[2].content[0] ^= 1;
    const Proof proof = prove_with(told);
    expect_failed_check(proof, "files.same");
    EXPECT_EQ(problem_in(proof), "");
    EXPECT_EQ(proof.names.size(), 1U);
}

TEST_F(PlantedFault, a_file_that_is_shorter_in_the_backup) {
    auto told = witness({"deep/er/two"});
    told.files[0].size += 1;
    expect_failed_check(prove_with(told), "files.same");
}

TEST_F(PlantedFault, a_file_that_the_backup_does_not_have) {
    back_up("--exclude er");
    action.point = latest();
    const Proof proof = prove_it();
    expect_failed_check(proof, "files.there");
    EXPECT_EQ(check_in(proof, "files.same")->objects, 5U);
}

TEST_F(PlantedFault, a_link_out_of_the_scratch_space_in_the_place_of_a_file) {
    auto told = witness({"one", "deep/er/two"});
    ASSERT_EQ(sh("rm one && ln -s /etc/passwd one && rm -r deep && ln -s /etc deep"), 0);
    for (auto& file : told.files) file.path = trust::witness_name(told.seed, in("src") + (file.size == 1 ? "/one" : "/deep/er/two"));
    std::ranges::sort(told.files, {}, &trust::WitnessFile::path);
    back_up();
    told.began = began, told.ended = ended;
    action.point = latest();
    const Proof proof = prove_with(told);
    expect_failed_check(proof, "files.there");
}

TEST_F(PlantedFault, a_disk_that_has_no_room_for_the_scratch_space) {
    ASSERT_EQ(sh("mkdir ../scratch"), 0);
    ASSERT_EQ(mount("none", in("scratch").c_str(), "tmpfs", 0, "size=1m"), 0);
    setup.most_in_memory = 0;
    expect_failed(prove_it(), "restore.disk_full");
    umount(in("scratch").c_str());
}

TEST_F(PlantedFault, a_clock_that_is_years_behind) {
    const ManualClock wrong(Instant::from_unix_ms(1'500'000'000'000));
    const Host there{.clock = wrong, .host_name = "restore-host", .repositories = setup.repositories};
    const Proof proof = prove(action, std::nullopt, there);
    EXPECT_EQ(problem_in(proof), "restore.clock_wrong");
}

TEST_F(PlantedFault, a_file_of_the_host_that_others_may_read) {
    ASSERT_EQ(sh("chmod 644 ../restore/office"), 0);
    expect_failed(prove_it(), "restore.repository_file");
    ASSERT_EQ(sh("chmod 600 ../restore/office; chmod 640 ../password"), 0);
    expect_failed(prove_it(), "restore.repository_file");
    ASSERT_EQ(sh("chmod 600 ../password; chown 1 ../restore/office"), 0);
    expect_failed(prove_it(), "restore.repository_file");
    ASSERT_EQ(sh("rm ../restore/office; ln -s /etc/passwd ../restore/office"), 0);
    expect_failed(prove_it(), "restore.repository_file");
}

TEST_F(PlantedFault, hashes_that_did_not_come_and_a_level_that_nobody_built) {
    action.witness = trust::Digest{1};
    expect_failed(prove_with(std::nullopt), "restore.witness_missing");
    action.witness = {};
    action.level = 3;
    expect_failed(prove_with(std::nullopt), "restore.level_not_built");
}

TEST_F(PlantedFault, a_host_that_dies_half_way_leaves_no_record_and_no_scratch_space) {
    setup.most_in_memory = 0;
    const std::string before = said("losetup -a | wc -l");
    int output[2];
    ASSERT_EQ(pipe(output), 0);
    const pid_t host = fork();
    if (host == 0) {
        setpgid(0, 0);
        const auto told = witness();
        action.witness = trust::sha256(write_message(told));
        const std::string line = record_line(prove(action, told, setup).record);
        [[maybe_unused]] const auto ignored = write(output[1], line.data(), line.size());
        _exit(0);
    }
    close(output[1]);
    // Killed while its scratch space is there: seen in its own mounts.
    const std::string mounts = "/proc/" + std::to_string(host) + "/mounts";
    bool is_there = false;
    while (!is_there && waitpid(host, nullptr, WNOHANG) == 0) is_there = sh("grep -q " + in("scratch/space") + " " + mounts) == 0;
    ASSERT_TRUE(is_there);
    kill(host, SIGKILL);
    waitpid(host, nullptr, 0);
    char byte = 0;
    EXPECT_EQ(read(output[0], &byte, 1), 0) << "not one byte of a record";
    close(output[0]);
    EXPECT_EQ(said("find " + in("scratch") + " -type f | wc -l"), "0\n");
    // What the kernel takes down with the last process may take it a moment: waited for by asking.
    while (said("losetup -a | wc -l") != before) {
    }
}

}  // namespace
}  // namespace steward::prove
