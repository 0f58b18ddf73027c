#include "server/platform/ledger/witness.h"

#include <algorithm>
#include <cassert>

namespace steward::ledger {

namespace {
constexpr std::string_view prefix = "device/";
constexpr int64_t leeway_ms = 600'000;

std::unexpected<Error> refused(std::string sentence) { return fail(ErrorKind::Invalid, "ledger.cosignature_refused", std::move(sentence)); }

trust::NoteKey named_key(const std::string& name, ByteView public_key) {
    trust::NoteKey key{.kind = trust::NoteKind::Cosignature, .name = std::string(prefix) + name};
    assert(public_key.size() == key.key.size());
    std::ranges::copy(public_key, key.key.begin());
    return key;
}

// Whoever reads an export asks the same (verify/judge_entry.cpp): nobody saw a head before its entries.
Result<bool> is_after_newest(storage::Transaction& transaction, int64_t size, int64_t seconds) {
    if (seconds > INT64_MAX / 1000) return false;
    STEWARD_TRY(const auto row, transaction.query_one("select at from ledger_entries where number = $1", size - 1));
    return !row || seconds * 1000 + leeway_ms >= row->integer(0);
}
}  // namespace

trust::NoteKey witness_key(DeviceId device, ByteView public_key) { return named_key(device.text(), public_key); }

trust::NoteKey gate_witness_key(const trust::ShortId& gate, ByteView gate_key) { return named_key(to_hex(gate), gate_key); }

Status take_cosignature(storage::Transaction& transaction, DeviceId device, ClientId client, ByteView public_key, std::string_view text) {
    if (public_key.size() != trust::Digest{}.size()) return refused("This device's key cannot cosign.");
    return take_cosignature(transaction, witness_key(device, public_key), client, text);
}

Status take_cosignature(storage::Transaction& transaction, const trust::NoteKey& witness, ClientId client, std::string_view text) {
    const auto note = trust::read_note(text);
    if (!note) return refused("This is not a head with signatures.");
    STEWARD_TRY(const auto log, log_key_of(transaction));
    if (note->checkpoint.origin != log.name || !trust::is_signed(*note, log)) return refused("This head is not one of this log.");
    const auto seconds = trust::cosigned_at(*note, witness);
    if (!seconds) return refused("The cosignature is not by this device's key.");
    const auto size = static_cast<int64_t>(note->checkpoint.size);
    const auto root = root_at(transaction, size);
    if (!root || *root != note->checkpoint.root) return refused("The log has never had this head.");
    STEWARD_TRY(const bool could_see, is_after_newest(transaction, size, static_cast<int64_t>(*seconds)));
    if (!could_see) return refused("The cosignature says a time before what this head holds has happened. Set the machine's clock.");
    const auto line = std::ranges::find_if(note->signatures, [&](const trust::NoteSignature& one) {
        return one.name == witness.name && one.key_hash == trust::key_hash(witness);
    });
    if (line == note->signatures.end()) return refused("The cosignature is not by this device's key.");
    Bytes carried;
    for (int shift = 24; shift >= 0; shift -= 8) carried.push_back(static_cast<uint8_t>(line->key_hash >> shift));
    carried.insert(carried.end(), line->bytes.begin(), line->bytes.end());
    const std::string written = "\u2014 " + line->name + " " + to_base64(carried) + "\n";
    STEWARD_CHECK(transaction.execute(
        "insert into ledger_cosignatures (witness, client, public_key, size, seconds, line) values ($1, $2, $3, $4, $5, $6) "
        "on conflict (witness) do update set client = excluded.client, public_key = excluded.public_key, size = excluded.size, "
        "seconds = excluded.seconds, line = excluded.line where ledger_cosignatures.size <= excluded.size",
        witness.name, client.text(), Bytes(witness.key.begin(), witness.key.end()), size, static_cast<int64_t>(*seconds), written));
    return {};
}

// A signed note holds 64 signatures, the log's own among them (trust/checkpoint.h): of more witnesses, the newest.
Result<std::vector<Witness>> witnesses_of(storage::Transaction& transaction, ClientId client) {
    // Those whose time cannot be were kept before that was asked; they take nobody's place.
    STEWARD_TRY(
        const auto rows,
        transaction.query("select c.witness, c.client, c.public_key, c.size, c.seconds, c.line from ledger_cosignatures c left join "
                          "ledger_entries e on e.number = c.size - 1 where ($1 = '' or c.client = $1) and (e.at is null or c.seconds >= "
                          "(e.at - $2) / 1000) order by c.size desc, c.witness limit 63",
                          client.is_nil() ? std::string() : client.text(), leeway_ms));
    std::vector<Witness> witnesses;
    for (const auto& row : rows) {
        if (row.bytes(2).size() != trust::Digest{}.size()) continue;
        Witness witness{.name = row.text(0), .client = row.id<ClientId>(1)};
        witness.key = {.kind = trust::NoteKind::Cosignature, .name = witness.name};
        std::ranges::copy(row.bytes(2), witness.key.key.begin());
        witness.size = row.integer(3);
        witness.seconds = row.integer(4);
        witness.line = row.text(5);
        witnesses.push_back(std::move(witness));
    }
    return witnesses;
}

}  // namespace steward::ledger
