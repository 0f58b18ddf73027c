// The program as the gate and people start it.
#include <gtest/gtest.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "trust/restore_record.h"

namespace steward::prove {
namespace {

class Program : public testing::Test {
protected:
    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "as root only";
        file = "/tmp/steward-prove-words-" + std::to_string(getpid());
    }
    void TearDown() override { std::filesystem::remove(file); }

    int prove(const std::string& words) {
        said.clear();
        FILE* output = popen((STEWARD_PROVE_PROGRAM " " + words + " 2>/dev/null").c_str(), "r");
        for (int c = fgetc(output); c != EOF; c = fgetc(output)) said += static_cast<char>(c);
        return WEXITSTATUS(pclose(output));
    }
    std::string file, said;
    const trust::RestoreTestAction test{.repository = "steward-no-such-repository", .level = 1, .witness = trust::sha256(as_bytes("x"))};
};

TEST_F(Program, begins_its_output_with_the_record_whatever_came_of_it) {
    auto action = test;
    action.witness = {};
    EXPECT_EQ(prove("run --action " + to_hex(write_message(action))), 1);
    const auto record = trust::record_in(said);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->problem.code, "restore.repository_file");
    EXPECT_EQ(record->repository, action.repository);
    EXPECT_EQ(verdict_of(*record), trust::RestoreVerdict::Failed);
    EXPECT_NE(said.find("\nRestore test of steward-no-such-repository, level 1: FAILED\n"), std::string::npos);
    std::ofstream(file) << said;
    EXPECT_EQ(prove("show " + file), 1);
    EXPECT_TRUE(said.starts_with("Restore test of")) << said;
}

TEST_F(Program, takes_no_other_witness_than_the_one_that_was_named) {
    std::ofstream(file) << "y";
    EXPECT_EQ(prove("run --action " + to_hex(write_message(test)) + " --witness " + file), 1);
    ASSERT_TRUE(trust::record_in(said));
    EXPECT_EQ(trust::record_in(said)->problem.code, "restore.witness_wrong");
    std::ofstream(file) << "x";
    EXPECT_EQ(prove("run --action " + to_hex(write_message(test)) + " --witness " + file), 1) << "named, and still no witness";
    EXPECT_EQ(trust::record_in(said)->problem.code, "restore.witness_wrong");
    EXPECT_EQ(prove("run --action " + to_hex(write_message(test))), 1);
    EXPECT_EQ(trust::record_in(said)->problem.code, "restore.witness_missing");
}

TEST_F(Program, does_nothing_that_it_does_not_understand) {
    for (const char* words :
         {"", "bake", "run", "run --action 00", "run --action zz", "try", "try ../x", "try a b", "try a --level x", "try a --level 9",
          "try a --most-mebibytes -1", "try a --point -h", "try a --witness /does/not/exist", "try a --secret x", "show", "show /dev/null"})
        EXPECT_EQ(prove(words), 64) << words;
    EXPECT_EQ(prove("--help"), 0);
    EXPECT_TRUE(said.starts_with("usage: steward-prove try NAME"));
}

}  // namespace
}  // namespace steward::prove
