// Carries between people's signed messages and the machines that are connected to this process.
//
// A thread of its own does what needs the database: the link's thread only lays down what it heard. What a machine is brought, in this
// order: stops and suspensions, the chain, stops and suspensions again (of keys that only the chain names), the newest heartbeat or the
// answer to its question, its bindings, the newest head of the log; then what waits for it.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "server/modules/authority/gate_state.h"
#include "server/modules/directory/directory.h"
#include "server/platform/intake/intake.h"
#include "server/platform/ledger/tree.h"

namespace steward::authority {

class Courier final : public intake::Gates {
public:
    struct Parts {
        storage::Database& database;
        Clock& clock;
        directory::Directory& directory;
        Chain& chain;
        const ledger::LogKey* key;  // null: another process signs the log's heads
    };
    struct Numbers {
        uint64_t sessions = 0, heard = 0, said = 0, floods = 0, refused_heads = 0, false_results = 0;
    };

    explicit Courier(Parts parts) : parts_(parts) {}
    ~Courier() override { stop(); }
    void start();
    void stop();

    void set_work_desk(WorkDesk& desk) { desk_ = &desk; }
    void set_work_taker(WorkTaker& taker) { taker_ = &taker; }

    // intake::Gates
    std::unique_ptr<intake::GateSession> open(const intake::DeviceIdentity& device, std::shared_ptr<intake::Answers> answers) override;
    Result<std::vector<Bytes>> grant_frames(ByteView token_id) override;

    bool is_connected(DeviceId device) const;
    bool deliver(DeviceId device, ByteView frame, const std::vector<trust::Digest>& material, std::optional<int64_t> log_number);
    bool want_output(DeviceId device, const trust::ShortId& work, uint64_t offset, bool follow);
    /// After the commit of something published: the log's head, then the machines. Any thread.
    void published();
    /// Looks whether another process published something. For the timer, and for stories.
    void look();
    Numbers numbers() const;

    struct Session;

private:
    class Ear;
    using Held = std::shared_ptr<Session>;

    void run();
    void add(std::function<void()> task);
    void left(const Held& session);
    Held session_of(DeviceId device) const;
    std::vector<Held> sessions() const;

    // On the room's thread.
    void hear(const Held& session, const agent::v1::AgentMessage& message, Instant at);
    void hear_state(const Held& session, const agent::v1::GateState& said, Instant at);
    Status keep_state(Session& session, const agent::v1::GateState& said, Instant at);
    Status keep_state_in(Transaction& transaction, Session& session, const agent::v1::GateState& said, Instant at);
    Status judge_card(Transaction& transaction, GateRow& row, const agent::v1::GateState& said, Instant at);
    void hear_taken(const Held& session, const agent::v1::MessageTaken& taken);
    void hear_done(Session& session, const agent::v1::WorkDone& done);
    void hear_output(Session& session, const agent::v1::WorkOutput& output);
    void hear_cosigned(Session& session, const agent::v1::Cosigned& cosigned, Instant at);
    void send_material(Session& session, const agent::v1::MaterialWanted& wanted);
    std::shared_ptr<const Bytes> material(const trust::Digest& digest);
    void catch_up(const Held& session, bool tells_ready);
    bool send_chain(Session& session, const Standing& standing);
    void send_narrowing(Session& session, const Standing& standing, bool again);
    Status send_of_database(Session& session, const Standing& standing);
    void sequence_log();
    void tell_ready(Session& session);
    void tell_waiting();
    void tick();

    // delivery.cpp; any thread, the session's mutex held.
    Status send_head(Transaction& transaction, Session& session, const ledger::Head& head);
    Result<Bytes> proof_of(Transaction& transaction, const Session& session, int64_t number, ByteView frame);
    void say_message(Session& session, ByteView frame, const Bytes& proof, const std::vector<trust::Digest>& material);
    void say(Session& session, agent::v1::ServerMessage message);
    Status raise_alarm(Transaction& transaction, const Session& session, const std::string& sentence, Instant at);

    Parts parts_;
    WorkDesk* desk_ = nullptr;
    WorkTaker* taker_ = nullptr;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::unordered_map<DeviceId, Held> sessions_;
    std::map<DeviceId, int64_t> waiting_;  // for a head of this size
    Numbers numbers_;
    std::thread thread_;

    // The room's thread.
    std::deque<std::pair<trust::Digest, std::shared_ptr<const Bytes>>> materials_;  // newest first
    Duration ticked_{0}, looked_{0};
};

struct Courier::Session {
    intake::DeviceIdentity device;
    std::shared_ptr<intake::Answers> answers;
    // The courier's mutex: what was heard and not yet dealt with.
    size_t waiting_messages = 0, waiting_bytes = 0;
    bool is_gone = false;

    std::mutex mutex;  // of all below
    bool was_heard = false, is_caught_up = false, is_log_broken = false;
    GateRow row;
    agent::v1::GateState said;
    Instant heard_at;
    int64_t chain_sent = 0, narrowed = 0, bindings_known = -1;
    uint64_t binding_sent = 0;
    trust::Digest heartbeat_sent{}, awaited{};
    std::string answered;  // the nonce
    uint64_t head_size = 0;
    Instant head_at;
    std::set<trust::Digest> ours;  // sent by the room itself: nobody else waits for what became of it
};

}  // namespace steward::authority
