#include "server/modules/authority/checks.h"

#include <algorithm>

#include "trust/class_rule.h"

namespace steward::authority {

using trust::Frame;
using trust::KeyRecord;
using trust::MessageType;
using trust::Role;
using trust::Voices;

namespace {
constexpr Duration most_skew = std::chrono::minutes(5), longest_window = std::chrono::hours(24 * 30);
constexpr uint64_t most_machines = 500;

std::unexpected<Error> unreadable() {
    return refused("authority.unreadable",
                   "The message is signed, but it is none that this version knows. Update the server or the signer.");
}

Result<Voices> voices_in(const Frame& frame, const Standing& standing) {
    if (!standing.roster)
        return refused("authority.no_genesis", "This server knows no authority yet. Hand over the genesis first: `steward-sign genesis`.");
    auto voices = trust::voices_of(frame, standing.roster->rules().keys, standing.roster->authority());
    if (voices) return std::move(*voices);
    switch (voices.error()) {
        case trust::VoiceFault::SameKeyTwice:
            return refused("authority.same_key_twice", "One key signed it twice. Each person signs once.");
        case trust::VoiceFault::UnknownKey:
            return refused("authority.unknown_key",
                           "It is signed by a key that the chain does not name, as far as this server has it. Hand over the chain's newest "
                           "messages first.");
        case trust::VoiceFault::BadSignature:
            break;
    }
    return refused("authority.bad_signature", "A signature does not hold: the message was changed on its way, or the wrong key signed it.");
}

// In force and valid at a moment; a suspended key signs no work.
Status keys_hold(const Voices& voices, const Standing& standing, Instant now) {
    for (const KeyRecord* key : voices) {
        if (!standing.roster->key(key->id))
            return refused("authority.key_over",
                           "The key of " + key->holder + " was removed. Cancel it and draft it again for somebody else.");
        if (standing.is_suspended(key->id, now))
            return refused("authority.key_suspended",
                           "The key of " + key->holder + " is suspended. Cancel it and draft it again for somebody else.");
        if (key->not_before > now + most_skew || key->not_after <= now)
            return refused("authority.key_over", "The key of " + key->holder + " is not valid now. Renew it, or have somebody else sign.");
    }
    return {};
}

template <class Message>
Result<Message> read_own(const Frame& frame, const Standing& standing) {
    auto message = trust::read_message<Message>(frame.payload);
    if (!message) return unreadable();
    if (message->authority != standing.roster->authority())
        return refused("authority.other_authority",
                       "The message is of another authority. Hand it over to the server that it was signed for.");
    return std::move(*message);
}

Status not_forked(const Standing& standing) {
    if (!standing.roster->is_forked()) return {};
    return refused("authority.forked",
                   "The chain is split: nothing runs until a majority has signed which side holds (`steward-sign resolve`).");
}

std::vector<std::string> fit_holders(const Voices& voices, Role role, trust::JobClass job_class, const trust::ShortId& client) {
    std::set<std::string> persons;
    for (const KeyRecord* key : voices)
        if (trust::is_fit(*key, role, job_class, client)) persons.insert(key->holder);
    return {persons.begin(), persons.end()};
}

std::unexpected<Error> nobody_may(const std::string& what) {
    return refused("authority.may_not_sign",
                   "Nobody who signed it may sign " + what + ". Look at the roles, classes and clients of the keys.");
}

std::unexpected<Error> too_few(uint64_t wanted) {
    return refused("authority.too_few", std::to_string(wanted) + " persons must sign this. Have another one sign the same message.");
}

bool any_may(const Voices& voices, Role role) {
    return std::ranges::any_of(voices, [&](const KeyRecord* key) { return key->has(role); });
}

Status signed_lately(Instant issued, Instant now) {
    if (issued <= now + most_ahead) return {};
    return refused("authority.early", "The message says that it was signed tomorrow. Set the clock of the signer.");
}
}  // namespace

std::unexpected<Error> refused(std::string code, std::string sentence) {
    return fail(ErrorKind::Invalid, std::move(code), std::move(sentence));
}

std::unexpected<Error> refused_because(trust::Taken became) {
    switch (became) {
        case trust::Taken::Gap:
            return refused("authority.gap",
                           "Messages between the chain's end here and this one are missing. Hand them over first, in order.");
        case trust::Taken::NotOnChain:
            return refused("authority.not_on_chain",
                           "It does not continue the chain as this server has it. Compare the head with your signer's.");
        case trust::Taken::NotSigned:
            return refused("authority.too_few",
                           "It is not signed by those, or not by as many, as the chain wants. Have another person sign it.");
        case trust::Taken::Stopped:
            return refused("authority.forked", "The chain is split: only the message that resolves it is taken (`steward-sign resolve`).");
        default:
            return refused("authority.unreadable",
                           "It is no such message, is of another authority, or would leave a chain that cannot go on. Make it again.");
    }
}

Result<Frame> open_published(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    if (!frame) return refused("authority.frame", "This is no signed message. Hand over the file that the signer wrote, unchanged.");
    const bool is_published = frame->type <= MessageType::Heartbeat || frame->type >= MessageType::Recovery;
    if (!is_published)
        return refused("authority.not_for_the_server",
                       "Messages of this kind are made by machines or by the server; nobody publishes them.");
    return *frame;
}

Result<CheckedJob> check_job(const Frame& frame, const Standing& standing, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto job, read_own<trust::Job>(frame, standing));
    STEWARD_CHECK(not_forked(standing));
    if (!standing.roster->has(job.roster_seq, job.roster_head))
        return refused("authority.not_on_chain",
                       "The signer saw a chain that this server does not have. Hand over the chain's messages first.");
    STEWARD_CHECK(keys_hold(voices, standing, now));
    auto holders = fit_holders(voices, Role::Job, job.job_class, job.target.client);
    if (holders.empty()) return nobody_may("jobs of this class for this client");
    const auto rule = trust::class_rule(job.job_class, standing.roster->rules());
    const size_t machines = job.target.devices.size(), most = std::min<size_t>(rule.many, most_machines);
    if (machines == 0) return refused("authority.no_machine", "The job names no machine. Choose at least one.");
    if (machines > most)
        return refused("authority.too_many_machines", "At most " + std::to_string(most) + " machines in one job of this class. Make two.");
    const uint64_t wanted = machines <= rule.few ? rule.few_holders : std::max(rule.many_holders, rule.few_holders);
    if (holders.size() < wanted) return too_few(wanted);
    const bool is_timely = job.not_after > job.not_before && job.not_after - job.not_before <= longest_window && job.not_after > now;
    if (!is_timely) return refused("authority.window", "Its time is over, runs backwards or is longer than 30 days. Sign it again.");
    return CheckedJob{std::move(job), std::move(holders)};
}

