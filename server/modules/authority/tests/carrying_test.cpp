// Carrying under strain: floods, many who ask at once, connections that break, chains that split.
#include "server/modules/authority/gate_state.h"
#include "server/modules/authority/tests/signed_story.h"

namespace steward::authority {
namespace {

class Carried : public Signed {
protected:
    agent::v1::AgentMessage taken(uint8_t number) {
        agent::v1::AgentMessage message;
        message.mutable_message_taken()->set_message_id(std::string(32, static_cast<char>(number)));
        return message;
    }
    Result<std::vector<Bytes>> frames() { return house.take<intake::Gates>().grant_frames(grant_id); }
    // As a gate plays what comes with an enrolment.
    static bool is_playable(const std::vector<Bytes>& frames, Instant now) {
        if (frames.size() < 2) return false;
        const auto grant = trust::read_message<trust::Grant>(trust::framed(frames.back()).payload);
        auto roster = trust::Roster::begin(trust::framed(frames.front()));
        bool is_vouched = grant && trust::id_of(frames.front()) != grant->roster_head;
        for (size_t i = 1; roster && i + 1 < frames.size(); ++i) {
            const auto became = roster->take(trust::framed(frames[i]), now, is_vouched ? Instant{} : now);
            if (became != trust::Taken::Accepted && became != trust::Taken::Waiting) return false;
            roster->pass_time(now);
            is_vouched = is_vouched && trust::id_of(frames[i]) != grant->roster_head;
        }
        return roster && grant && roster->has(grant->roster_seq, grant->roster_head);
    }
    const Machine machine{"files-1"};
};
STEWARD_ON_EVERY_DATABASE(Carried);

TEST_P(Carried, a_machine_that_floods_is_sent_away_and_no_other_waits_for_it) {
    begin_with(machine);
    desk.note([&] { desk.is_held = true; });
    size_t sent_away = 0;
    for (int i = 0; i < 2'000; ++i) {
        const Status heard = session->hear(taken(7), house.clock.now());
        if (heard) continue;
        ++sent_away;
        EXPECT_EQ(heard.error().code, "authority.flood");
        EXPECT_EQ(heard.error().kind, ErrorKind::Limited);  // the link asks it to come later
    }
    EXPECT_GE(sent_away, 900U);
    // By bytes as well as by number.
    agent::v1::AgentMessage large;
    large.mutable_work_output()->set_work_id(std::string(16, 'w'));
    large.mutable_work_output()->set_part(std::string(900'000, 'x'));
    auto other_inbox = std::make_shared<Inbox>();
    const auto other = house.take<intake::Gates>().open({house.device(harbour, "files-2"), harbour, Bytes(32, 2)}, other_inbox);
    size_t large_ones = 0;
    while (large_ones < 100 && other->hear(large, house.clock.now())) ++large_ones;
    EXPECT_LT(large_ones, 10U);
    desk.note([&] { desk.is_held = false; });
    agent::v1::AgentMessage wanted;
    wanted.mutable_material_wanted()->set_digest(std::string(32, 'x'));
    ASSERT_TRUE(desk.until([&] { return desk.words.size() >= 1'000; }));
    settle();
    EXPECT_TRUE(other->hear(wanted, house.clock.now()));
    EXPECT_TRUE(other_inbox->wait_for(agent::v1::ServerMessage::kMaterial));
    EXPECT_EQ(desk.written, "");  // more than a part's size, and of a gate that nobody knows
}

TEST_P(Carried, parts_and_cards_over_their_bound_are_left_aside) {
    begin_with(machine);
    agent::v1::AgentMessage output;
    output.mutable_work_output()->set_work_id(std::string(16, 'w'));
    output.mutable_work_output()->set_part(std::string(128 * 1024 + 1, 'x'));
    say(output);
    output.mutable_work_output()->set_work_id("short");
    output.mutable_work_output()->set_part("y");
    say(output);
    output.mutable_work_output()->set_work_id(std::string(16, 'w'));
    say(output);
    settle();
    EXPECT_EQ(desk.written, "y");
    auto state = machine.state(*room().roster(), grant_id);
    state.mutable_gate_state()->set_card(std::string(5'000, 'c'));
    say(state);
    settle();
    v1::GetGateRequest request;
    request.set_device_id(files.text());
    EXPECT_EQ(house.must<v1::Gate>(house.owner(), "GetGate", request).state(), "damaged");
}

TEST_P(Carried, a_job_on_its_way_when_the_connection_breaks_can_be_brought_on_the_next) {
    begin_with(machine);
    const Bytes sound = job(harbour, {"alice"}, {machine.id});
    ASSERT_EQ(became(sound), "accepted");
    ASSERT_TRUE(desk.until([&] { return desk.ready.size() > 1 || room().deliver(files, sound, {}, desk.numbers.at(0)); }));
    reconnect();
    EXPECT_FALSE(room().deliver(files, sound, {}, desk.numbers.at(0)));  // the machine has said nothing yet
    EXPECT_EQ(inbox->all().size(), 0U);
    say(machine.state(*room().roster(), grant_id));
    // It is told once when it is ready and, where the head did not cover the job yet, once more.
    ASSERT_TRUE(desk.until([&] { return room().deliver(files, sound, {}, desk.numbers.at(0)); }));
    EXPECT_EQ(brought(sound), 1U);
    session.reset();
    house.restart();
    EXPECT_FALSE(room().deliver(files, sound, {}, desk.numbers.at(0)));
}

TEST_P(Carried, answers_for_others_are_not_brought_to_everybody) {
    begin_with(machine);
    ASSERT_EQ(became(heartbeat()), "accepted");
    settle();
    const size_t first = inbox->all().size();
    for (uint8_t i = 1; i <= 20; ++i) {
        house.clock.advance(std::chrono::milliseconds(100));
        ASSERT_EQ(became(heartbeat(trust::ShortId{i})), "accepted");
    }
    settle();
    EXPECT_LE(inbox->all().size(), first + 2);  // the room's own end of the story, and no more than one heartbeat
    house.clock.advance(std::chrono::seconds(61));
    const Bytes newest = heartbeat();
    ASSERT_EQ(became(newest), "accepted");
    EXPECT_TRUE(desk.until([&] { return brought(newest) == 1 || desk.publications > 1'000; }));
    // At once when the chain has changed: a revocation that is known to the beacon is not held up.
    ASSERT_EQ(became(office.add_key(*room().roster(), office.add("carol", "carol", trust::everyday), {"alice", "bob"})), "accepted");
    house.clock.advance(std::chrono::milliseconds(100));
    const Bytes other_head = heartbeat();
    ASSERT_EQ(became(other_head), "accepted");
    EXPECT_TRUE(desk.until([&] { return brought(other_head) == 1; }));
}

TEST_P(Carried, while_the_chain_is_split_no_machine_joins_and_afterwards_by_the_side_that_holds) {
    ASSERT_EQ(became(begin()), "accepted");
    ASSERT_EQ(became(grant({"alice"})), "accepted");
    const trust::Roster old = *room().roster();
    const Bytes one = office.add_key(old, office.add("carol", "carol", trust::everyday), {"alice", "bob"});
    const Bytes other = office.add_key(old, office.add("dave", "dave", trust::everyday), {"alice", "bob"});
    ASSERT_EQ(became(one), "accepted");
    ASSERT_TRUE(frames());
    ASSERT_EQ(became(other), "forked");
    const auto split = frames();
    ASSERT_FALSE(split);
    EXPECT_EQ(split.error().code, "authority.forked");
    trust::Resolve resolve{
        .authority = office.authority, .parent = old.head(), .chosen = trust::id_of(other), .rejected = {trust::id_of(one)}};
    resolve.created = house.clock.now();
    ASSERT_EQ(became(office.sign(trust::MessageType::Resolve, trust::write_message(resolve), {"alice", "bob"})), "accepted");
    const auto whole = frames();
    ASSERT_TRUE(whole) << whole.error().code;
    EXPECT_TRUE(is_playable(*whole, house.clock.now()));
    EXPECT_EQ(whole->size(), 3U);
    EXPECT_EQ(whole->at(1), other);
}

TEST_P(Carried, a_grant_whose_side_of_the_chain_was_not_chosen_lets_nobody_in) {
    ASSERT_EQ(became(begin()), "accepted");
    const trust::Roster old = *room().roster();
    const Bytes one = office.add_key(old, office.add("carol", "carol", trust::everyday), {"alice", "bob"});
    const Bytes other = office.add_key(old, office.add("dave", "dave", trust::everyday), {"alice", "bob"});
    ASSERT_EQ(became(one), "accepted");
    ASSERT_EQ(became(grant({"alice"})), "accepted");
    ASSERT_TRUE(frames());
    ASSERT_EQ(became(other), "forked");
    trust::Resolve resolve{
        .authority = office.authority, .parent = old.head(), .chosen = trust::id_of(other), .rejected = {trust::id_of(one)}};
    resolve.created = house.clock.now();
    ASSERT_EQ(became(office.sign(trust::MessageType::Resolve, trust::write_message(resolve), {"alice", "bob"})), "accepted");
    ASSERT_FALSE(frames());
    EXPECT_EQ(frames().error().code, "authority.chain_moved");
}

TEST_P(Carried, after_a_recovery_machines_join_by_a_grant_of_the_new_people) {
    ASSERT_EQ(became(begin()), "accepted");
    const Bytes added = office.add_key(*room().roster(), office.add("dave", "dave", trust::everyday), {"alice", "bob"});
    ASSERT_EQ(became(added), "accepted");
    office.add("carol", "carol", trust::everyday);
    const trust::Recovery plan{.authority = office.authority,
                               .base_seq = room().roster()->seq(),
                               .base_head = room().roster()->head(),
                               .rules = office.rules({"carol", "beacon"}, {"safe"}, 1, 1),
                               .created = house.clock.now(),
                               .reason = {}};
    ASSERT_EQ(became(office.sign(trust::MessageType::Recovery, trust::write_message(plan), {"safe"})), "waiting");
    house.clock.advance(std::chrono::hours(24 * 8));
    trust::Roster recovered = *room().roster();
    recovered.pass_time(house.clock.now());
    const Bytes later = office.update(recovered.seq() + 1, recovered.head(), trust::UpdateKind::AddKey,
                                      trust::write_message(trust::KeyBody{office.record("alice")}), {"carol"}, house.clock.now());
    ASSERT_EQ(became(later), "waiting") << "she is alone";
    ASSERT_EQ(became(grant({"carol"})), "accepted");
    const auto whole = frames();
    ASSERT_TRUE(whole) << whole.error().code;
    EXPECT_EQ(whole->size(), 5U) << "genesis, the key, the recovery, what stands on it, the grant";
    EXPECT_TRUE(is_playable(*whole, house.clock.now()));
}

TEST_P(Carried, a_recovery_that_waits_says_when_it_comes_into_force_and_afterwards_nothing_does) {
    const auto shown = [&] { return house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest()); };
    ASSERT_EQ(became(begin()), "accepted");
    EXPECT_EQ(shown().waiting_changes_size(), 0);
    office.add("carol", "carol", trust::everyday);
    const trust::Recovery plan{.authority = office.authority,
                               .base_seq = room().roster()->seq(),
                               .base_head = room().roster()->head(),
                               .rules = office.rules({"carol", "beacon"}, {"safe"}, 1, 1),
                               .created = house.clock.now(),
                               .reason = "the stick is in the harbour"};
    const Bytes recovery = office.sign(trust::MessageType::Recovery, trust::write_message(plan), {"safe"});
    const Instant taken_at = house.clock.now();
    const Duration delay = room().roster()->rules().recovery.delay;
    ASSERT_EQ(became(recovery), "waiting");
    house.clock.advance(std::chrono::hours(24));  // what is waited already is not waited again
    const auto waiting = shown();
    ASSERT_EQ(waiting.waiting_changes_size(), 1);
    const auto& change = waiting.waiting_changes(0);
    EXPECT_EQ(change.message_id(), to_hex(trust::id_of(recovery)));
    EXPECT_EQ(change.kind(), "recovery");
    EXPECT_EQ(change.seq(), 1);
    EXPECT_EQ(change.reason(), "the stick is in the harbour");
    EXPECT_EQ(change.in_force_at_unix_ms(), (taken_at + delay).unix_ms);
    house.clock.advance(delay);
    const auto recovered = shown();
    EXPECT_EQ(recovered.waiting_changes_size(), 0);
    EXPECT_EQ(recovered.seq(), 1);
    // Who is alone from now on waits, too, and what she adds has a date of its own.
    const Instant alone_at = house.clock.now();
    trust::Roster now_in_force = *room().roster();
    now_in_force.pass_time(alone_at);
    ASSERT_EQ(became(office.update(now_in_force.seq() + 1, now_in_force.head(), trust::UpdateKind::AddKey,
                                   trust::write_message(trust::KeyBody{office.record("alice")}), {"carol"}, alone_at)),
              "waiting");
    const auto alone = shown();
    ASSERT_EQ(alone.waiting_changes_size(), 1);
    EXPECT_EQ(alone.waiting_changes(0).kind(), "update");
    EXPECT_EQ(alone.waiting_changes(0).in_force_at_unix_ms(), (alone_at + room().roster()->rules().single_holder_delay).unix_ms);
}

TEST_P(Carried, how_long_things_wait_on_their_way_is_shown) {
    begin_with(machine);
    house.clock.advance(std::chrono::seconds(5));
    const auto health = [&] { return house.must<v1::Authority>(house.owner(), "GetAuthority", v1::GetAuthorityRequest()).carrying(); };
    EXPECT_EQ(health().machines_connected(), 1);
    EXPECT_EQ(health().carried(), 0);
    EXPECT_EQ(health().visited_at_unix_ms(), 0);  // a person at the console is no courier
    const Bytes sound = job(harbour, {"alice"}, {machine.id});
    ASSERT_EQ(became(sound), "accepted");
    house.clock.advance(std::chrono::seconds(7));
    ASSERT_TRUE(desk.until([&] { return desk.ready.size() > 1 || room().deliver(files, sound, {}, desk.numbers.at(0)); }));
    if (brought(sound) == 0) ASSERT_TRUE(room().deliver(files, sound, {}, desk.numbers.at(0)));
    EXPECT_EQ(health().carried(), 1);
    EXPECT_EQ(health().middle_wait_ms(), 7'000);
    Caller courier = house.owner();
    courier.kind = PrincipalKind::Token;
    house.must<v1::ListAuthorityMessagesResponse>(courier, "ListAuthorityMessages", v1::ListAuthorityMessagesRequest());
    EXPECT_EQ(health().visited_at_unix_ms(), house.clock.now().unix_ms);
}

TEST_P(Carried, a_machine_that_is_only_watched_is_known_as_long_as_it_is_heard) {
    ASSERT_EQ(became(begin()), "accepted");
    connect("files-1");
    const auto seen = [&](agent::v1::AgentMessage said) {
        say(said);
        settle();
        for (int minute = 0; minute < 10; ++minute) {
            house.clock.advance(std::chrono::minutes(1));
            house.directory().note_vital(files, {.health = directory::Health::Ok, .connected = true, .last_seen = house.clock.now()});
            settle();
            settle();  // what is done by time comes at the end of a round
        }
        v1::GetGateRequest request;
        request.set_device_id(files.text());
        return house.must<v1::Gate>(house.owner(), "GetGate", request).state();
    };
    agent::v1::AgentMessage watched, absent;
    watched.mutable_gate_state()->set_present(true);
    absent.mutable_gate_state()->set_present(false);
    EXPECT_EQ(seen(watched), "watched_only");
    EXPECT_EQ(seen(absent), "absent");
}

TEST(GateStates, a_state_stands_as_long_as_the_machine_keeps_its_own_interval) {
    const Instant now = trust::story_begin, earlier = now - std::chrono::minutes(50);
    EXPECT_EQ(stands_since({.last_word = earlier, .is_connected = true, .is_silent = false}, now), now);
    EXPECT_EQ(stands_since({.last_word = earlier, .is_connected = true, .is_silent = true}, now), earlier);
    EXPECT_EQ(stands_since({.last_word = earlier, .is_connected = false, .is_silent = false}, now), earlier);
    GateRow gate;
    gate.state = "ready";
    gate.seen_at = now - silent_after;
    EXPECT_EQ(shown(gate, now).state, "ready");
    EXPECT_EQ(shown(gate, now + std::chrono::milliseconds(1)).state, "unknown");
    EXPECT_EQ(shown(gate, now + std::chrono::milliseconds(1)).words.find("UTC"), std::string::npos);
    EXPECT_EQ(shown(gate, now + std::chrono::milliseconds(1)).words.find(to_rfc3339(now).substr(0, 10)), std::string::npos)
        << "the page says since when, on the reader's own clock";
}

TEST(GateStates, what_is_not_known_any_more_is_said_without_codes_and_raw_times) {
    GateRow gate;
    gate.state = "watched_only";
    gate.seen_at = trust::story_begin;
    EXPECT_EQ(shown(gate, gate.seen_at + std::chrono::hours(5)).words,
              "The machine has not been heard of for 5 hours; then it was watched only. See whether it is switched on and reaches this "
              "server.");
}

}  // namespace
}  // namespace steward::authority
