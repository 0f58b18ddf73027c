// The agent with the real gate beside it, as root: enrolment with a grant, work, and what happens when one of the three goes away.
#include <poll.h>

#include "agent/app/agent.h"
#include "agent/app/enrol.h"
#include "agent/gate/process/tests/machine.h"
#include "agent/tests/beside_gate/wire_server.h"

namespace steward::agent {

using namespace std::chrono_literals;
using Said = v1::AgentMessage;
using trust::JobClass;
using trust::Outcome;

class ClockAhead final : public Clock {
public:
    Instant now() const override { return real_.now() + ahead_; }
    Duration monotonic() const override { return real_.monotonic() + ahead_; }
    void pass(Duration time) { ahead_ += time; }

private:
    SystemClock real_;
    Duration ahead_{};
};

class GateStory : public gate::GateMachine {
protected:
    void SetUp() override {
        gate::GateMachine::SetUp();
        if (IsSkipped()) return;
        host_ = make_linux_host();
        collection_ = make_local_collection(*host_);
        disk_ = make_posix_disk();
    }
    void TearDown() override {
        agent.reset();
        gate::GateMachine::TearDown();
    }

    EnrolmentLine line(bool has_authority = true) {
        EnrolmentLine made{.host = "server", .port = 1, .pins = {Bytes(32, 7)}, .token_id = {1}, .secret = Bytes(32, 2)};
        if (has_authority) made.authority = office.authority;
        return made;
    }
    trust::Grant grant_of(const EnrolmentLine& line, const std::vector<trust::Digest>& pins = {}) {
        trust::Grant grant{.authority = office.authority, .id = line.token_id, .client = client, .site = {4}, .server = {{}, pins}};
        grant.token_hash = trust::sha256(line.secret);
        grant.roster_head = office.authority;
        grant.limits = limits;
        grant.not_after = SystemClock().now() + 24h;
        return grant;
    }
    void offer_grant(const std::vector<trust::Digest>& pins = {}) { offer(grant_of(line(), pins)); }
    void offer(const trust::Grant& grant) {
        server.grant_frames = {genesis, office.sign(trust::MessageType::Grant, trust::write_message(grant), {"alice"})};
    }
    Result<EnrolledMachine> enrol_with(const EnrolmentLine& with) {
        return enrol_machine(
            {.host = *host_, .net = server, .clock = clock, .rng = rng, .state = agent_state(), .version = "1", .gate_socket = socket()},
            with);
    }
    void enrol_and_run() {
        start();
        offer_grant();
        const auto enrolled = enrol_with(line());
        ASSERT_TRUE(enrolled) << enrolled.error().message;
        const auto is = state();
        device = is.device;
        device_key = trust::read_message<trust::DeviceCard>(trust::framed(is.card).payload).value_or(trust::DeviceCard{}).device_key;
        run();
        answer_question();
    }
    void run() {
        auto identity = load_identity(agent_state());
        ASSERT_TRUE(identity) << identity.error().message;
        agent = std::make_unique<Agent>(
            AgentParts{*host_, *collection_, server, *disk_, clock, rng, [](std::string_view) {}},
            AgentSettings{.state = agent_state(), .version = "1", .interval = 1h, .spool = {}, .gate_socket = socket()},
            std::move(*identity), read_machine(*host_), Start{.count = 1, .after_restart = false});
    }
    /// Lets the agent work until it is so.
    void works_until(const std::string& what, const std::function<bool()>& is_so) {
        for (int turn = 0; turn < 6000; ++turn) {
            agent->turn();
            if (is_so()) return;
            if (!agent->connected()) clock.pass(1s);
            pollfd one{agent->gate_descriptor(), static_cast<short>(POLLIN | (agent->gate_waits_for_write() ? POLLOUT : 0)), 0};
            poll(&one, 1, 5);
        }
        FAIL() << "never: " << what << "\n" << agent->status();
    }
    v1::GateState gate_state() const { return server.newest(Said::kGateState).gate_state(); }
    /// As the signer's beacon does it: over the server, with what the agent said of the gate.
    void answer_question() {
        works_until("the gate's question is heard", [&] { return !gate_state().nonce().empty(); });
        trust::Heartbeat heartbeat{.authority = office.authority, .head = office.authority, .time = SystemClock().now()};
        std::ranges::copy(gate_state().nonce(), heartbeat.nonce.begin());
        deliver("heartbeat", office.sign(trust::MessageType::Heartbeat, trust::write_message(heartbeat), {"tower"}));
        works_until("the answer counts", [&] { return !gate_state().needs_answer(); });
    }
    void deliver(const std::string& id, const Bytes& frame, const std::string& file = {}) {
        v1::ServerMessage message;
        message.mutable_signed_message()->set_message_id(id);
        message.mutable_signed_message()->set_frame(frame.data(), frame.size());
        if (!file.empty()) {
            const auto digest = trust::sha256(as_bytes(file));
            server.files[std::string(digest.begin(), digest.end())] = file;
            message.mutable_signed_message()->add_material(digest.data(), digest.size());
        }
        server.say(message);
    }
    trust::Job deliver_script(const std::string& id, const std::string& body) {
        const trust::Job made =
            job(JobClass::Script, trust::write_message(trust::ScriptAction{"/bin/sh", {}, trust::sha256(as_bytes(body))}));
        deliver(id, office.sign(trust::MessageType::Job, trust::write_message(made), {"alice", "bob"}), body);
        return made;
    }
    std::optional<v1::MessageTaken> taken(const std::string& id) const {
        for (const auto& message : server.heard) {
            if (message.message_taken().message_id() == id) return message.message_taken();
        }
        return std::nullopt;
    }
    trust::WorkResult newest_result() const {
        const std::string bytes = server.newest(Said::kWorkDone).work_done().frame();
        const auto frame = trust::read_frame(as_bytes(bytes));
        return frame ? trust::read_message<trust::WorkResult>(frame->payload).value_or(trust::WorkResult{}) : trust::WorkResult{};
    }
    std::string output_of(const trust::Job& of) const {
        std::string all;
        for (const auto& message : server.heard) {
            const auto& part = message.work_output();
            if (message.has_work_output() && part.work_id() == std::string(of.id.begin(), of.id.end()))
                all = all.substr(0, part.offset()) + part.part();
        }
        return all;
    }
    void keep(const trust::Job& of) {
        v1::ServerMessage kept;
        kept.mutable_work_kept()->set_work_id(of.id.data(), of.id.size());
        server.say(kept);
    }
    bool has_identity() const { return std::filesystem::exists(agent_state() + "/identity"); }
    std::string agent_state() const { return (folder / "agent").string(); }
    std::string socket() const { return (folder / "sock").string(); }

