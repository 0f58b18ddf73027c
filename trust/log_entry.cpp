#include "trust/log_entry.h"

namespace steward::trust {

namespace {
Digest hash_of_both(ByteView first, ByteView second) {
    Bytes both(first.begin(), first.end());
    both.insert(both.end(), second.begin(), second.end());
    return sha256(both);
}
}  // namespace

Digest tenant_tag(const Digest& tenant_salt, const ShortId& client) { return hash_of_both(tenant_salt, client); }

Digest commitment_of(const Digest& salt, ByteView body) { return hash_of_both(salt, body); }

Bytes write_entry(const LogEntry& entry) { return write_message(entry); }

std::optional<LogEntry> read_entry(ByteView bytes) {
    if (bytes.size() > most_entry_bytes) return std::nullopt;
    return read_message<LogEntry>(bytes);
}

Bytes write_body(const EntryBody& body) { return write_message(body); }

std::optional<EntryBody> read_body(ByteView bytes) {
    if (bytes.size() > most_body_bytes) return std::nullopt;
    return read_message<EntryBody>(bytes);
}

}  // namespace steward::trust
