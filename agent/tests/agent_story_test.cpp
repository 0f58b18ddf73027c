// The agent as a whole against a real server's door: enrol, report, lose the connection, come back.
#include <gtest/gtest.h>
#include <poll.h>

#include <set>

#include "agent/app/agent.h"
#include "agent/app/enrol.h"
#include "agent/app/grid.h"
#include "agent/backups/report.h"
#include "server/platform/link/tests/parties.h"

namespace steward::agent {

using link::DoorFixture;

/// The machine's clock, but an hour can pass at once.
class FastClock final : public Clock {
public:
    Instant now() const override { return real_.now() + ahead_ + ahead_wall_; }
    Duration monotonic() const override { return real_.monotonic() + ahead_; }
    void pass(Duration time) { ahead_ += time; }
    void set_wall(Duration by) { ahead_wall_ += by; }

private:
    SystemClock real_;
    Duration ahead_{}, ahead_wall_{};
};

class AgentStory : public ::testing::Test {
protected:
    void SetUp() override {
        RecordProperty("seed", std::to_string(seed));
        host_ = make_linux_host();
        net_ = *make_tls_net();
        disk_ = make_posix_disk();
        collection_ = make_local_collection(*host_);
    }

    EnrolmentLine line(int uses = 1) {
        EnrolmentLine made{
            .host = "127.0.0.1", .port = server.door->port(), .pins = server.identity.pins, .token_id = {}, .secret = Bytes(32)};
        rng.fill(made.token_id);
        rng.fill(made.secret);
        const auto hash = sha256(made.secret);
        server.devices.lines[std::string(made.token_id.begin(), made.token_id.end())] = {Bytes(hash.begin(), hash.end()), uses};
        return made;
    }

    Result<Identity> enrolled(const EnrolmentLine& with) {
        const auto key = key_for_enrolment(state.path(), with.token_id, rng);
        machine = read_machine(*host_);
        const Speaker speaker{.version = "1", .machine_fingerprint = machine.fingerprint, .hostname = machine.hostname};
        STEWARD_TRY(const auto answer, enrol(*net_, real_clock, with, *key, speaker, v1::SERVER));
        auto identity = identity_of(answer, with, *key, machine, {"ssh"});
        if (identity && !begun_) begin_after_a_moment_of(identity->device);
        return identity;
    }

    /// Stories count reports: none may begin so late in its machine's minute that the next measurement falls into it.
    void begin_after_a_moment_of(DeviceId device) {
        const Grid grid = grid_of(device, std::chrono::seconds(60));
        clock.set_wall(next_moment(grid, clock.now()) - clock.now());
        begun_ = true;
    }

    std::unique_ptr<Agent> start(const Identity& identity) {
        return std::make_unique<Agent>(
            AgentParts{*host_, *collection_, *net_, *disk_, clock, rng, [this](std::string_view text) { log.emplace_back(text); }},
            AgentSettings{.state = state.path(),
                          .version = "1",
                          .interval = std::chrono::seconds(60),
                          .spool = bounds,
                          .backup_reports = backup_reports,
                          .protocol = protocol},
            identity, machine, count_start(state.path(), machine.boot_id));
    }

    /// Lets the agent work until it holds; the network is waited for, not a time.
    template <typename Holds>
    bool work(Agent& agent, Holds holds) {
        const Duration end = real_clock.monotonic() + link::patience;
        while (real_clock.monotonic() < end) {
            agent.turn();
            {
                const std::lock_guard held(server.intake.mutex);
                if (holds()) return true;
            }
            const short events = static_cast<short>(POLLIN | (agent.waits_for_write() ? POLLOUT : 0));
            pollfd one{agent.descriptor(), events, 0};
            if (agent.descriptor() >= 0) poll(&one, 1, 20);
            else clock.pass(std::chrono::seconds(1));  // resting: time is all that it waits for
        }
        return false;
    }
    void measure(Agent& agent, int reports) {
        for (int i = 0; i < reports; ++i) {
            clock.pass(std::max(agent.next_measurement() - clock.now(), Duration{}));
            agent.turn();
        }
    }