    WireServer server;
    ClockAhead clock;
    SeededRng rng{4};
    std::unique_ptr<Agent> agent;
    std::unique_ptr<Host> host_;
    std::unique_ptr<Collection> collection_;
    std::unique_ptr<Disk> disk_;
};

TEST_F(GateStory, a_line_that_names_its_authority_pins_the_grant_before_anything_is_reported) {
    start();
    offer_grant({trust::Digest{}});
    server.grant_frames.clear();
    offer_grant();
    const auto enrolled = enrol_with(line());
    ASSERT_TRUE(enrolled) << enrolled.error().message;
    EXPECT_TRUE(state().is_enrolled);
    EXPECT_EQ(state().authority, office.authority);
    const std::string said = told(*enrolled);
    for (const std::string& part : {to_text(RawId{client}), to_hex(office.authority), std::string("may run    script, patch, reboot")})
        EXPECT_NE(said.find(part), std::string::npos) << part << " is not in\n" << said;
    run();
    works_until("the gate is described", [&] { return gate_state().enrolled(); });
    EXPECT_TRUE(gate_state().present());
    EXPECT_EQ(gate_state().allowed_classes(), limits.allowed.bits);
    EXPECT_EQ(trust::read_message<trust::LocalLimits>(as_bytes(gate_state().limits())), limits);
    EXPECT_NE(gate_state().card(), "");
    EXPECT_NE(agent->status().find("\"gate_enrolled\": true"), std::string::npos);
    answer_question();
    EXPECT_FALSE(state().needs_answer);
}

TEST_F(GateStory, a_grant_of_another_authority_is_refused_and_nothing_is_left_behind) {
    start();
    offer_grant();
    auto other = line();
    (*other.authority)[0] ^= 1;
    const auto refused = enrol_with(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "gate.enrolment");
    EXPECT_NE(refused.error().message.find("somebody else's"), std::string::npos);
    EXPECT_FALSE(has_identity());
    EXPECT_FALSE(state().is_enrolled);
    EXPECT_FALSE(std::filesystem::exists(folder / "state" / "pinned"));

    ASSERT_TRUE(enrol_with(line())) << "the same line without the fault";
    EXPECT_EQ(server.devices.size(), 1U) << "with the same key: no second use of the line";
    EXPECT_TRUE(state().is_enrolled);
}

TEST_F(GateStory, a_grant_that_did_not_come_or_is_for_another_server_is_refused_before_the_gate_sees_it) {
    start();
    const auto without = enrol_with(line());
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().code, "enrol.no_grant");
    trust::Digest other{};
    other.fill(8);
    offer_grant({other});
    const auto elsewhere = enrol_with(line());
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().code, "enrol.pins");
    EXPECT_FALSE(state().is_enrolled);
    EXPECT_FALSE(has_identity());
    other.fill(7);
    offer_grant({other});
    EXPECT_TRUE(enrol_with(line()));
}

