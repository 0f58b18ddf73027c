// Standing policies and what runs of them by ticket and by schedule: everything that refuses them.
#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

TEST_F(PolicyStory, two_people_make_a_policy_that_stands_and_a_ticket_of_the_server_selects_in_it) {
    EXPECT_EQ(decide(), "stands");
    stand();
    log_key_comes();
    const Bytes frame = office.sign(MessageType::RunTicket, write_message(ticket), {"server"});
    const Situation at = situation();
    const auto decided = judge_ticket(frame, {at, tags, book, wall, offset_at});
    ASSERT_TRUE(decided) << in_numbers(decided.error());
    EXPECT_EQ(decided->job.id, ticket.run);
    EXPECT_EQ(read_message<ScriptAction>(decided->job.action.bytes)->arguments, std::vector<std::string>{"7"});
    EXPECT_EQ(decided->holders, (std::set<std::string>{"alice", "bob"})) << "who signed the policy";
    EXPECT_EQ(decided->job.not_after, now + 1h) << "the window closes at two in Berlin, and the ticket ends then too";
    EXPECT_EQ(decided->policy, policy_id);
}

TEST_F(PolicyStory, a_policy_wants_two_persons_with_that_role_for_this_client_and_class) {
    EXPECT_EQ(decide({"alice"}), "13.1");
    EXPECT_EQ(decide({"alice", "alice's second"}), "13.1") << "two keys of one person";
    EXPECT_EQ(decide({"alice", "boots"}), "13.1");
    EXPECT_EQ(decide({"boots"}), "12.3");
    EXPECT_EQ(decide({"tower"}), "12.1");
    EXPECT_EQ(decide({"server"}), "4.1") << "the server's key is nobody's";
    EXPECT_EQ(decide({"alice", "alice"}), "3.1");
    limits.least_assurance = {{JobClass::Script, 3}};
    EXPECT_EQ(decide(), "12.4");
}

TEST_F(PolicyStory, a_policy_is_refused_for_what_a_job_is_refused_for) {
    EXPECT_EQ(run_frame(office.sign(MessageType::Job, write_message(ticket), {"alice"})), "2.5");
    const Policy good = policy;
    policy.authority = Digest{9};
    EXPECT_EQ(decide(), "7.1");
    policy = good;
    policy.policy_version = 0;
    EXPECT_EQ(decide(), "6.1");
    policy = good;
    policy.target.client = other_client;
    EXPECT_EQ(decide({"alice", "bob"}), "14.1");
    policy = good;
    policy.target.devices = {{8}};
    EXPECT_EQ(decide(), "14.2");
    policy.target = {.client = client, .devices = {}, .tags = {"servers", "berlin"}};
    EXPECT_EQ(decide(), "stands");
    policy.target.tags = {"servers", "paris"};
    EXPECT_EQ(decide(), "14.2") << "all of them, or none";
    policy = good;
    policy.windows.clear();
    EXPECT_EQ(decide(), "15.20");
    policy.windows = {{"Moon/Base", 127, 0, 10}};
    EXPECT_EQ(decide(), "15.20");
    policy = good;
    policy.allowed = {{0xa0}};
    EXPECT_EQ(decide(), "22.2");
    policy = good;
    wall = policy.not_after + 1ms;
    EXPECT_EQ(decide(), "15.2");
    wall = now + longest_key_life;
    EXPECT_EQ(decide(), "11.3");
    wall = now;
    limits.signatures = {{JobClass::Script, 3}};
    EXPECT_EQ(decide(), "13.1") << "the machine's own limits want three of one machine's job, and so of a policy";
    limits.signatures.clear();
    policy.budget.mebibytes_a_day = 100;
    policy.limits.network = NetworkUse::Any;
    EXPECT_EQ(decide(), "20.19") << "a bound that nobody keeps";
    policy.limits.network = NetworkUse::None;
    EXPECT_EQ(decide(), "stands");
    policy = good;
    policy.limits.network = NetworkUse::Site;
    EXPECT_EQ(decide(), "20.7") << "nobody keeps a run to the network of its site";
    policy = good;
    policy.budget.mebibytes_a_day = 100;
    policy.limits.network = NetworkUse::Any;
    policy.job_class = JobClass::Service;
    policy.allowed = {write_message(ServiceTemplates{{{"restart", "nginx.service", ServiceVerb::Restart}}})};
    EXPECT_EQ(decide(), "stands");
    policy = good;
    limits.allowed.bits = 0;
    EXPECT_EQ(decide(), "20.1");
    limits.allowed.bits = 2;
    limits.needs_consent.bits = 2;
    EXPECT_EQ(decide(), "20.4");
    EXPECT_EQ(decide({"alice", "bob", "dora"}), "stands");
}

