#include "agent/gate/tickets.h"

#include <algorithm>

#include "trust/templates.h"

namespace steward::gate {

using trust::Algorithm;
using trust::KeyRecord;

namespace {
// One run on its way through the checks; a schedule has no ticket and nobody who signed it.
struct RunCandidate {
    const StandingPolicy& one;
    const PolicySituation& in;
    const trust::RunTicket* ticket;
    const trust::Voices& persons;  // the server's own key is no person's
    const std::vector<OpenWindow>& open;
    const Accepted& would;
};

Fault run_halted(const RunCandidate& c) { return halted(c.in.at); }

// A question that is open holds up no policy, unless the journal was lost: what ran is not known before the fence.
Fault run_asking(const RunCandidate& c) {
    return fault_if(c.in.at.freshness.needs_answer() && c.in.at.freshness.is_rolled_back(), 9, only_detail);
}

Fault run_view(const RunCandidate& c) { return heartbeat_view(c.in.at); }

// Of who signed the ticket.
Fault run_keys(const RunCandidate& c) {
    return fault_of_keys(c.persons, c.in.at);  // those of a side that was split off: nothing runs then (check 8)
}

Fault run_by_person(const RunCandidate& c) {
    if (c.one.policy.trigger != trust::Trigger::Person) return std::nullopt;
    const auto asks_in_person = [&](const KeyRecord* key) {
        const bool is_passkey = key->key.algorithm == Algorithm::BrowserEs256 || key->key.algorithm == Algorithm::BrowserEd25519;
        // Whose role is jobs, as every key's of a browser (key_record.h).
        return is_passkey && key->classes.has(c.one.policy.job_class) && key->clients.has(c.in.at.machine.client);
    };
    return fault_if(std::ranges::none_of(c.persons, asks_in_person), 12, PolicyUnfit::NoPasskey);
}

Fault run_device(const RunCandidate& c) {
    return fault_if(c.ticket && c.ticket->device != c.in.at.machine.device, 14, Elsewhere::NotListed);
}

Fault run_time(const RunCandidate& c) {
    const auto& policy = c.one.policy;
    // A clock may stand as far behind as when a beacon was heard, and be set a little meanwhile.
    if (c.in.wall + 2 * most_behind < c.in.at.at_least) return fault(15, PolicyUntimely::ClockBack);
    if (c.in.wall < policy.not_before) return fault(15, Untimely::Early);
    if (c.in.at.at_least < c.one.in_force_from) return fault(15, PolicyUntimely::InItsDelay);
    if (c.ticket && c.ticket->issued > c.in.wall + most_skew) return fault(15, Untimely::Early);
    if (c.ticket && c.in.at.at_most > c.ticket->not_after) return fault(15, Untimely::Over);
    if (c.open.empty()) return fault(15, PolicyUntimely::NoWindow);
    return fault_if(waits_for_ring(policy, c.in), 15, PolicyUntimely::RingWait);
}

Fault run_heard(const RunCandidate& c) { return fault_of_age(longest_offline, c.in.at); }

Fault run_fence(const RunCandidate& c) { return fault_if(c.would.job.not_before < c.in.at.freshness.fence(), 17, only_detail); }

Fault run_seen(const RunCandidate& c) { return fault_of_journal(c.would.job.id, c.in.at); }

Fault run_willing(const RunCandidate& c) {
    const auto& policy = c.one.policy;
    // By the machine's own clock: far from any server the lower bound may stand days behind.
    const Instant from = c.in.wall - std::chrono::hours(24);
    const auto own = runs_a_day(policy.job_class, c.in.at.limits);
    if (own && c.in.at.journal.runs_since(policy.job_class, from) >= *own) return fault(20, Unwilling::Budget);
    if (c.in.at.machine.in_curfew) return fault(20, Unwilling::Curfew);
    const uint64_t runs = c.in.at.journal.runs_of(policy.id, from);
    if (runs >= policy.budget.runs_a_day) return fault(20, PolicyUnwilling::RunsADay);
    if (policy.job_class == trust::JobClass::Reboot && runs >= policy.budget.reboots_a_day) return fault(20, PolicyUnwilling::RebootsADay);
    const bool has_failed = policy.most_failures > 0 && c.in.at.journal.failures_of(policy.id, policy.policy_version) >=
                                                            std::min<uint64_t>(policy.most_failures, most_kept_failures);
    return fault_if(has_failed, 20, PolicyUnwilling::Failures);
}

Fault run_material(const RunCandidate& c) {
    if (c.would.job.action.bytes.empty()) return fault(22, PolicyMaterial::OutsideRange);
    return fault_if(!c.in.at.beside.has_artefacts(c.would.job), 22, Material::Missing);
}

Fault run_standing(const RunCandidate& c) { return fault_of(c.one, c.in); }

// 99: that the policy itself still holds (policies.cpp).
constexpr Check<RunCandidate> checks_of_a_run[] = {
    {8, run_halted}, {9, run_asking}, {10, run_view},  {11, run_keys}, {12, run_by_person}, {14, run_device},   {99, run_standing},
    {15, run_time},  {16, run_heard}, {17, run_fence}, {18, run_seen}, {20, run_willing},   {22, run_material},
};

std::expected<Accepted, Refusal> judge_run(const StandingPolicy& one, const trust::ShortId& run, const trust::Selection& selection,
                                           const trust::RunTicket* ticket, const trust::Voices& persons, Instant begun,
                                           const PolicySituation& in) {
    const trust::Policy& policy = one.policy;
    const auto open = open_windows(policy.windows, in.wall, in.offset_at);
    Instant end = policy.not_after;
    if (ticket) end = std::min(end, ticket->not_after);
    if (!open.empty()) end = std::min(end, std::ranges::max_element(open, {}, &OpenWindow::end)->end);
    const auto items = trust::template_items(policy.job_class, policy.allowed);
    const auto action = trust::selected_action(policy.job_class, policy.allowed, selection);
    const bool has_item = items && selection.item < items->size();
    Accepted would{.job = {.authority = policy.authority,
                           .id = run,
                           .job_class = policy.job_class,
                           .action = action.value_or(trust::Item{}),
                           .target = {.client = policy.target.client, .devices = {in.at.machine.device}},
                           .not_before = begun,
                           .not_after = end,
                           .holder = {},
                           .ticket = "policy " + to_hex(policy.id) + " version " + std::to_string(policy.policy_version),
                           .reason = has_item ? (*items)[selection.item].name : "",
                           .limits = policy.limits},
                   .message = one.message,
                   .holders = holders_of(one, in.at.roster),
                   .policy = policy.id,
                   .policy_version = policy.policy_version};
    for (const KeyRecord* key : persons) would.holders.insert(key->holder);
    const Fault fault = first_fault<OfRun>(checks_of_a_run, RunCandidate{one, in, ticket, persons, open, would});
    if (fault) return std::unexpected(*fault);
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
    const auto keys = keys_of_tickets(in.at.roster.rules());
    auto opened = open_frame(bytes, trust::MessageType::RunTicket, keys, in.at.roster.authority());
    if (!opened) return std::unexpected(opened.error());
    const auto refuse = [](uint8_t check, auto detail) { return std::unexpected(Refusal{check, static_cast<uint8_t>(detail)}); };
    const auto is_left_out = [](int check) { return OfRun + check == STEWARD_GATE_WITHOUT; };
    const auto ticket = trust::read_message<trust::RunTicket>(opened->frame.payload);
    if (!ticket) return refuse(6, 1);
    if (ticket->authority != in.at.roster.authority() && !is_left_out(7)) return refuse(7, only_detail);
    const size_t by_server = std::erase_if(opened->voices, [](const KeyRecord* key) { return key->holder.empty(); });
    if (by_server == 0 && !is_left_out(13)) return refuse(12, PolicyUnfit::NotOurServer);
    const StandingPolicy* policy = in.book.find(ticket->policy);
    if (!policy) return refuse(18, PolicySeen::NoPolicy);
    if (policy->policy.policy_version != ticket->policy_version && !is_left_out(19)) return refuse(18, PolicySeen::OtherVersion);
    const auto selection = trust::read_message<trust::Selection>(ticket->parameters.bytes);
    if (!selection) return refuse(6, 2);
    return judge_run(*policy, ticket->run, *selection, &*ticket, opened->voices, ticket->issued, in);
}

std::expected<Accepted, Refusal> judge_scheduled(const Due& due, const PolicySituation& in) {
    return judge_run(*due.policy, due.run, {}, nullptr, {}, due.window.end - std::chrono::minutes(due.window.length), in);
}

std::vector<Due> due_now(const PolicySituation& in) {
    std::vector<Due> due;
    for (const StandingPolicy& one : in.book.all()) {
        if (one.policy.trigger != trust::Trigger::Schedule) continue;
        for (OpenWindow& window : open_windows(one.policy.windows, in.wall, in.offset_at)) {
            const bool is_time = window.now >= own_moment(window, in.at.machine.device, one.policy.id);
            const trust::ShortId run = scheduled_run(window, in.at.machine.secret, one.policy.id);
            if (is_time && !in.at.journal.knows(run)) due.push_back({&one, std::move(window), run});
        }
    }
    return due;
}

}  // namespace steward::gate
