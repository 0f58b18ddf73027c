// No log, no action: the gate as a witness, and the proofs that it demands, by the real program; and the head that it keeps, by the real
// steward-verify.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "agent/gate/beside/proofs.h"
#include "agent/gate/process/tests/machine.h"
#include "trust/tests/log_book.h"

namespace steward::gate {

// A head of the log and the proof that it continues the one that is kept.
static Bytes write_witness(std::string_view note, std::span<const trust::Digest> proof) {
    Bytes hashes;
    for (const trust::Digest& hash : proof) append(hashes, hash);
    return write_request(Want::Witness, {big_endian(static_cast<uint32_t>(note.size())), as_bytes(note), hashes});
}

struct LogStory : GateMachine {
    LogBook book;
    NoteSigner office_witness{"office", NoteKind::Cosignature, 21};

    void prepare_office() override {
        office.log_keys = {book.log.key.key};
        witnesses = {office_witness.key.key};
        book.client = client;
        book.add(Digest{1});
    }
    void ready() {
        start();
        enrol();
        hear();
    }
    Bytes show(const LogBook& log) const { return ask(write_witness(log.note(), log.since(state().log_size))); }
    Job logged(uint64_t level) {
        Job work = script("echo x >> " + folder.string() + "/effects\n");
        work.log_level = level;
        return work;
    }
    Bytes signed_frame(const Job& work) const { return office.sign(MessageType::Job, write_message(work), {"alice", "bob"}); }
    std::string bring(const LogProof& proof) const { return spoken(ask(write_request(Want::Proof, {write_message(proof)}))); }
    // Signed work, written down in this log, shown and proven: what the gate says of it.
    std::string brought(LogBook& log, const Bytes& frame) const {
        const uint64_t index = log.add(id_of(frame));
        EXPECT_EQ(spoken(show(log)), "done");
        EXPECT_EQ(bring(log.proof(index)), "done");
        return take(frame);
    }
};

TEST_F(LogStory, a_head_is_kept_before_it_is_cosigned) {
    ready();
    const auto answer = asked<WitnessAnswer>(write_witness(book.note(), {}));
    const auto note = read_note(answer.note);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->checkpoint, book.checkpoint());
    EXPECT_TRUE(is_signed(*note, book.log.key));
    NoteKey ours{.kind = NoteKind::Cosignature, .name = "device/" + to_hex(device)};
    std::ranges::copy(device_key, ours.key.begin());
    EXPECT_TRUE(cosigned_at(*note, ours));
    stop(SIGKILL);
    start();
    EXPECT_EQ(state().log_size, 1U);
    stop(SIGTERM);
    for (const bool is_kept : {false, true}) {
        room["STEWARD_GATE_DIE"] = is_kept ? "witnessed" : "before witness";
        start();
        book.add(Digest{static_cast<uint8_t>(is_kept ? 3 : 2)});
        EXPECT_EQ(spoken(show(book)), "nobody") << "it died and has cosigned nothing";
        wait_for_end();
        room.erase("STEWARD_GATE_DIE");
        start();
        EXPECT_EQ(state().log_size, is_kept ? 3U : 1U);
        stop(SIGTERM);
    }
}

TEST_F(LogStory, nothing_runs_before_the_log_holds_it) {
    ready();
    const Job work = logged(1);
    const Bytes frame = signed_frame(work);
    EXPECT_EQ(take(frame), "refused 21.1");
    const uint64_t index = book.add(id_of(frame));
    EXPECT_EQ(bring(book.proof(index)), "done");
    EXPECT_EQ(take(frame), "refused 21.2") << "under a head that was not seen";
    EXPECT_EQ(spoken(show(book)), "done");
    EXPECT_EQ(take(frame), "done") << "the proof is here already";
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_EQ(lines_in("effects"), 1U);
    const Bytes other = signed_frame(logged(1));
    EXPECT_EQ(bring(book.proof(index)), "done");
    EXPECT_EQ(take(other), "refused 21.1") << "the proof of another message";
    EXPECT_EQ(spoken(ask(write_request(Want::Proof, {Bytes{0xff}}))), "done") << "nobody reads it before a signature holds";
    EXPECT_EQ(take(other), "refused 21.1");
    limits.least_log_level = 1;
    EXPECT_EQ(spoken(ask(write_request(Want::SetLimits, {write_message(limits)}), As::Root)), "done");
    EXPECT_EQ(take(logged(0)), "refused 21.1") << "the machine's own floor";
}

TEST_F(LogStory, the_second_level_wants_the_witnesses_that_the_grant_named) {
    ready();
    const Job work = logged(2);
    const Bytes frame = signed_frame(work);
    const uint64_t index = book.add(id_of(frame));
    EXPECT_EQ(spoken(show(book)), "done");
    EXPECT_EQ(bring(book.proof(index, book.note())), "done");
    EXPECT_EQ(take(frame), "refused 21.3");
    EXPECT_EQ(bring(book.proof(index, book.note({&office_witness}))), "done");
    EXPECT_EQ(take(frame), "done");
    EXPECT_EQ(spoken(result(work).outcome), "done");
}

