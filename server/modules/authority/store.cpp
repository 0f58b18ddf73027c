#include "server/modules/authority/store.h"

#include <algorithm>

namespace steward::authority {

namespace {
constexpr Duration answer_kept = std::chrono::minutes(2);  // a gate takes an answer for a minute

Bytes stored(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

trust::Digest digest_in(const Bytes& bytes) {
    trust::Digest digest{};
    if (bytes.size() == digest.size()) std::ranges::copy(bytes, digest.begin());
    return digest;
}

template <class AnyId>
std::optional<AnyId> id_or_null(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
}  // namespace

std::string hex(const trust::ShortId& id) { return to_hex(id); }

Result<int64_t> revision_of(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select revision from authority_state where id = 1"));
    return row ? row->integer(0) : 0;
}

Result<int64_t> raise_revision(Transaction& transaction) {
    STEWARD_TRY(const auto row,
                transaction.query_one("update authority_state set revision = revision + 1 where id = 1 returning revision"));
    return row ? row->integer(0) : 0;
}

Result<std::vector<KeptMessage>> messages_after(Transaction& transaction, int64_t number) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select number, message_id, type, taken_at, frame from authority_messages where number > $1 order by number", number));
    std::vector<KeptMessage> messages;
    for (const auto& row : rows)
        messages.push_back(
            {row.integer(0), digest_in(row.bytes(1)), static_cast<trust::MessageType>(row.integer(2)), row.instant(3), row.bytes(4)});
    return messages;
}

Status insert_message(Transaction& transaction, const KeptMessage& message) {
    STEWARD_CHECK(
        transaction.execute("insert into authority_messages (number, message_id, type, taken_at, frame) values ($1, $2, $3, $4, $5)",
                            message.number, stored(message.id), static_cast<int>(message.type), message.taken_at, message.frame));
    return {};
}

Result<std::optional<NewestHeartbeat>> newest_heartbeat(Transaction& transaction) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select message_id, signed_at, taken_at, frame from authority_heartbeats where id = 1"));
    if (!row) return std::nullopt;
    NewestHeartbeat kept{
        .id = digest_in(row->bytes(0)), .head = {}, .signed_at = row->instant(1), .taken_at = row->instant(2), .frame = row->bytes(3)};
    const auto frame = trust::read_frame(kept.frame);
    const auto said = frame ? trust::read_message<trust::Heartbeat>(frame->payload) : std::nullopt;
    if (said) kept.head = said->head;
    return kept;
}

Status keep_heartbeat(Transaction& transaction, const NewestHeartbeat& heartbeat, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into authority_heartbeats (id, message_id, signed_at, taken_at, frame) values (1, $1, $2, $3, $4) on conflict (id) do "
        "update "
        "set message_id = excluded.message_id, signed_at = excluded.signed_at, taken_at = excluded.taken_at, frame = excluded.frame "
        "where authority_heartbeats.signed_at < excluded.signed_at",
        stored(heartbeat.id), heartbeat.signed_at, now, heartbeat.frame));
    return {};
}

Status keep_answer(Transaction& transaction, const trust::ShortId& nonce, ByteView frame, Instant now) {
    STEWARD_CHECK(transaction.execute("delete from authority_answers where taken_at < $1 or nonce = $2", now - answer_kept, hex(nonce)));
    STEWARD_CHECK(
        transaction.execute("insert into authority_answers (nonce, taken_at, frame) values ($1, $2, $3)", hex(nonce), now, stored(frame)));
    return {};
}

Result<std::optional<Bytes>> find_answer(Transaction& transaction, const trust::ShortId& nonce) {
    STEWARD_TRY(const auto row, transaction.query_one("select frame from authority_answers where nonce = $1", hex(nonce)));
    return row ? std::optional(row->bytes(0)) : std::nullopt;
}

Result<std::map<std::string, Bytes>> answers(Transaction& transaction, Instant now) {
    STEWARD_TRY(const auto rows, transaction.query("select nonce, frame from authority_answers where taken_at >= $1", now - answer_kept));
    std::map<std::string, Bytes> found;
    for (const auto& row : rows) found[row.text(0)] = row.bytes(1);
    return found;
}

Status ask_question(Transaction& transaction, DeviceId device, ByteView nonce, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into authority_questions (device_id, nonce, asked_at) values ($1, $2, $3) "
                            "on conflict (device_id) do update set nonce = excluded.nonce, asked_at = excluded.asked_at "
                            "where authority_questions.nonce <> excluded.nonce",
                            device, stored(nonce), now));
    return {};
}

Status withdraw_question(Transaction& transaction, DeviceId device) {
    STEWARD_CHECK(transaction.execute("delete from authority_questions where device_id = $1", device));
    return {};
}

Result<int64_t> count_questions(Transaction& transaction, const std::string& of_clients, const std::vector<storage::Value>& parameters) {
    STEWARD_TRY(const auto rows,
                transaction.run("select count(*) from authority_questions q join directory_v_devices d on d.id = q.device_id "
                                "where d.status = 'active'" +
                                    of_clients,
                                parameters));
    return rows.empty() ? 0 : rows.front().integer(0);
}

Result<std::optional<GrantRow>> find_grant(Transaction& transaction, const trust::ShortId& id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select id, client_id, site_id, holder, most_uses, not_after, allowed, message_id, frame "
                                      "from authority_grants where id = $1",
                                      to_text(RawId{id})));
    if (!row) return std::nullopt;
    return GrantRow{row->text(0),    row->id<ClientId>(1),     row->is_null(2) ? SiteId{} : row->id<SiteId>(2),
                    row->text(3),    row->integer(4),          row->instant(5),
                    row->integer(6), digest_in(row->bytes(7)), row->bytes(8)};
}

