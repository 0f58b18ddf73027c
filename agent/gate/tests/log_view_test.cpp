// Which heads of the log are followed, and which proofs hold.
#include "agent/gate/log_view.h"

#include <gtest/gtest.h>

#include <functional>

#include "trust/tests/log_book.h"

namespace steward::gate {

using trust::Digest;
using trust::LogBook;
using trust::LogProof;
using trust::NoteKind;
using trust::NoteSigner;

struct LogViewStory : testing::Test {
    LogBook book;
    std::vector<Digest> keys{book.log.key.key}, witnesses;
    std::optional<LogHead> head;
    bool is_split = false;
    trust::ShortId client{2};

    LogViewStory() {
        book.client = client;
        for (uint8_t i = 1; i <= 5; ++i) book.add(Digest{i});
    }
    std::optional<HeadFault> show(const std::string& note, const std::vector<Digest>& proof) {
        const auto followed = follow(head, note, proof, keys);
        if (!followed) return followed.error();
        head = *followed;
        return std::nullopt;
    }
    std::optional<HeadFault> show(const LogBook& log) { return show(log.note(), log.since(head ? head->size : 0)); }
    std::optional<Unlogged> judge(const LogProof& proof, uint64_t message, uint64_t level = 1) const {
        return fault_of(proof, Digest{static_cast<uint8_t>(message)}, level, {head, is_split, keys, witnesses, client});
    }
};

TEST_F(LogViewStory, the_first_head_is_pinned_and_only_its_continuation_follows) {
    EXPECT_EQ(show(book), std::nullopt);
    EXPECT_EQ(head->size, 5U);
    EXPECT_EQ(show(book), std::nullopt) << "the same once more";
    const LogBook before = book;
    book.add(Digest{6});
    EXPECT_EQ(show(book.note(), {}), HeadFault::Inconsistent) << "without a proof";
    EXPECT_EQ(show(book), std::nullopt);
    EXPECT_EQ(head->size, 6U);
    EXPECT_EQ(show(before), HeadFault::Backwards);
    LogBook other = before;
    other.add(Digest{7});
    EXPECT_EQ(show(other.note(), {}), HeadFault::Inconsistent) << "of the same size, with another root";
    other.add(Digest{8});
    EXPECT_EQ(show(other), HeadFault::Inconsistent);
    EXPECT_EQ(head->size, 6U);
    EXPECT_TRUE(shows_two_logs(HeadFault::Backwards) && shows_two_logs(HeadFault::Inconsistent));
    EXPECT_FALSE(shows_two_logs(HeadFault::OtherLog) || shows_two_logs(HeadFault::NotSigned)) << "anybody can say that";
}

TEST_F(LogViewStory, of_one_client_there_is_one_chain) {
    book.chain = Digest{9};
    book.add(Digest{6});
    ASSERT_EQ(show(book), std::nullopt);
    const auto in = [&](const Digest& chain, uint64_t message) {
        return fault_of(book.proof(message - 1), Digest{static_cast<uint8_t>(message)}, 1,
                        {head, is_split, keys, witnesses, client, chain});
    };
    EXPECT_EQ(in({}, 5), std::nullopt) << "none was seen yet";
    EXPECT_EQ(in({}, 6), std::nullopt);
    EXPECT_EQ(in(Digest{1}, 5), std::nullopt);
    EXPECT_EQ(in(Digest{1}, 6), Unlogged::DoesNotHold) << "an export of the first would not show it";
}

TEST_F(LogViewStory, a_head_is_of_the_log_whose_key_the_chain_names) {
    EXPECT_EQ(show("words", {}), HeadFault::Unreadable);
    LogBook stranger(9);
    stranger.add(Digest{1});
    EXPECT_EQ(show(stranger), HeadFault::NotSigned);
    EXPECT_EQ(show(book), std::nullopt);
    LogBook renamed(1, "steward/other");
    for (uint8_t i = 1; i <= 6; ++i) renamed.add(Digest{i});
    EXPECT_EQ(show(renamed), HeadFault::OtherLog) << "the first origin is pinned";
    keys.clear();
    EXPECT_EQ(show(book), HeadFault::NotSigned) << "a chain without a log";
}

TEST_F(LogViewStory, a_new_key_continues_beside_the_old_one_and_begins_anew_when_that_is_gone) {
    EXPECT_EQ(show(book), std::nullopt);
    LogBook next(2, "steward/next");
    next.client = client;
    next.add(Digest{1});
    keys = {next.log.key.key, book.log.key.key};
    EXPECT_EQ(show(next), HeadFault::OtherLog) << "as long as the old key is in force, its tree is";
    const NoteSigner both{"steward/6f1d2a", NoteKind::Log, 2};
    book.add(Digest{6});
    const std::string text = write_checkpoint(book.checkpoint());
    EXPECT_EQ(show(text + "\n" + both.line(text) + book.log.line(text), book.since(5)), std::nullopt);
    EXPECT_EQ(head->key, book.log.key.key) << "signed by both: the one that is kept stays";
    EXPECT_EQ(head->note, book.note()) << "with its line alone";
    keys = {next.log.key.key};
    EXPECT_EQ(judge(book.proof(1), 2), Unlogged::DoesNotHold) << "a closed tree proves nothing new";
    EXPECT_EQ(show(next), std::nullopt);
    EXPECT_EQ(head->origin, "steward/next");
    EXPECT_EQ(head->size, 1U);
    EXPECT_EQ(judge(next.proof(0), 1), std::nullopt);
}

TEST_F(LogViewStory, a_proof_holds_for_its_message_under_the_head_that_is_kept) {
    EXPECT_EQ(judge(book.proof(1), 2), Unlogged::DoesNotHold) << "no head was seen";
    EXPECT_EQ(show(book), std::nullopt);
    const LogProof proof = book.proof(1);
    EXPECT_EQ(judge(proof, 2), std::nullopt);
    EXPECT_TRUE(names(proof, Digest{2}));
    EXPECT_FALSE(names(proof, Digest{3}));
    LogProof wordless = proof;
    wordless.body.pop_back();
    EXPECT_FALSE(names(wordless, Digest{2})) << "it cannot be read";
    EXPECT_EQ(judge(proof, 3), Unlogged::DoesNotHold) << "another message";
    for (const auto& spoil : std::vector<std::function<void(LogProof&)>>{
             [](LogProof& one) { one.entry.back() ^= 1; }, [](LogProof& one) { one.body.back() ^= 1; },
             [](LogProof& one) { one.salt[0] ^= 1; }, [](LogProof& one) { ++one.index; }, [](LogProof& one) { ++one.size; },
             [](LogProof& one) { one.path[0][0] ^= 1; }, [](LogProof& one) { one.path.pop_back(); },
             [](LogProof& one) { one.entry.clear(); }, [](LogProof& one) { one.index = 5; }}) {
        LogProof spoilt = proof;
        spoil(spoilt);
        EXPECT_EQ(judge(spoilt, 2), Unlogged::DoesNotHold);
    }
    client = trust::ShortId{3};
    EXPECT_EQ(judge(proof, 2), Unlogged::DoesNotHold) << "in the chain of another client";
    client = book.client;
    is_split = true;
    EXPECT_EQ(judge(proof, 2), Unlogged::Split);
    is_split = false;
    book.add(Digest{6});
    EXPECT_EQ(judge(book.proof(1), 2), Unlogged::DoesNotHold) << "under a head that this machine has not seen";
}

TEST_F(LogViewStory, the_second_level_wants_a_majority_of_the_pinned_witnesses) {
    const NoteSigner one{"device/one", NoteKind::Cosignature, 11}, two{"office", NoteKind::Cosignature, 12},
        three{"x", NoteKind::Cosignature, 13};
    EXPECT_EQ(show(book), std::nullopt);
    const auto with = [&](const std::vector<const NoteSigner*>& signers) { return judge(book.proof(1, book.note(signers)), 2, 2); };
    EXPECT_EQ(with({&one}), Unlogged::TooFewCosignatures) << "none is pinned";
    witnesses = {one.key.key};
    EXPECT_EQ(with({&one}), std::nullopt);
    EXPECT_EQ(with({&two}), Unlogged::TooFewCosignatures);
    EXPECT_EQ(judge(book.proof(1), 2, 2), Unlogged::TooFewCosignatures) << "without a head";
    witnesses = {one.key.key, two.key.key, three.key.key, one.key.key};
    EXPECT_EQ(with({&one, &one}), Unlogged::TooFewCosignatures) << "twice is once";
    EXPECT_EQ(with({&one, &three}), std::nullopt);
    LogBook other = book;
    other.add(Digest{9});
    EXPECT_EQ(judge(book.proof(1, other.note({&one, &two, &three})), 2, 2), Unlogged::TooFewCosignatures) << "of another head";
    NoteSigner as_log{"device/one", NoteKind::Log, 11};
    EXPECT_EQ(with({&as_log, &two}), Unlogged::TooFewCosignatures) << "a signature of another kind";
}

}  // namespace steward::gate
