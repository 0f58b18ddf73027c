// The program itself: one call of the system fails in its start, in its launcher, at its door or in one of its commands. It ends with a
// sentence or it serves, and the next one that starts on its folder works.
#include <csignal>

#include "agent/gate/process/tests/machine.h"
#include "tests/faults/system_calls.h"

namespace steward::faults {

using gate::As;
using gate::Want;
using gate::write_request;

namespace {
struct FailingProgram : gate::GateMachine {
    size_t said_before = 0;

    void let_fail(const std::string& who, const Fault& fault) {
        std::filesystem::remove(folder / "told");
        room[fault_variable] = in_words(who, fault);
        room[told_variable] = (folder / "told").string();
    }
    void let_be() {
        room.erase(fault_variable);
        room.erase(told_variable);
    }
    std::string failed() const {
        const std::string told = text_of("told");
        return told.substr(0, told.find('\n'));
    }
    std::string newly_said() {
        const std::string all = text_of("said"), now = all.substr(said_before);
        said_before = all.size();
        return now;
    }
    void expect_ends_with_a_sentence() {
        EXPECT_EQ(wait_for_end(), 1);
        const std::string words = newly_said();
        EXPECT_NE(words.find("steward-gate: "), std::string::npos) << "it ended and said nothing: " << words;
    }
    // It serves, or has ended with a sentence; then another one starts.
    void settle() {
        until("it serves or has ended", [&] { return has_died() || !ask(write_request(Want::State), As::Root).empty(); });
        if (has_died()) expect_ends_with_a_sentence();
        else stop(SIGTERM);
        let_be();
        newly_said();
    }
    // The calls of one process, until none is left or it waits for people.
    size_t sweep(const std::string& who, Fault fault, const std::function<void()>& act) {
        for (fault.number = 1; fault.number < 400; ++fault.number) {
            let_fail(who, fault);
            act();
            if (HasFailure()) ADD_FAILURE() << "when call " << fault.number << " fails, " << failed() << ", with error " << fault.error;
            if (failed().empty() || failed() == "poll" || HasFailure()) return fault.number;
        }
        ADD_FAILURE() << "no end of calls";
        return fault.number;
    }
};
}  // namespace

TEST_F(FailingProgram, starts_or_says_why_not) {
    start();
    enrol();
    stop(SIGTERM);
    const auto start_and_settle = [&] {
        start();
        settle();
    };
    EXPECT_GT(sweep("run", {.error = EIO}, start_and_settle), 30U);
    start();
    EXPECT_TRUE(state().is_enrolled);
}

TEST_F(FailingProgram, whose_launcher_fails_starts_anew_and_begins_nothing_twice) {
    start();
    enrol();
    stop(SIGTERM);
    const auto work_and_settle = [&] {
        std::filesystem::remove(folder / "effects");
        const auto is_there = [&] { return !ask(write_request(Want::State), As::Root).empty(); };
        start();
        if (is_there()) hear();
        let_be();
        const Job work = script("echo x >> " + folder.string() + "/effects\n");
        const std::string taken = take(work);
        EXPECT_TRUE(taken == "done" || taken == "failed gate.no_launcher") << taken;
        if (taken == "done") EXPECT_TRUE(result(work).outcome == Outcome::Done || lines_in("effects") == 0);
        until("it serves or has ended", [&] { return has_died() || is_there(); });
        if (has_died()) {
            expect_ends_with_a_sentence();
            start();
            hear();
        }
        EXPECT_EQ(take(work), "refused 18.1");
        EXPECT_EQ(spoken(result(work).outcome), lines_in("effects") == 1 ? "done" : "failed");
        acknowledge(work);
        stop(SIGTERM);
        newly_said();
    };
    for (const unsigned depth : {1U, 2U}) EXPECT_GT(sweep("run", {.error = EIO, .depth = depth}, work_and_settle), 4U);
    sweep("run", {.error = EINTR, .calls = "read,write", .depth = 1}, work_and_settle);
}

TEST_F(FailingProgram, loses_nobody_at_its_door) {
    start();
    enrol();
    stop(SIGTERM);
    for (const char* call : {"poll", "accept4", "getsockopt", "recv", "send"}) {
        for (const int error : {EIO, EINTR, EAGAIN, comes_short}) {
            for (uint64_t number = 1; number < 3; ++number) {
                let_fail("run", {.number = number, .error = error, .calls = call});
                start();
                ask(write_request(Want::Question));
                settle();
            }
        }
    }
    start();
    EXPECT_TRUE(state().is_enrolled);
}

}  // namespace steward::faults
