// The gate of one machine: what is pinned, what was heard, and the answer to everything that is said at the door. Decides through the
// pure rooms beside it; the disk is behind Store, WorkJournal and Works.
#pragma once

#include "agent/gate/beside/proofs.h"
#include "agent/gate/door/clients.h"
#include "agent/gate/heartbeat.h"
#include "agent/gate/policies.h"
#include "agent/gate/process/works.h"
#include "agent/gate/store/store.h"
#include "base/random.h"

namespace steward::gate {

/// How often schedules are looked at.
constexpr Duration between_looks = std::chrono::seconds(30);

Answer failed(const Error& error);
template <class Became>
Answer taken(trust::MessageType type, Became became) {
    return {How::Done, trust::write_message(TakenAnswer{static_cast<uint8_t>(type), static_cast<uint8_t>(became)})};
}

class Gate final : Beside {
public:
    struct Settings {
        std::string folder, version;
    };
    /// Reads everything. What is damaged makes a gate that refuses and says so; what was never enrolled, one that waits for it.
    Gate(Settings settings, const Clock& clock, Rng& rng, Launcher& launcher);

    Answer answer(const Request& request);

    /// Once before the first question, and whenever a runner ended or time has passed.
    void turn();
    void wait_for(std::vector<pollfd>& all) const;
    std::optional<Duration> patience() const;
    /// The disk failed under the journal: the process has to end and start anew.
    bool is_over() const { return is_over_; }

private:
    // All that an enrolled machine has.
    struct Enrolled {
        Pinned pinned;
        DeviceKey key;
        trust::Roster roster;
        TrustedTime time;
        Freshness freshness;
        Narrowing narrowing;
        std::unique_ptr<JournalFile> journal_file;
        std::unique_ptr<WorkJournal> journal;
        std::unique_ptr<Works> works;
        Machine machine;
        PolicyBook policies = {};
        Duration next_look{0};         // for what a schedule has to begin
        trust::ShortId said_of_run{};  // the newest that waits, so that it is said once
    };
    Status open();
    Result<std::unique_ptr<Enrolled>> enrolled(Store::Kept kept);

    Answer answer_enrolled(const Request& request);
    Answer take(ByteView frame);
    Answer take_job(ByteView frame);
    // gate_policies.cpp
    Answer take_policy(ByteView frame);
    Answer take_ticket(ByteView frame);
    Answer take_binding(ByteView frame);
    Answer run(const Accepted& accepted, trust::MessageType type, ByteView frame);
    Answer policies();
    void keep_hours();
    bool has_schedule() const;
    Situation situation();
    PolicySituation policy_situation(const Situation& at) const;

    Answer take_heartbeat(ByteView frame);
    Answer take_link(const trust::Frame& frame, ByteView bytes);
    Answer take_narrowing(const trust::Frame& frame, ByteView bytes);
    Answer refuse(ByteView frame, Refusal why);
    Answer enrol(const Request& request);
    Answer question();
    Answer state() const;
    Bytes card() const;
    Answer results();
    Answer witness(const Request& request);
    Status keep_proof(const trust::Digest& message, const trust::ShortId& client);
    LogView log_view(const trust::ShortId& client) const;
    // Of what was brought beside a message.
    std::optional<Unlogged> unlogged(const trust::Digest& message, const trust::ShortId& client, uint64_t level) const override;
    bool has_artefacts(const trust::Job& job) const override { return materials_.has_artefacts(job); }
    Answer set_stop(bool is_stopped);
    Answer set_limits(ByteView limits);
    Answer after(const Status& status);  // of the journal: a failure ends the process

    Status keep();  // writes what is pinned, with what is known now
    Instant at_least() const { return enrolled_->time.at_least(clock_.monotonic()); }
    Instant at_most() const { return enrolled_->time.at_most(clock_.now(), clock_.monotonic()); }

    Settings settings_;
    const Clock& clock_;
    Rng& rng_;
    Launcher& launcher_;
    Diary diary_;
    Store store_;
    Materials materials_;
    BroughtProofs proofs_;
    std::unique_ptr<Enrolled> enrolled_;  // nothing: monitoring only
    std::optional<Error> damage_;
    trust::ShortId nonce_{};
    uint64_t begun_ = 0, refused_ = 0;
    bool is_over_ = false;
};

/// What the frames of an enrolment say together: genesis of this authority, its chain, and a grant by one who may enrol, in time.
/// Failure: Invalid "gate.enrolment" with what is wrong.
struct Enrolment {
    Pinned pinned;
    KeptChain chain;
};
Result<Enrolment> read_enrolment(const Request& request, Instant now);

}  // namespace steward::gate
