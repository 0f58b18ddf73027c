// All SQL of the room. Every function works in the caller's transaction.
#pragma once

#include <map>

#include "server/modules/authority/authority.h"
#include "server/modules/authority/standing.h"

namespace steward::authority {

using storage::Transaction;

Result<int64_t> revision_of(Transaction& transaction);
/// Raises it; the new one.
Result<int64_t> raise_revision(Transaction& transaction);

Result<std::vector<KeptMessage>> messages_after(Transaction& transaction, int64_t number);
Status insert_message(Transaction& transaction, const KeptMessage& message);

Result<std::optional<NewestHeartbeat>> newest_heartbeat(Transaction& transaction);
/// Keeps it when none was signed later.
Status keep_heartbeat(Transaction& transaction, const NewestHeartbeat& heartbeat, Instant now);
/// Keeps what answers a question, and forgets answers that nobody takes any more.
Status keep_answer(Transaction& transaction, const trust::ShortId& nonce, ByteView frame, Instant now);
Result<std::optional<Bytes>> find_answer(Transaction& transaction, const trust::ShortId& nonce);
/// Those that machines may still take, by the question.
Result<std::map<std::string, Bytes>> answers(Transaction& transaction, Instant now);
Status ask_question(Transaction& transaction, DeviceId device, ByteView nonce, Instant now);
Status withdraw_question(Transaction& transaction, DeviceId device);
/// `of_clients`: " and d.client_id in (...)" with its parameters.
Result<int64_t> count_questions(Transaction& transaction, const std::string& of_clients, const std::vector<storage::Value>& parameters);

struct GrantRow {
    std::string id;
    ClientId client;
    SiteId site;
    std::string holder;
    int64_t most_uses = 1;
    Instant not_after;
    int64_t allowed = 0;
    trust::Digest message{};
    Bytes frame;
};
Result<std::optional<GrantRow>> find_grant(Transaction& transaction, const trust::ShortId& id);
Result<Instant> last_use(Transaction& transaction, const std::string& grant, DeviceId device);  // not set: never
Status insert_grant(Transaction& transaction, const GrantRow& grant, Instant now);

struct BindingRow {
    trust::Digest message{};
    std::string gate, grant;  // with which the machine came: another enrolment begins another chain of bindings
    int64_t seq = 0;
    ClientId client;
    int64_t log_number = -1;
    Bytes frame;
};
Result<int64_t> count_bindings(Transaction& transaction);
Result<bool> has_binding(Transaction& transaction, const trust::Digest& message);
/// Of one gate since an enrolment, in their order.
Result<std::vector<BindingRow>> bindings_of(Transaction& transaction, const std::string& gate, const std::string& grant, int64_t after_seq);
Status insert_binding(Transaction& transaction, const BindingRow& binding, Instant now);

struct GateRow {
    DeviceId device;
    ClientId client;  // as the directory has it now
    std::string gate, grant, host_name, state, words;
    Bytes gate_key, card, said;
    Instant observed_at, seen_at;
};
/// Their columns, of "authority_gates g join directory_v_devices d on d.id = g.device_id".
extern const std::string_view gate_columns, gate_tables;
GateRow read_gate(const storage::Row& row);
Result<std::optional<GateRow>> find_gate(Transaction& transaction, DeviceId device);
Result<std::vector<GateRow>> gates_called(Transaction& transaction, const std::string& gate);
/// Of active machines.
Result<int64_t> count_gates(Transaction& transaction, ClientId client);
Status keep_gate(Transaction& transaction, const GateRow& gate);
/// The machine was heard again, and what it said of its gate holds.
Status see_gate(Transaction& transaction, DeviceId device, Instant at);

/// What a machine saw that somebody has to look at, until it has passed.
struct OpenAlarm {
    DeviceId device;
    std::string item;
    Instant raised_at;
};
Result<std::vector<OpenAlarm>> open_alarms(Transaction& transaction);
Status keep_alarm(Transaction& transaction, DeviceId device, std::string_view item, Instant at);
Result<bool> drop_alarm(Transaction& transaction, DeviceId device, std::string_view item);  // false: there was none

std::string hex(const trust::ShortId& id);

}  // namespace steward::authority
