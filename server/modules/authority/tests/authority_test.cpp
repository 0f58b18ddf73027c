// What is signed is kept, logged and carried; what machines would refuse is refused here.
#include "server/modules/authority/gate_state.h"
#include "server/modules/authority/tests/signed_story.h"
#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"
#include "steward/facts/v1/facts.pb.h"
#include "trust/actions.h"

namespace steward::authority {
namespace {

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
        EXPECT_TRUE(body && body->details.size() > 3);
        const auto says = [&](const std::string& name, const std::string& value) {
            return body && std::ranges::find(body->details, trust::EntryDetail{name, value}) != body->details.end();
        };
        EXPECT_TRUE(says("signed_by", "alice"));
        EXPECT_TRUE(says("title", "Restart nginx.service on 1 machine"));
        EXPECT_TRUE(says("class", "service"));
        EXPECT_TRUE(says("machines", "machine " + to_hex(machine.id))) << "it never showed its card here";
        return {};
    }));
}

// As machines count it (agent/gate/narrowing.cpp): what is shown as lifted runs again there.
TEST_P(Signed, a_stop_of_the_provider_ends_by_a_majority_and_a_clients_own_by_that_client) {
    ASSERT_EQ(became(begin()), "accepted");
    const auto client_key = [&](const std::string& name, ClientId client) {
        const auto key = office.add(name, name, trust::of_client, {.all = false, .list = {client.raw().bytes}});
        ASSERT_EQ(became(office.add_key(*room().roster(), key, {"alice", "bob"})), "accepted");
    };
    client_key("helen", harbour);
    client_key("max", mill);
    const auto stop = [&](bool lifts, const std::vector<std::string>& names) {
        house.clock.advance(std::chrono::minutes(1));
        trust::Stop one{.authority = office.authority, .scope = {.clients = {harbour.raw().bytes}}, .issued = house.clock.now()};
        one.lifts = lifts;
        return became(office.sign(trust::MessageType::Stop, trust::write_message(one), names));
    };
    const auto standing = [&] { return house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest()).stops_size(); };
    EXPECT_EQ(stop(false, {"max"}), "authority.may_not_sign") << "another client's key";
    EXPECT_EQ(stop(false, {"helen"}), "accepted");
    EXPECT_EQ(standing(), 1);
    EXPECT_EQ(stop(true, {"max"}), "authority.too_few");
    EXPECT_EQ(stop(true, {"helen"}), "accepted");
    EXPECT_EQ(standing(), 0);
    EXPECT_EQ(stop(false, {"alice"}), "accepted");
    EXPECT_EQ(stop(true, {"helen"}), "accepted") << "of their own";
    EXPECT_EQ(standing(), 1) << "the provider's stands";
    EXPECT_EQ(stop(true, {"alice", "bob"}), "accepted");
    EXPECT_EQ(standing(), 0);
}

TEST_P(Signed, a_suspended_key_signs_no_work_and_keeps_its_voice) {
    ASSERT_EQ(became(begin()), "accepted");
    trust::Suspend suspend{.authority = office.authority, .target = office.record("alice").id, .issued = house.clock.now()};
    suspend.until = house.clock.now() + std::chrono::hours(24);
    const Bytes payload = trust::write_message(suspend);
    EXPECT_EQ(became(office.sign(trust::MessageType::Suspend, payload, {"beacon"})), "authority.may_not_sign");
    EXPECT_FALSE(room().is_suspended(suspend.target, house.clock.now()));
    EXPECT_EQ(became(office.sign(trust::MessageType::Suspend, payload, {"bob"})), "accepted");
    EXPECT_TRUE(room().is_suspended(suspend.target, house.clock.now()));
    EXPECT_EQ(became(job(harbour, {"alice"}, {{1}})), "authority.key_suspended");
    EXPECT_EQ(became(job(harbour, {"bob"}, {{1}})), "accepted");
    const trust::KeyRecord carol = office.add("carol", "carol", trust::everyday);
    EXPECT_EQ(became(office.add_key(*room().roster(), carol, {"alice", "bob"})), "accepted");
    const auto held_back = [&] {
        return house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest()).suspensions_size();
    };
    EXPECT_EQ(held_back(), 1);
    EXPECT_EQ(became(office.remove_key(*room().roster(), "alice", {"alice", "bob"})), "accepted");
    EXPECT_EQ(held_back(), 0) << "a key that was taken out is of nobody any more";
}

