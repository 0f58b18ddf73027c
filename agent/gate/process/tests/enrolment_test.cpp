// What does not enrol a machine: each thing that is wrong with what its administrator brings, and the word for it.
#include <gtest/gtest.h>

#include "agent/gate/process/gate.h"
#include "trust/tests/office.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

struct EnrolmentStory : testing::Test {
    Office office;
    Instant now = story_begin + 1h;
    Bytes genesis;
    Grant grant;
    std::vector<Bytes> frames;

    void SetUp() override {
        for (const auto* name : {"alice", "bob"}) office.add(name, name, everyday);
        office.add("reader", "rita", 2);
        office.add("abroad", "abe", everyday, {.all = false, .list = {ShortId{77}}});
        office.add("tower", "tower", beacon);
        office.add("safe", "safe", for_recovery);
        genesis = office.genesis({"alice", "bob", "reader", "abroad", "tower"}, {"safe"}, 2, 1);
        grant = {.authority = office.authority, .id = {3}, .client = {2}, .roster_head = office.authority};
        grant.not_after = now + 24h;
        frames = {genesis, signed_grant()};
    }
    Bytes signed_grant(const std::vector<std::string>& names = {"alice"}) const {
        return office.sign(MessageType::Grant, write_message(grant), names);
    }
    // Nothing when the machine is enrolled.
    std::string wrong(const Digest& head = {}) const {
        Request request{.want = Want::Enrol, .digest = office.authority, .head = head};
        for (const Bytes& frame : frames) request.frames.emplace_back(frame);
        const auto read = read_enrolment(request, now);
        if (read) return "";
        EXPECT_EQ(read.error().code, "gate.enrolment");
        return read.error().message.substr(std::string("This machine is not enrolled: ").size());
    }
    std::string wrong_grant(const std::vector<std::string>& names = {"alice"}) {
        frames.back() = signed_grant(names);
        return wrong();
    }
};

TEST_F(EnrolmentStory, takes_genesis_a_chain_and_a_grant) {
    EXPECT_EQ(wrong(), "");
    EXPECT_EQ(wrong(office.authority), "") << "up to the head that the line names";
    EXPECT_EQ(wrong(Digest{9}), "its chain does not reach the head that the line names: have a new line made.");
    frames = {genesis};
    EXPECT_EQ(wrong(), "genesis and a grant are needed.");
}

TEST_F(EnrolmentStory, wants_a_genesis_that_is_sound) {
    frames.front() = Bytes{1, 2, 3};
    EXPECT_EQ(wrong(), "the first message is no genesis.");
    frames.front() = signed_grant();
    EXPECT_EQ(wrong(), "the first message is no genesis.");
    Office other = office;
    other.add("eve", "eve", everyday);
    frames.front() = other.genesis({"alice", "bob", "eve", "tower"}, {"safe"}, 2, 1);
    EXPECT_EQ(wrong(), "the genesis is not of the authority that you named: somebody else's.");
    frames.front() = office.sign(MessageType::Genesis, Bytes(framed(genesis).payload.begin(), framed(genesis).payload.end()), {"alice"});
    EXPECT_EQ(wrong(), "the genesis is not signed by all its keys.");
}

TEST_F(EnrolmentStory, wants_a_chain_that_holds) {
    office.add("dave", "dave", everyday);
    const Bytes link = office.add_key(*Roster::begin(framed(genesis)), office.record("dave"), {"alice", "bob"});
    frames = {genesis, Bytes{9}, signed_grant()};
    EXPECT_EQ(wrong(), "a message of the chain is damaged.");
    frames = {genesis, link, link, signed_grant()};
    EXPECT_EQ(wrong(), "its chain does not hold.");
    frames = {genesis, link, signed_grant()};
    EXPECT_EQ(wrong(), "") << "the grant may be older than the chain";
    grant.roster_seq = 1;
    EXPECT_EQ(wrong_grant(), "the chain that came with it is not the one of its grant.");
    grant.roster_head = id_of(link);
    EXPECT_EQ(wrong_grant(), "");
}

TEST_F(EnrolmentStory, wants_a_grant_of_somebody_who_may_enrol_here) {
    frames.back() = office.sign(MessageType::Job, write_message(grant), {"alice"});
    EXPECT_EQ(wrong(), "its grant is none, or not signed by this authority's people.");
    frames.back() = office.sign(MessageType::Grant, write_message(Veto{}), {"alice"});
    EXPECT_EQ(wrong(), "its grant cannot be read, or is of another authority.");
    grant.authority = Digest{9};
    EXPECT_EQ(wrong_grant(), "its grant cannot be read, or is of another authority.");
    grant.authority = office.authority;
    const std::string nobody = "nobody who signed its grant may enrol machines of this client.";
    EXPECT_EQ(wrong_grant({"reader"}), nobody);
    EXPECT_EQ(wrong_grant({"abroad"}), nobody) << "at another client";
    EXPECT_EQ(wrong_grant({"alice", "bob"}), "");
    EXPECT_EQ(wrong_grant({"abroad", "alice"}), "") << "one of them is enough";
    grant.not_after = now - 1ms;
    EXPECT_EQ(wrong_grant(), "its grant is over; have a new one made.");
}

TEST_F(EnrolmentStory, wants_a_key_that_is_in_force_now) {
    for (const bool is_over : {true, false}) {
        KeyRecord other = office.add(is_over ? "old" : "soon", "olga", everyday);
        (is_over ? other.not_after : other.not_before) = is_over ? now - 1min : now + 24h;
        const Bytes link = office.add_key(*Roster::begin(framed(genesis)), other, {"alice", "bob"});
        frames = {genesis, link, signed_grant({is_over ? "old" : "soon"})};
        EXPECT_EQ(wrong(), "nobody who signed its grant may enrol machines of this client.") << is_over;
    }
    Roster on = *Roster::begin(framed(genesis));
    const Bytes gone = office.remove_key(on, "abroad", {"alice", "bob"});
    frames = {genesis, gone, signed_grant({"abroad"})};
    EXPECT_NE(wrong(), "") << "a key that was removed";
}

}  // namespace steward::gate
