// The proof beside a job: it leads from the words of one entry to the head that the machine has, and to nothing else.
#include "trust/log_proof.h"

#include <gtest/gtest.h>

#include "trust/tests/log_book.h"

namespace steward::trust {

struct LogProofStory : testing::Test {
    LogBook book;
    Digest wanted{1}, other{2}, none{};
    LogProofStory() {
        for (const Digest& spoken_of : {other, wanted, none, other, other}) book.add(spoken_of);
    }
    bool leads(const LogProof& proof, const Digest& to) const { return proves(proof, to, book.size(), book.checkpoint().root); }
    // What holds before the change and not after it.
    template <class Change>
    bool is_broken_by(Change change) const {
        LogProof proof = book.proof(1);
        if (!leads(proof, wanted)) return false;
        change(proof);
        return !leads(proof, wanted);
    }
};

TEST_F(LogProofStory, an_entry_proves_its_own_message_and_no_other) {
    for (uint64_t index = 0; index < book.size(); ++index) EXPECT_EQ(leads(book.proof(index), wanted), index == 1) << index;
    EXPECT_TRUE(leads(book.proof(3), other));
}

TEST_F(LogProofStory, an_entry_that_speaks_of_no_message_proves_none) {
    EXPECT_FALSE(leads(book.proof(2), none)) << "zeros say that there is no message";
    EXPECT_FALSE(leads(book.proof(2), wanted));
}

TEST_F(LogProofStory, what_cannot_be_read_proves_nothing) {
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.entry.clear(); }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.entry.push_back(0); }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.body.clear(); }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.body.push_back(0); }));
}

TEST_F(LogProofStory, the_commitment_binds_the_words_and_their_salt) {
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.salt[0] ^= 1; }));
    EXPECT_TRUE(is_broken_by([&](LogProof& proof) {
        proof.body = write_body({.action = "jobs.signed", .message = wanted, .by = "mallory", .principal = "person"});
    }));
    EXPECT_TRUE(is_broken_by([&](LogProof& proof) {  // the words of another place, with all that is theirs but the place
        const LogProof of_another = book.proof(3);
        proof.body = of_another.body;
        proof.salt = of_another.salt;
    }));
}

TEST_F(LogProofStory, it_leads_to_the_head_that_the_machine_has_and_from_its_own_place) {
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.size += 1; }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.index = 0; }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.index = 5; }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.path.pop_back(); }));
    EXPECT_TRUE(is_broken_by([](LogProof& proof) { proof.path.front()[31] ^= 1; }));
    const LogProof proof = book.proof(1);
    const Digest root_then = book.checkpoint().root;
    book.add(other);
    EXPECT_TRUE(proves(proof, wanted, 5, root_then));
    EXPECT_FALSE(leads(proof, wanted)) << "a proof to the head of before";
    EXPECT_TRUE(leads(book.proof(1), wanted));
}

TEST_F(LogProofStory, on_the_way_it_is_as_long_as_a_tree_can_be_high) {
    LogProof proof = book.proof(1, std::string(16'384, 'n'));
    const auto is_carried = [&] { return read_message<LogProof>(write_message(proof)).has_value(); };
    ASSERT_TRUE(is_carried());
    const auto read = read_message<LogProof>(write_message(proof));
    EXPECT_TRUE(leads(*read, wanted));
    EXPECT_EQ(read->head, proof.head);
    proof.head += 'n';
    EXPECT_FALSE(is_carried());
    proof.head.clear();
    EXPECT_TRUE(is_carried());
    proof.path.resize(most_path);
    EXPECT_TRUE(is_carried());
    proof.path.resize(most_path + 1);
    EXPECT_FALSE(is_carried());
    proof.path.clear();
    proof.entry = Bytes(most_entry_bytes + 1);
    EXPECT_FALSE(is_carried());
    proof.entry.pop_back();
    EXPECT_TRUE(is_carried());
    proof.body = Bytes(most_body_bytes + 1);
    EXPECT_FALSE(is_carried());
    proof.body.pop_back();
    EXPECT_TRUE(is_carried());
}

}  // namespace steward::trust
