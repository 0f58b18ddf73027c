// Runs commands as `steward-agent backup-run` does, and reads the report that came of it.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "agent/backups/run.h"
#include "agent/backups/tests/folder.h"

namespace steward::agent::backups {

class Wrapped : public ::testing::Test {
protected:
    Wrapped() {
        plan.label = "files";
        plan.reports = story.folder("reports");
        plan.manifests = story / "manifests";
        for (char** entry = environ; *entry; ++entry) plan.environment.emplace_back(*entry);
    }

    int run(std::vector<std::string> command) {
        for (const auto& entry : std::filesystem::directory_iterator(story / "reports")) std::filesystem::remove(entry);
        plan.command = std::move(command);
        const int out = open((story / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int err = open((story / "err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        plan.output = output >= 0 ? output : out;
        plan.errors = err;
        const int code = run_backup(plan, {clock, rng, [this](std::string_view line) { log.emplace_back(line); }});
        close(out);
        close(err);
        return code;
    }

    /// The one report that waits.
    v1::BackupRun told() {
        v1::BackupRun run;
        int reports = 0;
        for (const auto& entry : std::filesystem::directory_iterator(story / "reports")) {
            std::string why;
            const auto read = read_report(StoryFolder::content(entry.path()), clock.now(), why);
            EXPECT_TRUE(read) << "the agent would refuse it, for " << why;
            if (read) run = *read;
            ++reports;
        }
        EXPECT_EQ(reports, 1);
        return run;
    }
    std::string said() const { return StoryFolder::content(story / "out"); }
    std::string complained() const { return StoryFolder::content(story / "err"); }
    bool has_file_with(const std::string& name, const std::string& words) const {
        return StoryFolder::content(story / name).find(words) != std::string::npos;
    }
    /// A folder with two files.
    std::string source() const {
        story.file("src/one", "1");
        story.file("src/two\nlines", "2");
        return story / "src";
    }

    StoryFolder story;
    SystemClock clock;
    SystemRng rng;
    RunPlan plan;
    int output = -1;
    std::vector<std::string> log;
};

}  // namespace steward::agent::backups
