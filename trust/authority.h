// The messages that say who may sign: genesis, the chain of roster updates, and the side messages that only narrow
// (design/trust.md 4.1.3). What they may do is decided in roster.h.
#pragma once

#include "trust/key_record.h"

namespace steward::trust {

constexpr uint64_t message_version = 1;

/// How many persons must sign a job of a class: `few_holders` up to `few` devices, `many_holders` up to `many`, nobody above.
struct ClassRule {
    JobClass job_class{};
    uint64_t few_holders = 1, few = 25, many_holders = 2, many = 500;
    bool operator==(const ClassRule&) const = default;
};

/// How old the newest heartbeat may be for jobs of a class.
struct MostAge {
    JobClass job_class{};
    Duration age{0};
    bool operator==(const MostAge&) const = default;
};

struct FreshRule {
    uint64_t threshold = 1;  // how many beacons
    std::vector<MostAge> most_age;
    bool operator==(const FreshRule&) const = default;
};

struct RecoveryRule {
    std::vector<KeyRecord> keys;
    uint64_t threshold = 0;
    Duration delay{0};
    bool operator==(const RecoveryRule&) const = default;
};

/// Everything that the chain decides, as it stands after one of its messages.
struct RosterRules {
    std::vector<KeyRecord> keys;
    uint64_t threshold = 0;  // persons with role roster
    RecoveryRule recovery;
    Duration single_holder_delay{0};
    std::vector<Digest> log_keys;     // Ed25519
    std::vector<Digest> server_pins;  // SHA-256 of the server's public key
    std::vector<std::string> mirrors;
    std::vector<ClassRule> class_rules;
    FreshRule fresh;
    bool operator==(const RosterRules&) const = default;
};

/// Message 1, signed by every key in it. Its id is the authority's id, all that an agent needs to trust.
struct Genesis {
    uint64_t version = message_version;
    ShortId nonce{};
    std::string name;
    Instant created;
    RosterRules rules;
};

enum class UpdateKind : uint8_t {
    AddKey = 1,
    RemoveKey = 2,
    UpdateKey = 3,
    SetRules = 4,
    SetRecovery = 5,
    SetLogKeys = 6,
    SetPins = 7,
    SetMirrors = 8,
    Checkpoint = 9,
};

/// Bodies of an update, by kind.
struct KeyBody {
    KeyRecord key;
};
struct KeyIdBody {
    KeyId id{};
};
struct RulesBody {
    uint64_t threshold = 0;
    Duration single_holder_delay{0};
    std::vector<ClassRule> class_rules;
    FreshRule fresh;
};
struct DigestsBody {
    std::vector<Digest> digests;  // log keys or pins
};
struct MirrorsBody {
    std::vector<std::string> mirrors;
};

/// Message 2.
struct RosterUpdate {
    uint64_t version = message_version;
    Digest authority{};
    uint64_t seq = 0;
    Digest previous{};
    UpdateKind kind{};
    Item body;
    Instant created;
    std::string reason;
};

/// Message 3: the key may sign no job, policy or binding any more; its voice in roster updates stays, and what else it signs.
struct Suspend {
    uint64_t version = message_version;
    Digest authority{};
    KeyId target{};
    Instant issued, until;
    std::string reason;
};
constexpr Duration longest_suspension = std::chrono::hours(24) * 7;

/// Message 4.
struct StopScope {
    bool all = false;
    std::vector<ShortId> clients, devices;
};
struct Stop {
    uint64_t version = message_version;
    Digest authority{};
    StopScope scope;
    Instant issued, until;  // until 0: for good
    bool lifts = false;     // signed by those who may lift it
};

/// Message 9.
struct Heartbeat {
    uint64_t version = message_version;
    Digest authority{};
    uint64_t seq = 0;
    Digest head{};
    Instant time;
    ShortId nonce{};  // what an agent asked with; zero: nobody asked
};

/// Message 13.
struct Recovery {
    uint64_t version = message_version;
    Digest authority{};
    uint64_t base_seq = 0;
    Digest base_head{};
    RosterRules rules;
    Instant created;
    std::string reason;
};

/// Message 14.
struct Resolve {
    uint64_t version = message_version;
    Digest authority{};
    Digest parent{}, chosen{};
    std::vector<Digest> rejected;
    Instant created;
};

/// Message 15.
struct Veto {
    uint64_t version = message_version;
    Digest authority{};
    Digest vetoed{};
    Instant created;
};

template <class Form>
void describe(Form& form, ClassRule& rule) {
    form.must(1, rule.job_class);
    form.must(2, rule.few_holders);
    form.must(3, rule.few);
    form.must(4, rule.many_holders);
    form.must(5, rule.many);
    form.refuse_if(rule.few_holders == 0 || rule.many_holders < rule.few_holders || rule.many < rule.few);
}

template <class Form>
void describe(Form& form, MostAge& age) {
    form.must(1, age.job_class);
    form.must(2, age.age);
}

template <class Form>
void describe(Form& form, FreshRule& rule) {
    form.must(1, rule.threshold);
    form.must(2, rule.most_age);
}

template <class Form>
void describe(Form& form, RecoveryRule& rule) {
    form.must(1, rule.keys);
    form.must(2, rule.threshold);
    form.must(3, rule.delay);
}

// Genesis, a checkpoint and a recovery share these; `first` is the number of the first of them.
template <class Form>
void describe_rules(Form& form, RosterRules& rules, uint64_t first) {
    form.must(first, rules.recovery);
    form.must(first + 1, rules.single_holder_delay);
    form.must(first + 2, rules.log_keys);
    form.must(first + 3, rules.server_pins);
    form.must(first + 4, rules.mirrors);
    form.must(first + 5, rules.class_rules);
    form.must(first + 6, rules.fresh);
}

template <class Form>
void describe(Form& form, RosterRules& rules) {
    form.must(1, rules.keys);
    form.must(2, rules.threshold);
    describe_rules(form, rules, 3);
}

template <class Form>
void describe(Form& form, Genesis& genesis) {
    form.must(1, genesis.version);
    form.must(2, genesis.nonce);
    form.must(3, genesis.name);
    form.must(4, genesis.rules.keys);
    form.must(5, genesis.rules.threshold);
    form.must(6, genesis.created);
    describe_rules(form, genesis.rules, 7);
    form.refuse_if(genesis.version != message_version);
}

template <class Form>
void describe(Form& form, KeyBody& body) {
    form.must(1, body.key);
}

template <class Form>
void describe(Form& form, KeyIdBody& body) {
    form.must(1, body.id);
}

template <class Form>
void describe(Form& form, RulesBody& body) {
    form.must(1, body.threshold);
    form.must(2, body.single_holder_delay);
    form.must(3, body.class_rules);
    form.must(4, body.fresh);
}

template <class Form>
void describe(Form& form, DigestsBody& body) {
    form.must(1, body.digests);
}

template <class Form>
void describe(Form& form, MirrorsBody& body) {
    form.must(1, body.mirrors);
}

template <class Form>
void describe(Form& form, RosterUpdate& update) {
    form.must(1, update.version);
    form.must(2, update.authority);
    form.must(3, update.seq);
    form.must(4, update.previous);
    form.must(5, update.kind);
    form.must(6, update.body);
    form.must(7, update.created);
    form.may(8, update.reason);
    form.refuse_if(update.version != message_version);
}

template <class Form>
void describe(Form& form, Suspend& suspend) {
    form.must(1, suspend.version);
    form.must(2, suspend.authority);
    form.must(3, suspend.target);
    form.must(4, suspend.issued);
    form.must(5, suspend.until);
    form.may(6, suspend.reason);
    form.refuse_if(suspend.version != message_version || suspend.until - suspend.issued > longest_suspension);
}

template <class Form>
void describe(Form& form, StopScope& scope) {
    form.may(1, scope.all);
    form.may(2, scope.clients);
    form.may(3, scope.devices);
}

template <class Form>
void describe(Form& form, Stop& stop) {
    form.must(1, stop.version);
    form.must(2, stop.authority);
    form.must(3, stop.scope);
    form.must(4, stop.issued);
    form.must(5, stop.until);
    form.may(6, stop.lifts);
    form.refuse_if(stop.version != message_version);
}

template <class Form>
void describe(Form& form, Heartbeat& heartbeat) {
    form.must(1, heartbeat.version);
    form.must(2, heartbeat.authority);
    form.must(3, heartbeat.seq);
    form.must(4, heartbeat.head);
    form.must(5, heartbeat.time);
    form.may(6, heartbeat.nonce);
    form.refuse_if(heartbeat.version != message_version);
}

template <class Form>
void describe(Form& form, Recovery& recovery) {
    form.must(1, recovery.version);
    form.must(2, recovery.authority);
    form.must(3, recovery.base_seq);
    form.must(4, recovery.base_head);
    form.must(5, recovery.rules);
    form.must(6, recovery.created);
    form.may(7, recovery.reason);
    form.refuse_if(recovery.version != message_version);
}

template <class Form>
void describe(Form& form, Resolve& resolve) {
    form.must(1, resolve.version);
    form.must(2, resolve.authority);
    form.must(3, resolve.parent);
    form.must(4, resolve.chosen);
    form.must(5, resolve.rejected);
    form.must(6, resolve.created);
    form.refuse_if(resolve.version != message_version || resolve.rejected.empty());
}

template <class Form>
void describe(Form& form, Veto& veto) {
    form.must(1, veto.version);
    form.must(2, veto.authority);
    form.must(3, veto.vetoed);
    form.must(4, veto.created);
    form.refuse_if(veto.version != message_version);
}

}  // namespace steward::trust