TEST_F(PolicyStory, nobody_is_believed_about_policies_before_the_answer_or_when_the_heartbeat_is_old) {
    freshness->doubt(false);
    EXPECT_EQ(decide(), "9.1");
    hear(now - 25h, running);
    EXPECT_EQ(decide(), "16.2");
    hear(now, running);
    EXPECT_EQ(freshness->take({.authority = office.authority, .seq = 1, .head = Digest{4}, .time = now + 1s}, running), Heard::Newer);
    EXPECT_EQ(decide(), "10.2");
    hear(now, running);
    const Bytes one = office.remove_key(*roster, "boots", {"alice", "bob"}), other = office.remove_key(*roster, "dora", {"alice", "bob"});
    EXPECT_EQ(roster->take(framed(one), now), Taken::Accepted);
    EXPECT_EQ(roster->take(framed(other), now), Taken::Fork);
    EXPECT_EQ(decide(), "8.3");
}

TEST_F(PolicyStory, versions_only_rise_and_a_number_is_never_forgotten) {
    stand();
    EXPECT_EQ(decide(), "stands") << "the same again is known";
    policy.budget.runs_a_day = 9;
    EXPECT_EQ(decide(), "18.17") << "another of this version";
    policy.policy_version = 2;
    EXPECT_EQ(decide(), "18.16");
    policy.policy_version = 4;
    policy.not_after = now + 1h;
    stand();
    ASSERT_EQ(book.all().size(), 1U);
    EXPECT_EQ(book.find(policy_id)->policy.budget.runs_a_day, 9U);
    // It is over and another comes: the number of the first stays.
    now = wall = now + 2h;
    hear(now, running);
    policy.id = {61};
    policy.not_after = now + 24h;
    stand();
    EXPECT_EQ(book.all().size(), 1U);
    const auto again = PolicyBook::read(book.kept(), office.authority);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->version_of(policy_id), 4U);
    policy.id = policy_id;
    policy.policy_version = 3;
    EXPECT_EQ(decide(), "18.16");
    EXPECT_TRUE(PolicyBook::read(book.kept(), Digest{9})->all().empty()) << "of another authority";
}

TEST_F(PolicyStory, where_there_is_a_log_a_policy_stands_in_it) {
    limits.least_log_level = 1;
    EXPECT_EQ(decide(), "21.1");
    limits.least_log_level = 0;
    log_key_comes();
    EXPECT_EQ(decide(), "21.1") << "the authority has a log";
    beside.logged.insert(id_of(office.sign(MessageType::Policy, write_message(policy), {"alice", "bob"})));
    EXPECT_EQ(decide(), "stands");
}

TEST_F(PolicyStory, one_person_alone_waits_for_the_delay_counted_here) {
    found({"alice", "alice's second", "tower"}, 1);
    policy.trigger = Trigger::Schedule;
    policy.allowed = {write_message(RebootTemplates{{{"at night", 1, ""}}})};
    policy.job_class = JobClass::Reboot;
    policy.budget.reboots_a_day = 1;
    policy.windows = {{"UTC", 127, 0, 1440}};
    stand({"alice"});
    now = wall = now + least_delay - 1ms;
    hear(now, running);
    const StandingPolicy& one = book.all().front();
    const auto window = open_windows(one.policy.windows, wall, offset_at).front();
    EXPECT_EQ(scheduled({&one, window, scheduled_run(window, machine.secret, policy_id)}), "15.18");
    now = wall = now + 1ms;
    EXPECT_EQ(scheduled({&one, window, scheduled_run(window, machine.secret, policy_id)}), "runs");
}

