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
#include "server/platform/live/hub.h"

namespace steward::authority {

class Courier final : public intake::Gates {
public:
    struct Parts {
        storage::Database& database;
        Clock& clock;
        directory::Directory& directory;
        Chain& chain;
        const ledger::LogKey* key;  // null: another process signs the log's heads
        live::Hub* hub;             // null: nobody looks
    };
    struct Numbers {
        uint64_t sessions = 0, heard = 0, said = 0, floods = 0, refused_heads = 0, false_results = 0, waiting = 0;
        Instant visited_at;           // when somebody's courier was here last
        std::vector<Duration> waits;  // of the last messages that machines were brought: since they were published
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
    /// The courier of a person has come: it hands over, or fetches.
    void visited(Instant at);
    Numbers numbers() const;

    struct Session;

    // What somebody has to look at.
    struct Alarm {
        std::string item;
        bool is_mild = false;  // a person did it, most likely
        std::string what;      // "refuses this server's log": behind the machine's name
        std::string sentence;
    };

private:
    class Ear;
    using Held = std::shared_ptr<Session>;

    // What many machines say at once is kept at once.
    struct SaidState {
        Held session;
        agent::v1::GateState said;
        Instant at;
    };
    struct SaidCosigned {
        Held session;
        std::string note;
    };

    void run();
    void add(std::function<void()> task);
    void lay_down(SaidState state);
    void left(const Held& session);
    Held session_of(DeviceId device) const;
    std::vector<Held> sessions() const;

    // On the room's thread.
    void hear_states(const std::unordered_map<const Session*, SaidState>& said);
    void take_cosignatures(std::vector<SaidCosigned> all);
    void hear(const Held& session, const agent::v1::AgentMessage& message, Instant at);
    void take_over(Session& session, GateRow row, const agent::v1::GateState& said, Instant at);
    Status keep_state_in(Transaction& transaction, Session& session, const agent::v1::GateState& said, Instant at);
    Status judge_card(Transaction& transaction, GateRow& row, const agent::v1::GateState& said, Instant at);
    void tell_screens(Transaction& transaction, const std::optional<GateRow>& before, const GateRow& row, bool asks);
    void hear_taken(const Held& session, const agent::v1::MessageTaken& taken);
    void hear_of_binding(Session& session, const agent::v1::MessageTaken& taken) const;
    void hear_done(Session& session, const agent::v1::WorkDone& done);
    void hear_output(Session& session, const agent::v1::WorkOutput& output);
    void hear_cosigned(const Held& from, const agent::v1::Cosigned& cosigned, Instant at);
    void send_material(Session& session, const agent::v1::MaterialWanted& wanted);
    std::shared_ptr<const Bytes> material(const trust::Digest& digest);
    using Answers = std::map<std::string, Bytes>;  // to machines' questions
    void catch_up_all();
    /// `answers`: all there are; null: they are looked up.
    void catch_up(const Held& session, bool tells_ready, const Answers* answers = nullptr);
    bool send_chain(Session& session, const Standing& standing);
    void send_narrowing(Session& session, const Standing& standing, bool again);
    void send_heartbeat(Session& session, const Standing& standing);
    Status send_of_database(Session& session, const Standing& standing, const Answers* answers);
    void send_answer(Session& session, ByteView frame);
    Status send_bindings(Transaction& transaction, Session& session, const Standing& standing);
    void sequence_log();
    void tell_ready(Session& session);
    void tell_waiting();
    void tick();

    // delivery.cpp; any thread, the session's mutex held.
    Status send_head(Transaction& transaction, Session& session, const ledger::Head& head);
    /// Whether the head that the machine has covers an entry, after a newer one was sent where there is one.
    Result<bool> cover(Transaction& transaction, Session& session, int64_t number);
    /// When a head covers it, the session is brought on.
    void wait_for_head(DeviceId device, int64_t number);
    Result<Bytes> proof_of(Transaction& transaction, const Session& session, int64_t number, ByteView frame);
    void note_wait(Duration wait);
    void say_message(Session& session, ByteView frame, const Bytes& proof, const std::vector<trust::Digest>& material);
    void say(Session& session, agent::v1::ServerMessage message);

    // alarms.cpp
    Status raise_alarm(Transaction& transaction, DeviceId device, const Alarm& alarm, Instant at);
    Status clear_alarm(Transaction& transaction, DeviceId device, const std::string& item, Instant at);
    Status judge_new_key(Transaction& transaction, const GateRow& row, Instant at);
    Status clear_what_passed(Transaction& transaction, DeviceId device, const std::vector<OpenAlarm>& open, Instant at);

    Parts parts_;
    WorkDesk* desk_ = nullptr;
    WorkTaker* taker_ = nullptr;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    std::unordered_map<const Session*, SaidState> states_;  // the newest of a machine is enough
    bool stopping_ = false, is_publishing_ = false;
    std::unordered_map<DeviceId, Held> sessions_;
    std::map<DeviceId, int64_t> waiting_;  // for a head of this size
    Numbers numbers_;
    size_t next_wait_ = 0;
    std::thread thread_;

    // The room's thread.
    std::deque<std::pair<trust::Digest, std::shared_ptr<const Bytes>>> materials_;  // newest first
    std::vector<SaidCosigned> cosigned_;                                            // to be kept at the end of a round
    Duration ticked_{0}, looked_{0};
};

struct Courier::Session {
    intake::DeviceIdentity device;
    std::shared_ptr<intake::Answers> answers;
    // The courier's mutex: what was heard and not yet dealt with.
    size_t waiting_messages = 0, waiting_bytes = 0;
    bool is_gone = false;

    std::mutex mutex;  // of all below
    bool has_told_state = false, was_heard = false, is_caught_up = false, is_log_broken = false;
    GateRow row;
    agent::v1::GateState said;
    Instant heard_at;
    int64_t chain_sent = 0, narrowed = 0, bindings_known = -1;
    uint64_t binding_sent = 0;
    trust::Digest heartbeat_sent{}, heartbeat_head{}, awaited{};
    Duration heartbeat_at{0}, bindings_rest_until{0};
    std::set<trust::Digest> bindings_out;  // sent, and not answered yet
    std::string answered;                  // the nonce
    uint64_t head_size = 0;
    Instant head_at;
    std::set<trust::Digest> ours;  // sent by the room itself: nobody else waits for what became of it
};

}  // namespace steward::authority
