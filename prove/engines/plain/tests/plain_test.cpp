// Files that lie in a folder as they are: copies, dumps, what rclone brought.
#include <sys/stat.h>
#include <unistd.h>

#include "prove/tests/repository_story.h"

namespace steward::prove {
namespace {

using trust::RestoreVerdict;

class PlainStory : public RepositoryStory {
protected:
    void SetUp() override {
        RepositoryStory::SetUp();
        if (IsSkipped()) return;
        began = clock.now();
        EXPECT_EQ(sh("mkdir ../copies && cp -a ../src ../copies/monday && touch ../copies/monday ../marker"), 0);
        ended = clock.now();
        say_of_copies("");
    }
    void say_of_copies(const std::string& lines) const { say_all_of_repository("engine plain\nrepository " + in("copies") + "\n" + lines); }
    /// As if the source had its files where the copies lie.
    trust::BackupWitness witness_of_copies() const {
        auto told = witness();
        for (auto& file : told.files) {
            for (const char* name : {"one", "empty", "deep/er/two", "*", "gr\xc3\xbc\xc3\x9f \"quoted\" $HOME !x",
                                     "new\nline \x01\x1b[31m and *glob?[a-z]\\*"})
                if (file.path == trust::witness_name(told.seed, in("src/") + name))
                    file.path = trust::witness_name(told.seed, in("copies/monday/") + name);
        }
        std::ranges::sort(told.files, {}, &trust::WitnessFile::path);
        return told;
    }
};

TEST_F(PlainStory, a_folder_comes_back_as_its_source_said) {
    const Proof proof = prove_with(witness_of_copies());
    EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Passed) << proof.record.problem.sentence;
    ASSERT_TRUE(check_in(proof, "files.same"));
    EXPECT_EQ(check_in(proof, "files.same")->objects, 6U);
    EXPECT_EQ(proof.record.chosen->name, "monday");
}

TEST_F(PlainStory, a_flipped_bit_a_missing_file_and_a_link_in_its_place_are_found) {
    const auto told = witness_of_copies();
    ASSERT_EQ(sh("printf 9 > ../copies/monday/one"), 0);
    EXPECT_EQ(check_in(prove_with(told), "files.same")->verdict, trust::CheckVerdict::Failed);
    ASSERT_EQ(sh("cp -a one ../copies/monday/one; rm ../copies/monday/empty; ln -s /etc/passwd ../copies/monday/empty; touch -r ../marker "
                 "../copies/monday"),
              0);
    const Proof proof = prove_with(told);
    EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Failed);
    EXPECT_EQ(check_in(proof, "files.there")->verdict, trust::CheckVerdict::Failed);
}

TEST_F(PlainStory, an_empty_folder_and_one_that_is_gone) {
    ASSERT_EQ(sh("rm -r ../copies/monday"), 0);
    EXPECT_EQ(problem_in(prove_it()), "restore.no_points");
    ASSERT_EQ(sh("mkdir ../copies/tuesday"), 0);
    EXPECT_EQ(problem_in(prove_it()), "restore.nothing_compared");
    ASSERT_EQ(sh("rm -r ../copies"), 0);
    EXPECT_EQ(problem_in(prove_it()), "restore.repository_missing");
}

}  // namespace
}  // namespace steward::prove
