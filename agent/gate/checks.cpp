#include "agent/gate/checks.h"

#include <algorithm>
#include <charconv>

namespace steward::gate {

using trust::Job;
using trust::JobClass;
using trust::KeyRecord;
using trust::MessageType;
using trust::Voices;

namespace {
// One job on its way through the checks.
struct Candidate {
    const Job& job;
    const trust::Digest& message;
    const Voices& voices;
    const Situation& at;
    Wanted wanted{trust::Role::Job, job.job_class, job.target.client};
    std::set<std::string> holders = holders_for(wanted, voices, at.limits);
};

Fault authority(const Candidate& one) { return fault_if(one.job.authority != one.at.roster.authority(), 7, only_detail); }

Fault stands_still(const Candidate& one) { return halted(one.at); }

Fault asking(const Candidate& one) { return fault_if(one.at.freshness.needs_answer(), 9, only_detail); }

Fault view(const Candidate& one) {
    return one.at.roster.has(one.job.roster_seq, one.job.roster_head) ? heartbeat_view(one.at) : fault(10, View::NotOnChain);
}

Fault keys(const Candidate& one) { return fault_of_keys(one.voices, one.at); }

Fault fit(const Candidate& one) { return fault_of_fitness(one.wanted, one.voices, one.at.limits); }

Fault persons(const Candidate& one) {
    const auto rule = rule_of(one.job.job_class, one.at.roster.rules(), one.at.limits);
    const size_t devices = one.job.target.devices.size();
    if (devices > rule.many) return fault(13, TooFew::Devices);
    return fault_if(one.holders.size() < (devices <= rule.few ? rule.few_holders : rule.many_holders), 13, TooFew::Holders);
}

Fault target(const Candidate& one) {
    const auto& devices = one.job.target.devices;
    if (one.job.target.client != one.at.machine.client) return fault(14, Elsewhere::Client);
    if (devices.empty()) return fault(14, Elsewhere::Nobody);
    return fault_if(std::ranges::find(devices, one.at.machine.device) == devices.end(), 14, Elsewhere::NotListed);
}

Fault window(const Candidate& one) {
    const Job& job = one.job;
    if (job.not_after <= job.not_before) return fault(15, Untimely::Backwards);
    if (job.not_after - job.not_before > most_window(job.job_class, one.at.limits)) return fault(15, Untimely::TooLong);
    // It begins by the time that is certain and ends by the time that may be: no clock makes it live longer.
    if (job.not_before > one.at.at_least + most_skew) return fault(15, Untimely::Early);
    return fault_if(one.at.at_most > job.not_after, 15, Untimely::Over);
}

Fault heartbeat(const Candidate& one) { return fault_of_age(most_age(one.job.job_class, one.at.roster.rules(), one.at.limits), one.at); }

Fault fence(const Candidate& one) { return fault_if(one.job.not_before < one.at.freshness.fence(), 17, only_detail); }

Fault seen(const Candidate& one) { return fault_of_journal(one.job.id, one.at); }

Fault preconditions(const Candidate& one) {
    const auto& wanted = one.job.preconditions;
    const Machine& machine = one.at.machine;
    if (!wanted.os.empty() && wanted.os != machine.os) return fault(19, Unmet::System);
    if (!wanted.least_agent.empty() && !is_at_least(machine.agent_version, wanted.least_agent)) return fault(19, Unmet::Agent);
    if (wanted.only_in_window && !machine.in_window) return fault(19, Unmet::Window);
    if (!wanted.boot_id.empty() && wanted.boot_id != machine.boot_id) return fault(19, Unmet::Boot);
    if (wanted.most_backup_age_s == 0) return std::nullopt;
    const bool is_backed_up = machine.backup_age && static_cast<uint64_t>(machine.backup_age->count()) / 1000 <= wanted.most_backup_age_s;
    return fault_if(!is_backed_up, 19, Unmet::Backup);
}

Fault willing(const Candidate& one) {
    const auto& limits = one.at.limits;
    const JobClass job_class = one.job.job_class;
    if (const Fault unwilling = fault_of_class(job_class, one.job.limits.network, one.voices, one.at)) return unwilling;
    const auto budget = runs_a_day(job_class, limits);
    if (budget && one.at.journal.runs_since(job_class, one.at.at_least - std::chrono::hours(24)) >= *budget)
        return fault(20, Unwilling::Budget);
    if (one.at.machine.in_curfew) return fault(20, Unwilling::Curfew);
    const bool asks_here = job_class == JobClass::Interactive && limits.interactive_asks_locally;
    return fault_if(asks_here && !one.at.machine.has_local_consent, 20, Unwilling::Local);
}

Fault logged(const Candidate& one) {
    return fault_of_log(one.message, one.at.machine.client, std::max(one.job.log_level, one.at.limits.least_log_level), one.at);
}

Fault artefacts(const Candidate& one) { return fault_if(!one.at.beside.has_artefacts(one.job), 22, Material::Missing); }

constexpr Check<Candidate> checks_of_a_job[] = {
    {7, authority}, {8, stands_still}, {9, asking}, {10, view}, {11, keys},          {12, fit},     {13, persons}, {14, target},
    {15, window},   {16, heartbeat},   {17, fence}, {18, seen}, {19, preconditions}, {20, willing}, {21, logged},  {22, artefacts},
};

std::optional<Unfit> unfit(const KeyRecord& key, const Wanted& wanted, const trust::LocalLimits& limits) {
    if (!key.has(wanted.role)) return Unfit::Role;
    if (!key.classes.has(wanted.job_class)) return Unfit::Class;
    if (!key.clients.has(wanted.client)) return Unfit::Client;
    if (key.assurance < least_assurance(wanted.job_class, limits)) return Unfit::Assurance;
    return std::nullopt;
}
}  // namespace

Fault halted(const Situation& at) {
    if (at.machine.is_stopped_here) return fault(8, Halted::StoppedHere);
    if (at.narrowing.is_stopped(at.at_least)) return fault(8, Halted::Stopped);
    return fault_if(at.roster.is_forked(), 8, Halted::Forked);
}

Fault heartbeat_view(const Situation& at) {
    // What waits for its time is known, and hides nothing: a link that is missing may be a removal.
    const auto& heard = at.freshness.newest();
    if (!heard || at.roster.has(heard->seq, heard->head)) return std::nullopt;
    return fault(10, heard->seq > at.roster.seq() ? View::ChainTooOld : View::HeartbeatNotOnChain);
}

Fault fault_of_keys(const Voices& voices, const Situation& at) {
    for (const KeyRecord* key : voices) {
        if (at.narrowing.is_suspended(key->id, at.at_least)) return fault(11, KeyFault::Suspended);
        if (key->not_before > at.at_least + most_skew) return fault(11, KeyFault::NotYet);
        if (key->not_after <= at.at_most) return fault(11, KeyFault::Over);
    }
    return std::nullopt;
}

Fault fault_of_age(Duration most, const Situation& at) {
    const auto age = at.freshness.age(at.at_most, at.running);
    if (!age) return fault(16, Stale::NeverHeard);
    return fault_if(*age > most, 16, Stale::TooOld);
}

Fault fault_of_journal(const trust::ShortId& work, const Situation& at) {
    if (at.journal.knows(work)) return fault(18, Seen::Known);
    if (at.journal.is_superseded(work)) return fault(18, Seen::Superseded);
    return fault_if(!at.journal.has_room(), 18, Seen::NoRoom);
}

Fault fault_of_log(const trust::Digest& message, const trust::ShortId& client, uint64_t level, const Situation& at) {
    const auto unlogged = level == 0 ? std::nullopt : at.beside.unlogged(message, client, level);
    return unlogged ? fault(21, *unlogged) : std::nullopt;
}

std::set<std::string> holders_for(const Wanted& wanted, const Voices& voices, const trust::LocalLimits& limits) {
    std::set<std::string> persons;
    for (const KeyRecord* key : voices) {
        if (!unfit(*key, wanted, limits)) persons.insert(key->holder);
    }
    return persons;
}

Fault fault_of_fitness(const Wanted& wanted, const Voices& voices, const trust::LocalLimits& limits) {
    if (!holders_for(wanted, voices, limits).empty()) return std::nullopt;
    return fault(12, voices.empty() ? Unfit::Role : *unfit(*voices.front(), wanted, limits));
}

Fault fault_of_class(JobClass job_class, trust::NetworkUse network, const Voices& voices, const Situation& at) {
    if (!at.limits.allowed.has(job_class)) return fault(20, Unwilling::Class);
    if (network == trust::NetworkUse::Site) return fault(20, Unwilling::Site);
    const bool has_consent = std::ranges::any_of(voices, [&](const KeyRecord* key) {
        return key->has(trust::Role::Consent) && key->clients.has(at.machine.client) && key->classes.has(job_class);
    });
    return fault_if(at.limits.needs_consent.has(job_class) && !has_consent, 20, Unwilling::Consent);
}

std::expected<Opened, Refusal> open_frame(ByteView bytes, MessageType type, std::span<const KeyRecord> keys,
                                          const trust::Digest& authority) {
    const auto frame = trust::read_frame(bytes);
    if (!frame) return std::unexpected(Refusal{1, static_cast<uint8_t>(frame.error())});
    if (frame->type != type && STEWARD_GATE_WITHOUT != 2) return std::unexpected(Refusal{2, static_cast<uint8_t>(frame->type)});
    auto voices = trust::voices_of(*frame, keys, authority);
    if (!voices) return std::unexpected(Refusal{static_cast<uint8_t>(voices.error()), only_detail});
    return Opened{*frame, std::move(*voices)};
}

std::expected<Opened, Refusal> open_frame(ByteView bytes, MessageType type, const trust::Roster& roster) {
    return open_frame(bytes, type, roster.rules().keys, roster.authority());
}

std::expected<Accepted, Refusal> judge(ByteView bytes, const Situation& situation) {
    const auto opened = open_frame(bytes, MessageType::Job, situation.roster);
    if (!opened) return std::unexpected(opened.error());
    // Whoever signed is one of ours: now the payload may be read.
    auto job = trust::read_message<Job>(opened->frame.payload);
    if (!job) return std::unexpected(Refusal{6, only_detail});
    const trust::Digest message = trust::message_id(opened->frame.type, opened->frame.payload);
    Candidate candidate{*job, message, opened->voices, situation};
    if (const Fault fault = first_fault<OfJob>(checks_of_a_job, candidate)) return std::unexpected(*fault);
    return Accepted{.job = std::move(*job), .message = message, .holders = std::move(candidate.holders)};
}

bool is_at_least(std::string_view version, std::string_view wanted) {
    const auto next = [](std::string_view& rest) {
        uint64_t number = 0;
        const auto part = rest.substr(0, rest.find('.'));
        std::from_chars(part.data(), part.data() + part.size(), number);
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        return number;
    };
    while (!version.empty() || !wanted.empty()) {
        const uint64_t have = next(version), want = next(wanted);
        if (have != want) return have > want;
    }
    return true;
}

}  // namespace steward::gate