TEST_F(LogStory, a_log_in_two_versions_stops_what_has_to_stand_in_it) {
    ready();
    LogBook other = book;
    const Bytes frame = signed_frame(logged(1));
    const uint64_t index = book.add(id_of(frame));
    EXPECT_EQ(spoken(show(book)), "done");
    EXPECT_EQ(bring(book.proof(index)), "done");
    other.add(Digest{9});
    EXPECT_EQ(spoken(show(other)), "failed gate.log_is_split");
    EXPECT_TRUE(state().log_is_split);
    EXPECT_EQ(take(frame), "refused 21.4");
    EXPECT_NE(text_of("state/log").find("the log has two versions"), std::string::npos);
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(bring(book.proof(index)), "done");
    EXPECT_EQ(take(frame), "refused 21.4") << "over a start";
    const Job plain = logged(0);
    EXPECT_EQ(take(plain), "done");
    result(plain);
    book.add(Digest{7});
    EXPECT_EQ(spoken(show(book)), "done") << "a head that continues it ends that";
    EXPECT_EQ(bring(book.proof(index)), "done");
    EXPECT_EQ(take(frame), "done");
    LogBook shorter;
    shorter.add(Digest{1});
    EXPECT_EQ(spoken(ask(write_witness(shorter.note(), {}))), "failed gate.log_went_back");
    EXPECT_TRUE(state().log_is_split);
    EXPECT_EQ(spoken(ask(write_witness("no head", {}))), "failed gate.log_head_unreadable");
}

TEST_F(LogStory, what_stands_in_another_chain_than_the_first_that_was_seen_does_not_run) {
    ready();
    const Job first = logged(1);
    EXPECT_EQ(brought(book, signed_frame(first)), "done");
    result(first);
    book.chain = Digest{9};
    EXPECT_EQ(brought(book, signed_frame(logged(1))), "refused 21.2");
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(brought(book, signed_frame(logged(1))), "refused 21.2") << "over a start";
    book.chain = Digest{1};
    const Job last = logged(1);
    EXPECT_EQ(brought(book, signed_frame(last)), "done");
    result(last);
}

TEST_F(LogStory, a_new_key_of_the_log_comes_by_the_signed_chain_alone) {
    ready();
    const Job before = logged(1);
    EXPECT_EQ(brought(book, signed_frame(before)), "done");
    result(before);
    LogBook next(2, "steward/next");
    next.add(Digest{5});
    EXPECT_EQ(spoken(ask(write_witness(next.note(), {}))), "failed gate.log_head_not_signed");
    EXPECT_FALSE(state().log_is_split) << "anybody can sign something";
    const Bytes change = office.update(1, office.authority, UpdateKind::SetLogKeys, write_message(DigestsBody{{next.log.key.key}}),
                                       {"alice", "bob"}, SystemClock().now());
    EXPECT_EQ(take(change), "done");
    EXPECT_EQ(spoken(ask(write_witness(next.note(), {}))), "done");
    EXPECT_EQ(state().log_size, 1U);
    EXPECT_EQ(spoken(ask(write_witness(book.note(), {}))), "failed gate.log_head_not_signed") << "the old tree is closed";
    EXPECT_NE(text_of("state/log").find("The log has another key"), std::string::npos);
    // A server in wrong hands may have shown a chain of its own making first: with the new log it is over.
    next.client = book.client;
    next.chain = Digest{9};
    const Job after = logged(1);
    EXPECT_EQ(brought(next, signed_frame(after)), "done");
    result(after);
}

TEST_F(LogStory, the_proofs_of_what_ran_are_kept_and_handed_out) {
    ready();
    const Job work = logged(1);
    const Bytes frame = signed_frame(work);
    const uint64_t index = book.add(id_of(frame));
    EXPECT_EQ(spoken(show(book)), "done");
    EXPECT_EQ(bring(book.proof(index)), "done");
    EXPECT_EQ(take(frame), "done");
    result(work);
    const std::string state = (folder / "state").string(), file = (folder / "proofs.txt").string();
    EXPECT_EQ(run({STEWARD_GATE_PROGRAM, "log", "--proofs", file, "--state", state}), 0) << text_of("ran");
    EXPECT_EQ(lines_in("proofs.txt"), 2U);
    EXPECT_NE(text_of("proofs.txt").find(to_hex(id_of(frame))), std::string::npos);
    std::vector<KeptProof> kept;
    const auto whole = each_kept_proof(state, [&](const KeptProof& one) { kept.push_back(one); });
    EXPECT_TRUE(whole && *whole);
    ASSERT_EQ(kept.size(), 1U);
    const auto note = read_note(kept[0].note);
    ASSERT_TRUE(note);
    EXPECT_TRUE(proves(kept[0].proof, id_of(frame), note->checkpoint.size, note->checkpoint.root)) << "by itself, without any server";
}

