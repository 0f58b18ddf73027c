// The chain and gates as the API shows them.
#include <algorithm>

#include "server/modules/authority/service.h"
#include "trust/class_name.h"

namespace steward::authority {

namespace {
constexpr Duration day = std::chrono::hours(24), ends_soon = day * 30, recovery_ends_soon = day * 60;
constexpr std::pair<trust::Role, std::string_view> role_names[] = {{trust::Role::Roster, "roster"}, {trust::Role::Job, "job"},
                                                                   {trust::Role::Policy, "policy"}, {trust::Role::Recovery, "recovery"},
                                                                   {trust::Role::Fresh, "fresh"},   {trust::Role::Consent, "consent"},
                                                                   {trust::Role::Stop, "stop"},     {trust::Role::Enrol, "enrol"}};
std::string assurance_text(trust::Assurance assurance) {
    return assurance == trust::Assurance::Browser ? "browser" : assurance == trust::Assurance::Software ? "software" : "hardware";
}

std::string algorithm_text(trust::Algorithm algorithm) {
    constexpr std::string_view names[] = {"", "ed25519", "es256", "fido_ed25519", "fido_es256", "browser_es256", "browser_ed25519"};
    const auto number = static_cast<size_t>(algorithm);
    return std::string(number < std::size(names) ? names[number] : "");
}

void fill_key(v1::AuthorityKey& out, const trust::KeyRecord& key, const Standing& standing, Instant now) {
    out.set_key_id(to_hex(key.id));
    out.set_holder(key.holder);
    for (const auto& [role, name] : role_names)
        if (key.has(role)) out.add_roles(std::string(name));
    for (auto& name : class_texts(key.classes.bits)) out.add_classes(std::move(name));
    for (const auto& client : key.clients.list) out.add_client_ids(to_text(RawId{client}));
    out.set_all_clients(key.clients.all);
    out.set_not_before_unix_ms(key.not_before.unix_ms);
    out.set_not_after_unix_ms(key.not_after.unix_ms);
    out.set_assurance(assurance_text(key.assurance));
    out.set_algorithm(algorithm_text(key.key.algorithm));
    out.set_suspended(standing.is_suspended(key.id, now));
}

void fill_waiting(v1::Authority& out, const Standing& standing, Instant now) {
    for (const auto& one : standing.waiting(now)) {
        auto& shown = *out.add_waiting_changes();
        shown.set_message_id(to_hex(one.id));
        shown.set_kind(one.is_recovery ? "recovery" : "update");
        shown.set_seq(static_cast<int64_t>(one.seq));
        shown.set_reason(one.reason);
        shown.set_in_force_at_unix_ms(one.in_force_at.unix_ms);
    }
}

void fill_narrowing(v1::Authority& out, const Standing& standing, Instant now) {
    for (const auto& one : standing.suspensions) {
        const auto* key = standing.roster->key(one.message.target);
        if (one.message.until < now || !key) continue;  // a key that was taken out is held back for good
        auto& shown = *out.add_suspensions();
        shown.set_key_id(to_hex(one.message.target));
        shown.set_holder(key->holder);
        shown.set_until_unix_ms(one.message.until.unix_ms);
        shown.set_reason(one.message.reason);
    }
    for (const auto& one : standing.stops) {
        if (!standing.holds(one, now)) continue;
        auto& shown = *out.add_stops();
        shown.set_all(one.message.scope.all);
        for (const auto& client : one.message.scope.clients) shown.add_client_ids(to_text(RawId{client}));
        for (const auto& gate : one.message.scope.devices) shown.add_device_ids(hex(gate));
        shown.set_issued_at_unix_ms(one.message.issued.unix_ms);
        shown.set_until_unix_ms(one.message.until.unix_ms);
        shown.set_message_id(to_hex(one.id));
    }
}
}  // namespace

std::string class_word(trust::JobClass job_class) {
    std::string word(trust::class_name(job_class));
    std::ranges::replace(word, '-', '_');
    return word;
}

std::vector<std::string> class_texts(uint64_t bits) {
    std::vector<std::string> names;
    for (size_t i = 1; i <= trust::last_job_class; ++i)
        if ((bits >> i & 1) != 0) names.push_back(class_word(static_cast<trust::JobClass>(i)));
    return names;
}

std::vector<std::string> warnings_of(const Standing& standing, bool log_key_pinned, Instant now) {
    std::vector<std::string> out;
    if (!standing.roster) {
        out.emplace_back(
            "There is no authority yet: machines are watched, and nothing can run on them. Begin with `steward-sign genesis`.");
        return out;
    }
    const auto& rules = standing.roster->rules();
    if (standing.roster->is_forked())
        out.emplace_back("The chain is split: machines run nothing until a majority has signed which side holds.");
    if (!log_key_pinned)
        out.emplace_back(
            "The chain does not name this server's log key: no job can be proven to machines. Sign it with `steward-sign log-keys`.");
    if (rules.mirrors.empty()) out.emplace_back("There is no mirror: revocation is not guaranteed while the server is compromised.");
    if (trust::count_holders(trust::Role::Roster, rules.keys) == 1)
        out.emplace_back("One person alone decides who may sign: changes wait " +
                         std::to_string(rules.single_holder_delay / std::chrono::hours(1)) + " hours, in which a recovery key may object.");
    if (!standing.heartbeat) out.emplace_back("No beacon was heard yet: machines take no job. Start one with `steward-sign beacon`.");
    else if (standing.heartbeat->signed_at + day < now)
        out.emplace_back("No beacon was heard for a day: machines will stop taking jobs. Start it, or open a signer.");
    for (const auto& key : rules.keys) {
        if (key.not_after > now + ends_soon) continue;
        out.push_back("The key " + to_hex(key.id).substr(0, 8) + " of " + key.holder + (key.not_after <= now ? " ended on " : " ends on ") +
                      to_rfc3339(key.not_after).substr(0, 10) + ". Sign a new one for them.");
    }
    for (const auto& key : rules.recovery.keys) {
        if (key.not_after > now + recovery_ends_soon) continue;
        out.push_back("The recovery key " + to_hex(key.id).substr(0, 8) + " of " + key.holder +
                      (key.not_after <= now ? " ended on " : " ends on ") + to_rfc3339(key.not_after).substr(0, 10) +
                      ". Sign its renewal with `steward-sign recovery-keys`: without recovery keys nobody helps a lost majority.");
    }
    return out;
}

v1::Authority authority_message(const Standing& standing, Instant now) {
    v1::Authority out;
    if (!standing.roster) return out;
    const auto& roster = *standing.roster;
    const auto& rules = roster.rules();
    out.set_exists(true);
    out.set_authority_id(to_hex(roster.authority()));
    out.set_name(standing.name);
    out.set_seq(static_cast<int64_t>(roster.seq()));
    out.set_head(to_hex(roster.head()));
    out.set_created_at_unix_ms(standing.created.unix_ms);
    for (const auto& key : rules.keys) fill_key(*out.add_keys(), key, standing, now);
    out.set_voices_needed(static_cast<int32_t>(roster.voices_needed()));
    out.set_voters(static_cast<int32_t>(trust::count_holders(trust::Role::Roster, rules.keys)));
    out.set_waiting(static_cast<int32_t>(roster.waiting()));
    fill_waiting(out, standing, now);
    out.set_forked(roster.is_forked());
    for (const auto& key : rules.recovery.keys) fill_key(*out.add_recovery_keys(), key, standing, now);
    out.set_recovery_threshold(static_cast<int32_t>(rules.recovery.threshold));
    out.set_recovery_delay_hours(rules.recovery.delay / std::chrono::hours(1));
    for (const auto& mirror : rules.mirrors) out.add_mirrors(mirror);
    if (standing.heartbeat) out.set_newest_heartbeat_at_unix_ms(standing.heartbeat->signed_at.unix_ms);
    for (const auto& rule : rules.class_rules) {
        auto& shown = *out.add_class_rules();
        shown.set_job_class(class_word(rule.job_class));
        shown.set_few_persons(static_cast<int32_t>(rule.few_holders));
        shown.set_few_devices(static_cast<int32_t>(rule.few));
        shown.set_many_persons(static_cast<int32_t>(rule.many_holders));
        shown.set_many_devices(static_cast<int32_t>(rule.many));
    }
    fill_narrowing(out, standing, now);
    return out;
}

// How long what was published waits on its way, as people may see it: nobody sees the courier itself.
void fill(v1::CarryingHealth& message, const Courier::Numbers& numbers, const Standing& standing) {
    message.set_visited_at_unix_ms(numbers.visited_at.unix_ms);
    message.set_machines_connected(static_cast<int32_t>(numbers.sessions));
    message.set_machines_waiting(static_cast<int32_t>(numbers.waiting));
    message.set_refused_heads(static_cast<int64_t>(numbers.refused_heads));
    message.set_floods(static_cast<int64_t>(numbers.floods));
    message.set_false_results(static_cast<int64_t>(numbers.false_results));
    if (standing.heartbeat) {
        const Duration waited = standing.heartbeat->taken_at - standing.heartbeat->signed_at;
        message.set_heartbeat_waited_ms(std::max<int64_t>(0, waited.count()));
    }
    std::vector<Duration> waits = numbers.waits;
    message.set_carried(static_cast<int32_t>(waits.size()));
    if (waits.empty()) return;
    std::ranges::sort(waits);
    message.set_middle_wait_ms(waits[waits.size() / 2].count());
    message.set_longest_wait_ms(waits.back().count());
}

void fill(v1::Gate& message, const GateRow& gate, const Standing& standing, Instant now) {
    const agent::v1::GateState said = said_by(gate);
    const Spoken spoken = shown(gate, now);
    message.set_device_id(gate.device.text());
    message.set_client_id(gate.client.text());
    message.set_state(spoken.state);
    message.set_words(spoken.words);
    message.set_observed_at_unix_ms(gate.observed_at.unix_ms);
    message.set_seen_at_unix_ms(gate.seen_at.unix_ms);
    message.set_gate_id(gate.gate);
    for (auto& name : class_texts(said.allowed_classes())) message.add_allowed_classes(std::move(name));
    message.set_version(said.version());
    message.set_log_size(static_cast<int64_t>(said.log_size()));
    message.set_roster_seq(static_cast<int64_t>(said.roster_seq()));
    const auto head = digest_of(said.roster_head());
    message.set_roster_is_newest(standing.roster && head && *head == standing.roster->head());
    if (said.was_heard()) message.set_heartbeat_age_ms(static_cast<int64_t>(said.heartbeat_age_ms()));
    message.set_card(gate.card.data(), gate.card.size());
    if (said.enrolled()) message.set_authority_id(to_hex(as_bytes(said.authority())));
    message.set_policies(static_cast<int32_t>(said.policies()));
    message.set_host_name(gate.host_name);
}

}  // namespace steward::authority