TEST_F(PolicyStory, a_ticket_runs_only_what_the_policy_allows_on_this_machine_now) {
    EXPECT_EQ(run(), "4.1") << "the authority has no log key yet";
    stand();
    log_key_comes();
    const RunTicket good = ticket;
    EXPECT_EQ(run(), "runs");
    EXPECT_EQ(run({"alice"}), "12.16") << "selecting is the server's";
    EXPECT_EQ(run({"server", "tower"}), "runs") << "whoever signs along adds nothing";
    ticket.authority = Digest{9};
    EXPECT_EQ(run(), "7.1");
    ticket = good;
    ticket.device = {8};
    EXPECT_EQ(run(), "14.2");
    ticket = good;
    ticket.policy = {61};
    EXPECT_EQ(run(), "18.18");
    ticket = good;
    ticket.policy_version = 2;
    EXPECT_EQ(run(), "18.19");
    ticket = good;
    ticket.parameters = {write_message(Selection{.item = 0, .values = {"31"}})};
    EXPECT_EQ(run(), "22.16");
    ticket.parameters = {{0xa0}};
    EXPECT_EQ(run(), "6.2");
    ticket = good;
    ticket.issued = now + 3min;
    EXPECT_EQ(run(), "15.1");
    ticket.issued = now - 2h;
    ticket.not_after = now - 1ms;
    EXPECT_EQ(run(), "15.2");
    ticket = good;
    wall = now + 1h;
    EXPECT_EQ(run(), "15.16") << "the window is over in Berlin";
    wall = now - 2 * most_behind;
    ticket.issued = wall;
    EXPECT_EQ(run(), "runs") << "clocks stand some minutes behind, and a beacon that lies holds up nothing";
    wall = wall - 1ms;
    EXPECT_EQ(run(), "15.17") << "a clock set back opens no window";
    ticket = good;
    wall = now;
    journal.known.insert(ticket.run);
    EXPECT_EQ(run(), "18.1");
    journal.known.clear();
    journal.room = false;
    EXPECT_EQ(run(), "18.2");
    journal.room = true;
    beside.artefacts = false;
    EXPECT_EQ(run(), "22.1");
}

TEST_F(PolicyStory, budgets_curfew_and_failures_hold_a_run_back) {
    stand();
    log_key_comes();
    journal.of_policy = 2;
    EXPECT_EQ(run(), "20.16");
    journal.of_policy = 1;
    EXPECT_EQ(run(), "runs");
    journal.failures = 3;
    EXPECT_EQ(run(), "20.18");
    journal.failures = 2;
    machine.in_curfew = true;
    EXPECT_EQ(run(), "20.3");
    machine.in_curfew = false;
    limits.runs_a_day = {{JobClass::Script, 1}};
    journal.of_class = 1;
    EXPECT_EQ(run(), "20.2");
    limits.runs_a_day.clear();
    limits.allowed.bits = 4;
    EXPECT_EQ(run(), "20.1");
}

TEST_F(PolicyStory, what_narrows_stops_policies_too) {
    stand();
    log_key_comes();
    const Narrowing before = narrowing;
    const Stop stop{.authority = office.authority, .scope = {.all = true, .clients = {}, .devices = {}}, .issued = now};
    EXPECT_EQ(narrowing.take(framed(office.sign(MessageType::Stop, write_message(stop), {"bob"})), *roster, now), Narrowed::Accepted);
    EXPECT_EQ(run(), "8.1");
    narrowing = before;
    machine.is_stopped_here = true;
    EXPECT_EQ(run(), "8.2");
    machine.is_stopped_here = false;
    const Suspend suspend{.authority = office.authority, .target = office.record("alice").id, .issued = now, .until = now + 24h};
    EXPECT_EQ(narrowing.take(framed(office.sign(MessageType::Suspend, write_message(suspend), {"bob"})), *roster, now), Narrowed::Accepted);
    EXPECT_EQ(run(), "11.1") << "one of those who signed it is suspended";
    policy.policy_version = 4;
    EXPECT_EQ(decide(), "11.1");
    narrowing = before;
    EXPECT_EQ(roster->take(framed(office.remove_key(*roster, "alice", {"alice", "bob"})), now), Taken::Accepted);
    EXPECT_EQ(run(), "4.1") << "and here was removed";
}

