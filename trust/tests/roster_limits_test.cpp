// Where a chain begins and where it ends.
#include "trust/tests/roster_story.h"

namespace steward::trust {

struct ChainLimits : RosterStory {};

TEST_F(ChainLimits, only_a_genesis_begins_one) {
    const Bytes good = office.genesis({"alice", "bob"}, {"safe"}, 2, 1);
    const Bytes payload(framed(good).payload.begin(), framed(good).payload.end());
    EXPECT_TRUE(Roster::begin(framed(good)));
    for (const MessageType type : {MessageType::Roster, MessageType::Recovery}) {
        const Bytes other = office.sign(type, payload, {"alice", "bob", "safe"});
        EXPECT_FALSE(Roster::begin(framed(other))) << "the same words under another name";
    }
    const Bytes unreadable = office.sign(MessageType::Genesis, {0xa0}, {"alice", "bob", "safe"});
    EXPECT_FALSE(Roster::begin(framed(unreadable)));
}

TEST_F(ChainLimits, none_begins_with_rules_that_cannot_work) {
    const auto begins = [&](uint64_t threshold, uint64_t recovery_threshold) {
        return Roster::begin(framed(office.genesis({"alice", "bob"}, {"safe"}, threshold, recovery_threshold))).has_value();
    };
    EXPECT_TRUE(begins(2, 1));
    EXPECT_FALSE(begins(3, 1));
    EXPECT_FALSE(begins(2, 2));
}

TEST_F(ChainLimits, one_has_no_more_links_than_most) {
    genesis = office.genesis({"alice"}, {"safe"}, 1, 1);
    roster = Roster::begin(framed(genesis));
    ASSERT_TRUE(roster);
    const Bytes mirrors = write_message(MirrorsBody{{"https://mirror.example.org"}});
    Digest head = office.authority;
    for (uint64_t seq = 1; seq < most_links; ++seq) {
        const Bytes link = office.update(seq, head, UpdateKind::SetMirrors, mirrors, {"alice"});
        ASSERT_EQ(take(link), Taken::Waiting) << seq;
        head = id_of(link);
    }
    EXPECT_EQ(take(office.update(most_links, head, UpdateKind::SetMirrors, mirrors, {"alice"})), Taken::Malformed);
    EXPECT_EQ(roster->waiting(), most_links - 1);
    pass(least_delay);
    EXPECT_EQ(roster->head(), head);
}

}  // namespace steward::trust
