// What is signed is kept, logged and carried; what machines would refuse is refused here.
#include "server/modules/authority/authority.h"
#include "server/modules/authority/tests/machine.h"
#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"
#include "steward/authority/v1/authority.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "tests/house/story.h"

namespace steward::authority {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

// Takes all work, and remembers it.
class Desk final : public WorkDesk, public WorkTaker {
public:
    void gate_ready(const GateView& gate) override { note([&] { ready.push_back(gate.device); }); }
    void taken(const TakenWord& word) override { note([&] { words.push_back(word); }); }
    Result<bool> done(const GateView&, const trust::WorkResult& result, ByteView) override {
        note([&] { results.push_back(result.work); });
        return true;
    }
    void output(const GateView&, const trust::ShortId&, uint64_t, ByteView part, bool) override {
        note([&] { written += std::string(as_text(part)); });
    }
    Result<std::optional<Bytes>> material(const trust::Digest& digest) override {
        return digest == trust::Digest{7} ? std::optional(Bytes(200'000, 'm')) : std::nullopt;
    }
    Result<std::string> take_job(storage::Transaction&, const SignedWork& work, const trust::Job& job, int64_t number,
                                 std::string_view) override {
        if (is_full) return fail(ErrorKind::Conflict, "jobs.full", "No room. Wait.");
        note([&] {
            numbers.push_back(number);
            holders = work.holders;
            message = work.message;
            work_id = job.id;
        });
        return "job-1";
    }
    Result<std::string> take_policy(storage::Transaction&, const SignedWork&, const trust::Policy&, int64_t, std::string_view) override {
        return "policy-1";
    }
    void published() override { note([&] { ++publications; }); }

    template <class Holds>
    bool until(Holds holds) {
        std::unique_lock held(mutex);
        return changed.wait_for(held, std::chrono::seconds(20), holds);
    }
    template <class Change>
    void note(Change change) {
        const std::lock_guard held(mutex);
        change();
        changed.notify_all();
    }
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<DeviceId> ready;
    std::vector<TakenWord> words;
    std::vector<trust::ShortId> results;
    std::string written;
    std::vector<int64_t> numbers;
    std::vector<std::string> holders;
    trust::Digest message{};
    trust::ShortId work_id{};
    int publications = 0;
    bool is_full = false;
};

class Signed : public testing_house::Story {
protected:
    Signed() : Story({"journal", "access", "directory", "authority"}, {directory::make_module, make_module}) {
        room().set_work_desk(desk);
        room().set_work_taker(desk);
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        office.begin = house.clock.now() - std::chrono::hours(24 * 30);
        office.add("alice", "alice", trust::everyday);
        office.add("bob", "bob", trust::everyday);
        office.add("safe", "safe", trust::for_recovery);
        office.add("beacon", "beacon", trust::beacon);
    }
    Authority& room() { return house.take<Authority>(); }

    Result<v1::PostAuthorityMessageResponse> post(const Bytes& frame) {
        v1::PostAuthorityMessageRequest request;
        request.set_frame(frame.data(), frame.size());
        return house.call<v1::PostAuthorityMessageResponse>(house.owner(), "PostAuthorityMessage", request);
    }
    std::string became(const Bytes& frame) {
        const auto posted = post(frame);
        return posted ? posted->became() : posted.error().code;
    }
    Bytes begin() { return office.genesis({"alice", "bob", "beacon"}, {"safe"}, 2, 1); }

    Bytes job(ClientId client, const std::vector<std::string>& names, std::vector<trust::ShortId> devices) {
        trust::Job job{.authority = office.authority, .id = {5, 5}, .job_class = trust::JobClass::Service};
        job.action.bytes = {0xa0};
        job.target = {client.raw().bytes, std::move(devices)};
        job.not_before = house.clock.now();
        job.not_after = house.clock.now() + std::chrono::hours(1);
        const auto roster = room().roster();
        if (roster) job.roster_seq = roster->seq(), job.roster_head = roster->head();
        job.log_level = 1;
        return office.sign(trust::MessageType::Job, trust::write_message(job), names);
    }
    Bytes grant(const std::vector<std::string>& names, Duration life = std::chrono::hours(24)) {
        trust::Grant grant{.authority = office.authority, .id = grant_id, .client = harbour.raw().bytes};
        grant.token_hash = {3};
        grant.most_uses = 2;
        grant.not_after = house.clock.now() + life;
        grant.server = {{"steward.example.net:7443"}, {trust::Digest{1}}};
        grant.roster_seq = room().roster()->seq();
        grant.roster_head = room().roster()->head();
        grant.limits.allowed.bits = 2;
        return office.sign(trust::MessageType::Grant, trust::write_message(grant), names);
    }
    Bytes heartbeat(const trust::ShortId& nonce = {}) {
        trust::Heartbeat beat{.authority = office.authority, .seq = room().roster()->seq(), .head = room().roster()->head()};
        beat.time = house.clock.now();
        beat.nonce = nonce;
        return office.sign(trust::MessageType::Heartbeat, trust::write_message(beat), {"beacon"});
    }
    std::vector<std::string> logged() {
        std::vector<std::string> actions;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows, transaction.query("select action from ledger_entries order by number"));
            for (const auto& row : rows)
                if (row.text(0).starts_with("authority.")) actions.push_back(row.text(0));
            return {};
        }));
        return actions;
    }
    void connect(const std::string& name) {
        files = house.device(harbour, name);
        inbox = std::make_shared<Inbox>();
        session = house.take<intake::Gates>().open({files, harbour, Bytes(32, 1)}, inbox);
    }
    void say(const agent::v1::AgentMessage& message) { EXPECT_TRUE(session->hear(message, house.clock.now())); }

    const trust::ShortId grant_id{9, 9, 9};
    trust::Office office;
    Desk desk;
    ClientId harbour, mill;
    DeviceId files;
    std::shared_ptr<Inbox> inbox;
    std::unique_ptr<intake::GateSession> session;  // before the house is gone
};
STEWARD_ON_EVERY_DATABASE(Signed);