TEST_F(PolicyStory, a_client_that_changed_and_a_policy_that_is_over_run_nothing) {
    stand();
    log_key_comes();
    machine.client = other_client;
    EXPECT_EQ(run(), "14.1");
    machine.client = client;
    policy.policy_version = 4;
    policy.not_after = now + 1min;
    stand();
    ticket.policy_version = 4;
    EXPECT_EQ(run(), "runs");
    now = wall = now + 2min;
    EXPECT_EQ(run(), "15.2");
}

TEST_F(PolicyStory, an_open_question_holds_up_no_policy_but_a_lost_journal_does) {
    stand();
    log_key_comes();
    freshness->doubt(false);
    EXPECT_EQ(run(), "runs");
    freshness->doubt(true);
    EXPECT_EQ(run(), "9.1");
    hear(now, running, true);
    EXPECT_EQ(run(), "17.1") << "the ticket was issued before the fence";
    hear(now - 24h * 30, running);
    EXPECT_EQ(run(), "runs") << "thirty days without a server";
    now = wall = now + 1ms;
    EXPECT_EQ(run(), "16.2");
    freshness.emplace(std::nullopt, 0s, false);
    EXPECT_EQ(run(), "16.1");
    hear(now, running);
    EXPECT_EQ(freshness->take({.authority = office.authority, .seq = 9, .head = Digest{4}, .time = now + 1s}, running), Heard::Newer);
    EXPECT_EQ(run(), "10.2") << "a removal may be hidden";
}

// A browser's passkey of carol, who may run scripts of this client, and a ticket that she and the server signed.
struct Passkey {
    Bytes secret = Bytes(64);
    KeyRecord record;

    explicit Passkey(Instant begin) {
        record.key = {Algorithm::BrowserEd25519, Bytes(32)};
        const Digest seed = sha256(as_bytes("carol's passkey"));
        crypto_sign_seed_keypair(record.key.bytes.data(), secret.data(), seed.data());
        record.id = key_id(record.key);
        record.roles = static_cast<uint8_t>(Role::Job);
        record.holder = "carol";
        record.clients.all = true;
        record.classes.bits = 2;
        record.not_before = begin;
        record.not_after = begin + longest_key_life;
        record.party = {.id = "desk.example.org", .origins = {"https://desk.example.org"}};
        record.assurance = Assurance::Browser;
    }
    Bytes sign_beside(const Bytes& frame, const std::string& origin) const {
        const Frame one = framed(frame);
        const std::string words = R"({"type":"webauthn.get","challenge":")" + to_base64url(sha256(signed_bytes(one.type, one.payload))) +
                                  R"(","origin":")" + origin + R"(","crossOrigin":false})";
        Bytes carried(37), covered, signature(64);
        std::ranges::copy(sha256(as_bytes("desk.example.org")), carried.begin());
        carried[32] = 5;  // present and verified
        covered = carried;
        const Digest said = sha256(as_bytes(words));
        covered.insert(covered.end(), said.begin(), said.end());
        crypto_sign_detached(signature.data(), nullptr, covered.data(), covered.size(), secret.data());
        for (const size_t byte : {words.size() >> 8, words.size() & 255}) carried.push_back(static_cast<uint8_t>(byte));
        carried.insert(carried.end(), words.begin(), words.end());
        const std::vector<Signature> both{
            one.signatures[0],
            {.key_id = record.id, .algorithm = static_cast<uint8_t>(Algorithm::BrowserEd25519), .bytes = signature, .carried = carried}};
        return write_frame(one.type, one.payload, both);
    }
};