    static constexpr uint64_t seed = 20261127;
    SeededRng rng{seed};
    SystemClock real_clock;
    FastClock clock;
    DoorFixture server;
    link::TemporaryFolder state;
    SpoolBounds bounds;
    uint32_t protocol = spoken_protocol;
    std::string backup_reports;
    MachineFacts machine;
    std::vector<std::string> log;
    bool begun_ = false;
    std::unique_ptr<Host> host_;
    std::unique_ptr<Collection> collection_;
    std::unique_ptr<Net> net_;
    std::unique_ptr<Disk> disk_;
};

TEST_F(AgentStory, enrols_reports_and_is_told_that_it_is_safe) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->client_name, "Harbour Precision");
    EXPECT_EQ(identity->server.pins, server.identity.pins);
    const auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() == 1 && server.intake.inventories.size() == 1; }));
    ASSERT_TRUE(work(*agent, [&] { return agent->idle(); }));
    const auto& layout = server.intake.layouts.at(0);
    EXPECT_GT(layout.series_size(), 30);
    EXPECT_EQ(layout.interval_s(), 60U);
    EXPECT_EQ(server.intake.bad, 0U);
    EXPECT_EQ(server.intake.hellos.at(0).start_count(), 1U);
    EXPECT_FALSE(server.intake.inventories.at(0).operating_system().kernel().empty());
}

TEST_F(AgentStory, drains_in_order_and_without_a_gap_after_the_server_was_away) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return agent->idle() && server.intake.inventories.size() == 1; }));
    server.stop();
    ASSERT_TRUE(work(*agent, [&] { return !agent->connected(); }));
    measure(*agent, 200);
    server.start();
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() >= 201; }));
    ASSERT_TRUE(work(*agent, [&] { return agent->idle(); }));
    uint64_t before = 0;
    Instant last;
    for (const auto& report : server.intake.in_order) {
        EXPECT_EQ(report.epoch, agent->epoch());
        EXPECT_GT(report.seq, before);
        if (last.is_set()) {
            EXPECT_EQ(report.observed_at - last, std::chrono::seconds(60)) << "report " << report.seq;
        }
        before = report.seq;
        last = report.observed_at;
    }
    EXPECT_EQ(server.intake.repeated, 0U);
    EXPECT_TRUE(server.intake.gaps.empty());
}

TEST_F(AgentStory, what_was_not_acknowledged_comes_again_after_the_agent_was_killed_and_counts_once) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    server.intake.change([&] { server.intake.acknowledges = false; });
    auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() == 1; }));
    measure(*agent, 20);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() >= 21; }));
    server.stop();
    ASSERT_TRUE(work(*agent, [&] { return !agent->connected(); }));
    measure(*agent, 30);
    const uint64_t first_epoch = agent->epoch();
    agent.reset();
    // Half of what it had stored is lost to the server's memory of high water: it must come again.
    server.intake.change([&] { server.intake.acknowledges = true; });
    server.intake.change([&] { server.intake.newest.clear(); });
    server.start();
    agent = start(*identity);
    EXPECT_NE(agent->epoch(), first_epoch);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() >= 52 && agent->idle(); }));
    EXPECT_GE(server.intake.repeated, 20U);
    size_t of_first = 0;
    for (const auto& report : server.intake.in_order) of_first += report.epoch == first_epoch ? 1 : 0;
    EXPECT_GE(of_first, 51U);
    EXPECT_EQ(server.intake.hellos.back().start_count(), 2U);
}