TEST_F(LogStory, the_head_that_is_kept_is_compared_by_the_clients_own_tool) {
    const std::string state = (folder / "state").string(), head = (folder / "head").string();
    const std::string good = STEWARD_LOG_EXPORT;
    std::ifstream in(good);
    std::string key_text, last_head;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("key ")) key_text = line.substr(4);
        if (line.starts_with("head ")) last_head = line.substr(5);
    }
    const auto key = read_note_key(key_text);
    const auto note = from_base64(last_head);
    ASSERT_TRUE(key && note);
    office.log_keys = {key->key};
    genesis = office.genesis({"alice", "bob", "carol", "tower"}, {"safe"}, 2, 1);
    ready();
    EXPECT_NE(run({STEWARD_GATE_PROGRAM, "head", head, "--state", state}), 0) << "none was seen yet";
    EXPECT_EQ(spoken(ask(write_witness(as_text(*note), {}))), "done");
    EXPECT_EQ(run({STEWARD_GATE_PROGRAM, "head", head, "--state", state}), 0) << text_of("ran");
    EXPECT_EQ(run({STEWARD_VERIFY_PROGRAM, good, "--head", head}), 0) << text_of("ran");
    std::string changed = text_of("head");
    changed[changed.find('\n') + 1] ^= 1;
    write("head", changed);
    EXPECT_EQ(run({STEWARD_VERIFY_PROGRAM, good, "--head", head}), 1) << "a head that nobody signed";
}

struct ProofFileStory : testing::Test {
    std::string folder = "/tmp/steward-proofs-XXXXXX";
    void SetUp() override { ASSERT_TRUE(::mkdtemp(folder.data())); }
    void TearDown() override { std::filesystem::remove_all(folder); }
    size_t count(bool should_be_whole = true) const {
        size_t found = 0;
        const auto whole = each_kept_proof(folder, [&](const KeptProof&) { ++found; });
        EXPECT_EQ(whole && *whole, should_be_whole);
        return found;
    }
};

TEST_F(ProofFileStory, what_was_torn_is_passed_over_and_what_is_old_makes_room) {
    EXPECT_EQ(count(), 0U);
    const auto keep = [&](size_t body) {
        return keep_proof(folder,
                          {.at = Instant{1}, .proof = {.entry = {1}, .body = Bytes(body, 7), .index = 1, .size = 2}, .note = "note"})
            .has_value();
    };
    EXPECT_TRUE(keep(10) && keep(10));
    EXPECT_EQ(count(), 2U);
    std::filesystem::resize_file(folder + "/proofs", std::filesystem::file_size(folder + "/proofs") - 3);
    EXPECT_EQ(count(false), 1U) << "and that is said";
    EXPECT_TRUE(keep(10));
    EXPECT_EQ(count(false), 2U) << "what came after it is there";
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(keep(65'000));
    EXPECT_TRUE(std::filesystem::exists(folder + "/proofs.1"));
    EXPECT_GE(count(false), 300U);
    EXPECT_LE(std::filesystem::file_size(folder + "/proofs.1"), most_proof_file + 70'000);
}

TEST(BroughtProofsStory, the_oldest_make_room_and_of_several_the_best_counts) {
    LogBook book;
    const uint64_t index = book.add(Digest{1});
    const std::vector<Digest> keys{book.log.key.key};
    const std::optional<LogHead> head = follow({}, book.note(), {}, keys).value_or(LogHead{});
    const LogView view{head, false, keys, {}};
    BroughtProofs proofs;
    EXPECT_EQ(proofs.find(Digest{1}, 1, view).fault, Unlogged::NoProof);
    LogProof spoilt = book.proof(index);
    ++spoilt.size;
    proofs.bring(write_message(book.proof(index)));
    proofs.bring(write_message(spoilt));
    EXPECT_TRUE(proofs.find(Digest{1}, 1, view).proof) << "one that does not hold hides none that does";
    EXPECT_EQ(proofs.find(Digest{1}, 2, view).fault, Unlogged::TooFewCosignatures);
    for (size_t i = 0; i < most_brought; ++i) proofs.bring(Bytes{1});
    EXPECT_EQ(proofs.find(Digest{1}, 1, view).fault, Unlogged::NoProof);
    proofs.bring(write_message(book.proof(index)));
    for (size_t i = 0; i < 8; ++i) proofs.bring(Bytes(most_proof_bytes, 1));
    EXPECT_EQ(proofs.find(Digest{1}, 1, view).fault, Unlogged::NoProof) << "many bytes are many";
    EXPECT_EQ(proofs.find(Digest{1}, 1, {head, true, keys, {}}).fault, Unlogged::Split);
}

}  // namespace steward::gate