TEST_P(Signed, genesis_comes_first_and_once_and_stands_in_the_log) {
    const Bytes genesis = begin();
    EXPECT_EQ(became(Bytes(20, 'x')), "authority.frame");
    EXPECT_EQ(became(job(harbour, {"alice"}, {{1}})), "authority.no_genesis");
    EXPECT_FALSE(house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest()).exists());
    EXPECT_EQ(became(genesis), "accepted");
    EXPECT_EQ(became(genesis), "known");
    trust::Office others;
    others.begin = office.begin;
    others.add("eve", "eve", trust::everyday);
    others.add("eves safe", "eve", trust::for_recovery);
    EXPECT_EQ(became(others.genesis({"eve"}, {"eves safe"}, 1, 1)), "authority.exists");
    EXPECT_EQ(logged(), (std::vector<std::string>{"authority.begun"}));
    const auto authority = house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest());
    EXPECT_TRUE(authority.exists());
    EXPECT_EQ(authority.keys_size(), 3);
    EXPECT_EQ(authority.voices_needed(), 2);
    EXPECT_FALSE(authority.log_key_pinned());
    std::string warnings;
    for (const auto& warning : authority.warnings()) warnings += warning;
    EXPECT_NE(warnings.find("revocation is not guaranteed while the server is compromised"), std::string::npos);
    EXPECT_NE(warnings.find("No beacon was heard yet"), std::string::npos);
}

TEST_P(Signed, the_chain_grows_by_majority_only_and_is_the_same_after_a_start) {
    ASSERT_EQ(became(begin()), "accepted");
    const trust::KeyRecord carol = office.add("carol", "carol", trust::everyday);
    EXPECT_EQ(became(office.add_key(*room().roster(), carol, {"alice"})), "authority.too_few");
    EXPECT_EQ(room().roster()->seq(), 0U);
    const Bytes update = office.add_key(*room().roster(), carol, {"alice", "bob"});
    EXPECT_EQ(became(update), "accepted");
    EXPECT_EQ(became(update), "known");
    EXPECT_EQ(room().roster()->seq(), 1U);
    const trust::Digest head = room().roster()->head();
    v1::ListAuthorityMessagesRequest list;
    list.set_page_size(1);
    auto page = house.must<v1::ListAuthorityMessagesResponse>(house.owner(), "ListAuthorityMessages", list);
    EXPECT_EQ(page.total(), 2);
    EXPECT_EQ(page.messages(0).type(), "genesis");
    list.set_page_token(page.next_page_token());
    page = house.must<v1::ListAuthorityMessagesResponse>(house.owner(), "ListAuthorityMessages", list);
    ASSERT_EQ(page.messages_size(), 1);
    EXPECT_EQ(as_bytes(page.messages(0).frame()).size(), update.size());
    house.restart();
    ASSERT_TRUE(room().roster());
    EXPECT_EQ(room().roster()->head(), head);
}

