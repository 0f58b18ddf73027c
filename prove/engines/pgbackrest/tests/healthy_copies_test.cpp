// Copies of a server that come back, to every moment that can be asked for: none of them fails.
#include <algorithm>

#include "prove/engines/pgbackrest/tests/copy_story.h"
#include "prove/told.h"

namespace steward::prove {
namespace {

using HealthyCopy = CopyStory;

std::string found_in(const Proof& proof) {
    const auto* check = check_in(proof, "recovery.moment");
    return check ? check->found : "";
}

uint64_t orders_in(const Proof& proof) {
    const auto rows = std::ranges::find_if(
        proof.record.checks, [](const auto& check) { return check.name == "table.rows" && check.expected.starts_with("orders"); });
    return rows == proof.record.checks.end() ? 0 : rows->objects;
}

TEST_F(HealthyCopy, a_full_backup_as_it_was_at_its_end) {
    const Proof proof = prove_it("");
    expect_passed(proof);
    EXPECT_EQ(orders_in(proof), 2001U);
    EXPECT_EQ(found_in(proof), "reached");
    EXPECT_EQ(proof.record.engine_version.substr(0, 2), "2.");
    EXPECT_GT(proof.record.restored_files, 900U);
}

TEST_F(HealthyCopy, an_incremental_backup_with_what_it_shares_with_the_full_one) {
    const Proof proof = prove_it("", 2);
    expect_passed(proof);
    EXPECT_EQ(orders_in(proof), 2013U);
}

TEST_F(HealthyCopy, brought_forward_to_the_newest_log_over_a_change_of_the_time_line) {
    const Proof proof = prove_it("newest");
    expect_passed(proof);
    EXPECT_EQ(orders_in(proof), 2019U);
    EXPECT_NE(found_in(proof).find("all, the last transaction of 20"), std::string::npos);
    EXPECT_GT(proof.record.chosen->content_at, proof.record.chosen->at);
}

TEST_F(HealthyCopy, the_newest_log_from_the_incremental_backup) {
    const Proof proof = prove_it("newest", 2);
    expect_passed(proof);
    EXPECT_EQ(orders_in(proof), 2019U);
}

TEST_F(HealthyCopy, a_moment_that_is_said_and_nothing_behind_it) {
    const Proof proof = prove_it(moment("between"));
    expect_passed(proof);
    EXPECT_EQ(orders_in(proof), 2007U) << "six of the twelve orders";
    EXPECT_EQ(to_rfc3339(proof.record.chosen->content_at), moment("between"));
}

TEST_F(HealthyCopy, moments_that_seeds_draw_each_read_back_from_the_server) {
    std::set<std::string> reached;
    for (uint8_t seed = 1; seed <= 4; ++seed) {
        action.seed = {seed};
        const Proof proof = prove_it("drawn");
        expect_passed(proof);
        const auto* check = check_in(proof, "recovery.moment");
        ASSERT_TRUE(check);
        const std::string wanted = check->expected.substr(std::string("the state of ").size(), 27);
        EXPECT_NE(check->found.find(wanted), std::string::npos) << check->expected << " / " << check->found;
        reached.insert(wanted);
        EXPECT_GE(orders_in(proof), 2001U);
    }
    EXPECT_GT(reached.size(), 1U);
}

TEST_F(HealthyCopy, the_same_seed_draws_the_same_moment) {
    action.seed = {7};
    const std::string first = found_in(prove_it("drawn"));
    EXPECT_EQ(found_in(prove_it("drawn")), first);
}

TEST_F(HealthyCopy, a_repository_without_encryption) {
    take("bare");
    expect_passed(prove_it("newest"));
}

TEST_F(HealthyCopy, the_server_of_a_repository_that_the_file_names_and_a_point_that_is_drawn) {
    take("bare");
    say_of_repository("tag shop\n");
    expect_passed(prove_it("", 0));
}

TEST_F(HealthyCopy, beside_a_backup_that_died_half_way_and_a_lock_that_was_left_behind) {
    take("bare");
    ASSERT_EQ(sh("cp -a repo/backup/shop/" + label(1) +
                 " repo/backup/shop/20991231-235959F; rm repo/backup/shop/20991231-235959F/backup.manifest; "
                 "mkdir -p repo/lock; touch repo/shop-backup.lock"),
              0);
    const Proof proof = prove_it("", 0);
    expect_passed(proof);
    EXPECT_EQ(proof.record.points_seen, 2U);
}

TEST_F(HealthyCopy, a_gap_in_the_logs_where_nobody_asked_for_later_moments_is_said_and_no_failure) {
    ASSERT_EQ(sh("rm repo/archive/shop/*/0000000100000000/000000010000000000000004-*"), 0);
    const Proof proof = prove_it("");
    expect_passed(proof);
    EXPECT_TRUE(std::ranges::any_of(proof.record.not_covered,
                                    [](const auto& words) { return words.find("000000010000000000000004") != std::string::npos; }));
}

}  // namespace
}  // namespace steward::prove
