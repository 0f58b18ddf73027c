#include "server/modules/jobs/drafting.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/counted.h"
#include "server/modules/jobs/machine_limits.h"

namespace steward::jobs {

namespace {
Status window_holds(const DraftWish& wish, Instant now) {
    if (wish.not_after <= wish.not_before) return bad_field("/not_after_unix_ms", "Its window ends before it begins.");
    if (wish.not_after <= now) return bad_field("/not_after_unix_ms", "Its window is over already.");
    if (wish.not_after - wish.not_before > longest_window) return bad_field("/not_after_unix_ms", "A window is at most 30 days long.");
    return {};
}

// What nobody said is from now on, for as long as is usual.
Status set_window(DraftWish& wish, JobRow& job, Instant now) {
    job.usual_window = !wish.not_before.is_set() && !wish.not_after.is_set();
    if (!wish.not_before.is_set()) wish.not_before = now;
    if (!wish.not_after.is_set()) wish.not_after = wish.not_before + usual_window;
    STEWARD_CHECK(window_holds(wish, now));
    job.not_before = wish.not_before;
    job.not_after = wish.not_after;
    return {};
}

std::string title_of(const Wanted& wanted, const std::vector<const Reached*>& reached) {
    return wanted.what + " on " + (reached.size() == 1 ? reached.front()->card.name : counted(reached.size(), "machine", "machines"));
}

trust::Job payload_of(const JobRow& job, const Wanted& wanted, const std::vector<const Reached*>& reached, const DraftWish& wish) {
    trust::Job payload{.id = short_id(job.id), .job_class = wanted.job_class, .action = wanted.action};
    payload.target.client = short_id(job.client);
    for (const Reached* one : reached) payload.target.devices.push_back(one->gate->gate);
    std::ranges::sort(payload.target.devices);
    payload.not_before = job.not_before;
    payload.not_after = job.not_after;
    payload.ticket = job.ticket_reference;
    payload.reason = wish.reason;
    payload.limits = wanted.limits;
    payload.preconditions.os = wanted.os;
    payload.log_level = 1;
    return payload;
}
}  // namespace

Bytes draft_file(ByteView payload) {
    static constexpr std::string_view magic = "MSD1";
    Bytes out(magic.begin(), magic.end());
    out.push_back(static_cast<uint8_t>(trust::MessageType::Job));
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
}

std::string obstacle_of(const std::optional<authority::GateView>& gate, trust::JobClass job_class) {
    if (!gate || gate->state == "absent") return "It has no gate: it is only watched. Enrol it again with a signed grant.";
    if (gate->card.empty()) return "Its gate has not shown its card yet. Wait until the machine is connected.";
    if (gate->state == "watched_only") return "It was enrolled to be watched only. Its administrator may allow work.";
    if (gate->state == "damaged") return "Its gate is damaged. " + gate->words;
    // What an older gate, which says a part of its limits alone, allows was not heard when that is 0; then the machine itself decides.
    if (gate->limits) return {};
    const bool is_allowed = gate->allowed_classes == 0 || (gate->allowed_classes >> static_cast<unsigned>(job_class) & 1) != 0;
    if (!is_allowed) return "Its own limits do not allow work of the kind " + authority::class_word(job_class) + ".";
    return {};
}

namespace {
// "web-1, web-2 and 3 more".
std::string few_names(const std::vector<std::string>& names) {
    constexpr size_t most_named = 3;
    std::string text;
    for (size_t i = 0; i < std::min(names.size(), most_named); ++i) text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > most_named ? text + " and " + std::to_string(names.size() - most_named) + " more" : text;
}

// By its own limits, how many machines get it among them.
void ask_limits(std::vector<Reached>& reached, trust::JobClass job_class, Duration window) {
    Intended job{.job_class = job_class, .window = window};
    job.devices = static_cast<size_t>(std::ranges::count_if(reached, [](const Reached& one) { return one.obstacle.empty(); }));
    for (Reached& one : reached) {
        if (!one.obstacle.empty() || !one.gate->limits) continue;
        one.obstacle = refusal_by(*one.gate->limits, job);
        if (one.obstacle.empty()) one.demands = demands_of(*one.gate->limits, job);
    }
}
}  // namespace

std::vector<std::string> warnings_of(const std::vector<Reached>& reached, Instant now) {
    using namespace std::chrono_literals;
    size_t servers = 0, critical = 0, silent = 0, offline = 0, stopped = 0;
    for (const Reached& one : reached) {
        if (!one.obstacle.empty()) continue;
        servers += one.card.device_class == "server";
        critical += one.card.criticality == "C1" || one.card.criticality == "C2";
        const bool is_silent = !one.vital.last_seen.is_set() || now - one.vital.last_seen > 24h;
        silent += is_silent && !one.gate->is_connected;
        offline += !is_silent && !one.gate->is_connected;
        stopped += one.gate->state == "stopped_here" || one.gate->state == "stopped" || one.gate->state == "forked";
    }
    std::vector<std::string> warnings;
    if (servers > 0) warnings.push_back(counted(servers, "server is", "servers are") + " among them.");
    if (critical > 0)
        warnings.push_back(counted(critical, "machine of criticality C1 or C2 is", "machines of criticality C1 or C2 are") +
                           " among them.");
    if (silent > 0) warnings.push_back(counted(silent, "machine has", "machines have") + " been silent for a day.");
    if (offline > 0)
        warnings.push_back(counted(offline, "machine is", "machines are") +
                           " not connected now: they get it when they are, until its window is over.");
    if (stopped > 0) warnings.push_back("Work is stopped on " + counted(stopped, "machine", "machines") + ".");
    std::map<std::string, std::vector<std::string>> wanted;
    for (const Reached& one : reached)
        for (const auto& demand : one.demands) wanted[demand].push_back(one.card.name);
    for (const auto& [demand, names] : wanted)
        warnings.push_back("By their own limits, or they refuse it: " + demand + " (" + few_names(names) + ").");
    return warnings;
}

Result<std::vector<Reached>> Drafting::reach(Transaction& transaction, ClientId client, const std::vector<DeviceId>& devices,
                                             trust::JobClass job_class, Duration window) const {
    if (devices.empty()) return bad_field("/device_ids", "Choose at least one machine.");
    if (devices.size() > most_devices) return bad_field("/device_ids", "At most 500 machines in one job. Make several.");
    std::vector<Reached> reached;
    std::set<DeviceId> seen;
    for (const DeviceId id : devices) {
        const auto card = directory_.device(id);
        if (!card || card->client != client) return bad_field("/device_ids", "This client has no such device.");
        if (!seen.insert(id).second) continue;
        reached.push_back({.card = *card, .vital = directory_.vital(id).value_or(directory::Vital{}), .gate = {}, .obstacle = {}});
    }
    STEWARD_TRY(auto gates, authority_.gates_of(transaction, devices));
    for (auto& one : reached) {
        for (auto& gate : gates)
            if (gate.device == one.card.id && gate.client == client) one.gate = gate;
        one.obstacle = one.card.retired ? "It is retired." : obstacle_of(one.gate, job_class);
    }
    ask_limits(reached, job_class, window);
    return reached;
}

Result<std::vector<DeviceId>> Drafting::named(ClientId client, std::vector<DeviceId> ids, const std::string& filter, Instant now) const {
    if (filter.empty()) return ids;
    if (!ids.empty()) return bad_field("/device_filter", "Send either device_ids or device_filter, not both.");
    if (filter.find_first_not_of(" \t\r\n") == std::string::npos)
        return bad_field("/device_filter", "Say which machines, as in the device list: class:server -name:test*");
    STEWARD_TRY(const auto cards, directory_.devices_matching(client, filter, now));
    if (cards.empty())
        return bad_field("/device_filter",
                         "No machine of this client matches it. Try it in the device list, and use what finds them there.");
    if (cards.size() > most_devices)
        return bad_field("/device_filter",
                         std::to_string(cards.size()) + " machines match, and one job has at most 500. Narrow it, or make several.");
    for (const auto& card : cards) ids.push_back(card.id);
    return ids;
}

uint64_t Drafting::persons(trust::JobClass job_class, size_t devices) const {
    const auto roster = authority_.roster();
    return persons_needed(job_class, devices, roster ? &roster->rules() : nullptr);
}

static void name_script(JobRow& job, const ScriptRow& script, bool is_test) {
    job.script = script.id;
    job.script_name = script.name;
    job.script_digest = script.digest;
    job.script_version = script.version;
    job.is_test = is_test;
}

Result<JobRow> Drafting::draft(Transaction& transaction, const DraftWish& said, Instant now) const {
    DraftWish wish = said;
    STEWARD_TRY(auto wanted, wanted_of(transaction, wish.action));
    if (wish.is_test && !wanted.script) return bad_field("/is_test", "Only a job that runs a script of the library can be its test.");
    JobRow job{.id = JobId::make(now, rng_), .client = wish.client, .job_class = wanted.job_class};
    STEWARD_CHECK(set_window(wish, job, now));
    STEWARD_TRY(auto asked, reach(transaction, wish.client, wish.devices, wanted.job_class, job.not_after - job.not_before));
    std::vector<const Reached*> reached;
    for (const auto& one : asked)
        if (one.obstacle.empty()) reached.push_back(&one);
    if (reached.empty())
        return fail(ErrorKind::Conflict, "jobs.nobody_reached",
                    "None of these machines can get a job. " + asked.front().card.name + ": " + asked.front().obstacle);
    // What one person alone wrote is tried on one machine; the library's other half is who else has read it (design/trust.md 4.1.5).
    if (wanted.script && wanted.script->state != "reviewed" && reached.size() > 1)
        return fail(
            ErrorKind::Conflict, "jobs.script_not_reviewed",
            "Nobody has reviewed this version of the script, so it runs on one machine at a time. Try it on one, or have another person "
            "review it first.");
    // Who is connected goes first: a first batch that nobody answers would hold up all others.
    std::ranges::stable_sort(reached, [](const Reached* a, const Reached* b) { return a->gate->is_connected > b->gate->is_connected; });
    job.title = title_of(wanted, reached);
    if (wish.timeout_s < 0 || wish.timeout_s > longest_timeout_s) return bad_field("/timeout_s", "At most a day.");
    if (wish.timeout_s > 0) wanted.limits.timeout_s = static_cast<uint64_t>(wish.timeout_s);
    job.timeout_s = static_cast<int64_t>(wanted.limits.timeout_s);
    job.author_id = wish.author_id;
    job.author = wish.author;
    job.drafted_at = now;
    job.reason = wish.reason;
    job.wish = packed(wish.action);
    job.retry_of = wish.retry_of;
    job.is_emergency = wish.is_emergency;
    if (!wish.ticket.is_nil()) {
        STEWARD_TRY(const auto paper, work_.read(transaction, wish.ticket));
        if (!paper || paper->client != wish.client) return bad_field("/ticket_id", "This client has no such ticket.");
        job.ticket = wish.ticket;
        job.ticket_reference = paper->reference;
    }
    if (wanted.script) name_script(job, *wanted.script, wish.is_test);
    for (const auto& file : wanted.files) {
        if (!wanted.script) STEWARD_CHECK(keep_file(transaction, file.digest, file.content, file.name));
        job.files.push_back(file.digest);
    }
    job.devices = static_cast<int64_t>(reached.size());
    job.radius = radius_of(reached.size());
    job.state = needs_approval(job.radius) ? "pending_approval" : "drafted";
    job.persons = static_cast<int64_t>(persons(wanted.job_class, reached.size()));
    job.payload = trust::write_message(payload_of(job, wanted, reached, wish));
    job.counts.waiting = job.devices;
    STEWARD_CHECK(insert_job(transaction, job));
    const size_t first = first_batch(reached.size());
    for (size_t i = 0; i < reached.size(); ++i)
        STEWARD_CHECK(insert_target(transaction, {.job = job.id,
                                                  .device = reached[i]->card.id,
                                                  .client = job.client,
                                                  .device_name = reached[i]->card.name,
                                                  .gate_id = to_hex(reached[i]->gate->gate),
                                                  .batch = i < first ? 1 : 2}));
    STEWARD_CHECK(add_line(transaction, job.id, now, job.author,
                           std::string(job.is_test ? "Drafted as a test for " : "Drafted for ") +
                               counted(reached.size(), "machine", "machines") + "." +
                               (job.is_emergency ? " An emergency: it goes out in a freeze, too." : "") +
                               (wish.device_filter.empty() ? "" : " They are what “" + wish.device_filter + "” found then.") +
                               (asked.size() > reached.size()
                                    ? " Left out: " + counted(asked.size() - reached.size(), "machine", "machines") + " that cannot get it."
                                    : "")));
    return job;
}

Status Drafting::begin_window(JobRow& job, Instant now) const {
    if (!job.usual_window) return {};
    auto payload = trust::read_message<trust::Job>(job.payload);
    if (!payload) return fail(ErrorKind::Internal, "jobs.bad_payload", "The draft cannot be read. Draft it anew.");
    payload->not_before = job.not_before = now;
    payload->not_after = job.not_after = now + usual_window;
    job.payload = trust::write_message(*payload);
    return {};
}

}  // namespace steward::jobs
