// Witnesses: who has seen which head, by their own signature.
#pragma once

#include "server/platform/ledger/tree.h"
#include "trust/key_record.h"

namespace steward::ledger {

struct Witness {
    std::string name;  // "device/" and the device's id
    ClientId client;
    trust::NoteKey key;
    int64_t size = 0;
    int64_t seconds = 0;  // when, by the witness's clock
    std::string line;
};

/// The name and key under which a device cosigns. `public_key` has 32 bytes (asserted).
trust::NoteKey witness_key(DeviceId device, ByteView public_key);
/// The same of a machine's gate: its id for signers in hexadecimal. `gate_key` has 32 bytes (asserted).
trust::NoteKey gate_witness_key(const trust::ShortId& gate, ByteView gate_key);

/// Takes a cosigned head of ours. Kept is the newest of each witness; an older one changes nothing. Failures: Invalid
/// "ledger.cosignature_refused" with a sentence which rule it breaks.
Status take_cosignature(storage::Transaction& transaction, const trust::NoteKey& witness, ClientId client, std::string_view note);
Status take_cosignature(storage::Transaction& transaction, DeviceId device, ClientId client, ByteView public_key, std::string_view note);

/// Of the devices of a client (nil: of all), newest head first, at most 64.
Result<std::vector<Witness>> witnesses_of(storage::Transaction& transaction, ClientId client);

}  // namespace steward::ledger