TEST_P(Signed, a_grant_is_a_line_that_carries_the_chain) {
    ASSERT_EQ(became(begin()), "accepted");
    EXPECT_EQ(became(grant({"beacon"})), "authority.may_not_sign");
    EXPECT_EQ(became(grant({"alice"}, std::chrono::hours(24 * 31))), "authority.grant_over");
    const Bytes sound = grant({"alice"});
    EXPECT_EQ(became(sound), "accepted");
    const auto said = entry_says("authority.grant_published");
    for (const char* part : {"signed_by: alice", "machines: 2", "allows: script"})
        EXPECT_NE(std::ranges::find(said, part), said.end()) << part;
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
    const auto came = entry_says("directory.device_enrolled");
    EXPECT_NE(std::ranges::find(came, "came_with: a grant that people signed"), came.end());
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
    int published_before = 0;  // what piles up is published as one
    desk.note([&] { ready_before = desk.ready.size(), published_before = desk.publications; });
    const Bytes sound = job(harbour, {"alice"}, {machine.id});
    ASSERT_EQ(became(sound), "accepted");
    ASSERT_TRUE(desk.until([&] { return desk.publications > published_before; }));
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
    EXPECT_TRUE(
        trust::is_consistent(earlier->checkpoint.size, earlier->checkpoint.root, note->checkpoint.size, note->checkpoint.root, path));
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
    settle();
    settle();  // cosignatures are kept at the end of a round
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

TEST_P(Signed, the_log_alarm_ends_when_the_machine_takes_the_log_again) {
    const Machine machine("files-1");
    begin_with(machine);
    const auto head = inbox->wait_for(agent::v1::ServerMessage::kLogHead);
    ASSERT_TRUE(head);
    agent::v1::AgentMessage cosigned, refused;
    cosigned.mutable_cosigned()->set_note(machine.cosign(head->log_head().note()));
    refused.mutable_cosigned()->set_refused("the tree shrank");
    say(refused);
    say(cosigned);  // of a head before: what it refused still stands
    settle();
    settle();
    const auto raised = house.facts<facts::v1::ConditionRaised>();
    ASSERT_EQ(raised.size(), 1U);
    EXPECT_EQ(raised[0].title(), "files-1 refuses this server's log");
    EXPECT_EQ(raised[0].priority(), "P1");
    EXPECT_TRUE(house.facts<facts::v1::ConditionCleared>().empty());
    reconnect();
    say(machine.state(*room().roster(), grant_id));
    ASSERT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kLogHead));
    say(cosigned);
    settle();
    settle();
    const auto cleared = house.facts<facts::v1::ConditionCleared>();
    ASSERT_EQ(cleared.size(), 1U);
    EXPECT_EQ(cleared[0].fingerprint(), raised[0].fingerprint());
}

TEST_P(Signed, an_entry_names_the_machines_of_its_own_client_and_no_arguments_of_a_script) {
    const Machine machine("files-1"), elsewhere("mill-1");
    begin_with(machine);
    settle();
    trust::Job job{.authority = office.authority, .id = {6, 6}, .job_class = trust::JobClass::Script};
    job.action.bytes = trust::write_message(trust::ScriptAction{.interpreter = "/bin/sh", .arguments = {"hunter2"}, .body = {0xab}});
    job.target = {harbour.raw().bytes, {machine.id, elsewhere.id}};
    job.not_before = house.clock.now();
    job.not_after = house.clock.now() + std::chrono::hours(1);
    job.roster_seq = room().roster()->seq();
    job.roster_head = room().roster()->head();
    job.log_level = 1;
    ASSERT_EQ(became(office.sign(trust::MessageType::Job, trust::write_message(job), {"alice"})), "accepted");
    std::string all;
    for (const auto& part : entry_says("authority.job_published")) all += part + "\n";
    EXPECT_NE(all.find("machines: files-1, machine " + to_hex(elsewhere.id) + "\n"), std::string::npos) << all;
    EXPECT_NE(all.find("class: script\n"), std::string::npos);
    EXPECT_NE(all.find("digest: ab00"), std::string::npos);
    EXPECT_EQ(all.find("hunter2"), std::string::npos) << "it may be a password";
}

TEST_P(Signed, what_comes_beside_a_job_is_handed_on_with_it) {
    const Machine machine("files-1");
    begin_with(machine);
    settle();
    const Bytes frame = job(harbour, {"alice"}, {machine.id});
    v1::PostAuthorityMessageRequest request;
    request.set_frame(frame.data(), frame.size());
    request.add_files("uptime\n");
    house.must<v1::PostAuthorityMessageResponse>(house.owner(), "PostAuthorityMessage", request);
    ASSERT_EQ(desk.files.size(), 1U);
    EXPECT_EQ(as_text(desk.files[0]), "uptime\n");
}

TEST(GateWords, say_what_the_grant_set_beside_the_kinds_of_work) {
    trust::LocalLimits limits;
    EXPECT_EQ(limits_words(limits, false), "");
    EXPECT_EQ(limits_words(limits, true), "");
    limits.runs_a_day = {{trust::JobClass::Script, 1}};
    limits.curfew = trust::Curfew{.zone = "Europe/Berlin", .start_minute = 8 * 60 + 5, .length_minutes = 90};
    limits.needs_consent.bits = 1U << static_cast<unsigned>(trust::JobClass::Reboot);
    EXPECT_EQ(limits_words(limits, false),
              " The grant with which it joined set: at most 1 a day of the kind script; nothing for 90 minutes from 08:05 (Europe/Berlin); "
              "only with the client's consent: reboot. Its administrator may have set others: `steward-agent limits` there.");
    limits = {.signatures = {{trust::JobClass::Script, 2}}, .few = 5, .many = 50, .most_window_s = {{trust::JobClass::Reboot, 7200}}};
    limits.least_log_level = 2;
    EXPECT_EQ(limits_words(limits, true),
              " Its own limits: one person for at most 5 machines, two for at most 50; 2 persons for the kind script; windows of at most 2 "
              "hours for the kind reboot; only what witnesses have seen in the log.");
}

