#include "signer/shown.h"

#include <algorithm>

#include "base/counted.h"
#include "base/id.h"
#include "base/spoken.h"
#include "signer/changed.h"
#include "trust/class_name.h"
#include "trust/class_rule.h"
#include "trust/place.h"

namespace steward::signer {

namespace {
using namespace trust;

std::string when(Instant at) { return at.is_set() ? to_rfc3339(at).substr(0, 16) + "Z" : "no end"; }
std::string days(Duration time) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(time).count();
    return hours % 24 == 0 ? counted(static_cast<uint64_t>(hours / 24), "day") : counted(static_cast<uint64_t>(hours), "hour");
}

class Teller {
public:
    Teller(Shown& shown, const Roster* roster, Instant now) : shown_(shown), roster_(roster), now_(now) {}

    void tell(const Genesis& genesis) {
        say("begins the authority of " + genesis.name + ", made " + when(genesis.created));
        rules(genesis.rules);
        near(genesis.created);
    }
    void tell(const RosterUpdate& update) {
        say("changes who may sign, as number " + std::to_string(update.seq) + " of the chain" +
            (update.reason.empty() ? "" : ": " + update.reason));
        body(update);
        const bool is_compared = !roster_ || update.kind == UpdateKind::Checkpoint;  // a whole state was, with all that is in it
        if (const auto after = !is_compared ? updated(roster_->rules(), update.kind, update.body) : std::nullopt)
            compare_beacons(shown_, roster_->rules(), *after);
        near(update.created);
        own(update.authority);
        if (roster_ && count_holders(Role::Roster, roster_->rules().keys) == 1) delayed(roster_->rules().single_holder_delay);
        if (roster_ && update.previous != roster_->head()) red("it does not follow what is in force here now");
    }
    void tell(const Suspend& suspend) {
        say("suspends the key " + named(suspend.target) + " until " + when(suspend.until) +
            (suspend.reason.empty() ? "" : ": " + suspend.reason));
        near(suspend.issued);
        own(suspend.authority);
    }
    void tell(const Stop& stop) {
        const std::string clients = counted(stop.scope.clients.size(), "client"), machines = counted(stop.scope.devices.size(), "machine");
        const std::string what = stop.scope.all               ? "every machine"
                                 : stop.scope.devices.empty() ? clients
                                 : stop.scope.clients.empty() ? machines
                                                              : clients + " and " + machines;
        say((stop.lifts ? "lets work go on again on " : "stops all work on ") + what + ", " +
            (stop.until.is_set() ? "until " + when(stop.until) : "until it is lifted"));
        for (const auto& client : stop.scope.clients) say("  client " + to_text(RawId{client}));
        for (const auto& device : stop.scope.devices) say("  machine " + to_hex(device));
        if (stop.lifts) red("it takes back a stop");
        near(stop.issued);
        own(stop.authority);
    }
    void tell(const Heartbeat& heartbeat) {
        say("says that number " + std::to_string(heartbeat.seq) + " of the chain is the newest at " + when(heartbeat.time));
        near(heartbeat.time);
        own(heartbeat.authority);
    }
    void tell(const Recovery& recovery) {
        say("puts other keys in the place of all there are, from number " + std::to_string(recovery.base_seq) + " of the chain on" +
            (recovery.reason.empty() ? "" : ": " + recovery.reason));
        red("it replaces everybody who may sign");
        if (roster_) delayed(roster_->rules().recovery.delay);
        rules(recovery.rules);
        compare(recovery.rules);
        own(recovery.authority);
    }
    void tell(const Resolve& resolve) {
        say("ends a split: takes " + short_hex(resolve.chosen) + ", drops " + std::to_string(resolve.rejected.size()) + " others");
        own(resolve.authority);
    }
    void tell(const Veto& veto) {
        say("objects to " + short_hex(veto.vetoed) + ": where it waits it will not come into force, and who signs this never signs it");
        own(veto.authority);
    }

private:
    void say(std::string line) { shown_.lines.push_back(std::move(line)); }
    void red(std::string line) { shown_.unusual.push_back(std::move(line)); }
    void near(Instant at) {
        const Duration off = at > now_ ? at - now_ : now_ - at;
        if (off > std::chrono::hours(1)) red("it says it was made " + when(at) + ", which is not now");
    }
    void delayed(Duration delay) {
        say("it comes into force " + days(delay) + " after it was taken: where it is taken now, on " + when_here(now_ + delay));
    }
    void own(const Digest& authority) {
        if (!roster_) red("its authority " + short_hex(authority) + " is not known here: nothing of it can be compared");
        else if (roster_->authority() != authority) red("it is for another authority than yours");
    }
    std::string named(const KeyId& id) const {
        const KeyRecord* key = roster_ ? roster_->key(id) : nullptr;
        return short_hex(id) + (key ? " of " + key->holder : " (not known here)");
    }
    void rules(const RosterRules& rules) {
        for (const auto& key : rules.keys) say("  " + words_of(key));
        for (const auto& key : rules.recovery.keys) say("  for recovery: " + words_of(key));
        const size_t holders = count_holders(Role::Roster, rules.keys);
        say("changes need " + std::to_string(std::max<size_t>(rules.threshold, holders / 2 + 1)) + " of " + std::to_string(holders) +
            " persons; recovery needs " + std::to_string(rules.recovery.threshold) + " and " + days(rules.recovery.delay));
        if (holders == 1) red("one person alone: every change waits " + days(rules.single_holder_delay));
        if (count_holders(Role::Fresh, rules.keys) == 0) say("no beacon: no machine runs a job before one is added");
        if (rules.log_keys.empty()) say("no key of the log: no machine runs a job before `steward-sign log-keys` names one");
        classes(rules.class_rules);
        freshness(rules.fresh);
        digests("the log's key is", rules.log_keys);
        digests("the server's key is", rules.server_pins);
        for (const auto& mirror : rules.mirrors) say("  also published to " + mirror);
        if (rules.mirrors.empty()) red("no mirror: while the server is in wrong hands, it can hide that a key was removed");
    }
    // A whole state against the one that is in force.
    void compare(const RosterRules& next) {
        if (!roster_) return;
        const RosterRules& now = roster_->rules();
        compare_keys(shown_, now.keys, next.keys, "");
        compare_beacons(shown_, now, next);
        compare_voices(shown_, now, next.threshold, next.single_holder_delay);
        compare_digests(shown_, "the log's key", now.log_keys, next.log_keys);
        compare_digests(shown_, "the server's key", now.server_pins, next.server_pins);
        compare_mirrors(shown_, now.mirrors, next.mirrors);
        if (next.recovery != now.recovery) recovery(next.recovery);
    }
    void classes(const std::vector<ClassRule>& rules) {
        for (const ClassRule& rule : rules)
            say("  " + std::string(class_name(rule.job_class)) + ": " + std::to_string(rule.few_holders) + " persons up to " +
                std::to_string(rule.few) + " machines, " + std::to_string(rule.many_holders) + " up to " + std::to_string(rule.many));
        // Every class: for one that is left out the usual holds again, which may be weaker than now.
        for (uint8_t number = 1; number <= last_job_class; ++number) {
            const ClassRule rule = class_rule(static_cast<JobClass>(number), RosterRules{.class_rules = rules});
            const ClassRule usual = class_rule(rule.job_class, roster_ ? roster_->rules() : RosterRules{});
            const bool is_weaker = rule.few_holders < usual.few_holders || rule.many_holders < usual.many_holders || rule.few > usual.few ||
                                   rule.many > usual.many;
            if (is_weaker) red(std::string(class_name(rule.job_class)) + " needs fewer persons, or reaches more machines, than now");
        }
    }
    void freshness(const FreshRule& fresh) {
        if (fresh.threshold != 1) say("  " + std::to_string(fresh.threshold) + " beacons say what is the newest");
        for (const MostAge& one : fresh.most_age) {
            say("  " + std::string(class_name(one.job_class)) + " runs up to " + hours(one.age) + " after the last word of a beacon");
            if (one.age > std::chrono::hours(24) * 7)
                red(std::string(class_name(one.job_class)) + " runs for more than a week without any word of a beacon");
        }
        if (!roster_) return;
        if (fresh.threshold < roster_->rules().fresh.threshold) red("fewer beacons than now say what is the newest");
        for (uint8_t number = 1; number <= last_job_class; ++number) {
            const auto job_class = static_cast<JobClass>(number);
            if (age_of(job_class, fresh) > age_of(job_class, roster_->rules().fresh))
                red("a stolen key could run " + std::string(class_name(job_class)) +
                    " for longer than now after it was removed: " + hours(age_of(job_class, fresh)));
        }
    }
    // A beginning without a beacon leaves a week, and the beacon that comes later is told.
    void slow_classes(const FreshRule& fresh) {
        std::string names;
        for (uint8_t number = 1; number <= last_job_class; ++number) {
            const auto job_class = static_cast<JobClass>(number);
            if (age_of(job_class, fresh) > std::chrono::hours(24))
                names += (names.empty() ? "" : ", ") + std::string(class_name(job_class));
        }
        if (!names.empty())
            say("  more than 24 hours after a beacon's word still run: " + names +
                "; `steward-sign rules --roster-age CLASS=24` ends that");
    }
    // As the gate has it where the chain says nothing.
    static Duration age_of(JobClass job_class, const FreshRule& fresh) {
        const auto found = std::ranges::find(fresh.most_age, job_class, &MostAge::job_class);
        if (found != fresh.most_age.end()) return found->age;
        return std::chrono::hours(job_class == JobClass::Script || job_class == JobClass::Account ? 24 : 24 * 7);
    }
    void recovery(const RecoveryRule& after) {
        red("it changes who can recover");
        say("  recovery by " + std::to_string(after.threshold) + " of " + std::to_string(count_holders(Role::Recovery, after.keys)) +
            " persons with " + counted(after.keys.size(), "key") + " after " + days(after.delay));
        for (const auto& key : after.keys) say("    " + words_of(key));
        if (!roster_) return;
        const RecoveryRule& before = roster_->rules().recovery;
        const auto has = [](const RecoveryRule& rule, const KeyId& id) {
            return std::ranges::find(rule.keys, id, &KeyRecord::id) != rule.keys.end();
        };
        for (const auto& key : before.keys)
            if (!has(after, key.id)) say("    no more: " + words_of(key));
        for (const auto& key : after.keys)
            if (!has(before, key.id))
                red("new: the key " + short_hex(key.id) + " of " + key.holder +
                    " is new for recovery, and nothing here proves that somebody holds it: have its whole number read to you");
        if (after.delay < before.delay)
            red("less time than now to object to a recovery: " + days(after.delay) + ", not " + days(before.delay));
        if (after.threshold < before.threshold)
            red("fewer persons than now can recover: " + std::to_string(after.threshold) + ", not " + std::to_string(before.threshold));
        if (after.keys.size() < before.keys.size()) red("fewer recovery keys than now");
        if (after.threshold == 1) red("one recovery key alone can replace everybody who may sign");
        for (const auto& key : after.keys)
            if (!key.is_valid_at(now_)) red("the recovery key " + short_hex(key.id) + " of " + key.holder + " is not valid today");
    }
    void changed_rules(const RulesBody& after) {
        say("  changes need " + std::to_string(after.threshold) + " persons or a majority, if that is more; one alone waits " +
            days(after.single_holder_delay));
        classes(after.class_rules);
        freshness(after.fresh);
        if (roster_) compare_voices(shown_, roster_->rules(), after.threshold, after.single_holder_delay);
    }
    void digests(const std::string& what, const std::vector<Digest>& all) {
        for (const Digest& digest : all) say("  " + what + " " + spoken(digest));
    }
    static std::string hours(Duration time) {
        return std::to_string(std::chrono::duration_cast<std::chrono::hours>(time).count()) + " hours";
    }

