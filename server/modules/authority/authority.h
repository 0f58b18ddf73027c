// Who may sign, as the chain says, and the gates of machines: what later rooms may ask and give.
//
// The server keeps and carries signed messages. It checks them so that people see early what machines would refuse; it decides nothing.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/id.h"
#include "server/platform/storage/database.h"
#include "steward/agent/v1/agent.pb.h"
#include "trust/place.h"
#include "trust/roster.h"
#include "trust/work.h"

namespace steward::authority {

/// A class of jobs as the API says it: "script", "file_put"; empty: no such class.
std::string class_word(trust::JobClass job_class);

/// A machine's gate as it was last heard of.
struct GateView {
    DeviceId device;
    ClientId client;
    trust::ShortId gate{};  // its id for signers: DeviceCard::device
    Bytes gate_key;         // Ed25519: signs its results
    Bytes card;             // the signed frame
    std::string host_name;
    std::string state;  // as in authority.proto, Gate.state
    std::string words;
    uint64_t allowed_classes = 0, log_size = 0;
    std::optional<trust::LocalLimits> limits;  // as they hold there now; nothing: its gate does not say them
    Instant observed_at;
    bool is_connected = false;  // to this server, now
};

/// What a gate or its courier said of a frame that was sent.
struct TakenWord {
    DeviceId device;
    trust::Digest message{};
    int how = 0;  // as in agent.proto, MessageTaken
    uint64_t became = 0, reason = 0;
    Bytes result;
    std::string code, words;
};

/// Told on the room's own thread, never inside a transaction; may ask the database. A failure is logged and asked again later where
/// the agent says it again (results).
class WorkDesk {
public:
    virtual ~WorkDesk() = default;
    /// A machine's gate is connected, or says that it is able again: what waits for it may go out.
    virtual void gate_ready(const GateView& gate) = 0;
    virtual void taken(const TakenWord& word) = 0;
    /// A result that the machine's own key signed (checked). True: kept for good, the machine may forget it.
    virtual Result<bool> done(const GateView& gate, const trust::WorkResult& result, ByteView frame) = 0;
    virtual void output(const GateView& gate, const trust::ShortId& work, uint64_t offset, ByteView part) = 0;
    /// A file that a job names by its digest; nothing: not ours.
    virtual Result<std::optional<Bytes>> material(const trust::Digest& digest) = 0;
};

/// A job or a policy whose signatures hold by the chain (checks 1 to 7 and 12 to 13 of the gate, as far as the server can know them).
struct SignedWork {
    trust::Frame frame;  // points into `bytes`
    Bytes bytes;
    trust::Digest message{};
    std::vector<std::string> holders;
    std::vector<Bytes> files = {};  // that came beside it, as they came: only what it names by digest is to be believed
};
/// Takes jobs or policies that somebody publishes, in the publisher's transaction, together with their entry in the log.
class WorkTaker {
public:
    virtual ~WorkTaker() = default;
    /// The id of what it became. Failures: whatever stands in the way, as problems of the API.
    virtual Result<std::string> take_job(storage::Transaction& transaction, const SignedWork& work, const trust::Job& job,
                                         int64_t log_number, std::string_view by) = 0;
    virtual Result<std::string> take_policy(storage::Transaction& transaction, const SignedWork& work, const trust::Policy& policy,
                                            int64_t log_number, std::string_view by) = 0;
    /// What people call it: "Clear temporary files on 3 machines". For the log, in whose entry it stands beside what was signed.
    virtual Result<std::string> title_of(storage::Transaction& transaction, const trust::Job& job) = 0;
    /// After the commit: what was taken may be delivered.
    virtual void published() = 0;
};

class Authority {
public:
    virtual ~Authority() = default;

    /// The chain as this server knows it; null: no genesis. Any thread.
    virtual std::shared_ptr<const trust::Roster> roster() const = 0;
    /// Whether a signature of this key counts for nothing now, as far as this server heard. Any thread.
    virtual bool is_suspended(const trust::KeyId& key, Instant now) const = 0;
    virtual void set_work_desk(WorkDesk& desk) = 0;
    virtual void set_work_taker(WorkTaker& taker) = 0;

    virtual Result<std::optional<GateView>> gate_of(storage::Transaction& transaction, DeviceId device) = 0;
    virtual Result<std::vector<GateView>> gates_of(storage::Transaction& transaction, const std::vector<DeviceId>& devices) = 0;
    virtual Result<std::optional<GateView>> gate_called(storage::Transaction& transaction, const trust::ShortId& gate) = 0;

    /// How many machines of the client have a gate.
    virtual Result<int64_t> count_gates(storage::Transaction& transaction, ClientId client) = 0;

    /// To this server, now; any thread.
    virtual bool is_connected(DeviceId device) const = 0;
    /// To a machine that is connected to this server; any thread. The chain and newest heartbeat, the newest head of the log with its
    /// proof of consistency, and the message's own proof of inclusion (when `log_number` is an entry) go before the message. False: the
    /// machine is not here, or its head could not be brought far enough yet; gate_ready comes when that has changed.
    virtual bool deliver(DeviceId device, ByteView frame, const std::vector<trust::Digest>& material,
                         std::optional<int64_t> log_number) = 0;
    /// Any thread. False: not here.
    virtual bool want_output(DeviceId device, const trust::ShortId& work, uint64_t offset, bool follow) = 0;
};

}  // namespace steward::authority