TEST_F(PolicyStory, what_a_person_has_to_select_wants_a_passkey) {
    policy.trigger = Trigger::Person;
    stand();
    log_key_comes();
    EXPECT_EQ(run(), "12.17");
    EXPECT_EQ(run({"server", "alice"}), "12.17") << "a key that is no passkey";
    const Passkey carol(office.begin);
    const Bytes frame = office.sign(MessageType::RunTicket, write_message(ticket), {"server"});
    EXPECT_EQ(run_frame(carol.sign_beside(frame, "https://desk.example.org")), "4.1");
    const Bytes added = office.update(2, roster->head(), UpdateKind::AddKey, write_message(KeyBody{carol.record}), {"alice", "bob"});
    ASSERT_EQ(roster->take(framed(added), now), Taken::Accepted);
    EXPECT_EQ(run_frame(carol.sign_beside(frame, "https://desk.example.org")), "runs");
    EXPECT_EQ(run_frame(carol.sign_beside(frame, "https://evil.example.org")), "5.1");
    const Bytes by_alice = office.sign(MessageType::RunTicket, write_message(ticket), {"alice"});
    EXPECT_EQ(run_frame(carol.sign_beside(by_alice, "https://desk.example.org")), "12.16") << "without the server";
    const Suspend suspend{.authority = office.authority, .target = carol.record.id, .issued = now, .until = now + 24h};
    EXPECT_EQ(narrowing.take(framed(office.sign(MessageType::Suspend, write_message(suspend), {"bob"})), *roster, now), Narrowed::Accepted);
    EXPECT_EQ(run_frame(carol.sign_beside(frame, "https://desk.example.org")), "11.1");
}

TEST_F(PolicyStory, a_schedule_begins_once_in_a_window_in_its_first_half_each_machine_at_its_own_moment) {
    policy.trigger = Trigger::Schedule;
    policy.allowed = {write_message(ServiceTemplates{{{"web", "web.service", ServiceVerb::Restart}}})};
    policy.job_class = JobClass::Service;
    policy.windows = {{"Europe/Berlin", 1 << 4, 0, 120}};
    wall = now = story_begin + 23h;  // midnight in Berlin
    stand();
    int began_at = -1;
    for (int minute = 0; minute < 120 && began_at < 0; ++minute) {
        if (!due().empty()) began_at = minute;
        else wall = now = now + 1min;
    }
    ASSERT_GE(began_at, 0);
    EXPECT_LT(began_at, 60);
    const Due one = due().front();
    EXPECT_EQ(scheduled(one), "runs");
    journal.known.insert(scheduled_run(one.window, machine.secret, policy_id));
    EXPECT_TRUE(due().empty()) << "once";
    EXPECT_EQ(scheduled(one), "18.1");
    machine.secret = {1};
    EXPECT_EQ(due().size(), 1U) << "of another machine's secret: an id that nobody can tell beforehand is not used up";
    machine.secret = {};
    std::set<int64_t> moments;
    for (uint8_t other = 0; other < 50; ++other) moments.insert(own_moment(one.window, {other}, policy_id) - one.window.begin);
    EXPECT_GT(moments.size(), 20U) << "a fleet does not begin at once";
    EXPECT_LT(*moments.rbegin(), 60);
    EXPECT_GE(*moments.begin(), 0);
    wall = now = story_begin + 24h * 8;
    hear(now, running);
    EXPECT_EQ(due().size(), 1U) << "and again next week";
}

TEST_F(PolicyStory, a_window_goes_by_the_clocks_of_its_zone_and_over_midnight) {
    const std::vector<WorkWindow> night{{"Europe/Berlin", 1 << 3, 22 * 60, 240}};  // Thursday 22:00 to Friday 02:00
    EXPECT_EQ(open_windows(night, story_begin + 21h - 1ms, offset_at).size(), 0U);
    EXPECT_EQ(open_windows(night, story_begin + 21h, offset_at).size(), 1U);
    const auto open = open_windows(night, story_begin + 25h - 1min, offset_at);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open.front().end, story_begin + 25h);
    EXPECT_EQ(open_windows(night, story_begin + 25h, offset_at).size(), 0U);
    EXPECT_EQ(open_windows({{WorkWindow{"Moon/Base", 127, 0, 1440}}}, story_begin, offset_at).size(), 0U);
    EXPECT_EQ(open_windows({{WorkWindow{"UTC", 127, 0, 10'080}}}, Instant{-1}, offset_at).size(), 7U) << "before 1970 too";
}

}  // namespace steward::gate
