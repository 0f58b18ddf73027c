// Backups that can be restored, from real repositories: none of them fails.
#include <filesystem>

#include "prove/tests/repository_story.h"

namespace steward::prove {
namespace {

using trust::HowChosen;
using trust::RestoreVerdict;

class Healthy : public RepositoryStory {
protected:
    void expect_passed(const Proof& proof, uint64_t objects) const {
        EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Passed) << proof.record.problem.sentence;
        const auto* same = check_in(proof, "files.same");
        ASSERT_TRUE(same);
        EXPECT_EQ(same->objects, objects) << same->words;
        EXPECT_EQ(proof.record.restored_files, objects);
    }
};

TEST_F(Healthy, files_come_back_whatever_their_names_are) {
    const Proof proof = prove_it();
    expect_passed(proof, 6);
    ASSERT_TRUE(check_in(proof, "files.there"));
    EXPECT_EQ(check_in(proof, "files.there")->objects, 6U);
    EXPECT_EQ(proof.record.source_host, "shop-1");
    EXPECT_EQ(proof.record.points_seen, 1U);
    EXPECT_EQ(proof.record.restored_bytes, 200'004U);
    EXPECT_EQ(proof.record.engine_version.substr(0, 2), "0.");
    EXPECT_GE(proof.record.data_there, proof.record.started);
    EXPECT_GE(proof.record.ended, proof.record.data_there);
    EXPECT_GT(proof.record.processor_ms, 0U);
    EXPECT_GT(proof.record.peak_memory_bytes, 1'000'000U);
    EXPECT_FALSE(proof.record.not_covered.empty());
    EXPECT_TRUE(proof.names.empty());
}

TEST_F(Healthy, also_on_a_file_system_of_its_own_on_the_disk) {
    setup.most_in_memory = 0;
    if (access("/dev/loop-control", F_OK) != 0) GTEST_SKIP() << "this machine has no loop devices";
    const std::string before = said("losetup -a | wc -l");
    expect_passed(prove_it(), 6);
    EXPECT_EQ(said("losetup -a | wc -l"), before);
    EXPECT_EQ(said("find " + in("scratch") + " -type f | wc -l"), "0\n");
}

TEST_F(Healthy, of_a_point_that_another_run_made_what_did_not_change_is_compared) {
    back_up();
    const auto earlier = witness();
    put("src/one", "changed since");
    put("src/new", "not there before");
    back_up();
    action.point = latest();
    const Proof proof = prove_with(earlier);
    expect_passed(proof, 5);
    EXPECT_FALSE(check_in(proof, "files.there")) << "it is of another run";
    EXPECT_TRUE(proof.record.not_covered.front().starts_with("1 file was changed")) << proof.record.not_covered.front();
}

TEST_F(Healthy, a_backup_of_a_relative_path_is_found_by_the_paths_of_its_snapshot) {
    EXPECT_EQ(sh("restic -q forget --prune $(restic snapshots --json | grep -oE '\"short_id\":\"[0-9a-f]+' | cut -d'\"' -f4)"), 0);
    back_up("", "deep one");
    expect_passed(prove_with(witness({"deep/er/two", "one"})), 2);
}

TEST_F(Healthy, of_a_large_file_the_pieces_that_the_source_read_are_compared) {
    std::string large(3 * trust::witness_piece + 100, 'a');
    for (size_t i = 0; i < large.size(); i += 1000) large[i] = static_cast<char>(i / 1000);
    put("src/large", large);
    back_up();
    auto told = witness({"large"});
    told.files[0].offsets = {0, 3 * trust::witness_piece};
    told.files[0].content = trust::sha256(as_bytes(large.substr(0, trust::witness_piece) + large.substr(3 * trust::witness_piece)));
    action.point = latest();
    const Proof proof = prove_with(told);
    expect_passed(proof, 1);
    EXPECT_EQ(proof.record.how, HowChosen::Asked);
}

TEST_F(Healthy, host_path_and_tag_of_a_label_narrow_the_repository) {
    EXPECT_EQ(sh("restic -q backup --host shop-2 --tag mail " + in("src/deep")), 0);
    say_of_repository("label files\nhost shop-1\nlabel mail\nhost shop-2\ntag mail\npath " + in("src/deep") + "\n");
    action.label = "files";
    expect_passed(prove_it(), 6);
    action.label = "mail";
    action.witness = {};
    const Proof proof = prove_with(std::nullopt);
    EXPECT_EQ(proof.record.source_host, "shop-2");
    EXPECT_EQ(proof.record.points_seen, 1U);
    action.label = "nowhere";
    EXPECT_EQ(problem_in(prove_with(std::nullopt)), "restore.repository_file");
}

TEST_F(Healthy, while_another_backup_runs_and_shares_the_repository) {
    ASSERT_EQ(sh("mkfifo ../fifo && { restic -q backup --stdin < ../fifo & } ; exec 9> ../fifo; while ! ls ../repo/locks | grep -qxE "
                 "'[0-9a-f]{64}'; "
                 "do :; done; cp -a ../repo ../locked; exec 9>&-; wait; rm -r ../repo; mv ../locked ../repo"),
              0);
    expect_passed(prove_it(), 6);
}

TEST_F(Healthy, a_file_with_more_than_fits_is_left_out_and_said) {
    action.most_bytes = 100;
    const Proof proof = prove_it();
    expect_passed(proof, 5);
    EXPECT_TRUE(proof.record.not_covered.front().starts_with("1 file had no room")) << proof.record.not_covered.front();
}

TEST_F(Healthy, without_hashes_of_the_source_nothing_is_proven) {
    const Proof proof = prove_with(std::nullopt);
    EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::NotProven);
    EXPECT_EQ(proof.record.problem.code, "");
    ASSERT_TRUE(check_in(proof, "files.restored"));
    EXPECT_EQ(check_in(proof, "files.restored")->objects, 6U);
    EXPECT_EQ(proof.record.restored_files, 6U);
}

TEST_F(Healthy, the_repository_is_not_written_to) {
    const std::string before = said("cd ../repo; find . -type f -printf '%p %T@ %s\\n' | sort");
    expect_passed(prove_it(), 6);
    EXPECT_EQ(said("cd ../repo; find . -type f -printf '%p %T@ %s\\n' | sort"), before);
    ASSERT_EQ(sh("chmod -R a-w ../repo"), 0);
    expect_passed(prove_it(), 6);
}

TEST_F(Healthy, this_very_machine_only_for_who_stands_at_it) {
    setup.host_name = "SHOP-1";
    EXPECT_EQ(problem_in(prove_it()), "restore.same_machine");
    setup.may_be_source = true;
    expect_passed(prove_it(), 6);
}

}  // namespace
}  // namespace steward::prove
