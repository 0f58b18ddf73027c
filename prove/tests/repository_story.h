// A real repository of restic, its source, and what the source wrote down of itself; each story has a copy that it may break.
#pragma once

#include <gtest/gtest.h>

#include "prove/proof.h"

namespace steward::prove {

class RepositoryStory : public testing::Test {
protected:
    /// The source's files and one backup of them, made once for all stories.
    static void SetUpTestSuite();
    static void TearDownTestSuite();

    void SetUp() override;
    void TearDown() override;

    /// A command of the shell, with restic's repository and password in its environment. Its exit code.
    int sh(const std::string& words) const;
    std::string said(const std::string& words) const;

    std::string in(const std::string& name) const { return folder + "/" + name; }
    void put(const std::string& name, const std::string& content) const;
    /// /etc/steward/restore/office of this story.
    void say_of_repository(const std::string& lines) const;
    /// Backs the story's own source up (in("src")), and remembers when it began and ended.
    void back_up(const std::string& options = "", const std::string& what = "");
    /// The name of the newest snapshot of in("src").
    std::string latest() const;
    /// Of the files below in("src"), or those of them.
    trust::BackupWitness witness(std::vector<std::string> names = {}) const;

    /// The repository is told as it stands there, without the usual beginning.
    void say_all_of_repository(const std::string& lines) const;

    Proof prove_it() { return prove_with(witness()); }
    Proof prove_with(const std::optional<trust::BackupWitness>& told);

    std::string folder;
    trust::RestoreTestAction action{.repository = "office", .level = 1};
    SystemClock clock;
    Host setup{.clock = clock, .host_name = "restore-host", .alarm_shell = STEWARD_PROVE_PROGRAM};
    Instant began, ended;

private:
    static std::string base_;
    static Instant base_began_, base_ended_;
};

/// By its code; empty: none. All that went wrong must end in no "passed".
std::string problem_in(const Proof& proof);
const trust::RestoreCheck* check_in(const Proof& proof, const std::string& name);

}  // namespace steward::prove