TEST_F(AgentStory, what_a_machine_measured_as_one_device_is_never_told_as_another) {
    const auto before = enrolled(line());
    ASSERT_TRUE(before);
    server.intake.change([&] { server.intake.acknowledges = false; });
    auto agent = start(*before);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() == 1; }));
    measure(*agent, 20);
    const auto anew = enrolled(line());  // another client's line, while the agent runs
    ASSERT_TRUE(anew);
    measure(*agent, 5);
    agent.reset();
    server.intake.change([&] { server.intake.acknowledges = true; });
    agent = start(*anew);
    ASSERT_TRUE(work(*agent, [&] { return agent->connected() && agent->idle(); }));
    size_t of_former = 0, own = 0;
    for (const auto& report : server.intake.in_order) {
        if (report.device != anew->device) continue;
        ++(report.epoch == agent->epoch() ? own : of_former);
    }
    EXPECT_EQ(of_former, 0U);
    EXPECT_GE(own, 1U);
}

TEST_F(AgentStory, an_agent_whose_device_is_retired_while_it_is_connected_is_told_so_at_once) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    const auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.reports.size() == 1; }));
    server.intake.change([&] { server.intake.answers->close("link.retired_device"); });
    ASSERT_TRUE(work(*agent, [&] { return !agent->connected(); }));
    EXPECT_TRUE(std::ranges::any_of(log, [](const std::string& line) {
        return line.find("This device was retired.") != std::string::npos;
    })) << (log.empty() ? "" : log.back());
}

TEST_F(AgentStory, a_lost_answer_to_the_enrolment_is_repeated_with_the_same_key) {
    const auto one = line(2);
    const auto first = key_for_enrolment(state.path(), one.token_id, rng), second = key_for_enrolment(state.path(), one.token_id, rng);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->public_key(), second->public_key());
    const auto other = line();
    const auto third = key_for_enrolment(state.path(), other.token_id, rng);
    EXPECT_NE(first->public_key(), third->public_key());
}

TEST_F(AgentStory, a_line_that_is_used_up_or_changed_is_refused_with_the_servers_words) {
    const auto once = line();
    ASSERT_TRUE(enrolled(once));
    const auto again = enrolled(once);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "link.token_used");
    auto changed = line();
    changed.secret[0] ^= 1;
    const auto refused = enrolled(changed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "link.proof");
}

TEST_F(AgentStory, tells_nothing_to_a_server_whose_key_is_not_pinned) {
    auto wrong = line();
    for (Bytes& pin : wrong.pins) pin[0] ^= 1;
    const auto refused = enrolled(wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "link.server_key");
    EXPECT_NE(refused.error().message.find("inspects TLS"), std::string::npos);
    EXPECT_TRUE(server.devices.last_enrol.hostname().empty());
}

TEST_F(AgentStory, the_reserve_key_is_trusted_when_the_first_one_is_lost) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    server.stop();
    std::filesystem::rename(server.folder.path() + "/link-reserve.key", server.folder.path() + "/link.key");
    std::filesystem::remove(server.folder.path() + "/link.crt");
    server.identity = *link::load_or_make_identity(server.folder.path(), server.rng, server.clock.now());
    server.start();
    const auto agent = start(*identity);
    EXPECT_TRUE(work(*agent, [&] { return server.intake.reports.size() == 1; }));
}

TEST_F(AgentStory, an_overloaded_server_is_left_alone_for_as_long_as_it_asked) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    Error overloaded{.kind = ErrorKind::Unavailable, .code = "monitoring.overloaded", .message = "Too much."};
    overloaded.retry_after_seconds = 120;
    server.intake.change([&] { server.intake.answer_reports_with = overloaded; });
    const auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return server.intake.opened == 1 && !agent->connected() && server.intake.sessions == 0; }));
    server.intake.change([&] { server.intake.answer_reports_with.reset(); });
    for (int i = 0; i < 11; ++i) {
        clock.pass(std::chrono::seconds(10));
        agent->turn();
        ASSERT_EQ(agent->descriptor(), -1) << "after " << i << " times 10 s";
    }
    EXPECT_TRUE(work(*agent, [&] { return server.intake.reports.size() >= 1 && agent->idle(); }));
}

