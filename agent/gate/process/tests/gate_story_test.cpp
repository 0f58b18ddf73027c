// From the pinned genesis to the signed result, by the real program.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>

#include "agent/gate/process/tests/machine.h"

namespace steward::gate {

TEST_F(GateMachine, a_signed_script_runs_once_and_its_signed_result_is_fetched) {
    start();
    EXPECT_EQ(take(job(JobClass::Reboot, {0xa0})), "failed gate.not_enrolled") << "watched only";
    EXPECT_FALSE(state().is_enrolled);
    enrol();
    const Job work = script("echo \"$1\" | tee -a " + folder.string() + "/effects\n", {"it's here; $HOME"});
    EXPECT_EQ(take(work), "refused 9.1") << "nobody is believed before the beacon answered";
    hear();
    EXPECT_EQ(take(work), "done");
    const WorkResult done = result(work);
    EXPECT_EQ(spoken(done.outcome), "done");
    EXPECT_EQ(done.message, message_id(MessageType::Job, write_message(work))) << "what asked for it";
    EXPECT_EQ(done.exit, 0);
    EXPECT_EQ(output(work), "it's here; $HOME\n") << "arguments are words, and no shell joins them";
    EXPECT_EQ(done.output, sha256(as_bytes(output(work))));
    EXPECT_EQ(take(work), "refused 18.1");
    EXPECT_EQ(lines_in("effects"), 1U);
    acknowledge(work);
    EXPECT_FALSE(result_now(work)) << "it is safe elsewhere";
    EXPECT_EQ(take(work), "refused 18.1") << "and still known";
    EXPECT_NE(text_of("state/log").find("signed by alice, bob, ticket HARB-7: a story"), std::string::npos) << text_of("state/log");
}

TEST_F(GateMachine, a_refusal_is_signed_and_has_no_effect) {
    limits.allowed.bits = 1U << static_cast<unsigned>(JobClass::Reboot);
    start();
    enrol();
    hear();
    const Job work = script("echo no >> " + folder.string() + "/effects\n");
    const auto refused = asked<RefusedAnswer>(write_request(Want::Take, {office.sign(MessageType::Job, write_message(work), {"alice"})}));
    EXPECT_EQ(refused.reason, 20 * 256 + static_cast<uint64_t>(Unwilling::Class));
    const auto result = read_message<WorkResult>(framed(refused.result).payload);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->work, work.id);
    EXPECT_EQ(result->refusal, refused.reason);
    EXPECT_EQ(result->message, message_id(MessageType::Job, write_message(work)));
    EXPECT_GE(result->ended, work.not_before) << "when it was refused";
    EXPECT_EQ(text_of("effects"), "");
    EXPECT_EQ(state().refused, 1U);
}

TEST_F(GateMachine, what_is_not_in_this_version_or_not_here_does_not_run) {
    start();
    enrol();
    hear();
    for (const JobClass not_built : {JobClass::Patch, JobClass::Account, JobClass::Software})
        EXPECT_EQ(take(job(not_built, {0xa0})), "refused 20.6");
    Job missing = job(JobClass::Script, write_message(ScriptAction{"/bin/sh", {}, sha256(as_bytes("nowhere"))}));
    EXPECT_EQ(take(missing), "refused 22.1");
    EXPECT_EQ(take(job(JobClass::Script, {0xa0})), "refused 22.2") << "an action that says nothing";
    Job logged = script("true\n");
    logged.log_level = 1;
    EXPECT_EQ(take(logged), "refused 21.1") << "no log, no action";
    Job sealed = script("true\n");
    sealed.seal_output_to = {Digest{1}};
    EXPECT_EQ(take(sealed), "refused 22.2") << "a key of small order: its output would lie open";
    EXPECT_EQ(take(office.sign(MessageType::Policy, write_message(job(JobClass::Reboot, {0xa0})), {"alice"})), "refused 6.1")
        << "a job's words";
    EXPECT_EQ(take(office.sign(MessageType::Grant, write_message(job(JobClass::Reboot, {0xa0})), {"alice"})), "refused 2.7");
    const Digest other = sha256(as_bytes("other bytes"));
    EXPECT_EQ(spoken(ask(write_request(Want::Material, {other, big_endian(2), big_endian(0), as_bytes("no")}))), "failed gate.material");
    EXPECT_EQ(state().begun, 0U);
}