    void body(const RosterUpdate& update) {
        const ByteView bytes = update.body.bytes;
        switch (update.kind) {
            case UpdateKind::AddKey:
            case UpdateKind::UpdateKey:
                if (const auto change = read_message<KeyBody>(bytes)) {
                    const bool adds = update.kind == UpdateKind::AddKey;
                    say((adds ? "  adds the " : "  changes to the ") + words_of(change->key));
                    if (change->key.assurance != Assurance::Hardware) red("the key lies in a file, not in a security key");
                    const KeyRecord* now = roster_ && !adds ? roster_->key(change->key.id) : nullptr;
                    if (now) compare_key(shown_, *now, change->key);
                    if (roster_ && adds && change->key.has(Role::Fresh)) slow_classes(roster_->rules().fresh);
                    return;
                }
                break;
            case UpdateKind::RemoveKey:
                if (const auto change = read_message<KeyIdBody>(bytes)) return say("  removes the key " + named(change->id));
                break;
            case UpdateKind::SetRules:
                if (const auto change = read_message<RulesBody>(bytes)) return changed_rules(*change);
                break;
            case UpdateKind::SetRecovery:
                if (const auto change = read_message<RecoveryRule>(bytes)) return recovery(*change);
                break;
            case UpdateKind::SetLogKeys:
            case UpdateKind::SetPins:
                if (const auto change = read_message<DigestsBody>(bytes)) {
                    const bool are_pins = update.kind == UpdateKind::SetPins;
                    const std::string what = are_pins ? "the server's key" : "the log's key";
                    digests(what + " is", change->digests);
                    if (roster_)
                        compare_digests(shown_, what, are_pins ? roster_->rules().server_pins : roster_->rules().log_keys, change->digests);
                    return;
                }
                break;
            case UpdateKind::SetMirrors:
                if (const auto change = read_message<MirrorsBody>(bytes)) {
                    for (const auto& mirror : change->mirrors) say("  published to " + mirror);
                    if (roster_) compare_mirrors(shown_, roster_->rules().mirrors, change->mirrors);
                    return;
                }
                break;
            case UpdateKind::Checkpoint:
                if (const auto all = read_message<RosterRules>(bytes)) {
                    red("it writes the whole list of keys anew");
                    if (roster_ && *all == roster_->rules()) say("  what it writes is what is in force here now");
                    else red("what it writes is not what is in force here now: compare every line");
                    rules(*all);
                    return compare(*all);
                }
                break;
        }
        red("what it changes cannot be read");
    }

