// The messages that say where a machine belongs and what it lets happen to it: grant, binding, device card
// (design/trust.md 4.1.3, 4.1.7).
#pragma once

#include "trust/key_record.h"

namespace steward::trust {

/// A number for one class: budgets, signatures, minutes.
struct ClassNumber {
    JobClass job_class{};
    uint64_t number = 0;
    bool operator==(const ClassNumber&) const = default;
};

struct Curfew {
    std::string zone;
    uint64_t start_minute = 0, length_minutes = 0;
    bool operator==(const Curfew&) const = default;
};

/// Pinned on the machine; narrows whatever is signed. The default allows nothing: monitoring only.
struct LocalLimits {
    ClassSet allowed;
    std::vector<ClassNumber> least_assurance, signatures;
    uint64_t few = 25, many = 500;  // devices of a job with one signature, with two
    std::vector<ClassNumber> most_window_s, runs_a_day;
    std::optional<Curfew> curfew;
    ClassSet needs_consent;
    bool interactive_asks_locally = false;
    std::vector<ClassNumber> most_roster_age_s;
    uint64_t least_log_level = 0;
    bool mutable_by_quorum = false;
    bool operator==(const LocalLimits&) const = default;
};

struct ServerPlace {
    std::vector<std::string> addresses;
    std::vector<Digest> pins;
};

/// Message 7, signed by role enrol.
struct Grant {
    uint64_t version = 1;
    Digest authority{};
    ShortId id{}, client{}, site{};
    std::vector<std::string> tags;
    Digest token_hash{};
    uint64_t most_uses = 1;
    Instant not_after;
    ServerPlace server;
    uint64_t roster_seq = 0;
    Digest roster_head{};
    std::vector<Digest> witnesses;
    Digest log_key{};
    LocalLimits limits;
};
constexpr uint64_t most_grant_uses = 500;

/// Message 8: moves a machine, or changes the tags that policies go by.
struct Binding {
    uint64_t version = 1;
    Digest authority{};
    ShortId device{};
    Bytes device_key;
    ShortId client{}, site{};
    std::vector<std::string> tags;
    uint64_t seq = 0;
    Digest previous{};
};

/// Message 12, signed by the device itself: what the signer shows as its name.
struct DeviceCard {
    uint64_t version = 1;
    ShortId device{};  // SHA-256 of its key, first 16 bytes
    Bytes device_key;
    std::string host_name, serial, os;
    Digest fingerprint{};
    ShortId grant{};
    Digest seal_key{};  // X25519
    Instant created;
};

/// The first 16 bytes of the SHA-256 of its key.
ShortId device_id(ByteView device_key);

template <class Form>
void describe(Form& form, ClassNumber& number) {
    form.must(1, number.job_class);
    form.must(2, number.number);
}

template <class Form>
void describe(Form& form, Curfew& curfew) {
    form.must(1, curfew.zone);
    form.must(2, curfew.start_minute);
    form.must(3, curfew.length_minutes);
}

template <class Form>
void describe(Form& form, LocalLimits& limits) {
    form.must(1, limits.allowed);
    form.may(2, limits.least_assurance);
    form.may(3, limits.signatures);
    form.must(4, limits.few);
    form.may(5, limits.most_window_s);
    form.may(6, limits.runs_a_day);
    form.may(7, limits.curfew);
    form.may(8, limits.needs_consent);
    form.may(9, limits.interactive_asks_locally);
    form.may(10, limits.most_roster_age_s);
    form.may(11, limits.least_log_level);
    form.may(12, limits.mutable_by_quorum);
    form.must(13, limits.many);
    form.refuse_if(limits.least_log_level > 2);
}

template <class Form>
void describe(Form& form, ServerPlace& server) {
    form.must(1, server.addresses);
    form.must(2, server.pins);
}

template <class Form>
void describe(Form& form, Grant& grant) {
    form.must(1, grant.version);
    form.must(2, grant.authority);
    form.must(3, grant.id);
    form.must(4, grant.client);
    form.must(5, grant.site);
    form.may(6, grant.tags);
    form.must(7, grant.token_hash);
    form.must(8, grant.most_uses);
    form.must(9, grant.not_after);
    form.must(10, grant.server);
    form.must(11, grant.roster_seq);
    form.must(12, grant.witnesses);
    form.must(13, grant.limits);
    form.must(14, grant.roster_head);
    form.must(15, grant.log_key);
    form.refuse_if(grant.version != 1 || grant.most_uses == 0 || grant.most_uses > most_grant_uses);
}

template <class Form>
void describe(Form& form, Binding& binding) {
    form.must(1, binding.version);
    form.must(2, binding.authority);
    form.must(3, binding.device);
    form.must(4, binding.device_key);
    form.must(5, binding.client);
    form.must(6, binding.site);
    form.may(7, binding.tags);
    form.must(8, binding.seq);
    form.must(9, binding.previous);
    form.refuse_if(binding.version != 1 || binding.device != device_id(binding.device_key));
}

template <class Form>
void describe(Form& form, DeviceCard& card) {
    form.must(1, card.version);
    form.must(2, card.device);
    form.must(3, card.device_key);
    form.must(4, card.host_name);
    form.may(5, card.serial);
    form.must(6, card.os);
    form.must(7, card.fingerprint);
    form.must(8, card.grant);
    form.must(9, card.seal_key);
    form.must(10, card.created);
    form.refuse_if(card.version != 1 || card.device != device_id(card.device_key));
}

}  // namespace steward::trust