TEST_F(GateMachine, the_agent_may_not_say_what_only_the_administrator_may_and_strangers_nothing) {
    start();
    enrol();
    hear();
    for (const Want want : {Want::Stop, Want::Lift, Want::Limits}) EXPECT_EQ(spoken(ask(write_request(want))), "nobody");
    EXPECT_EQ(spoken(ask(write_request(Want::SetLimits, {write_message(limits)}))), "nobody");
    EXPECT_EQ(spoken(ask(enrolment())), "nobody");
    EXPECT_EQ(spoken(ask(write_request(Want::State), As::Stranger)), "nobody");
    EXPECT_EQ(spoken(ask(write_request(Want::State))), "done");
}

TEST_F(GateMachine, the_administrators_stop_holds_whatever_is_signed_and_over_restarts) {
    start();
    enrol();
    hear();
    EXPECT_EQ(spoken(ask(write_request(Want::Stop), As::Root)), "done");
    const Job work = script("true\n");
    EXPECT_EQ(take(work), "refused 8.2");
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(take(work), "refused 8.2");
    EXPECT_TRUE(state().is_stopped_here);
    EXPECT_EQ(spoken(ask(write_request(Want::Lift), As::Root)), "done");
    EXPECT_EQ(take(work), "done");
    EXPECT_EQ(spoken(result(work).outcome), "done");
}

TEST_F(GateMachine, the_administrator_narrows_the_limits_and_that_holds) {
    start();
    enrol();
    hear();
    limits.allowed.bits = 0;
    EXPECT_EQ(spoken(ask(write_request(Want::SetLimits, {write_message(limits)}), As::Root)), "done");
    EXPECT_EQ(take(script("true\n")), "refused 20.1");
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(take(script("true\n")), "refused 20.1");
    limits.allowed.bits = 2;
    limits.curfew = Curfew{.zone = "No/Where", .start_minute = 0, .length_minutes = 1};
    EXPECT_EQ(spoken(ask(write_request(Want::SetLimits, {write_message(limits)}), As::Root)), "done");
    EXPECT_EQ(take(script("true\n")), "refused 20.3") << "hours that cannot be read are all hours";
}

TEST_F(GateMachine, what_is_damaged_is_said_and_nothing_begins_afresh) {
    start();
    enrol();
    stop(SIGKILL);
    for (const std::string name : {"pinned", "chain", "device_key"}) {
        const std::string sound = text_of("state/" + name);
        std::string broken = sound;
        broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 1);
        for (const std::string& content : {broken, std::string()}) {
            write("state/" + name, content, 0600);
            start();
            EXPECT_EQ(spoken(ask(write_request(Want::Question))), "failed gate.store_damaged") << name;
            EXPECT_NE(state().damage.find(name), std::string::npos);
            EXPECT_FALSE(state().is_enrolled);
            stop(SIGTERM);
        }
        write("state/" + name, sound, 0600);
    }
    start();
    EXPECT_TRUE(state().is_enrolled);
}

TEST_F(GateMachine, a_lost_journal_sets_a_fence_that_old_jobs_do_not_pass) {
    start();
    enrol();
    hear();
    const Job work = script("echo x >> " + folder.string() + "/effects\n");
    EXPECT_EQ(take(work), "done");
    result(work);
    stop(SIGKILL);
    std::filesystem::remove(folder / "state/journal");
    start();
    hear();
    EXPECT_EQ(take(work), "refused 17.1");
    EXPECT_EQ(lines_in("effects"), 1U);
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(take(work), "refused 17.1") << "also after the next start";
}

