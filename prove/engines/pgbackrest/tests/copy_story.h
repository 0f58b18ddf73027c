// A real PostgreSQL server that pgBackRest copies, with its logs; each story has repositories that it may break.
#pragma once

#include "prove/tests/repository_story.h"

namespace steward::prove {

class CopyStory : public testing::Test {
protected:
    /// A shop of 50 customers and 2,001 orders (one an hour, the newest of now), one table in a table space of its own; a full backup,
    /// orders in four logs, an incremental backup, orders in two logs; a new time line with an order. Once for all stories: "encrypted"
    /// and "bare" so, "later" (bare) with two backups more: of a shop without an order, and of one with a damaged page.
    static void SetUpTestSuite();

    void SetUp() override;
    void TearDown() override;

    std::string in(const std::string& name) const { return folder + "/" + name; }
    int sh(const std::string& words) const;
    std::string said(const std::string& words) const;
    /// One of the repositories of all stories, as this story's own.
    void take(const std::string& repository);
    void say_of_repository(const std::string& lines) const;
    /// A line of the moments that the source told: "between", "late".
    static std::string moment(const std::string& name);

    /// `reach`: "", "newest", "drawn" or a moment. `point`: of the backups the nth, by age, from 1 on.
    Proof prove_it(const std::string& reach, size_t point = 1);
    std::string label(size_t point) const;
    void expect_failed(const Proof& proof, const std::string& code) const;
    void expect_failed_check(const Proof& proof, const std::string& name) const;
    void expect_passed(const Proof& proof) const;

    std::string folder, database = "shop";
    std::vector<std::string> expected{"orders 2000 at 36h", "customers 50"};
    trust::RestoreTestAction action{.repository = "office", .level = 2};
    SystemClock clock;
    Host setup{.clock = clock, .host_name = "restore-host", .most_in_memory = uint64_t{2} << 30, .alarm_shell = STEWARD_PROVE_PROGRAM};
};

}  // namespace steward::prove