TEST_P(Signed, a_job_is_taken_with_its_entry_or_not_at_all) {
    ASSERT_EQ(became(begin()), "accepted");
    const Machine machine("files-1");
    EXPECT_EQ(became(job(harbour, {"beacon"}, {machine.id})), "authority.may_not_sign");
    EXPECT_EQ(became(job(ClientId(RawId{{1}}), {"alice"}, {machine.id})), "authority.unknown_client");
    EXPECT_EQ(became(job(harbour, {"alice"}, {})), "authority.no_machine");
    EXPECT_EQ(became(job(harbour, {"alice"}, std::vector<trust::ShortId>(26, machine.id))), "authority.too_few");
    Bytes changed = job(harbour, {"alice"}, {machine.id});
    changed[40] ^= 1;
    EXPECT_EQ(became(changed), "authority.bad_signature");
    desk.is_full = true;
    EXPECT_EQ(became(job(harbour, {"alice"}, {machine.id})), "jobs.full");
    EXPECT_EQ(logged().size(), 1U);
    desk.is_full = false;
    const Bytes sound = job(harbour, {"alice"}, {machine.id});
    const auto posted = post(sound);
    ASSERT_TRUE(posted) << posted.error().message << posted.error().cause;
    EXPECT_EQ(posted->subject_id(), "job-1");
    EXPECT_EQ(posted->type(), "job");
    EXPECT_EQ(desk.holders, std::vector<std::string>{"alice"});
    EXPECT_EQ(logged().back(), "authority.job_published");
    EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto entry, ledger::find_entry(transaction, desk.numbers.at(0)));
        const auto body = trust::read_body(entry.body);
        EXPECT_TRUE(body && body->message == trust::id_of(sound));
        EXPECT_TRUE(body && body->client == harbour.raw().bytes);
        return {};
    }));
}

TEST_P(Signed, a_suspended_key_signs_no_work_and_keeps_its_voice) {
    ASSERT_EQ(became(begin()), "accepted");
    trust::Suspend suspend{.authority = office.authority, .target = office.record("alice").id, .issued = house.clock.now()};
    suspend.until = house.clock.now() + std::chrono::hours(24);
    const Bytes payload = trust::write_message(suspend);
    EXPECT_EQ(became(office.sign(trust::MessageType::Suspend, payload, {"beacon"})), "authority.may_not_sign");
    EXPECT_EQ(became(office.sign(trust::MessageType::Suspend, payload, {"bob"})), "accepted");
    EXPECT_EQ(became(job(harbour, {"alice"}, {{1}})), "authority.key_suspended");
    EXPECT_EQ(became(job(harbour, {"bob"}, {{1}})), "accepted");
    const trust::KeyRecord carol = office.add("carol", "carol", trust::everyday);
    EXPECT_EQ(became(office.add_key(*room().roster(), carol, {"alice", "bob"})), "accepted");
    EXPECT_EQ(house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest()).suspensions_size(), 1);
}

TEST_P(Signed, a_grant_is_a_line_that_carries_the_chain) {
    ASSERT_EQ(became(begin()), "accepted");
    EXPECT_EQ(became(grant({"beacon"})), "authority.may_not_sign");
    EXPECT_EQ(became(grant({"alice"}, std::chrono::hours(24 * 31))), "authority.grant_over");
    const Bytes sound = grant({"alice"});
    EXPECT_EQ(became(sound), "accepted");
    EXPECT_EQ(became(sound), "known");
    EXPECT_EQ(became(grant({"bob"})), "known");  // the same words, other signatures: the same message
    EXPECT_EQ(became(grant({"bob"}, std::chrono::hours(5))), "authority.grant_exists");
    const auto frames = house.take<intake::Gates>().grant_frames(grant_id);
    ASSERT_TRUE(frames && frames->size() == 2);
    EXPECT_EQ(frames->back(), sound);
    EXPECT_TRUE(house.take<intake::Gates>().grant_frames(trust::ShortId{1})->empty());
    agent::v1::Enrol request;
    request.set_token_id(std::string(grant_id.begin(), grant_id.end()));
    request.set_device_public_key(std::string(32, 'k'));
    request.set_hostname("files-1");
    request.set_machine_fingerprint("aa");
    const auto proof = [](ByteView hash) { return hash[0] == 3 && hash.size() == 32; };
    const auto identity = house.machines().enrol(request, proof, house.clock.now(), "192.0.2.1");
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->client, harbour);
    const auto list = house.must<v1::ListGrantsResponse>(house.owner(), "ListGrants", v1::ListGrantsRequest());
    ASSERT_EQ(list.grants_size(), 1);
    EXPECT_EQ(list.grants(0).uses(), 1);
    EXPECT_EQ(list.grants(0).state(), "open");
    EXPECT_EQ(house.must<v1::ListGrantsResponse>(house.technician({mill}), "ListGrants", v1::ListGrantsRequest()).total(), 0);
}

