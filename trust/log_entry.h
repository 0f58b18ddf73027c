// One entry of the accountability log (design/trust.md 4.2): the leaf that stays for ever, and the body that only the provider and
// the client concerned may read and that can be erased without breaking any proof.
#pragma once

#include "trust/key_record.h"

namespace steward::trust {

/// What kind of act an entry records. Numbers are for ever.
enum class EntryKind : uint8_t {
    Job = 1,
    Policy = 2,
    Roster = 3,
    Grant = 4,    // how a machine may join: enrolments
    Binding = 5,  // where a machine belongs: joined, moved, retired
    Result = 6,
    Refusal = 7,
    Login = 8,
    RoleChange = 9,
    Token = 10,
    VaultAccess = 11,
    Export = 12,
    Config = 13,
    Setup = 14,
    AlertMute = 15,
    Deletion = 16,
    TenantHead = 17,  // once a day: how long the client's chain is
};
constexpr EntryKind last_entry_kind = EntryKind::TenantHead;

/// The leaf. Its hash (leaf_hash of trust/log_tree.h) stands in the tree, and in the next entry of the same chain.
struct LogEntry {
    uint64_t version = 1;
    Instant at;
    EntryKind kind{};
    Digest tenant_tag{};      // SHA-256(salt of the client ‖ its 16 bytes)
    uint64_t tenant_seq = 0;  // 1 for the first of this chain
    Digest tenant_prev{};     // leaf hash of the entry before in this chain; zeros for the first
    Digest commitment{};      // SHA-256(salt ‖ body)
    bool operator==(const LogEntry&) const = default;
};

struct EntryDetail {
    std::string name, value;
    bool operator==(const EntryDetail&) const = default;
};

struct EntryBody {
    uint64_t version = 1;
    std::string action;  // "access.account_changed": as in the audit trail
    Digest message{};    // id of the signed message that it speaks of; zeros: none
    std::string by, principal, roles, subject;
    std::vector<EntryDetail> details;
    ShortId client{};  // zeros: the provider's own
    bool operator==(const EntryBody&) const = default;
};

constexpr size_t most_entry_bytes = 256, most_body_bytes = 65'536;

template <class Form>
void describe(Form& form, LogEntry& entry) {
    form.must(1, entry.version);
    form.must(2, entry.at);
    form.must(3, entry.kind);
    form.must(4, entry.tenant_tag);
    form.must(5, entry.tenant_seq);
    form.must(6, entry.tenant_prev);
    form.must(7, entry.commitment);
    form.refuse_if(entry.version != 1 || entry.kind < EntryKind::Job || entry.kind > last_entry_kind || entry.tenant_seq == 0 ||
                   (entry.tenant_seq == 1) != (entry.tenant_prev == Digest{}));
}

template <class Form>
void describe(Form& form, EntryDetail& detail) {
    form.must(1, detail.name);
    form.may(2, detail.value);
}

template <class Form>
void describe(Form& form, EntryBody& body) {
    form.must(1, body.version);
    form.must(2, body.action);
    form.may(3, body.message);
    form.must(4, body.by);
    form.must(5, body.principal);
    form.may(6, body.roles);
    form.may(7, body.subject);
    form.may(8, body.details);
    form.may(9, body.client);
    form.refuse_if(body.version != 1);
}

Digest tenant_tag(const Digest& tenant_salt, const ShortId& client);
Digest commitment_of(const Digest& salt, ByteView body);

Bytes write_entry(const LogEntry& entry);
std::optional<LogEntry> read_entry(ByteView bytes);  // exactly what write_entry writes
Bytes write_body(const EntryBody& body);
std::optional<EntryBody> read_body(ByteView bytes);

}  // namespace steward::trust
