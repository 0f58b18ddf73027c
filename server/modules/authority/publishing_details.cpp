// What an entry of the log says of what was signed, beside its id: enough to know what was done, and nothing secret. A script's arguments,
// which may hold a password, and the secret of a grant's line stay out.
#include <algorithm>

#include "server/modules/authority/service.h"
#include "trust/actions.h"
#include "trust/templates.h"

namespace steward::authority {

namespace {
constexpr size_t most_named = 25;  // an entry goes to each of the machines, with its proof

std::string in_a_row(const std::vector<std::string>& words) {
    std::string text;
    for (size_t i = 0; i < std::min(words.size(), most_named); ++i) text += (text.empty() ? "" : ", ") + words[i];
    if (words.size() > most_named) text += " and " + std::to_string(words.size() - most_named) + " more";
    return text;
}

std::string digest_text(trust::JobClass job_class, const trust::Item& action) {
    if (job_class == trust::JobClass::Script)
        if (const auto script = trust::read_message<trust::ScriptAction>(action.bytes)) return to_hex(script->body);
    if (job_class == trust::JobClass::FilePut)
        if (const auto file = trust::read_message<trust::FilePutAction>(action.bytes)) return to_hex(file->content);
    return {};
}
}  // namespace

std::string Publishing::name_of(const GateRow& gate) const {
    const auto card = directory_.device(gate.device);
    return card ? card->name : gate.host_name;
}

Result<std::vector<trust::EntryDetail>> Publishing::job_details(Transaction& transaction, const trust::Job& job,
                                                                const std::vector<std::string>& holders) {
    STEWARD_TRY(auto title, taker_->title_of(transaction, job));
    std::vector<trust::EntryDetail> details{
        {"signed_by", in_a_row(holders)}, {"title", std::move(title)}, {"class", class_word(job.job_class)}};
    std::vector<std::string> machines;
    for (const auto& device : job.target.devices) {
        if (machines.size() >= most_named) {
            machines.emplace_back();  // counted, not named
            continue;
        }
        STEWARD_TRY(const auto gates, gates_called(transaction, hex(device)));
        // What another client calls its machine is not told here.
        const bool is_theirs = !gates.empty() && gates.front().client == ClientId(RawId{job.target.client});
        machines.push_back(is_theirs ? name_of(gates.front()) : "machine " + hex(device));
    }
    details.push_back({"machines", in_a_row(machines)});
    if (auto digest = digest_text(job.job_class, job.action); !digest.empty()) details.push_back({"digest", std::move(digest)});
    details.push_back({"ticket", job.ticket});
    details.push_back({"reason", job.reason});
    return details;
}

std::vector<trust::EntryDetail> Publishing::policy_details(const trust::Policy& policy, const std::vector<std::string>& holders) {
    std::vector<std::string> names, digests;
    const auto items = trust::template_items(policy.job_class, policy.allowed);
    for (const auto& item : items.value_or(std::vector<trust::TemplateItem>{})) {
        names.push_back(item.name);
        for (const auto& file : item.files) digests.push_back(to_hex(file));
    }
    std::vector<trust::EntryDetail> details{{"signed_by", in_a_row(holders)},
                                            {"title", in_a_row(names)},
                                            {"class", class_word(policy.job_class)},
                                            {"version", std::to_string(policy.policy_version)}};
    details.push_back({"machines", policy.target.devices.empty() ? "those with the tags " + in_a_row(policy.target.tags)
                                                                 : std::to_string(policy.target.devices.size())});
    details.push_back({"runs_a_day", std::to_string(policy.budget.runs_a_day)});
    details.push_back({"until", to_rfc3339(policy.not_after)});
    if (!digests.empty()) details.push_back({"digests", in_a_row(digests)});
    return details;
}

std::vector<trust::EntryDetail> Publishing::grant_details(const trust::Grant& grant, const std::string& holder) {
    std::vector<trust::EntryDetail> details{{"signed_by", holder},
                                            {"machines", std::to_string(grant.most_uses)},
                                            {"until", to_rfc3339(grant.not_after)},
                                            {"allows", in_a_row(class_texts(grant.limits.allowed.bits))}};
    if (!grant.tags.empty()) details.push_back({"tags", in_a_row(grant.tags)});
    return details;
}

}  // namespace steward::authority
