// Who may sign what: one operator's, beacon's or client's key with its bounds (design/trust.md 4.1.1, 4.1.3).
#pragma once

#include <string>
#include <vector>

#include "trust/form.h"
#include "trust/signature.h"

namespace steward::trust {

using ShortId = std::array<uint8_t, 16>;  // of a client, site, device, job, policy or grant

enum class Role : uint8_t {
    Roster = 1,
    Job = 2,
    Policy = 4,
    Recovery = 8,
    Fresh = 16,
    Consent = 32,
    Stop = 64,
    Enrol = 128,
};

/// What a job does. The numbers stand in signed messages and are never given again.
enum class JobClass : uint8_t {
    Script = 1,
    Patch = 2,
    Reboot = 3,
    Account = 4,
    RestoreTest = 5,
    FilePut = 6,
    AgentConfig = 7,
    Software = 8,
    Service = 9,
    Interactive = 10,
    Uninstall = 11,
    SensitiveCollection = 12,
    VaultUse = 13,
};
constexpr uint8_t last_job_class = 13;

/// How much a signature says of a person: by a web page, by a program of ours, by a security key that our program asked.
enum class Assurance : uint8_t { Browser = 1, Software = 2, Hardware = 3 };

/// Classes as bits: bit n is class n.
struct ClassSet {
    uint32_t bits = 0;
    bool has(JobClass one) const { return (bits >> static_cast<unsigned>(one) & 1) != 0; }
    bool operator==(const ClassSet&) const = default;
    void read_from(CborReader& reader);  // bits of classes that are none make it unsound
    void write_to(CborWriter& writer) const { writer.number(bits); }
};

/// All clients ("*"), or those of a list. An empty list is none.
struct ClientSet {
    bool all = false;
    std::vector<ShortId> list;
    bool has(const ShortId& client) const;
    bool operator==(const ClientSet&) const = default;
    void read_from(CborReader& reader);
    void write_to(CborWriter& writer) const;
};

struct KeyRecord {
    KeyId id{};
    PublicKey key;
    uint8_t roles = 0;
    std::string holder;  // the person; two keys of one person are one voice
    ClientSet clients;
    ClassSet classes;
    Instant not_before, not_after;
    RelyingParty party;  // of browsers only: that of security keys follows from the authority
    Assurance assurance{};
    Bytes vault_key;  // X25519, 32 bytes; empty: none

    bool has(Role role) const { return (roles & static_cast<uint8_t>(role)) != 0; }
    bool is_valid_at(Instant at) const { return not_before <= at && at < not_after; }
    bool operator==(const KeyRecord&) const;
};

constexpr Duration longest_key_life = std::chrono::hours(24) * 400;

template <class Form>
void describe(Form& form, RelyingParty& party) {
    form.must(1, party.id);
    form.may(2, party.origins);
}

/// Unsound when its id is not that of its key, when it lives longer than 400 days, when a browser has no party,
/// or when a browser's key may sign anything but run tickets (it has no role for that: `Job` alone).
bool is_well_formed(const KeyRecord& record);

template <class Form>
void describe(Form& form, KeyRecord& record) {
    form.must(1, record.id);
    form.must(2, record.key.algorithm);
    form.must(3, record.key.bytes);
    form.must(4, record.roles);
    form.must(5, record.holder);
    form.must(6, record.clients);
    form.must(7, record.classes);
    form.must(8, record.not_before);
    form.must(9, record.not_after);
    form.may(10, record.party);
    form.must(11, record.assurance);
    form.may(12, record.vault_key);
    form.refuse_if(!is_well_formed(record));
}

}  // namespace steward::trust
