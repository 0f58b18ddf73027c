// What a server can do besides handing over messages of trust: say what is no message, too much, too late, in the wrong order, or again.
// Nothing runs by it, and the machine is watched afterwards as before.
#include <gtest/gtest.h>

#include <fstream>
#include <span>

#include "tests/evil/wire/machine.h"

namespace steward::evil {

using agent::v1::ServerMessage;
using Said = EvilServer::Said;

namespace {
struct EvilTurns : testing::Test {
    std::unique_ptr<World> world;
    WiredMachine* machine = nullptr;

    void SetUp() override {
        if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
        World::Wanted wanted;
        wanted.elsewhere = [this](World& of) {
            auto made = std::make_unique<WiredMachine>(of, WiredMachine::Kind{.report_every_s = 1});
            machine = made.get();
            return made;
        };
        world = std::make_unique<World>(wanted);
        ASSERT_TRUE(machine->is_alive_and_watched());
    }
    void TearDown() override {
        if (!world) return;
        EXPECT_EQ(world->effects(), sound) << "an effect that nobody signed, or one that was lost";
        EXPECT_TRUE(machine->is_alive_and_watched());
        world->wait();
        EXPECT_EQ(world->take(world->sign(world->job())), "runs") << "the machine still does what people sign";
        world->wait();
        EXPECT_EQ(world->effects(), sound + 1);
    }
    EvilServer& server() const { return machine->server; }
    /// Says it, and waits until the agent has heard it; after a hang-up, until it is back.
    void say_and_meet(const std::function<void()>& say, bool breaks_off) const {
        const int greetings = server().greetings;
        say();
        EXPECT_TRUE(!breaks_off || server().until([&] { return server().greetings > greetings; })) << "the agent does not come back";
        EXPECT_EQ(world->take({1, 2, 3}), "refused 1.1") << "heard behind what was said, by the gate";
        EXPECT_EQ(server().greetings, greetings + (breaks_off ? 1 : 0));
    }
    void say_part(const std::string& digest, size_t size, size_t offset, std::string part) const {
        ServerMessage message;
        auto& material = *message.mutable_material();
        material.set_digest(digest);
        material.set_size(static_cast<uint32_t>(size));
        material.set_offset(static_cast<uint32_t>(offset));
        material.set_part(std::move(part));
        server().say(message);
    }
    /// A job that people signed; its script says what `body` does.
    Bytes signed_script(const std::string& body) const {
        Job job = world->job();
        job.action = {write_message(ScriptAction{"/bin/sh", {}, sha256(as_bytes(body))})};
        return world->sign(job);
    }
    std::string sings() const { return "echo sings >> " + (world->folder / "canary").string() + "\n"; }

    size_t sound = 0;  // effects that people signed
};

std::string digest_text(const std::string& body) {
    const Digest digest = sha256(as_bytes(body));
    return {digest.begin(), digest.end()};
}

size_t peak_memory_kib(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string word; status >> word;) {
        size_t number = 0;
        if (word == "VmHWM:" && status >> number) return number;
    }
    return 0;
}
}  // namespace

TEST_F(EvilTurns, what_is_no_frame_ends_the_connection_and_nothing_else) {
    const auto bytes = [&](Bytes said) { say_and_meet([&] { server().say_bytes(said); }, true); };
    bytes({0});                                                        // of no length
    bytes(Bytes(12, 0x80));                                            // a length without end
    bytes({0x81, 0x80, 0x40, 0});                                      // 1 MiB and one byte
    bytes({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1});  // as long as numbers go
    bytes({4, 0xff, 0xff, 0xff, 0xff});                                // no message
    say_and_meet(
        [&] {
            server().say_bytes(Bytes{0xff, 0xff, 0x3f, 1});  // the beginning of a giant one, and nothing more
            for (int turn = 0; turn < 20; ++turn) server().turn(5);
            server().hang_up();
        },
        true);
}

