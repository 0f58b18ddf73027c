#include "agent/gate/tickets.h"

#include <algorithm>

#include "trust/templates.h"

namespace steward::gate {

using trust::Algorithm;
using trust::KeyRecord;
using trust::Role;

// As in checks.cpp: which check of a run is left out, and 200.
#ifndef STEWARD_GATE_WITHOUT
#define STEWARD_GATE_WITHOUT 0
#endif

namespace {
constexpr int run_left_out = STEWARD_GATE_WITHOUT - 200;
using RunFault = std::optional<Refusal>;

template <class Detail>
RunFault run_fault(uint8_t check, Detail detail) {
    return Refusal{check, static_cast<uint8_t>(detail)};
}

// One run on its way through the checks; a schedule has no ticket and no voices.
struct RunCandidate {
    const StandingPolicy& one;
    const PolicySituation& in;
    const trust::ShortId& run;
    const trust::RunTicket* ticket;
    const trust::Voices& voices;
    Instant begun;  // when the ticket was issued, or the window opened
    const std::vector<OpenWindow>& open;
    const Accepted& would;
};

RunFault run_halted(const RunCandidate& c) {
    const auto fault = halted(c.in.at);
    return fault ? run_fault(8, *fault) : std::nullopt;
}

// A question that is open holds up no policy, unless the journal was lost: what ran is not known before the fence.
RunFault run_asking(const RunCandidate& c) {
    return c.in.at.freshness.needs_answer() && c.in.at.freshness.is_rolled_back() ? run_fault(9, 1) : std::nullopt;
}

RunFault run_view(const RunCandidate& c) {
    const auto fault = heartbeat_view(c.in.at);
    return fault ? run_fault(10, *fault) : std::nullopt;
}

// Of who signed the ticket; the server's own key is no person's.
RunFault run_keys(const RunCandidate& c) {
    for (const KeyRecord* key : c.voices) {
        if (key->holder.empty()) continue;
        if (!c.in.at.roster.key(key->id)) return run_fault(4, 1);
        if (c.in.at.narrowing.is_suspended(key->id, c.in.at.at_least)) return run_fault(11, KeyFault::Suspended);
        if (key->not_before > c.in.at.at_least + most_skew) return run_fault(11, KeyFault::NotYet);
        if (key->not_after <= c.in.at.at_most) return run_fault(11, KeyFault::Over);
    }
    return std::nullopt;
}

RunFault run_by_person(const RunCandidate& c) {
    if (c.one.policy.trigger != trust::Trigger::Person) return std::nullopt;
    const bool has_person = std::ranges::any_of(c.voices, [&](const KeyRecord* key) {
        const bool is_passkey = key->key.algorithm == Algorithm::BrowserEs256 || key->key.algorithm == Algorithm::BrowserEd25519;
        return is_passkey && key->has(Role::Job) && key->classes.has(c.one.policy.job_class) && key->clients.has(c.in.at.machine.client);
    });
    return has_person ? std::nullopt : run_fault(12, PolicyUnfit::NoPasskey);
}

RunFault run_device(const RunCandidate& c) {
    return !c.ticket || c.ticket->device == c.in.at.machine.device ? std::nullopt : run_fault(14, Elsewhere::NotListed);
}

RunFault run_time(const RunCandidate& c) {
    const auto& policy = c.one.policy;
    if (c.in.wall < c.in.at.at_least) return run_fault(15, PolicyUntimely::ClockBack);
    if (c.in.wall < policy.not_before) return run_fault(15, Untimely::Early);
    if (c.in.at.at_least < c.one.in_force_from) return run_fault(15, PolicyUntimely::InItsDelay);
    if (c.ticket && c.ticket->issued > c.in.wall + most_skew) return run_fault(15, Untimely::Early);
    if (c.ticket && c.in.at.at_most > c.ticket->not_after) return run_fault(15, Untimely::Over);
    return c.open.empty() ? run_fault(15, PolicyUntimely::NoWindow) : std::nullopt;
}

RunFault run_heard(const RunCandidate& c) {
    const auto age = c.in.at.freshness.age(c.in.at.at_most, c.in.at.running);
    if (!age) return run_fault(16, Stale::NeverHeard);
    return *age > longest_offline ? run_fault(16, Stale::TooOld) : std::nullopt;
}

RunFault run_fence(const RunCandidate& c) { return c.begun < c.in.at.freshness.fence() ? run_fault(17, 1) : std::nullopt; }

RunFault run_seen(const RunCandidate& c) {
    if (c.in.at.journal.knows(c.run)) return run_fault(18, Seen::Known);
    if (c.in.at.journal.is_superseded(c.run)) return run_fault(18, Seen::Superseded);
    return c.in.at.journal.has_room() ? std::nullopt : run_fault(18, Seen::NoRoom);
}

RunFault run_willing(const RunCandidate& c) {
    const auto& policy = c.one.policy;
    // By the machine's own clock: far from any server the lower bound may stand days behind.
    const Instant from = c.in.wall - std::chrono::hours(24);
    const auto own = runs_a_day(policy.job_class, c.in.at.limits);
    if (own && c.in.at.journal.runs_since(policy.job_class, from) >= *own) return run_fault(20, Unwilling::Budget);
    if (c.in.at.machine.in_curfew) return run_fault(20, Unwilling::Curfew);
    const uint64_t runs = c.in.runs.runs_of(policy.id, from);
    if (runs >= policy.budget.runs_a_day) return run_fault(20, PolicyUnwilling::RunsADay);
    if (policy.job_class == trust::JobClass::Reboot && runs >= policy.budget.reboots_a_day)
        return run_fault(20, PolicyUnwilling::RebootsADay);
    const bool has_failed = policy.most_failures > 0 && c.in.runs.failures_of(policy.id, policy.policy_version) >= policy.most_failures;
    return has_failed ? run_fault(20, PolicyUnwilling::Failures) : std::nullopt;
}

RunFault run_material(const RunCandidate& c) {
    if (c.would.job.action.bytes.empty()) return run_fault(22, PolicyMaterial::OutsideRange);
    return c.in.at.beside.has_artefacts(c.would.job) ? std::nullopt : run_fault(22, Material::Missing);
}

RunFault run_standing(const RunCandidate& c) { return fault_of(c.one, c.in); }

struct RunCheck {
    uint8_t number;
    RunFault (*fault)(const RunCandidate&);
};
// 99: that the policy itself still holds (policies.cpp).
constexpr RunCheck checks_of_a_run[] = {
    {8, run_halted}, {9, run_asking}, {10, run_view},  {11, run_keys}, {12, run_by_person}, {14, run_device},   {99, run_standing},
    {15, run_time},  {16, run_heard}, {17, run_fence}, {18, run_seen}, {20, run_willing},   {22, run_material},
};

std::expected<Accepted, Refusal> judge_run(const StandingPolicy& one, const trust::ShortId& run, const trust::Selection& selection,
                                           const trust::RunTicket* ticket, const trust::Voices& voices, Instant begun,
                                           const PolicySituation& in) {
    const trust::Policy& policy = one.policy;
    const auto open = open_windows(policy.windows, in.wall, in.offset_at);
    Instant end = policy.not_after;
    if (ticket) end = std::min(end, ticket->not_after);
    if (!open.empty()) end = std::min(end, std::ranges::max_element(open, {}, &OpenWindow::end)->end);
    const auto items = trust::template_items(policy.job_class, policy.allowed);
    const auto action = trust::selected_action(policy.job_class, policy.allowed, selection);
    Accepted would{.job = {.authority = policy.authority,
                           .id = run,
                           .job_class = policy.job_class,
                           .action = action.value_or(trust::Item{}),
                           .target = {.client = policy.target.client, .devices = {in.at.machine.device}},
                           .not_before = begun,
                           .not_after = end,
                           .holder = {},
                           .ticket = "policy " + to_hex(policy.id) + " version " + std::to_string(policy.policy_version),
                           .reason = items && selection.item < items->size() ? (*items)[selection.item].name : "",
                           .limits = policy.limits},
                   .message = one.message,
                   .holders = holders_of(one, in.at.roster),
                   .policy = policy.id,
                   .policy_version = policy.policy_version};
    for (const KeyRecord* key : voices) {
        if (!key->holder.empty()) would.holders.insert(key->holder);
    }
    const RunCandidate candidate{one, in, run, ticket, voices, begun, open, would};
    for (const RunCheck& check : checks_of_a_run) {
        if (check.number == run_left_out) continue;
        if (const RunFault fault = check.fault(candidate)) return std::unexpected(*fault);
    }
    return would;
}

// The keys that may stand on a ticket: those of the roster, and the server's as ones that nobody holds and that may do nothing.
std::vector<KeyRecord> keys_of_tickets(const trust::RosterRules& rules) {
    std::vector<KeyRecord> keys = rules.keys;
    for (const trust::Digest& bytes : rules.log_keys) {
        KeyRecord& server = keys.emplace_back();
        server.key = {Algorithm::Ed25519, Bytes(bytes.begin(), bytes.end())};
        server.id = trust::key_id(server.key);
    }
    return keys;
}
}  // namespace

std::expected<Accepted, Refusal> judge_ticket(ByteView bytes, const PolicySituation& in) {
    const auto refuse = [](uint8_t check, auto detail) { return std::unexpected(Refusal{check, static_cast<uint8_t>(detail)}); };
    const auto frame = trust::read_frame(bytes);
    if (!frame) return refuse(1, frame.error());
    if (frame->type != trust::MessageType::RunTicket) return refuse(2, frame->type);
    const auto keys = keys_of_tickets(in.at.roster.rules());
    const auto voices = trust::voices_of(*frame, keys, in.at.roster.authority());
    if (!voices) return refuse(static_cast<uint8_t>(voices.error()), 1);
    const auto ticket = trust::read_message<trust::RunTicket>(frame->payload);
    if (!ticket) return refuse(6, 1);
    if (ticket->authority != in.at.roster.authority() && run_left_out != 7) return refuse(7, 1);
    const bool is_of_server =
        std::ranges::any_of(*voices, [&](const KeyRecord* key) { return key >= keys.data() + in.at.roster.rules().keys.size(); });
    if (!is_of_server && run_left_out != 13) return refuse(12, PolicyUnfit::NotOurServer);
    const StandingPolicy* policy = in.book.find(ticket->policy);
    if (!policy) return refuse(18, PolicySeen::NoPolicy);
    if (policy->policy.policy_version != ticket->policy_version && run_left_out != 19) return refuse(18, PolicySeen::OtherVersion);
    const auto selection = trust::read_message<trust::Selection>(ticket->parameters.bytes);
    if (!selection) return refuse(6, 2);
    return judge_run(*policy, ticket->run, *selection, &*ticket, *voices, ticket->issued, in);
}

std::expected<Accepted, Refusal> judge_scheduled(const StandingPolicy& policy, const OpenWindow& window, const PolicySituation& in) {
    const trust::ShortId run = scheduled_run(window, in.at.machine.device, policy.policy.id);
    return judge_run(policy, run, {}, nullptr, {}, window.end - std::chrono::minutes(window.length), in);
}

std::vector<Due> due_now(const PolicySituation& in) {
    std::vector<Due> due;
    for (const StandingPolicy& one : in.book.all()) {
        if (one.policy.trigger != trust::Trigger::Schedule) continue;
        for (OpenWindow& window : open_windows(one.policy.windows, in.wall, in.offset_at)) {
            const bool is_time = window.now >= own_moment(window, in.at.machine.device, one.policy.id);
            const bool is_known = in.at.journal.knows(scheduled_run(window, in.at.machine.device, one.policy.id));
            if (is_time && !is_known) due.push_back({&one, std::move(window)});
        }
    }
    return due;
}

}  // namespace steward::gate