TEST_F(AgentStory, goes_on_when_its_state_cannot_be_written_as_long_as_the_server_is_there) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    AgentSettings nowhere{.state = "/proc/steward-cannot-be-written", .version = "1", .interval = std::chrono::seconds(60), .spool = {}};
    Agent agent(AgentParts{*host_, *collection_, *net_, *disk_, clock, rng, [this](std::string_view text) { log.emplace_back(text); }},
                nowhere, *identity, machine, {});
    ASSERT_TRUE(work(agent, [&] { return server.intake.reports.size() == 1; }));
    measure(agent, 3);
    EXPECT_TRUE(work(agent, [&] { return server.intake.reports.size() == 4; }));
    EXPECT_TRUE(
        std::any_of(log.begin(), log.end(), [](const std::string& text) { return text.find("kept in memory") != std::string::npos; }));
}

TEST_F(AgentStory, a_clock_that_is_set_or_a_machine_that_slept_is_noticed_and_measured_by_the_new_time) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    const auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return agent->idle() && server.intake.reports.size() == 1; }));
    for (const auto jump : {std::chrono::hours(5), std::chrono::hours(-30)}) {
        const size_t before = log.size();
        clock.set_wall(jump);
        agent->turn();
        ASSERT_GT(log.size(), before);
        EXPECT_NE(log.at(before).find("clock jumped"), std::string::npos);
        EXPECT_LE(agent->next_measurement(), clock.now() + std::chrono::seconds(60));
        clock.pass(std::chrono::seconds(60));
        const size_t reports = server.intake.reports.size();
        EXPECT_TRUE(work(*agent, [&] { return server.intake.reports.size() > reports && agent->idle(); }));
        EXPECT_LE(server.intake.in_order.back().observed_at, clock.now());
        EXPECT_GT(server.intake.in_order.back().observed_at, clock.now() - std::chrono::seconds(61));
    }
}

TEST_F(AgentStory, connections_that_break_again_and_again_lose_nothing_and_double_nothing) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return agent->idle() && server.intake.reports.size() == 1; }));
    size_t measured = 1;
    for (int round = 0; round < 12; ++round) {
        server.intake.change([&] { server.intake.acknowledges = rng.below(2) == 0; });
        const int reports = static_cast<int>(rng.below(40));
        measure(*agent, reports);
        measured += static_cast<size_t>(reports);
        if (rng.below(3) == 0) {
            agent.reset();
            agent = start(*identity);
            ++measured;
        }
        server.stop();
        ASSERT_TRUE(work(*agent, [&] { return !agent->connected(); }));
        server.start();
    }
    server.intake.change([&] { server.intake.acknowledges = true; });
    ASSERT_TRUE(work(*agent, [&] { return agent->idle(); }));
    std::set<Instant> moments;
    for (const auto& [key, heard] : server.intake.reports) moments.insert(heard.observed_at);
    for (auto at = moments.begin(); std::next(at) != moments.end(); ++at) EXPECT_EQ(*std::next(at) - *at, std::chrono::seconds(60));
    EXPECT_GE(server.intake.reports.size(), measured);
    EXPECT_EQ(server.intake.bad, 0U);
    EXPECT_TRUE(server.intake.gaps.empty());
}

TEST_F(AgentStory, follows_the_interval_and_the_requests_of_the_server) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    server.intake.interval_s = 10;
    Agent agent(AgentParts{*host_, *collection_, *net_, *disk_, clock, rng, [](std::string_view) {}},
                {.state = state.path(), .version = "1", .interval = {}, .spool = {}}, *identity, machine, {});
    ASSERT_TRUE(work(agent, [&] { return agent.idle() && server.intake.inventories.size() == 1; }));
    server.intake.answers->request_inventory();
    EXPECT_TRUE(work(agent, [&] { return server.intake.inventories.size() == 2; }));
    clock.pass(std::chrono::seconds(10));
    EXPECT_TRUE(work(agent, [&] { return server.intake.layouts.back().interval_s() == 10; }));
    EXPECT_NE(agent.status().find("\"interval_seconds\": 10"), std::string::npos);
}