TEST_P(Signed, a_machine_is_brought_up_and_takes_a_job_under_a_head_that_covers_it) {
    ASSERT_EQ(became(begin()), "accepted");
    ASSERT_EQ(became(grant({"alice"})), "accepted");
    const Machine machine("files-1");
    connect("files-1");
    const trust::Roster old = *room().roster();
    const Bytes update = office.add_key(old, office.add("carol", "carol", trust::everyday), {"alice", "bob"});
    ASSERT_EQ(became(update), "accepted");
    ASSERT_EQ(became(heartbeat()), "accepted");
    EXPECT_FALSE(room().deliver(files, job(harbour, {"alice"}, {machine.id}), {}, std::nullopt));  // not heard of yet
    say(machine.state(old, grant_id));
    ASSERT_TRUE(desk.until([&] { return !desk.ready.empty(); }));
    const auto first = inbox->wait_for(agent::v1::ServerMessage::kSignedMessage, 1);
    const auto second = inbox->wait_for(agent::v1::ServerMessage::kSignedMessage, 2);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(as_text(update), first->signed_message().frame());
    ASSERT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kLogHead));

    size_t ready_before = 0;
    desk.note([&] { ready_before = desk.ready.size(); });
    const Bytes sound = job(harbour, {"alice"}, {machine.id});
    ASSERT_EQ(became(sound), "accepted");
    ASSERT_TRUE(desk.until([&] { return desk.publications > 3; }));
    // Where no head covers it yet, the room says when one does.
    if (!room().deliver(files, sound, {trust::Digest{7}}, desk.numbers.at(0))) {
        ASSERT_TRUE(desk.until([&] { return desk.ready.size() > ready_before; }));
        ASSERT_TRUE(room().deliver(files, sound, {trust::Digest{7}}, desk.numbers.at(0)));
    }
    const auto came = inbox->all();
    ASSERT_GE(came.size(), 2U);
    const auto& message = came.back().signed_message();
    const auto newest = std::ranges::find_if(came.rbegin(), came.rend(), [](const auto& one) { return one.has_log_head(); });
    ASSERT_NE(newest, came.rend());
    const auto& head = newest->log_head();
    const auto note = trust::read_note(head.note());
    ASSERT_TRUE(note);
    const auto proof = trust::read_message<trust::LogProof>(as_bytes(message.log_proof()));
    ASSERT_TRUE(proof);
    EXPECT_TRUE(trust::proves(*proof, trust::id_of(sound), note->checkpoint.size, note->checkpoint.root));
    EXPECT_EQ(message.material_size(), 1);
    const auto earlier = trust::read_note(inbox->wait_for(agent::v1::ServerMessage::kLogHead, 1)->log_head().note());
    std::vector<trust::Digest> path;
    for (const auto& hash : head.path()) std::ranges::copy(as_bytes(hash), path.emplace_back().begin());
    EXPECT_EQ(head.old_size(), earlier->checkpoint.size);
    EXPECT_TRUE(trust::is_consistent(earlier->checkpoint.size, earlier->checkpoint.root, note->checkpoint.size, note->checkpoint.root, path));
}

