// What machines say of runs: of those that a ticket began here, and of those that a policy's own schedule began there.
#include <algorithm>

#include "server/modules/jobs/policies.h"
#include "server/modules/jobs/refusals.h"
#include "server/modules/jobs/work.h"
#include "server/platform/journal/journal.h"
#include "server/platform/ledger/record.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::jobs {

namespace {
constexpr size_t most_run_output = 1024 * 1024;
constexpr std::string_view outcomes[] = {"", "done", "failed", "refused", "unknown", "expired"};

std::string unsigned_refusal(uint64_t reason) { return "Refused: " + refusal_words(reason) + " The machine did not sign this answer."; }

std::string names_of_items(const PolicyRow& policy) {
    std::vector<std::string> names;
    if (const auto items = trust::template_items(policy.job_class, {policy.allowed}))
        for (const auto& item : *items) names.push_back(item.name);
    return names_of(names);
}
}  // namespace

std::optional<trust::Policy> signed_policy(const PolicyRow& row) {
    const auto frame = trust::read_frame(row.frame);
    if (!frame) return std::nullopt;
    auto policy = trust::read_message<trust::Policy>(frame->payload);
    return policy ? std::optional(std::move(*policy)) : std::nullopt;
}

void Policies::say_live(Transaction& transaction, ClientId client, PolicyId policy, std::string_view state) {
    live::Update update{.client = client, .topic = "policy", .id = policy.text(), .json = "{\"state\":\"" + std::string(state) + "\"}"};
    transaction.after_commit([this, update = std::move(update)] { hub_.publish(update); });
}

Result<trust::ShortId> Policies::taken(Transaction& transaction, const authority::TakenWord& word, Instant now) {
    STEWARD_TRY(auto run, run_of_message(transaction, to_hex(word.message)));
    if (!run) {
        STEWARD_CHECK(answered(transaction, word, now));
        return trust::ShortId{};
    }
    if (run->device != word.device || is_over(run->state)) return trust::ShortId{};
    if (word.how == 0 || is_known_there(word.reason)) {
        run->state = "started";
        run->words = "It runs.";
    } else if (word.how == 1 && !passes_by_itself(word.reason)) {
        STEWARD_TRY(const auto refusal, refusal_of(transaction, word, short_id(run->id), run->message_id));
        if (refusal) {
            STEWARD_TRY(const auto gate, authority_.gate_of(transaction, word.device));
            STEWARD_CHECK(done(transaction, *gate, *refusal, word.result, now));
            return trust::ShortId{};
        }
        run->state = "refused";
        run->words = unsigned_refusal(word.reason);
        run->ended_at = now;
    } else {
        run->state = "delivered";
        run->words = "It waits: " + (word.how == 1 ? refusal_words(word.reason) : word.words.empty() ? word.code : word.words);
    }
    STEWARD_CHECK(save_run(transaction, *run));
    STEWARD_CHECK(say_ended(transaction, *run, now));
    say_live(transaction, run->client, run->policy, run->state);
    return run->state == "started" ? short_id(run->id) : trust::ShortId{};
}

// A machine that holds it was asked before the answer came: whatever it says of being asked again changes nothing.
Status Policies::answered(Transaction& transaction, const authority::TakenWord& word, Instant now) {
    STEWARD_TRY(const auto policy, policy_of_message(transaction, to_hex(word.message)));
    if (!policy) return {};
    STEWARD_CHECK(put_policy_device(transaction, policy->id, word.device));
    STEWARD_TRY(auto holder, find_holder(transaction, policy->id, word.device));
    if (!holder || (holder->state == "held" && word.how != 0)) return {};
    const HolderRow before = std::exchange(*holder, HolderRow{.policy = policy->id, .device = word.device, .answered_at = now});
    if (word.how == 0) {
        holder->state = "held";
        holder->version = policy->version;
    } else if (word.how == 1 && policy->by_tags && is_for_others(word.reason)) {
        holder->state = "other";  // the server does not know tags: it brings the policy to all machines of the client
    } else if (word.how == 1 && !passes_by_itself(word.reason)) {
        holder->state = "refused";
        holder->refusal = static_cast<int64_t>(word.reason);
        holder->words = unsigned_refusal(word.reason);
        STEWARD_TRY(const auto refusal, refusal_of(transaction, word, short_id(policy->id), policy->message_id));
        if (refusal) {
            holder->refusal = static_cast<int64_t>(refusal->refusal);
            holder->words = result_words(*refusal);
            holder->result = word.result;
            // It is asked again whenever it comes back: the same answer once more is nothing new.
            const bool is_known = before.state == "refused" && before.refusal == holder->refusal && !before.result.empty();
            STEWARD_TRY(const auto gate, authority_.gate_of(transaction, word.device));
            if (!is_known) STEWARD_CHECK(log_result(transaction, *gate, *refusal, word.result, names_of_items(*policy), now));
        }
    } else {
        holder->state = "waiting";
        holder->words = word.how == 1 ? "It waits: " + refusal_words(word.reason)
                                      : "The machine could not take it: " + (word.words.empty() ? word.code : word.words);
        holder->words += " It is tried again.";
    }
    STEWARD_CHECK(save_holder(transaction, *holder));
    say_live(transaction, policy->client, policy->id, holder->state);
    return {};
}

