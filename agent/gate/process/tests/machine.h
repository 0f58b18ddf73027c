// A machine with a real gate on it: the program itself, as root, at a socket; the office signs, and the agent of the machine asks.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "agent/gate/actions/agent_config/agent_config.h"
#include "agent/gate/actions/file_put/file_put.h"
#include "agent/gate/actions/service/service.h"
#include "agent/gate/checks.h"
#include "agent/gate/door/request.h"
#include "agent/gate/process/loop.h"
#include "trust/tests/office.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

enum class As { Agent, Root, Stranger };

struct GateMachine : testing::Test {
    std::filesystem::path folder;
    Office office;
    Bytes genesis;
    LocalLimits limits;
    std::vector<Digest> witnesses;
    ShortId client{2}, device{};
    Bytes device_key;
    std::map<std::string, std::string> room;  // the gate's environment
    int gate = 0;
    uint8_t next_job = 0;

    void SetUp() override;
    void TearDown() override;

    void start();
    void stop(int signal);
    bool has_died() const;
    /// Waits until the gate has ended.
    int wait_for_end();
    void write(const std::string& name, const std::string& text, unsigned mode = 0644) const;
    std::string text_of(const std::string& name) const;
    size_t lines_in(const std::string& name) const;
    /// Runs a program of ours to its end; what it says is added to the file "ran". Its exit code.
    int run(const std::vector<std::string>& words) const;

    /// The answer with its first byte; empty: nobody answered.
    Bytes ask(const Bytes& request, As who = As::Agent) const;
    template <class T>
    T asked(const Bytes& request, As who = As::Agent) const {
        const Bytes answer = ask(request, who);
        auto read = answer.empty() ? std::nullopt : read_message<T>(ByteView(answer).subspan(1));
        EXPECT_TRUE(read) << "another answer: " << spoken(answer);
        return read.value_or(T{});
    }
    static std::string spoken(const Bytes& answer);  // "done", "refused 18.1", "failed gate.busy", "nobody"

    static std::string spoken(Outcome outcome);  // "done", "failed", "unknown"

    virtual void prepare_office() {}  // before genesis
    Bytes enrolment() const;
    void enrol();
    /// Asks what there is to answer, and the beacon answers.
    void hear();
    StateAnswer state() const { return asked<StateAnswer>(write_request(Want::State), As::Root); }

    Job job(JobClass job_class, const Bytes& action);
    Job script(const std::string& body, std::vector<std::string> arguments = {});
    void hand_over(const std::string& content) const;  // what a job names by its digest
    std::string take(const Job& job, const std::vector<std::string>& names = {"alice", "bob"}) const;
    std::string take(const Bytes& frame) const { return spoken(ask(write_request(Want::Take, {frame}))); }
    /// The result of this work, once it is there, with its signature checked.
    WorkResult result(const Job& job) const;
    std::optional<WorkResult> result_now(const Job& job) const;
    std::string output(const Job& job) const;
    void acknowledge(const Job& job) const { EXPECT_EQ(spoken(ask(write_request(Want::Acknowledge, {job.id}))), "done"); }

    static void until(const std::string& what, const std::function<bool()>& is_so);
};

}  // namespace steward::gate