TEST_P(Signed, the_machines_word_counts_with_its_own_signature_only) {
    ASSERT_EQ(became(begin()), "accepted");
    ASSERT_EQ(became(grant({"alice"})), "accepted");
    const Machine machine("files-1"), other("files-2");
    connect("files-1");
    say(machine.state(*room().roster(), grant_id));
    ASSERT_TRUE(desk.until([&] { return !desk.ready.empty(); }));
    EXPECT_EQ(logged().back(), "authority.gate_seen");
    agent::v1::AgentMessage done;
    for (const Machine* by : {&other, &machine}) {
        const Bytes result = by->result({5, 5});
        done.mutable_work_done()->set_frame(result.data(), result.size());
        say(done);
    }
    ASSERT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kWorkKept));
    EXPECT_EQ(desk.results.size(), 1U);

    agent::v1::AgentMessage wanted;
    const trust::Digest file{7};
    wanted.mutable_material_wanted()->set_digest(file.data(), file.size());
    wanted.mutable_material_wanted()->set_offset(131'072);
    say(wanted);
    const auto part = inbox->wait_for(agent::v1::ServerMessage::kMaterial);
    ASSERT_TRUE(part);
    EXPECT_EQ(part->material().size(), 200'000U);
    EXPECT_EQ(part->material().part().size(), 200'000U - 131'072U);
    wanted.mutable_material_wanted()->set_digest(std::string(32, 'x'));
    say(wanted);
    EXPECT_EQ(inbox->wait_for(agent::v1::ServerMessage::kMaterial, 2)->material().size(), 0U);
}

TEST_P(Signed, a_machine_witnesses_the_log_and_is_loud_when_it_saw_another) {
    ASSERT_EQ(became(begin()), "accepted");
    ASSERT_EQ(became(grant({"alice"})), "accepted");
    const Machine machine("files-1");
    connect("files-1");
    say(machine.state(*room().roster(), grant_id));
    const auto head = inbox->wait_for(agent::v1::ServerMessage::kLogHead);
    ASSERT_TRUE(head);
    agent::v1::AgentMessage cosigned;
    cosigned.mutable_cosigned()->set_note(machine.cosign(head->log_head().note()));
    say(cosigned);
    cosigned.mutable_cosigned()->clear_note();
    cosigned.mutable_cosigned()->set_refused("the tree shrank");
    say(cosigned);
    agent::v1::AgentMessage last;
    last.mutable_material_wanted()->set_digest(std::string(32, 'x'));
    say(last);
    ASSERT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kMaterial));  // all before it was dealt with
    EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto witnesses, ledger::witnesses_of(transaction, harbour));
        EXPECT_EQ(witnesses.size(), 1U);
        if (!witnesses.empty()) EXPECT_EQ(witnesses[0].name, "device/" + to_hex(machine.id));
        return {};
    }));
    EXPECT_EQ(logged().back(), "authority.log_refused");
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().size(), 1U);
    EXPECT_FALSE(room().deliver(files, job(harbour, {"alice"}, {machine.id}), {}, std::nullopt));
}

TEST_P(Signed, gates_are_shown_as_they_are_known_and_to_their_own_client) {
    ASSERT_EQ(became(begin()), "accepted");
    ASSERT_EQ(became(grant({"alice"})), "accepted");
    const Machine machine("files-1");
    const DeviceId strange = house.device(mill, "mill-1");
    connect("files-1");
    auto state = machine.state(*room().roster(), grant_id);
    state.mutable_gate_state()->set_needs_answer(true);
    state.mutable_gate_state()->set_nonce(std::string(16, 'n'));
    say(state);
    ASSERT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kLogHead));
    v1::GetGateRequest request;
    request.set_device_id(files.text());
    EXPECT_EQ(house.must<v1::Gate>(house.client_person(harbour), "GetGate", request).state(), "waiting");
    EXPECT_FALSE(house.call<v1::Gate>(house.client_person(mill), "GetGate", request));
    request.set_device_id(strange.text());
    EXPECT_EQ(house.must<v1::Gate>(house.owner(), "GetGate", request).state(), "absent");
    const auto own = house.must<v1::ListGatesResponse>(house.client_person(harbour), "ListGates", v1::ListGatesRequest());
    ASSERT_EQ(own.total(), 1);
    EXPECT_EQ(own.gates(0).gate_id(), to_hex(machine.id));
    EXPECT_EQ(house.must<v1::ListGateQuestionsResponse>(house.owner(), "ListGateQuestions", v1::ListGateQuestionsRequest()).total(), 1);

    trust::ShortId nonce{};
    nonce.fill('n');
    const Bytes answer = heartbeat(nonce);
    ASSERT_EQ(became(answer), "accepted");
    const auto brought = inbox->wait_for(agent::v1::ServerMessage::kSignedMessage);
    ASSERT_TRUE(brought);
    EXPECT_EQ(brought->signed_message().frame(), as_text(answer));
    say(machine.state(*room().roster(), grant_id));
    ASSERT_TRUE(desk.until([&] { return !desk.ready.empty(); }));
    EXPECT_EQ(house.must<v1::ListGateQuestionsResponse>(house.owner(), "ListGateQuestions", v1::ListGateQuestionsRequest()).total(), 0);

    session.reset();
    house.clock.advance(std::chrono::minutes(4));
    v1::ListGatesRequest unknown;
    unknown.set_filter("state:unknown");
    EXPECT_EQ(house.must<v1::ListGatesResponse>(house.owner(), "ListGates", unknown).total(), 1);
}

}  // namespace
}  // namespace steward::authority