    Shown& shown_;
    const Roster* roster_;
    Instant now_;
};

template <class Message>
void tell(Shown& shown, const Draft& draft, const Roster* roster, Instant now, const Around& around) {
    const auto message = read_message<Message>(draft.payload);
    shown.is_readable = message.has_value();
    if (!message) return shown.unusual.emplace_back("it cannot be read: do not sign it"), void();
    if constexpr (std::same_as<Message, Job>) show_job(shown, *message, roster, now, around);
    else if constexpr (std::same_as<Message, Policy>) show_policy(shown, *message, roster, now, around);
    else if constexpr (std::same_as<Message, Grant>) show_grant(shown, *message, roster, now, around);
    else if constexpr (std::same_as<Message, Binding>) show_binding(shown, *message, roster, around);
    else Teller(shown, roster, now).tell(*message);
}

using Tell = void (*)(Shown&, const Draft&, const Roster*, Instant, const Around&);
Tell teller_of(MessageType type) {
    switch (type) {
        case MessageType::Genesis:
            return tell<Genesis>;
        case MessageType::Roster:
            return tell<RosterUpdate>;
        case MessageType::Suspend:
            return tell<Suspend>;
        case MessageType::Stop:
            return tell<Stop>;
        case MessageType::Heartbeat:
            return tell<Heartbeat>;
        case MessageType::Recovery:
            return tell<Recovery>;
        case MessageType::Resolve:
            return tell<Resolve>;
        case MessageType::Veto:
            return tell<Veto>;
        case MessageType::Grant:
            return tell<Grant>;
        case MessageType::Binding:
            return tell<Binding>;
        case MessageType::Job:
            return tell<Job>;
        case MessageType::Policy:
            return tell<Policy>;
        default:
            return nullptr;
    }
}
}  // namespace

Result<Bytes> Around::file(const Digest& digest) const {
    return fail(ErrorKind::NotFound, "file.missing", "The file " + short_hex(digest) + " is not here.");
}

Shown show(const Draft& draft, const Roster* roster, Instant now, const Around& around) {
    Shown shown;
    if (const Tell tell_it = teller_of(draft.type)) tell_it(shown, draft, roster, now, around);
    else shown.unusual.emplace_back("this version cannot show what it says: do not sign it");
    bool is_hidden = false;
    for (auto& line : shown.lines) {
        bool found = false;
        line = plain(line, &found);
        is_hidden = is_hidden || found;
    }
    for (auto& line : shown.unusual) line = plain(line);
    if (is_hidden)
        shown.unusual.emplace_back("it holds characters that are not seen or that turn text round; they are written out as \\u{...}");
    return shown;
}

Shown show(const Draft& draft, const Roster* roster, Instant now) { return show(draft, roster, now, Around()); }

}  // namespace steward::signer