Result<std::optional<trust::WorkResult>> Policies::refusal_of(Transaction& transaction, const authority::TakenWord& word,
                                                              const trust::ShortId& work, std::string_view message_id) {
    STEWARD_TRY(const auto gate, authority_.gate_of(transaction, word.device));
    return gate ? signed_refusal(word.result, *gate, work, message_id) : std::nullopt;
}

// The machine began it by itself: its own signed result is the first word of it.
Result<std::optional<RunRow>> Policies::begin_scheduled(Transaction& transaction, const authority::GateView& gate,
                                                        const trust::WorkResult& result, Instant now) {
    STEWARD_TRY(const auto policy, scheduled_policy(transaction, gate.client, result.message));
    if (!policy) return std::nullopt;
    const Instant about = result.started.is_set() ? result.started : result.ended.is_set() ? result.ended : now;
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
        if (is_new > 0) STEWARD_CHECK(log_result(transaction, gate, result, frame, {}, now));
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
    STEWARD_CHECK(say_ended(transaction, *run, now));
    STEWARD_CHECK(find_cause(transaction, *run, now));
    STEWARD_CHECK(log_result(transaction, gate, result, frame, run->item_name, now));
    say_live(transaction, run->client, run->policy, run->state);
    return run->output_bytes > 0 && !run->output_whole;
}

Status Policies::log_result(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                            const std::string& title, Instant now) {
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
    body.details = {{"outcome", std::string(outcomes[static_cast<size_t>(result.outcome)])}, {"device_id", gate.device.text()}};
    if (!title.empty()) body.details.insert(body.details.begin() + 1, {"title", title});
    if (is_refusal) body.details.push_back({"reason", refusal_words(result.refusal)});
    return ledger::append_entry(transaction, now, is_refusal ? trust::EntryKind::Refusal : trust::EntryKind::Result, body);
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
    STEWARD_CHECK(say_ended(transaction, *run, clock_.now()));
    say_live(transaction, run->client, run->policy, run->state);
    return {};
}

Status Policies::say_ended(Transaction& transaction, const RunRow& run, Instant now) {
    if (!is_over(run.state) || (run.output_bytes > 0 && !run.output_whole)) return {};
    facts::v1::StandingRunEnded fact;
    fact.set_client_id(run.client.text());
    fact.set_run_id(run.id.text());
    fact.set_policy_id(run.policy.text());
    fact.set_device_id(run.device.text());
    fact.set_state(run.state);
    fact.set_exit_code(run.exit);
    fact.set_output_bytes(run.output_bytes);
    fact.set_ended_at_unix_ms(run.ended_at.unix_ms);
    return journal::append(transaction, now, run.client, run.device.text(), fact);
}

Status Policies::pass_time(Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto over, runs_over(transaction, now, now - std::chrono::hours(48)));
        STEWARD_CHECK(
            transaction.execute("update jobs_policy_runs set state = 'expired', words = $2, ended_at = $1 where state in ('signed', "
                                "'delivered') and not_after < $1",
                                now, "The machine did not begin it in time. It will not run."));
        STEWARD_CHECK(
            transaction.execute("update jobs_policy_runs set state = 'expired', words = $2, ended_at = $1 where state = 'waiting' and "
                                "not_after < $1",
                                now, "Its turn did not come in time. It will not run."));
        STEWARD_CHECK(
            transaction.execute("update jobs_policy_runs set state = 'unknown', words = $2 where state = 'started' and not_after < $1",
                                now - std::chrono::hours(48), "The machine never said what came of it. Look at the machine."));
        for (const RunId id : over) {
            STEWARD_TRY(const auto run, find_run(transaction, id));
            if (run) STEWARD_CHECK(say_ended(transaction, *run, now));
        }
        STEWARD_TRY(const auto waiting, policies_with_waiting(transaction));
        for (const PolicyId policy : waiting) STEWARD_CHECK(next_turns(transaction, policy, now));
        return {};
    });
}

}  // namespace steward::jobs
