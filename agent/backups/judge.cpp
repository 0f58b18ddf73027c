// From what was seen to what is told. A source that was not there is a failure whatever the command says.
#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/recognise.h"
#include "agent/backups/engines/scrub.h"
#include "agent/backups/run.h"

namespace steward::agent::backups {

namespace {
// Words of the command that say nothing about this machine.
const std::vector<std::string> harmless{"backup", "create", "copy", "sync", "move", "full", "incr", "incremental", "snapshot", "subvolume"};

Hidden hidden_of(const RunPlan& plan, const Engine& engine, const std::string& location) {
    std::vector<std::string> told = harmless;
    told.insert(told.end(), plan.sources.begin(), plan.sources.end());
    if (location == engine.repository) told.push_back(location);
    return {plan.command, plan.environment, told};
}

std::string in_words(uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string text_of(const Account& account, const Hidden& hidden) {
    std::string text;
    if (account.outcome != Outcome::Succeeded) {
        text = sentence_of(account.reason);
        if (!account.detail.empty()) text += " (" + hidden.without(account.detail) + ")";
        return text;
    }
    if (account.items_total) text = in_words(*account.items_total, "item", "items");
    if (!account.point.empty()) text += (text.empty() ? "recovery point " : ", recovery point ") + account.point;
    return text.empty() ? text : text + ".";
}

void overrule(Account& account, const SourceBefore& before, std::string& text) {
    if (before.problem.empty()) return;
    // The command's own failure says more than that, unless it is a guess about the same thing.
    if (account.outcome == Outcome::Failed && account.reason != "backup.failed" && !account.reason.starts_with("backup.source_")) return;
    account.outcome = Outcome::Failed;
    account.reason = before.problem;
    text = before.problem_sentence;
}
}  // namespace

v1::BackupRun judge(const RunPlan& plan, const Engine& engine, const Seen& seen, const SourceBefore& before) {
    Account account = read(engine, seen);
    const std::string location = fit_location(engine.repository);
    const Hidden hidden = hidden_of(plan, engine, location);
    std::string text = text_of(account, hidden);
    overrule(account, before, text);
    if (account.reason == "backup.failed")
        text = "The command ended with exit code " + std::to_string(seen.exit_code) + "." +
               (account.detail.empty() ? "" : " (" + hidden.without(account.detail) + ")");
    v1::BackupRun run;
    run.set_label(plan.label);
    run.set_engine(engine.name);
    run.set_reporter(v1::WRAPPER);
    run.set_outcome(static_cast<v1::BackupOutcome>(account.outcome));
    run.set_exit_code(seen.exit_code);
    run.set_reason_code(account.reason);
    run.set_text(fit_to_tell(text, most_text));
    for (const std::string& warning : account.warnings) run.add_warnings(fit_to_tell(hidden.without(warning), most_warning));
    if (account.items_total) run.set_items_total(*account.items_total);
    if (account.items_failed) run.set_items_failed(*account.items_failed);
    if (account.source_bytes) run.set_source_bytes(*account.source_bytes);
    if (account.added_bytes) run.set_added_bytes(*account.added_bytes);
    run.set_point(fit_to_tell(account.point, most_warning));
    run.set_repository(location);
    return run;
}

}  // namespace steward::agent::backups