// Both are sound, and signed by the same people: the server holds the grants of all clients, and those with wider limits.
TEST_F(GateStory, a_grant_that_the_line_was_not_made_for_is_refused_before_the_gate_sees_it) {
    start();
    trust::Grant other = grant_of(line());
    other.id = {3};
    other.client = {77};
    other.limits.allowed.bits = (1U << (trust::last_job_class + 1)) - 2;
    const auto refused = [&](const trust::Grant& grant) {
        offer(grant);
        const auto enrolled = enrol_with(line());
        return enrolled ? std::string("enrolled") : enrolled.error().code;
    };
    EXPECT_EQ(refused(other), "enrol.other_grant");
    trust::Grant of_another_secret = grant_of(line());
    of_another_secret.token_hash = trust::sha256(Bytes(32, 3));
    EXPECT_EQ(refused(of_another_secret), "enrol.other_grant") << "a second grant under the number of the first";
    EXPECT_FALSE(state().is_enrolled);
    EXPECT_FALSE(has_identity());
    EXPECT_EQ(refused(grant_of(line())), "enrolled") << "the line is still good";
    EXPECT_EQ(state().client, client);
}

TEST_F(GateStory, without_a_gate_a_grant_is_not_asked_for_and_the_line_stays_good) {
    offer_grant();
    const auto refused = enrol_with(line());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "gate.not_running");
    EXPECT_EQ(server.connections, 0);
    EXPECT_FALSE(has_identity());
    start();
    EXPECT_TRUE(enrol_with(line()));
}

TEST_F(GateStory, without_a_gate_the_machine_is_watched_and_what_is_signed_for_it_fails_in_words) {
    const auto watched = enrol_with(line(false));
    ASSERT_TRUE(watched);
    EXPECT_NE(told(*watched).find("nothing runs on it"), std::string::npos);
    run();
    works_until("its absence is said", [&] { return server.count(Said::kGateState) == 1; });
    EXPECT_FALSE(gate_state().present());
    deliver_script("m1", "exit 0");
    works_until("its file came", [&] { return server.count(Said::kMaterialWanted) == 1; });
    clock.pass(10s);
    works_until("the job failed", [&] { return taken("m1").has_value(); });
    EXPECT_EQ(taken("m1")->code(), "gate.not_running");
    EXPECT_EQ(server.count(Said::kGateState), 1U);

    start();
    clock.pass(10s);
    works_until("the gate is found", [&] { return gate_state().present(); });
    EXPECT_FALSE(gate_state().enrolled()) << "enrolled without a grant: watched";
    deliver_script("m2", "touch " + (folder / "effect").string());
    works_until("the job failed", [&] { return taken("m2").has_value(); });
    EXPECT_EQ(taken("m2")->code(), "gate.not_enrolled");
    EXPECT_FALSE(std::filesystem::exists(folder / "effect"));
}

TEST_F(GateStory, a_job_runs_and_its_result_is_acknowledged_only_when_the_server_keeps_it) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    const auto made = deliver_script("m1", "echo good day; exit 3");
    works_until("the result came", [&] { return server.count(Said::kWorkDone) == 1; });
    EXPECT_EQ(taken("m1")->how(), 0U);
    EXPECT_EQ(newest_result().work, made.id);
    EXPECT_EQ(newest_result().exit, 3);
    EXPECT_EQ(output_of(made), "good day\n");
    EXPECT_TRUE(server.newest(Said::kWorkOutput).work_output().last());
    const auto end = std::ranges::find(server.heard, Said::kWorkDone, &v1::AgentMessage::kind_case);
    EXPECT_TRUE(std::none_of(end, server.heard.end(), [](const auto& one) { return one.has_work_output(); })) << "the output came before";

    // The server did not say that it keeps it: it hears it once more, and the gate holds it.
    clock.pass(60s);
    works_until("the result came again", [&] { return server.count(Said::kWorkDone) == 2; });
    EXPECT_EQ(newest_result().work, made.id);
    EXPECT_EQ(state().unacknowledged, 1U);
    keep(made);
    works_until("the gate forgot it", [&] { return state().unacknowledged == 0; });
    clock.pass(60s);
    for (int i = 0; i < 20; ++i) agent->turn();
    EXPECT_EQ(server.count(Said::kWorkDone), 2U) << "said again after it was kept";
}