Result<Instant> last_use(Transaction& transaction, const std::string& grant, DeviceId device) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select max(at) from directory_v_enrolment_uses where enrolment_id = $1 and device_id = "
                                      "$2 having count(*) > 0",
                                      grant, device));
    return row ? Instant{row->integer(0)} : Instant{};
}

Status insert_grant(Transaction& transaction, const GrantRow& grant, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into authority_grants (id, client_id, site_id, holder, most_uses, not_after, allowed, taken_at, "
                            "message_id, frame) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                            grant.id, grant.client, id_or_null(grant.site), grant.holder, grant.most_uses, grant.not_after, grant.allowed,
                            now, stored(grant.message), grant.frame));
    return {};
}

Result<int64_t> count_bindings(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from authority_bindings"));
    return row ? row->integer(0) : 0;
}

Result<bool> has_binding(Transaction& transaction, const trust::Digest& message) {
    STEWARD_TRY(const auto row, transaction.query_one("select 1 from authority_bindings where message_id = $1", stored(message)));
    return row.has_value();
}

Result<std::vector<BindingRow>> bindings_of(Transaction& transaction, const std::string& gate, const std::string& grant,
                                            int64_t after_seq) {
    STEWARD_TRY(const auto rows,
                transaction.query("select message_id, gate_id, grant_id, seq, client_id, log_number, frame from authority_bindings "
                                  "where gate_id = $1 and grant_id = $2 and seq > $3 order by seq",
                                  gate, grant, after_seq));
    std::vector<BindingRow> bindings;
    for (const auto& row : rows)
        bindings.push_back(
            {digest_in(row.bytes(0)), row.text(1), row.text(2), row.integer(3), row.id<ClientId>(4), row.integer(5), row.bytes(6)});
    return bindings;
}

Status insert_binding(Transaction& transaction, const BindingRow& binding, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into authority_bindings (message_id, gate_id, grant_id, seq, client_id, log_number, taken_at, frame) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        stored(binding.message), binding.gate, binding.grant, binding.seq, binding.client, binding.log_number, now, binding.frame));
    return {};
}

const std::string_view gate_columns =
    "g.device_id, d.client_id, g.gate_id, g.grant_id, g.host_name, g.state, g.words, g.gate_key, g.card, g.said, g.observed_at, g.seen_at";
const std::string_view gate_tables = " from authority_gates g join directory_v_devices d on d.id = g.device_id";

GateRow read_gate(const storage::Row& row) {
    return {.device = row.id<DeviceId>(0),
            .client = row.id<ClientId>(1),
            .gate = row.text(2),
            .grant = row.text(3),
            .host_name = row.text(4),
            .state = row.text(5),
            .words = row.text(6),
            .gate_key = row.bytes(7),
            .card = row.bytes(8),
            .said = row.bytes(9),
            .observed_at = row.instant(10),
            .seen_at = row.instant(11)};
}

Result<std::optional<GateRow>> find_gate(Transaction& transaction, DeviceId device) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select " + std::string(gate_columns) + std::string(gate_tables) + " where g.device_id = $1", device));
    return row ? std::optional(read_gate(*row)) : std::nullopt;
}

Result<std::vector<GateRow>> gates_called(Transaction& transaction, const std::string& gate) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(gate_columns) + std::string(gate_tables) +
                                                       " where g.gate_id = $1 and d.status = 'active' order by g.observed_at desc",
                                                   gate));
    std::vector<GateRow> gates;
    for (const auto& row : rows) gates.push_back(read_gate(row));
    return gates;
}

Result<int64_t> count_gates(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*)" + std::string(gate_tables) +
                                                          " where d.client_id = $1 and d.status = 'active' and g.gate_id <> ''",
                                                      client));
    return row ? row->integer(0) : 0;
}

Status keep_gate(Transaction& transaction, const GateRow& gate) {
    STEWARD_CHECK(transaction.execute(
        "insert into authority_gates (device_id, gate_id, gate_key, grant_id, host_name, card, state, words, said, observed_at, seen_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict (device_id) do update set gate_id = excluded.gate_id, "
        "gate_key = excluded.gate_key, grant_id = excluded.grant_id, host_name = excluded.host_name, card = excluded.card, "
        "state = excluded.state, words = excluded.words, said = excluded.said, observed_at = excluded.observed_at, seen_at = "
        "excluded.seen_at",
        gate.device, gate.gate, gate.gate_key, gate.grant, gate.host_name, gate.card, gate.state, gate.words, gate.said, gate.observed_at));
    return {};
}

Status see_gate(Transaction& transaction, DeviceId device, Instant at) {
    STEWARD_CHECK(transaction.execute("update authority_gates set seen_at = $2 where device_id = $1 and seen_at < $2", device, at));
    return {};
}

Result<std::vector<OpenAlarm>> open_alarms(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select device_id, item, raised_at from authority_alarms"));
    std::vector<OpenAlarm> alarms;
    for (const auto& row : rows) alarms.push_back({row.id<DeviceId>(0), row.text(1), Instant{row.integer(2)}});
    return alarms;
}

Status keep_alarm(Transaction& transaction, DeviceId device, std::string_view item, Instant at) {
    STEWARD_CHECK(
        transaction.execute("insert into authority_alarms (device_id, item, raised_at) values ($1, $2, $3) on conflict (device_id, "
                            "item) do update set raised_at = excluded.raised_at",
                            device, item, at));
    return {};
}

Result<bool> drop_alarm(Transaction& transaction, DeviceId device, std::string_view item) {
    STEWARD_TRY(const int64_t gone, transaction.execute("delete from authority_alarms where device_id = $1 and item = $2", device, item));
    return gone > 0;
}

}  // namespace steward::authority