Result<CheckedPolicy> check_policy(const Frame& frame, const Standing& standing, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto policy, read_own<trust::Policy>(frame, standing));
    STEWARD_CHECK(not_forked(standing));
    STEWARD_CHECK(keys_hold(voices, standing, now));
    auto holders = fit_holders(voices, Role::Policy, policy.job_class, policy.target.client);
    if (holders.empty()) return nobody_may("policies of this class for this client");
    // Two, or one where there is only one: then machines wait its delay.
    const uint64_t wanted = std::min<uint64_t>(2, std::max<size_t>(1, trust::count_holders(Role::Policy, standing.roster->rules().keys)));
    if (holders.size() < wanted) return too_few(wanted);
    const bool is_timely =
        policy.not_after > policy.not_before && policy.not_after - policy.not_before <= trust::longest_policy && policy.not_after > now;
    if (!is_timely) return refused("authority.window", "Its time is over, runs backwards or is longer than 13 months. Sign it again.");
    return CheckedPolicy{std::move(policy), std::move(holders)};
}

Result<CheckedGrant> check_grant(const Frame& frame, const Standing& standing, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto grant, read_own<trust::Grant>(frame, standing));
    STEWARD_CHECK(not_forked(standing));
    STEWARD_CHECK(keys_hold(voices, standing, now));
    const auto able =
        std::ranges::find_if(voices, [&](const KeyRecord* key) { return key->has(Role::Enrol) && key->clients.has(grant.client); });
    if (able == voices.end()) return nobody_may("grants for this client");
    if (!standing.roster->has(grant.roster_seq, grant.roster_head))
        return refused("authority.not_on_chain",
                       "The signer saw a chain that this server does not have. Hand over the chain's messages first.");
    if (grant.not_after <= now || grant.not_after > now + longest_window)
        return refused("authority.grant_over", "A grant ends within 30 days, and this one has ended or lasts longer. Make a new one.");
    return CheckedGrant{std::move(grant), (*able)->holder};
}

Result<trust::Binding> check_binding(const Frame& frame, const Standing& standing, const trust::ShortId& from, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto binding, read_own<trust::Binding>(frame, standing));
    STEWARD_CHECK(not_forked(standing));
    STEWARD_CHECK(keys_hold(voices, standing, now));
    std::set<std::string_view> holders;
    for (const KeyRecord* key : voices)
        if (key->has(Role::Enrol) && key->clients.has(binding.client)) holders.insert(key->holder);
    if (holders.empty()) return nobody_may("bindings for this client");
    if (binding.client != from && holders.size() < 2) return too_few(2);
    return binding;
}

Result<trust::Heartbeat> check_heartbeat(const Frame& frame, const Standing& standing, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto heartbeat, read_own<trust::Heartbeat>(frame, standing));
    STEWARD_CHECK(signed_lately(heartbeat.time, now));
    const auto beacons = trust::holders_with(Role::Fresh, voices, heartbeat.time);
    if (beacons.empty()) return nobody_may("heartbeats");
    const uint64_t wanted = standing.roster->rules().fresh.threshold;
    if (beacons.size() < wanted) return too_few(wanted);
    return heartbeat;
}

Result<trust::Suspend> check_suspend(const Frame& frame, const Standing& standing, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto suspend, read_own<trust::Suspend>(frame, standing));
    STEWARD_CHECK(signed_lately(suspend.issued, now));
    if (!standing.roster->key(suspend.target))
        return refused("authority.unknown_key", "The chain names no such key: it is removed already.");
    const bool by_itself = std::ranges::any_of(voices, [&](const KeyRecord* key) { return key->id == suspend.target; });
    if (!by_itself && !any_may(voices, Role::Roster) && !any_may(voices, Role::Stop)) return nobody_may("suspensions");
    return suspend;
}

Result<trust::Stop> check_stop(const Frame& frame, const Standing& standing, Instant now) {
    STEWARD_TRY(const auto voices, voices_in(frame, standing));
    STEWARD_TRY(auto stop, read_own<trust::Stop>(frame, standing));
    STEWARD_CHECK(signed_lately(stop.issued, now));
    const bool by_client = is_by_client(voices, stop.scope);
    if (stop.lifts) {
        const bool by_majority = trust::holders_with(Role::Roster, voices, stop.issued).size() >= standing.roster->voices_needed();
        if (!by_majority && !by_client) return too_few(standing.roster->voices_needed());
    } else if (!by_client && !any_may(voices, Role::Stop)) {
        return nobody_may("stops");
    }
    return stop;
}

}  // namespace steward::authority
