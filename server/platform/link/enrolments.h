// Enrolments wait for the database, so they have a thread of their own and a short queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "server/platform/link/mailbox.h"
#include "server/platform/link/proofs.h"

namespace steward::link {

struct Arrival {
    ConnectionKey from = 0;
    agent::v1::Enrol request;
    Exporter exporter{};
    Instant at;
    std::string address;
};

class Enrolments {
public:
    /// `gates` may be null: then no enrolment carries a grant.
    Enrolments(intake::Devices& devices, intake::Gates* gates, std::vector<Bytes> pins, std::shared_ptr<Mailbox> mailbox);
    ~Enrolments() { stop(); }

    /// False: the queue is full; the agent may come back.
    bool add(Arrival arrival);
    void stop();  // what waits is dropped: those agents ask again

private:
    void run();
    agent::v1::ServerMessage answer(const Arrival& arrival);

    intake::Devices& devices_;
    intake::Gates* gates_;
    std::vector<Bytes> pins_;
    std::shared_ptr<Mailbox> mailbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Arrival> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

/// What an agent is told of an error: its code and sentence, never its cause. `usual_retry_s` is for
/// errors that pass by themselves; the others say that repeating does not help.
agent::v1::Refusal refusal_of(const Error& error, int usual_retry_s = 30);

}  // namespace steward::link