TEST_F(GateStory, a_large_file_comes_from_the_server_in_parts) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    const std::string large = "#" + std::string(300'000, 'x') + "\necho large\n";
    const auto made = deliver_script("m1", large);
    works_until("the result came", [&] { return server.count(Said::kWorkDone) == 1; });
    EXPECT_EQ(server.count(Said::kMaterialWanted), 3U);
    EXPECT_EQ(output_of(made), "large\n");
}

TEST_F(GateStory, an_agent_that_was_killed_brings_the_result_again_and_the_job_runs_once) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    const std::string body = "echo one >> " + (folder / "effect").string();
    const auto made = deliver_script("m1", body);
    works_until("the result came", [&] { return server.count(Said::kWorkDone) == 1; });
    server.is_up = false;
    agent.reset();
    server.is_up = true;
    server.heard.clear();
    run();
    works_until("the result came again", [&] { return server.count(Said::kWorkDone) == 1; });
    EXPECT_EQ(newest_result().work, made.id);
    // The server, who lost the first answer, brings the job again.
    deliver("m1", office.sign(trust::MessageType::Job, trust::write_message(made), {"alice", "bob"}), body);
    works_until("the gate knows it", [&] { return taken("m1").has_value(); });
    EXPECT_EQ(taken("m1")->reason(), 18U * 256 + 1);
    EXPECT_EQ(lines_in("effect"), 1U);
    keep(made);
    works_until("the gate forgot it", [&] { return state().unacknowledged == 0; });
}

TEST_F(GateStory, a_gate_that_was_killed_is_found_again_with_its_results) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    const auto made = deliver_script("m1", "while [ ! -e " + (folder / "go").string() + " ]; do sleep 0.02; done; echo over");
    works_until("the job runs", [&] { return gate_state().running() == 1; });
    stop(SIGKILL);
    clock.pass(10s);
    works_until("the agent sees that the gate is gone", [&] { return !gate_state().present(); });
    start();
    clock.pass(10s);
    works_until("the gate asks its question anew", [&] { return gate_state().present() && gate_state().needs_answer(); });
    write("go", "");
    works_until("the result came", [&] { return server.count(Said::kWorkDone) == 1; });
    EXPECT_EQ(newest_result().work, made.id);
    EXPECT_EQ(newest_result().outcome, Outcome::Done);
    EXPECT_EQ(output_of(made), "over\n");
    keep(made);
    works_until("the gate forgot it", [&] { return state().unacknowledged == 0; });
}

TEST_F(GateStory, what_a_job_writes_is_seen_while_somebody_looks) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    const auto made = deliver_script("m1", "echo begun; while [ ! -e " + (folder / "go").string() + " ]; do sleep 0.02; done; echo over");
    works_until("the job runs", [&] { return taken("m1").has_value(); });
    v1::ServerMessage look;
    look.mutable_output_wanted()->set_work_id(made.id.data(), made.id.size());
    look.mutable_output_wanted()->set_follow(true);
    server.say(look);
    works_until("the beginning is seen", [&] { return output_of(made) == "begun\n"; });
    EXPECT_EQ(server.count(Said::kWorkDone), 0U);
    write("go", "");
    works_until("the result came", [&] { return server.count(Said::kWorkDone) == 1; });
    EXPECT_EQ(output_of(made), "begun\nover\n");
}

TEST_F(GateStory, a_connection_that_breaks_while_a_job_runs_loses_nothing) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    const auto made = deliver_script("m1", "echo over");
    works_until("the job was taken", [&] { return taken("m1").has_value(); });
    server.is_up = false;
    works_until("the connection is lost", [&] { return !agent->connected(); });
    until("the job is over", [&] { return state().unacknowledged == 1; });
    server.is_up = true;
    server.heard.clear();
    works_until("the result came", [&] { return server.count(Said::kWorkDone) == 1; });
    EXPECT_EQ(output_of(made), "over\n");
}

TEST_F(GateStory, the_administrators_stop_holds_whatever_the_server_brings) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_run());
    EXPECT_EQ(spoken(ask(gate::write_request(gate::Want::Stop), gate::As::Root)), "done");
    deliver_script("m1", "touch " + (folder / "effect").string());
    works_until("the gate refused", [&] { return taken("m1").has_value(); });
    EXPECT_EQ(taken("m1")->reason(), 8U * 256 + 2);
    EXPECT_NE(taken("m1")->result(), "") << "signed by the machine";
    EXPECT_FALSE(std::filesystem::exists(folder / "effect"));
    works_until("the server hears of the stop", [&] { return gate_state().stopped_here(); });
    EXPECT_NE(agent->status().find("stopped by this machine's administrator"), std::string::npos);
}

}  // namespace steward::agent