TEST_F(AgentStory, is_kept_through_the_servers_update_and_through_its_own) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    // The server goes first, then the agent, then the agent goes ahead of a server that was restored from a backup.
    const std::pair<uint32_t, uint32_t> steps[] = {{2, 2}, {3, 2}, {3, 3}, {2, 3}};
    size_t measured = 0;
    for (const auto& [of_server, of_agent] : steps) {
        server.stop();
        server.settings.protocol = of_server;
        server.start();
        protocol = of_agent;
        const auto agent = start(*identity);
        ++measured;
        EXPECT_TRUE(work(*agent, [&] { return agent->idle() && server.intake.reports.size() == measured; }))
            << "a server of " << of_server << " and an agent of " << of_agent;
    }
}

TEST_F(AgentStory, keeps_its_reports_while_the_server_cannot_understand_it_and_says_what_to_do) {
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    server.stop();
    server.settings.protocol = spoken_protocol + 2;
    server.start();
    const auto agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return agent->status().find("link.agent_too_old") != std::string::npos; })) << agent->status();
    EXPECT_NE(agent->status().find("Install the agent that the server offers"), std::string::npos) << agent->status();
    measure(*agent, 5);
    server.stop();
    server.settings.protocol = spoken_protocol + 1;
    server.start();
    EXPECT_TRUE(work(*agent, [&] { return server.intake.reports.size() >= 6 && agent->idle(); })) << "nothing was lost meanwhile";
    EXPECT_TRUE(server.intake.gaps.empty());
}

TEST_F(AgentStory, a_backups_report_is_an_event_and_its_file_goes_once_it_is_in_the_spool) {
    link::TemporaryFolder reports;
    backup_reports = reports.path();
    const auto identity = enrolled(line());
    ASSERT_TRUE(identity);
    server.intake.change([&] { server.intake.acknowledges = false; });
    auto agent = start(*identity);
    v1::BackupRun run;
    run.set_run_id(std::string(16, 'r'));
    run.set_label("files");
    run.set_engine("restic");
    run.set_reporter(v1::WRAPPER);
    run.set_outcome(v1::FAILED);
    run.set_reason_code("backup.wrong_password");
    run.set_text("The password was not accepted.");
    run.set_started_at_ms(static_cast<uint64_t>(clock.now().unix_ms));
    run.set_ended_at_ms(run.started_at_ms());
    ASSERT_TRUE(backups::hand_in(reports.path(), run, rng));
    const auto is_taken = [&] { return std::filesystem::is_empty(reports.path()); };
    ASSERT_TRUE(work(*agent, [&] {
        clock.pass(std::chrono::seconds(1));
        return is_taken() && !server.intake.events.empty();
    }));
    // Killed before anybody acknowledged it: it comes again from the spool, under its own id.
    server.stop();
    agent.reset();
    server.intake.change([&] {
        server.intake.acknowledges = true;
        server.intake.newest.clear();
        server.intake.events.clear();
    });
    server.start();
    agent = start(*identity);
    ASSERT_TRUE(work(*agent, [&] { return !server.intake.events.empty() && agent->idle(); }));
    const v1::Event& event = server.intake.events.at(0);
    EXPECT_EQ(event.kind(), "backup_run");
    EXPECT_EQ(event.item(), "files");
    EXPECT_EQ(event.text(), "Backup files by restic failed: The password was not accepted.");
    EXPECT_EQ(event.backup_run().run_id(), std::string(16, 'r'));
    EXPECT_FALSE(event.backup_run().reported_by().empty());
}

}  // namespace steward::agent
