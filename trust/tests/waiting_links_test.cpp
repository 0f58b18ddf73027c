// What waits in a chain, and when time alone puts it in force.
#include "trust/waiting_links.h"

#include "trust/tests/roster_story.h"

namespace steward::trust {

struct WaitingStory : RosterStory {
    std::vector<WaitingLink> links;

    void SetUp() override { begin({"alice"}, 1); }  // who is alone waits
    Bytes taken(const Bytes& frame) {
        EXPECT_EQ(take(frame), Taken::Waiting);
        if (const auto link = link_of(framed(frame))) links.push_back(*link);
        return frame;
    }
    Bytes update(uint64_t seq, const Digest& parent, const std::string& mirror) const {
        return office.update(seq, parent, UpdateKind::SetMirrors, write_message(MirrorsBody{{"https://" + mirror + ".example.org"}}),
                             {"alice"});
    }
    std::vector<Digest> coming() const {
        std::vector<Digest> ids;
        for (const auto& one : waiting_links(*roster, links, counted)) ids.push_back(one.id);
        return ids;
    }
};

TEST_F(WaitingStory, nothing_waits_in_a_chain_that_nobody_changes) {
    EXPECT_FALSE(roster->next_change());
    EXPECT_TRUE(coming().empty());
    EXPECT_FALSE(link_of(framed(genesis)));
    EXPECT_FALSE(link_of(framed(office.sign(MessageType::Recovery, {0xa0}, {"safe"})))) << "cannot be read";
}

TEST_F(WaitingStory, updates_come_one_after_the_other_and_what_is_in_force_waits_no_more) {
    const Instant begun = counted;
    const Bytes first = taken(update(1, office.authority, "one"));
    pass(1h);
    const Bytes second = taken(update(2, id_of(first), "two"));
    EXPECT_EQ(roster->next_change(), begun + least_delay);
    ASSERT_EQ(coming(), (std::vector<Digest>{id_of(first), id_of(second)}));
    EXPECT_EQ(waiting_links(*roster, links, counted)[1].in_force_at, begun + 1h + least_delay);
    EXPECT_EQ(waiting_links(*roster, links, begun + least_delay).size(), 1U) << "as it will be seen then";
    pass(least_delay - 1h);
    EXPECT_EQ(coming(), std::vector<Digest>{id_of(second)});
    pass(1h);
    EXPECT_TRUE(coming().empty());
    EXPECT_FALSE(roster->next_change());
}

TEST_F(WaitingStory, whichever_is_sooner_comes_first_and_a_recovery_takes_the_place_of_what_still_waits) {
    const Instant recovered = counted + roster->rules().recovery.delay;
    const Digest late = id_of(taken(recovery({"bob"}, {"safe"})));
    EXPECT_EQ(roster->next_change(), recovered);
    pass(1h);
    const Digest soon = id_of(taken(update(1, office.authority, "one")));
    EXPECT_EQ(roster->next_change(), counted + least_delay);
    EXPECT_EQ(coming(), (std::vector<Digest>{soon, late}));
    pass(recovered - counted - 1h);
    taken(update(2, soon, "two"));
    EXPECT_EQ(roster->next_change(), recovered);
    const auto waits = waiting_links(*roster, links, counted);
    ASSERT_EQ(waits.size(), 1U) << "the second update is gone by then";
    EXPECT_EQ(waits[0].id, late);
    EXPECT_TRUE(waits[0].is_recovery);
    EXPECT_EQ(waits[0].in_force_at, recovered);
}

TEST_F(WaitingStory, while_the_chain_is_split_no_update_comes) {
    taken(update(1, office.authority, "one"));
    ASSERT_EQ(take(update(1, office.authority, "other")), Taken::Fork);
    EXPECT_FALSE(roster->next_change());
    EXPECT_TRUE(coming().empty());
}

}  // namespace steward::trust