TEST_F(EvilTurns, messages_that_make_no_sense_are_no_reason_to_do_anything) {
    const auto said = [&](const std::function<void(ServerMessage&)>& make) {
        ServerMessage message;
        make(message);
        say_and_meet([&] { server().say(message); }, false);
    };
    say_and_meet([&] { server().say_bytes(Bytes{4, 0xba, 0x3e, 1, 0}); }, false);  // of a newer server: field 999
    said([](auto& message) { message.mutable_signed_message(); });
    said([](auto& message) { message.mutable_signed_message()->set_frame(std::string(1 << 19, 'S')); });
    said([&](auto& message) {
        const Bytes job = world->sign(world->job());
        message.mutable_signed_message()->set_frame(job.data(), job.size());
        message.mutable_signed_message()->set_log_proof(std::string(900'000, '\xff'));
    });
    said([](auto& message) {
        for (int i = 0; i < 65; ++i) message.mutable_signed_message()->add_material(std::string(32, static_cast<char>(i)));
    });
    said([](auto& message) { message.mutable_signed_message()->add_material("../../etc/passwd"); });
    said([](auto& message) { message.mutable_material()->set_part(std::string(200'000, 'x')); });
    said([](auto& message) { message.mutable_material()->set_size(0xffffffff); });
    said([](auto& message) { message.mutable_work_kept()->set_work_id(std::string(16, 'w')); });
    said([](auto& message) { message.mutable_work_kept()->set_work_id(std::string(900'000, 'w')); });
    said([](auto& message) { message.mutable_output_wanted()->set_work_id("../../etc/shadow"); });
    said([](auto& message) { message.mutable_log_head()->set_note("not\na head\n"); });
    said([](auto& message) {
        for (int i = 0; i < 20'000; ++i) message.mutable_log_head()->add_path(std::string(32, 'h'));
    });
    said([](auto& message) {
        message.mutable_settings()->set_interval_s(0xffffffff);
        for (int i = 0; i < 1000; ++i) message.mutable_settings()->add_watched_services("../../bin/sh -c '" + std::to_string(i) + "'");
    });
    said([&](auto& message) {  // to one that is enrolled: another identity, another chain
        message.mutable_enrolled()->set_device_id(std::string(16, 'e'));
        for (const Bytes& frame : world->chain) message.mutable_enrolled()->add_grant_frames(frame.data(), frame.size());
    });
    said([](auto& message) { message.mutable_ack()->set_seq(~uint64_t{0}); });
    said([](auto& message) { message.mutable_time_answer()->set_server_time_ms(~uint64_t{0}); });
    said([](auto& message) { message.mutable_inventory_request(); });
}

TEST_F(EvilTurns, a_flood_is_answered_or_turned_away_and_costs_bounded_memory) {
    const Bytes forged = world->sign(world->job(), {"mallory"}), old = world->sign(world->job());
    EXPECT_EQ(world->take(old), "runs");
    world->wait();
    ++sound;
    const size_t before = server().count(Said::kMessageTaken), reports = server().reports;
    constexpr int many = 3000;
    for (int i = 0; i < many; ++i) machine->send(i % 3 == 0 ? forged : i % 3 == 1 ? old : Bytes(1000, static_cast<uint8_t>(i)));
    ServerMessage head;
    for (const size_t size : {30'000U, 16'000U}) {  // as no gate would read it, and as it would
        head.mutable_log_head()->set_note(std::string(size, 'n'));
        for (int i = 0; i < 1000; ++i) server().say(head);
    }
    EXPECT_TRUE(server().until([&] { return server().count(Said::kMessageTaken) == before + many; })) << "each is answered";
    size_t busy = 0, refused = 0, others = 0;
    for (const Said& said : std::span(server().heard)) {
        if (!said.has_message_taken()) continue;
        const auto& taken = said.message_taken();
        ++(taken.code() == "agent.busy" ? busy : taken.how() == 1 ? refused : others);
    }
    std::printf("evil wire: of %d messages at once %zu were refused, %zu turned away\n", many, refused, busy);
    EXPECT_GT(refused, 0U);
    EXPECT_TRUE(server().until([&] { return server().reports > reports; })) << "watched all the while";
    // The heads stand behind; a message that comes before they are done is turned away like one of the flood.
    const auto is_taken_again = [&] {
        const std::string said = world->take({1, 2, 3});
        EXPECT_TRUE(said == "failed agent.busy" || said == "refused 1.1") << said;
        return said == "refused 1.1";
    };
    EXPECT_TRUE(server().until(is_taken_again)) << "busy for ever";
    std::printf("evil wire: at most %zu KiB for the agent, %zu KiB for the gate\n", peak_memory_kib(machine->agent_process()),
                peak_memory_kib(machine->gate_process()));
    EXPECT_LT(peak_memory_kib(machine->agent_process()), 64U * 1024);
    EXPECT_LT(peak_memory_kib(machine->gate_process()), 32U * 1024);
}

TEST_F(EvilTurns, a_server_that_speaks_and_does_not_listen_is_left_alone_by_the_memory_too) {
    const Bytes forged = world->sign(world->job(), {"mallory"});
    server().is_deaf = true;
    for (int i = 0; i < 20'000; ++i) machine->send(forged);
    for (int turn = 0; turn < 400; ++turn) server().turn(5);
    EXPECT_LT(peak_memory_kib(machine->agent_process()), 64U * 1024);
    server().is_deaf = false;
    const int greetings = server().greetings;
    server().hang_up();
    EXPECT_TRUE(server().until([&] { return server().greetings > greetings; }));
}

TEST_F(EvilTurns, files_in_the_wrong_order_or_of_another_content_never_run) {
    const std::string wanted = "#" + std::string(300'000, 'x') + "\n" + sings(), other = "#" + std::string(300'000, 'y') + "\n" + sings();
    const std::string digest = digest_text(wanted);
    server().files = {{digest, wanted}};
    const auto handed_over_with = [&](const std::function<bool(const agent::v1::MaterialWanted&)>& trick) {
        server().trick = [trick](const Said& said) { return said.has_material_wanted() && trick(said.material_wanted()); };
        const std::string said = world->take(signed_script(wanted));
        server().trick = {};
        return said;
    };
    EXPECT_EQ(handed_over_with([&](const auto& asked) {  // another script of the same length
                  say_part(digest, other.size(), asked.offset(), other.substr(asked.offset(), 128 * 1024));
                  return true;
              }),
              "failed agent.material");
    EXPECT_EQ(handed_over_with([&](const auto& asked) {  // it becomes another one on the way
                  const std::string& now = asked.offset() == 0 ? wanted : other;
                  say_part(digest, now.size(), asked.offset(), now.substr(asked.offset(), 128 * 1024));
                  return true;
              }),
              "failed agent.material");
    EXPECT_EQ(handed_over_with([&](const auto& asked) {  // it grows on the way
                  say_part(digest, wanted.size() + asked.offset(), asked.offset(), wanted.substr(asked.offset(), 128 * 1024));
                  return true;
              }),
              "failed agent.material");
    EXPECT_EQ(handed_over_with([&](const auto&) {
                  say_part(digest, 0, 0, "");
                  return true;
              }),
              "failed agent.no_material");
    // Last parts first, then each as it was asked for: what was not asked for is not heard.
    EXPECT_EQ(handed_over_with([&](const auto& asked) {
                  for (const size_t at : {262'144U, 131'072U}) {
                      if (at != asked.offset()) say_part(digest, wanted.size(), at, wanted.substr(at, 128 * 1024));
                  }
                  return false;
              }),
              "runs");
    world->wait();
    ++sound;
    // The files that the server names are not those that the job names.
    server().files = {{digest_text(other), other}};
    EXPECT_EQ(world->take(signed_script(wanted + "#")), "refused 22.1");
    world->wait();
    server().files = {};
    const std::string usual = sings();
    server().files[digest_text(usual)] = usual;
}

TEST_F(EvilTurns, a_server_that_changes_its_mind_says_all_of_it_again_in_any_order) {
    std::vector<Bytes> said = world->chain;
    const auto heard = [&](Bytes frame) {
        const std::string answer = world->take(frame);
        said.push_back(std::move(frame));
        return answer;
    };
    said.push_back(world->grant({}));
    EXPECT_EQ(heard(world->sign(world->job())), "runs");
    world->wait();
    EXPECT_EQ(heard(world->sign(world->job(), {"bob"})), "runs");
    world->wait();
    sound = 2;
    world->clock.advance(10s);
    EXPECT_EQ(heard(world->heartbeat()), "became 0");
    EXPECT_EQ(heard(world->suspend("carol", "alice")), "became 0");
    EXPECT_EQ(heard(world->sign(world->job(), {"carol"})), "refused 11.1");
    for (const bool after_restart : {false, true}) {
        if (after_restart) {
            world->restart();
            world->hear();
        }
        for (const Bytes& frame : said) EXPECT_NE(world->take(frame), "runs");
        for (size_t i = said.size(); i-- > 0;) EXPECT_NE(world->take(said[i]), "runs");
        EXPECT_EQ(world->effects(), sound);
        EXPECT_EQ(world->take(world->sign(world->job(), {"carol"})), "refused 11.1") << "what was narrowed stays so";
    }
    // The answer to a job is kept from the people and the job said again under new numbers: it ran once.
    const Bytes job = world->sign(world->job());
    EXPECT_EQ(world->take(job), "runs");
    world->wait();
    ++sound;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(world->take(job), "refused 18.1");
    // It hides that a key was removed: for as long as the newest heartbeat is young, and no longer.
    world->clock.advance(25h);
    EXPECT_EQ(world->take(world->sign(world->job())), "refused 16.2");
    for (const Bytes& frame : said) EXPECT_NE(world->take(frame), "runs");
    EXPECT_EQ(world->take(world->heartbeat()), "became 0");
}

TEST_F(EvilTurns, a_connection_that_ends_at_any_word_makes_a_job_run_once_at_most) {
    const auto is_quiet = [&] { return machine->state().running == 0 && machine->state().unacknowledged == 0; };
    for (const auto kind : {Said::kMaterialWanted, Said::kMessageTaken, Said::kWorkOutput, Said::kWorkDone}) {
        SCOPED_TRACE(kind);
        EXPECT_TRUE(server().until(is_quiet)) << "else the word would be another job's";
        const size_t results = server().count(Said::kWorkDone);
        const std::string body = "# " + std::to_string(kind) + "\n" + sings(), digest = digest_text(body);
        server().files = {{digest, body}};
        const Bytes job = signed_script(body);
        const int greetings = server().greetings;
        server().trick = [&](const Said& said) {
            if (said.kind_case() != kind) return false;
            server().hang_up();
            return true;
        };
        machine->send(job);
        EXPECT_TRUE(server().until([&] { return server().greetings > greetings; })) << "the agent does not come back";
        server().trick = {};
        const std::string again = world->take(job);
        EXPECT_EQ(again, kind == Said::kMaterialWanted ? "runs" : "refused 18.1");
        world->wait();
        ++sound;
        EXPECT_EQ(world->effects(), sound);
        EXPECT_TRUE(server().until(is_quiet)) << "its result is kept at the end";
        EXPECT_EQ(server().count(Said::kWorkDone), results + (kind == Said::kWorkDone ? 2 : 1));
    }
    const std::string usual = sings();
    server().files = {{digest_text(usual), usual}};
}

}  // namespace steward::evil