TEST_P(Signed, what_a_machines_administrator_changed_stands_with_its_gate) {
    const Machine machine("files-1");
    begin_with(machine);
    trust::LocalLimits limits{.allowed = {2}, .runs_a_day = {{trust::JobClass::Script, 3}}};
    const auto says = [&] {
        auto message = machine.state(*room().roster(), grant_id);
        const Bytes bytes = trust::write_message(limits);
        message.mutable_gate_state()->set_limits(bytes.data(), bytes.size());
        say(message);
        settle();
    };
    const auto view = [&] {
        std::optional<GateView> found;
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(found, room().gate_of(transaction, files));
            return {};
        }));
        return found.value_or(GateView{});
    };
    const auto words = [&] { return view().words; };
    says();
    EXPECT_NE(words().find("Its own limits: at most 3 a day of the kind script."), std::string::npos) << words();
    EXPECT_EQ(view().limits, limits);
    limits.curfew = trust::Curfew{.zone = "UTC", .start_minute = 22 * 60, .length_minutes = 480};
    says();
    EXPECT_NE(words().find("nothing for 480 minutes from 22:00 (UTC)"), std::string::npos) << words();
    EXPECT_EQ(words().find("The grant"), std::string::npos) << "what holds now is known";
    EXPECT_EQ(view().limits, limits);
    // What cannot be read is as what was not said.
    auto odd = machine.state(*room().roster(), grant_id);
    odd.mutable_gate_state()->set_limits("odd");
    say(odd);
    settle();
    EXPECT_EQ(view().limits, std::nullopt);
}

TEST_P(Signed, a_machine_that_was_enrolled_again_is_no_broken_log) {
    const Machine machine("files-1"), other("somebody"), anew("files-1 anew");
    begin_with(machine);
    ASSERT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kLogHead));
    say(other.state(*room().roster(), grant_id));
    settle();
    auto raised = house.facts<facts::v1::ConditionRaised>();
    ASSERT_EQ(raised.size(), 1U);
    EXPECT_EQ(raised[0].title(), "files-1 shows a new key of its gate") << "nobody enrolled it";
    EXPECT_EQ(raised[0].priority(), "P1");
    // Somebody uses the grant for it.
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into directory_enrolment_uses (client_id, enrolment_id, device_id, public_key, at, address, "
                                "again) values ($1, $2, $3, $4, $5, '192.0.2.1', $6)",
                                harbour, to_text(RawId{grant_id}), files, Bytes(32, 9), house.clock.now(), true));
        return {};
    }));
    reconnect();
    say(anew.state(*room().roster(), grant_id));
    const auto head = inbox->wait_for(agent::v1::ServerMessage::kLogHead);
    ASSERT_TRUE(head);
    settle();
    raised = house.facts<facts::v1::ConditionRaised>();
    ASSERT_EQ(raised.size(), 2U);
    EXPECT_EQ(raised[1].title(), "files-1 was enrolled again");
    EXPECT_EQ(raised[1].priority(), "P3");
    ASSERT_EQ(house.facts<facts::v1::ConditionCleared>().size(), 1U);
    EXPECT_EQ(house.facts<facts::v1::ConditionCleared>()[0].fingerprint(), raised[0].fingerprint()) << "what was before it is over";
    agent::v1::AgentMessage cosigned;
    cosigned.mutable_cosigned()->set_note(anew.cosign(head->log_head().note()));
    say(cosigned);
    settle();
    settle();
    EXPECT_EQ(house.facts<facts::v1::ConditionCleared>().size(), 1U) << "whoever was not asked sees it for a day";
    house.clock.advance(std::chrono::hours(24));
    say(cosigned);
    settle();
    settle();
    ASSERT_EQ(house.facts<facts::v1::ConditionCleared>().size(), 2U);
    EXPECT_EQ(house.facts<facts::v1::ConditionCleared>()[1].fingerprint(), raised[1].fingerprint());
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
    const auto questions = [&](const Caller& caller) {
        return house.must<v1::ListGateQuestionsResponse>(caller, "ListGateQuestions", v1::ListGateQuestionsRequest());
    };
    EXPECT_EQ(questions(house.owner()).questions(0).device_id(), files.text());
    EXPECT_EQ(questions(house.technician({harbour})).total(), 1);
    EXPECT_EQ(questions(house.technician({mill})).total(), 0);
    EXPECT_EQ(house.must<v1::Authority>(house.technician({mill}), "GetAuthority", v1::GetAuthorityRequest()).questions(), 0);
    EXPECT_TRUE(std::ranges::any_of(house.updates, [&](const live::Update& one) {
        return one.topic == "gate" && one.client == harbour && one.id == files.text() && one.json == R"({"state":"waiting"})";
    }));

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
