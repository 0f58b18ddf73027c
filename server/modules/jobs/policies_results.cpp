// What machines say of runs: of those that a ticket began here, and of those that a policy's own schedule began there.
#include <algorithm>

#include "server/modules/jobs/policies.h"
#include "server/modules/jobs/refusals.h"
#include "server/modules/jobs/work.h"
#include "server/platform/ledger/record.h"

namespace steward::jobs {

namespace {
constexpr size_t most_run_output = 1024 * 1024;
constexpr std::string_view outcomes[] = {"", "done", "failed", "refused", "unknown", "expired"};

trust::ShortId scheduled_run(const trust::WorkWindow& window, int64_t begin, const trust::ShortId& device, const trust::ShortId& policy) {
    const std::string text =
        "steward scheduled run\n" + window.zone + "\n" + std::to_string(begin) + "\n" + to_hex(device) + to_hex(policy);
    const trust::Digest digest = trust::sha256(as_bytes(text));
    trust::ShortId run{};
    std::copy_n(digest.begin(), run.size(), run.begin());
    return run;
}
}  // namespace

std::optional<trust::Policy> signed_policy(const PolicyRow& row) {
    const auto frame = trust::read_frame(row.frame);
    if (!frame) return std::nullopt;
    auto policy = trust::read_message<trust::Policy>(frame->payload);
    return policy ? std::optional(std::move(*policy)) : std::nullopt;
}

// The days before and after stand for every zone's clocks: an id that is drawn from another day is another id.
const PolicyRow* policy_of_schedule(const std::vector<PolicyRow>& policies, const trust::WorkResult& result, Instant about) {
    constexpr int64_t day_ms = 86'400'000, minutes_a_day = 1440, longest_window_days = 7;
    const int64_t today = about.unix_ms / day_ms;
    for (const PolicyRow& row : policies) {
        const auto policy = signed_policy(row);
        if (!policy || policy->trigger != trust::Trigger::Schedule) continue;
        for (const auto& window : policy->windows)
            for (int64_t day = today - longest_window_days - 1; day <= today + 1; ++day) {
                const int64_t begin = day * minutes_a_day + static_cast<int64_t>(window.start_minute);
                if (scheduled_run(window, begin, result.device, policy->id) == result.work) return &row;
            }
    }
    return nullptr;
}

void Policies::say_live(Transaction& transaction, ClientId client, PolicyId policy, std::string_view state) {
    live::Update update{.client = client, .topic = "policy", .id = policy.text(), .json = "{\"state\":\"" + std::string(state) + "\"}"};
    transaction.after_commit([this, update = std::move(update)] { hub_.publish(update); });
}

Result<trust::ShortId> Policies::taken(Transaction& transaction, const authority::TakenWord& word, Instant now) {
    STEWARD_TRY(auto run, run_of_message(transaction, to_hex(word.message)));
    if (!run) {
        if (word.how != 0) return trust::ShortId{};
        STEWARD_TRY(const auto row,
                    transaction.query_one("select id, version, client_id from jobs_policies where message_id = $1", to_hex(word.message)));
        if (!row) return trust::ShortId{};
        STEWARD_CHECK(put_policy_device(transaction, row->id<PolicyId>(0), word.device));
        STEWARD_CHECK(transaction.execute("update jobs_policy_devices set version_held = $3 where policy_id = $1 and device_id = $2",
                                          row->text(0), word.device, row->integer(1)));
        say_live(transaction, row->id<ClientId>(2), row->id<PolicyId>(0), "in_force");
        return trust::ShortId{};
    }
    if (run->device != word.device || is_over(run->state)) return trust::ShortId{};
    if (word.how == 0 || is_known_there(word.reason)) {
        run->state = "started";
        run->words = "It runs.";
    } else if (word.how == 1 && !passes_by_itself(word.reason)) {
        run->state = "refused";
        run->words = "Refused: " + refusal_words(word.reason);
        run->ended_at = now;
        run->result = word.result;
    } else {
        run->state = "delivered";
        run->words = "It waits: " + (word.how == 1 ? refusal_words(word.reason) : word.words.empty() ? word.code : word.words);
    }
    STEWARD_CHECK(save_run(transaction, *run));
    say_live(transaction, run->client, run->policy, run->state);
    return run->state == "started" ? short_id(run->id) : trust::ShortId{};
}

// The machine began it by itself: its own signed result is the first word of it.
Result<std::optional<RunRow>> Policies::begin_scheduled(Transaction& transaction, const authority::GateView& gate,
                                                        const trust::WorkResult& result, Instant now) {
    STEWARD_TRY(const auto policies, scheduled_policies(transaction, gate.client));
    const Instant about = result.started.is_set() ? result.started : result.ended.is_set() ? result.ended : now;
    trust::WorkResult named = result;
    named.device = gate.gate;
    const PolicyRow* policy = policy_of_schedule(policies, named, about);
    if (policy == nullptr) return std::nullopt;
    const auto card = directory_.device(gate.device);
    const auto items = trust::template_items(policy->job_class, {policy->allowed});
    RunRow row{.id = id_of<RunId>(result.work), .policy = policy->id, .client = policy->client, .device = gate.device};
    row.item_name = items && !items->empty() ? items->front().name : "";  // what a schedule selects: the first, without values
    row.device_name = card ? card->name : gate.host_name;
    row.issued_at = about;
    row.not_after = policy->not_after;
    row.cause = "Its own schedule";
    STEWARD_CHECK(insert_run(transaction, row));
    return row;
}

Result<bool> Policies::done(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                            Instant now) {
    STEWARD_TRY(auto run, find_run(transaction, id_of<RunId>(result.work)));
    if (!run) {
        STEWARD_TRY(run, begin_scheduled(transaction, gate, result, now));
    }
    if (run && run->device != gate.device) run.reset();
    if (!run) {
        STEWARD_TRY(
            const int64_t is_new,
            transaction.execute("insert into jobs_other_results (work_id, device_id, client_id, at, frame) values ($1, $2, $3, $4, $5) on "
                                "conflict do nothing",
                                to_text(RawId{result.work}), gate.device, gate.client, now, Bytes(frame.begin(), frame.end())));
        if (is_new > 0) STEWARD_CHECK(log_result(transaction, gate, result, frame, nullptr, now));
        return false;
    }
    if (!run->result.empty() && std::equal(frame.begin(), frame.end(), run->result.begin(), run->result.end())) return false;
    STEWARD_TRY(const auto policy, find_policy(transaction, run->policy));
    const auto rules = policy ? signed_policy(*policy) : std::nullopt;
    const auto timeout_s = rules ? static_cast<int64_t>(rules->limits.timeout_s) : 0;
    run->state = outcomes[static_cast<size_t>(result.outcome)];
    run->words = ran_too_long(result, timeout_s) ? too_long_words(timeout_s) : result_words(result);
    run->exit = result.exit;
    run->ended_at = result.ended.is_set() ? result.ended : now;
    run->result.assign(frame.begin(), frame.end());
    run->output_bytes = static_cast<int64_t>(result.output_bytes);
    run->output_digest = result.output_bytes > 0 ? to_hex(result.output) : "";
    STEWARD_CHECK(check_output(transaction, *run));
    STEWARD_CHECK(save_run(transaction, *run));
    STEWARD_CHECK(find_cause(transaction, *run, now));
    STEWARD_CHECK(log_result(transaction, gate, result, frame, &*run, now));
    say_live(transaction, run->client, run->policy, run->state);
    return run->output_bytes > 0 && !run->output_whole;
}

Status Policies::log_result(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                            const RunRow* run, Instant now) {
    const bool is_refusal = result.outcome == trust::Outcome::Refused;
    const auto read = trust::read_frame(frame);
    const auto card = directory_.device(gate.device);
    trust::EntryBody body{.action = is_refusal ? "jobs.refused" : "jobs.result",
                          .by = card ? card->name : gate.host_name,
                          .principal = "device",
                          .roles = {},
                          .subject = to_text(RawId{result.work}),
                          .details = {}};
    if (read) body.message = trust::message_id(read->type, read->payload);
    body.client = short_id(gate.client);
    body.details = {{"device_id", gate.device.text()}, {"outcome", std::string(outcomes[static_cast<size_t>(result.outcome)])}};
    if (run != nullptr) body.details.push_back({"title", run->item_name});
    return ledger::append_entry(transaction, now, is_refusal ? trust::EntryKind::Refusal : trust::EntryKind::Result, body);
}

// What sets the same thing right again and again hides a cause (domain/playbooks.md 20): a problem looks for it, one at a time.
Status Policies::find_cause(Transaction& transaction, const RunRow& run, Instant now) {
    if (run.fingerprint.empty() || run.state != "done") return {};
    STEWARD_TRY(const int64_t fixed, runs_since(transaction, run.fingerprint, now - hidden_cause_days, true));
    if (fixed < hidden_cause_runs) return {};
    STEWARD_TRY(const TicketId before, hidden_cause(transaction, run.fingerprint));
    if (!before.is_nil()) {
        STEWARD_TRY(const auto paper, tickets_.read(transaction, before));
        if (paper && paper->is_alive) return {};
    }
    const auto card = directory_.device(run.device);
    const bool is_there = card && card->client == run.client && !card->retired;
    static const helpdesk::Doer steward{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    helpdesk::TicketOrder order;
    order.client = run.client;
    order.kind = "problem";
    order.source = "problem";
    order.title = "First aid hides a cause on " + run.device_name + ": " + run.item_name;
    order.description = "“" + run.item_name + "” set the same thing right " + std::to_string(fixed) + " times in 7 days on " +
                        run.device_name + ". It was begun by: " + run.cause +
                        "\n\nFind the cause; first aid goes on within its budget meanwhile.";
    order.impact = "significant";
    order.urgency = "low";
    if (is_there) order.device = run.device;
    const auto opened = tickets_.open(transaction, order, steward, now);
    if (!opened && (opened.error().kind == ErrorKind::Invalid || opened.error().kind == ErrorKind::NotFound)) return {};
    if (!opened) return std::unexpected(opened.error());
    return put_hidden_cause(transaction, run.fingerprint, run.client, opened->id, now);
}

// What came as output has to be what the machine's signed result speaks of.
Status Policies::check_output(Transaction& transaction, RunRow& run) {
    if (run.output_digest.empty()) return {};
    STEWARD_TRY(const Bytes output, output_of(transaction, run.id.text(), run.device));
    if (static_cast<int64_t>(output.size()) < run.output_bytes) return {};
    run.output_whole = true;
    static constexpr std::string_view mismatch = " What arrived as its output is not what the machine signed.";
    const bool is_same = to_hex(trust::sha256(output)) == run.output_digest;
    if (!is_same && run.words.find(mismatch) == std::string::npos) run.words += mismatch;
    return {};
}

Status Policies::output(Transaction& transaction, const authority::GateView& gate, const trust::ShortId& work, uint64_t offset,
                        ByteView part) {
    if (offset > most_run_output || part.size() > most_run_output - offset) return {};
    STEWARD_TRY(auto run, find_run(transaction, id_of<RunId>(work)));
    if (!run || run->device != gate.device || run->output_whole) return {};
    STEWARD_TRY(const uint64_t kept, append_output(transaction, run->id.text(), gate.device, offset, part));
    if (static_cast<int64_t>(kept) >= run->output_bytes) STEWARD_CHECK(check_output(transaction, *run));
    STEWARD_CHECK(save_run(transaction, *run));
    say_live(transaction, run->client, run->policy, run->state);
    return {};
}

Status Policies::pass_time(Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("update jobs_policy_runs set state = 'expired', words = $2, ended_at = $1 where state in ('signed', "
                                "'delivered') and not_after < $1",
                                now, "The machine did not begin it in time. It will not run."));
        STEWARD_CHECK(
            transaction.execute("update jobs_policy_runs set state = 'unknown', words = $2 where state = 'started' and not_after < $1",
                                now - std::chrono::hours(48), "The machine never said what came of it. Look at the machine."));
        return {};
    });
}

}  // namespace steward::jobs
