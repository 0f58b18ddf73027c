#include "agent/gate/checks.h"

#include <algorithm>
#include <charconv>

namespace steward::gate {

using trust::Job;
using trust::JobClass;
using trust::KeyRecord;
using trust::MessageType;
using trust::Role;
using trust::Voices;

// Which check is left out: none, but in the programs of tests/mutants, each of which a story must find out.
#ifndef STEWARD_GATE_WITHOUT
#define STEWARD_GATE_WITHOUT 0
#endif

namespace {
constexpr int left_out = STEWARD_GATE_WITHOUT;
using Detail = std::optional<uint8_t>;  // nothing: the check is passed

template <class Fault>
Detail fails(Fault fault) {
    return static_cast<uint8_t>(fault);
}
constexpr uint8_t only_detail = 1;

// One job on its way through the checks.
struct Candidate {
    const Job& job;
    const trust::Digest& message;
    const Voices& voices;
    const Situation& at;

    // Those whose key may sign this; the client's consent is no signature of the job.
    bool is_fit(const KeyRecord& key) const { return !unfit(key); }
    std::optional<Unfit> unfit(const KeyRecord& key) const {
        if (!key.has(Role::Job)) return Unfit::Role;
        if (!key.classes.has(job.job_class)) return Unfit::Class;
        if (!key.clients.has(job.target.client)) return Unfit::Client;
        if (key.assurance < least_assurance(job.job_class, at.limits)) return Unfit::Assurance;
        return std::nullopt;
    }
    std::set<std::string> holders() const {
        std::set<std::string> persons;
        for (const KeyRecord* key : voices) {
            if (is_fit(*key)) persons.insert(key->holder);
        }
        return persons;
    }
};

Detail authority(const Candidate& one) { return one.job.authority == one.at.roster.authority() ? std::nullopt : Detail(only_detail); }

Detail stands_still(const Candidate& one) { return halted(one.at); }

Detail asking(const Candidate& one) { return one.at.freshness.needs_answer() ? Detail(only_detail) : std::nullopt; }

Detail view(const Candidate& one) {
    return one.at.roster.has(one.job.roster_seq, one.job.roster_head) ? heartbeat_view(one.at) : fails(View::NotOnChain);
}

Detail keys(const Candidate& one) {
    for (const KeyRecord* key : one.voices) {
        if (one.at.narrowing.is_suspended(key->id, one.at.at_least)) return fails(KeyFault::Suspended);
        if (key->not_before > one.at.at_least + most_skew) return fails(KeyFault::NotYet);
        if (key->not_after <= one.at.at_most) return fails(KeyFault::Over);
    }
    return std::nullopt;
}

Detail fit(const Candidate& one) {
    if (!one.holders().empty()) return std::nullopt;
    return fails(*one.unfit(*one.voices.front()));
}

Detail persons(const Candidate& one) {
    const auto rule = rule_of(one.job.job_class, one.at.roster.rules(), one.at.limits);
    const size_t devices = one.job.target.devices.size();
    if (devices > rule.many) return fails(TooFew::Devices);
    const uint64_t wanted = devices <= rule.few ? rule.few_holders : rule.many_holders;
    return one.holders().size() >= wanted ? std::nullopt : fails(TooFew::Holders);
}

Detail target(const Candidate& one) {
    const auto& devices = one.job.target.devices;
    if (one.job.target.client != one.at.machine.client) return fails(Elsewhere::Client);
    if (devices.empty()) return fails(Elsewhere::Nobody);
    return std::ranges::find(devices, one.at.machine.device) != devices.end() ? std::nullopt : fails(Elsewhere::NotListed);
}

Detail window(const Candidate& one) {
    const Job& job = one.job;
    if (job.not_after <= job.not_before) return fails(Untimely::Backwards);
    if (job.not_after - job.not_before > most_window(job.job_class, one.at.limits)) return fails(Untimely::TooLong);
    // It begins by the time that is certain and ends by the time that may be: no clock makes it live longer.
    if (job.not_before > one.at.at_least + most_skew) return fails(Untimely::Early);
    return one.at.at_most > job.not_after ? fails(Untimely::Over) : std::nullopt;
}

Detail heartbeat(const Candidate& one) {
    const auto age = one.at.freshness.age(one.at.at_most, one.at.running);
    if (!age) return fails(Stale::NeverHeard);
    return *age > most_age(one.job.job_class, one.at.roster.rules(), one.at.limits) ? fails(Stale::TooOld) : std::nullopt;
}

Detail fence(const Candidate& one) { return one.job.not_before < one.at.freshness.fence() ? Detail(only_detail) : std::nullopt; }

Detail seen(const Candidate& one) {
    const auto& journal = one.at.journal;
    if (journal.knows(one.job.id)) return fails(Seen::Known);
    if (journal.is_superseded(one.job.id)) return fails(Seen::Superseded);
    return journal.has_room() ? std::nullopt : fails(Seen::NoRoom);
}

Detail preconditions(const Candidate& one) {
    const auto& wanted = one.job.preconditions;
    const Machine& machine = one.at.machine;
    if (!wanted.os.empty() && wanted.os != machine.os) return fails(Unmet::System);
    if (!wanted.least_agent.empty() && !is_at_least(machine.agent_version, wanted.least_agent)) return fails(Unmet::Agent);
    if (wanted.only_in_window && !machine.in_window) return fails(Unmet::Window);
    if (!wanted.boot_id.empty() && wanted.boot_id != machine.boot_id) return fails(Unmet::Boot);
    if (wanted.most_backup_age_s == 0) return std::nullopt;
    const bool is_backed_up = machine.backup_age && static_cast<uint64_t>(machine.backup_age->count()) / 1000 <= wanted.most_backup_age_s;
    return is_backed_up ? std::nullopt : fails(Unmet::Backup);
}

bool has_consent(const Candidate& one) {
    return std::ranges::any_of(one.voices, [&](const KeyRecord* key) {
        return key->has(Role::Consent) && key->clients.has(one.at.machine.client) && key->classes.has(one.job.job_class);
    });
}

Detail willing(const Candidate& one) {
    const auto& limits = one.at.limits;
    const JobClass job_class = one.job.job_class;
    if (!limits.allowed.has(job_class)) return fails(Unwilling::Class);
    const auto budget = runs_a_day(job_class, limits);
    if (budget && one.at.journal.runs_since(job_class, one.at.at_least - std::chrono::hours(24)) >= *budget)
        return fails(Unwilling::Budget);
    if (one.at.machine.in_curfew) return fails(Unwilling::Curfew);
    if (limits.needs_consent.has(job_class) && !has_consent(one)) return fails(Unwilling::Consent);
    const bool asks_here = job_class == JobClass::Interactive && limits.interactive_asks_locally;
    return asks_here && !one.at.machine.has_local_consent ? fails(Unwilling::Local) : std::nullopt;
}

Detail logged(const Candidate& one) {
    const uint64_t level = std::max(one.job.log_level, one.at.limits.least_log_level);
    const auto fault = level == 0 ? std::nullopt : one.at.beside.unlogged(one.message, level);
    return fault ? fails(*fault) : std::nullopt;
}

Detail artefacts(const Candidate& one) { return one.at.beside.has_artefacts(one.job) ? std::nullopt : fails(Material::Missing); }

struct Check {
    uint8_t number;
    Detail (*fault)(const Candidate&);
};
constexpr Check checks_of_a_job[] = {
    {7, authority}, {8, stands_still}, {9, asking}, {10, view}, {11, keys},          {12, fit},     {13, persons}, {14, target},
    {15, window},   {16, heartbeat},   {17, fence}, {18, seen}, {19, preconditions}, {20, willing}, {21, logged},  {22, artefacts},
};
}  // namespace

std::expected<Opened, Refusal> open_frame(ByteView bytes, MessageType type, const trust::Roster& roster) {
    const auto frame = trust::read_frame(bytes);
    if (!frame) return std::unexpected(Refusal{1, static_cast<uint8_t>(frame.error())});
    if (frame->type != type && left_out != 2) return std::unexpected(Refusal{2, static_cast<uint8_t>(frame->type)});
    auto voices = trust::voices_of(*frame, roster.rules().keys, roster.authority());
    if (!voices) return std::unexpected(Refusal{static_cast<uint8_t>(voices.error()), only_detail});
    return Opened{*frame, std::move(*voices)};
}

Detail halted(const Situation& at) {
    if (at.machine.is_stopped_here) return fails(Halted::StoppedHere);
    if (at.narrowing.is_stopped(at.at_least)) return fails(Halted::Stopped);
    return at.roster.is_forked() ? fails(Halted::Forked) : std::nullopt;
}

Detail heartbeat_view(const Situation& at) {
    // What waits for its time is known, and hides nothing: a link that is missing may be a removal.
    const auto& heard = at.freshness.newest();
    if (!heard || at.roster.has(heard->seq, heard->head)) return std::nullopt;
    return fails(heard->seq > at.roster.seq() ? View::ChainTooOld : View::HeartbeatNotOnChain);
}

std::expected<Accepted, Refusal> judge(ByteView bytes, const Situation& situation) {
    const auto opened = open_frame(bytes, MessageType::Job, situation.roster);
    if (!opened) return std::unexpected(opened.error());
    // Whoever signed is one of ours: now the payload may be read.
    auto job = trust::read_message<Job>(opened->frame.payload);
    if (!job) return std::unexpected(Refusal{6, only_detail});
    const trust::Digest message = trust::message_id(opened->frame.type, opened->frame.payload);
    const Candidate candidate{*job, message, opened->voices, situation};
    for (const Check& check : checks_of_a_job) {
        if (check.number == left_out) continue;
        if (const Detail detail = check.fault(candidate)) return std::unexpected(Refusal{check.number, *detail});
    }
    auto holders = candidate.holders();
    return Accepted{.job = std::move(*job), .message = message, .holders = std::move(holders)};
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