TEST_F(GateMachine, nobody_who_stands_at_the_door_makes_another_wait) {
    start();
    enrol();
    std::vector<int> silent;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof address.sun_path, "%s", (folder / "sock").c_str());
    const auto stand_there = [&](ByteView words) {
        silent.push_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::connect(silent.back(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::send(silent.back(), words.data(), words.size(), MSG_NOSIGNAL), static_cast<ssize_t>(words.size()));
    };
    for (const Bytes& words : {Bytes{}, Bytes{0, 0}, Bytes{0, 1, 0, 0, 1, 'M'}}) stand_there(words);
    EXPECT_EQ(spoken(ask(write_request(Want::State), As::Root)), "done");
    stand_there({});
    EXPECT_EQ(spoken(ask(write_request(Want::State))), "done") << "root's places are not the agent's";
    for (const int socket : silent) ::close(socket);
    for (const Bytes& nonsense : {Bytes{0, 0, 0, 0}, Bytes{255, 255, 255, 255}, Bytes{0, 0, 0, 1, 99}, Bytes{0, 0, 0, 1, 6, 6, 6}}) {
        EXPECT_EQ(spoken(ask(nonsense)), "nobody");
        EXPECT_EQ(spoken(ask(write_request(Want::State))), "done");
    }
}

TEST_F(GateMachine, the_gate_is_confined) {
    start();
    enrol();
    hear();
    const auto line = [&](const std::string& name) {
        std::ifstream status("/proc/" + std::to_string(gate) + "/status");
        for (std::string text; std::getline(status, text);)
            if (text.starts_with(name + ":")) return text.substr(name.size() + 1);
        return std::string();
    };
    EXPECT_NE(line("Seccomp").find('2'), std::string::npos);
    EXPECT_NE(line("NoNewPrivs").find('1'), std::string::npos);
    RecordProperty("resident", line("VmRSS"));
    std::printf("[ measured ] resident memory of the gate of the stories: %s\n", line("VmRSS").c_str());
}

TEST_F(GateMachine, signed_messages_that_narrow_or_change_the_roster_are_kept) {
    start();
    enrol();
    hear();
    const Roster before = *Roster::begin(framed(genesis));
    office.add("dave", "dave", everyday);
    EXPECT_EQ(asked<TakenAnswer>(write_request(Want::Take, {office.add_key(before, office.record("dave"), {"alice", "bob"})})).became,
              static_cast<uint8_t>(Taken::Accepted));
    Stop halt{
        .authority = office.authority, .scope = {.all = true, .clients = {}, .devices = {}}, .issued = SystemClock().now(), .until = {}};
    EXPECT_EQ(asked<TakenAnswer>(write_request(Want::Take, {office.sign(MessageType::Stop, write_message(halt), {"carol"})})).became,
              static_cast<uint8_t>(Narrowed::Accepted));
    stop(SIGKILL);
    start();
    EXPECT_EQ(state().seq, 1U);
    EXPECT_TRUE(state().is_stopped);
    EXPECT_TRUE(state().needs_answer) << "after every start";
}

TEST_F(GateMachine, an_enrolment_is_verified_from_genesis_on) {
    start();
    const auto with = [&](const Digest& authority, const std::vector<std::string>& names, Duration life) {
        Grant grant{.authority = office.authority, .id = {3}, .client = client, .roster_head = office.authority, .limits = limits};
        grant.not_after = SystemClock().now() + life;
        const Bytes frame = office.sign(MessageType::Grant, write_message(grant), names);
        return spoken(ask(write_request(Want::Enrol, {authority, Digest{}, big_endian(static_cast<uint32_t>(genesis.size())), genesis,
                                                      big_endian(static_cast<uint32_t>(frame.size())), frame}),
                          As::Root));
    };
    EXPECT_EQ(with(Digest{9}, {"alice"}, 1h), "failed gate.enrolment") << "another authority than the administrator was told";
    EXPECT_EQ(with(office.authority, {"tower"}, 1h), "failed gate.enrolment") << "a beacon enrols nobody";
    EXPECT_EQ(with(office.authority, {"alice"}, -1h), "failed gate.enrolment") << "the grant is over";
    EXPECT_FALSE(state().is_enrolled);
    EXPECT_EQ(with(office.authority, {"alice"}, 1h), "done");
    EXPECT_TRUE(state().is_enrolled);
}

}  // namespace steward::gate
