// Real dumps of real servers, each in a folder of plain files of its own; what is expected of them is signed elsewhere.
#pragma once

#include "prove/tests/repository_story.h"

namespace steward::prove {

class DatabaseStory : public testing::Test {
protected:
    /// A shop in PostgreSQL and in MariaDB, dumped in every way, once for all stories: 50 customers, 2,001 orders, one an hour, the newest
    /// of now; and an archive whose newest order is of 40 days ago.
    static void SetUpTestSuite();
    static void TearDownTestSuite();

    void SetUp() override;
    void TearDown() override;

    std::string in(const std::string& name) const { return folder + "/" + name; }
    int sh(const std::string& words) const;
    /// One of the dumps of all stories, as text.
    static std::string dump(const std::string& name);
    /// What this story's folder has in its place.
    void put(const std::string& name, const std::string& content) const;
    void say_of_repository(const std::string& lines) const;

    /// Loads the newest of these dumps, and expects the shop in it.
    Proof prove_it(const std::string& kind, const std::string& name);
    /// Puts one of the dumps of all stories here before.
    Proof prove_dump(const std::string& kind, const std::string& name) {
        put(name, dump(name));
        return prove_it(kind, name);
    }
    void expect_failed(const Proof& proof, const std::string& code) const;
    void expect_failed_check(const Proof& proof, const std::string& name, const std::string& found) const;
    void expect_passed(const Proof& proof) const;

    bool has_one_folder = true;  // plain files: each that lies in it is a point
    std::string folder;
    std::vector<std::string> expected{"orders 2000 at 36h", "customers 50"};
    trust::RestoreTestAction action{.repository = "office", .level = 2};
    std::optional<trust::BackupWitness> witness;
    SystemClock clock;
    Host setup{.clock = clock, .host_name = "restore-host", .most_in_memory = uint64_t{2} << 30, .alarm_shell = STEWARD_PROVE_PROGRAM};

private:
    static std::string base_;
};

}  // namespace steward::prove
