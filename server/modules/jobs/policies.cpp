#include "server/modules/jobs/policies.h"

#include <algorithm>

namespace steward::jobs {

namespace {
std::string two_digits(uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// No machine takes a policy without the files that it names: whoever brings it hears of it, and not the machines, one by one.
Status take_files(Transaction& transaction, const std::vector<trust::TemplateItem>& items, const std::vector<Bytes>& beside) {
    for (const auto& item : items)
        for (const auto& digest : item.files) {
            STEWARD_CHECK(keep_named(transaction, digest, beside, item.name));
            STEWARD_TRY(const bool is_here, has_file(transaction, to_hex(digest)));
            if (!is_here)
                return fail(
                    ErrorKind::Conflict, "jobs.no_material",
                    "The script of “" + item.name + "” (SHA-256 " + to_hex(digest).substr(0, 16) +
                        "...) is not here, so that no machine could run it. Hand the policy over with steward-sign send, which takes "
                        "its files from the folder files beside it, or write a script with exactly this text in the console first.");
        }
    return {};
}
}  // namespace

std::string window_words(const trust::WorkWindow& window) {
    static constexpr std::string_view names[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    std::string text;
    for (unsigned day = 0; day < 7; ++day)
        if ((window.days >> day & 1) != 0) text += (text.empty() ? "" : " ") + std::string(names[day]);
    return text + " " + two_digits(window.start_minute / 60) + ":" + two_digits(window.start_minute % 60) + " for " +
           std::to_string(window.length_minutes) + " minutes, " + window.zone;
}

Status Policies::start() {
    STEWARD_TRY(key_, ledger::LogKey::load_or_make(database_, key_path_, rng_));
    return {};
}

Result<std::string> Policies::take(Transaction& transaction, const authority::SignedWork& work, const trust::Policy& policy,
                                   int64_t log_number) {
    const auto items = trust::template_items(policy.job_class, policy.allowed);
    if (!items)
        return fail(ErrorKind::Invalid, "jobs.bad_policy",
                    "What this policy allows cannot be read. Make it again with this version of the signer.");
    STEWARD_CHECK(take_files(transaction, *items, work.files));
    PolicyRow row{.id = id_of<PolicyId>(policy.id), .client = id_of<ClientId>(policy.target.client)};
    STEWARD_TRY(const auto before, find_policy(transaction, row.id));
    if (before && before->message_id == to_hex(work.message)) return row.id.text();
    if (before && (before->client != row.client || before->version >= static_cast<int64_t>(policy.policy_version)))
        return fail(ErrorKind::Conflict, "jobs.policy_older",
                    "A version of this policy that is as new is here already. Give the new one a higher number.");
    row.version = static_cast<int64_t>(policy.policy_version);
    row.job_class = policy.job_class;
    row.frame = work.bytes;
    row.allowed = policy.allowed.bytes;
    row.trigger = policy.trigger;
    row.conditions = policy.conditions;
    for (const auto& window : policy.windows) row.windows.push_back(window_words(window));
    row.not_before = policy.not_before;
    row.not_after = policy.not_after;
    row.runs_a_day = static_cast<int64_t>(policy.budget.runs_a_day);
    row.signed_by = work.holders;
    row.message_id = to_hex(work.message);
    row.log_number = log_number;
    row.by_tags = policy.target.devices.empty();
    std::vector<DeviceId> devices;
    for (const auto& device : policy.target.devices) {
        STEWARD_TRY(const auto gate, authority_.gate_called(transaction, device));
        if (gate && gate->client == row.client) devices.push_back(gate->device);
    }
    row.devices = static_cast<int64_t>(devices.size());
    STEWARD_CHECK(put_policy(transaction, row));
    // What failed, failed by another version.
    row.counted_from = clock_.now();
    const bool has_it_still = before && std::ranges::any_of(*items, [&](const auto& item) { return item.name == before->state_before; });
    if (has_it_still) row.state_before = before->state_before;
    STEWARD_CHECK(save_first_aid(transaction, row));
    STEWARD_CHECK(transaction.execute("delete from jobs_policy_devices where policy_id = $1", row.id));
    for (const DeviceId device : devices) STEWARD_CHECK(put_policy_device(transaction, row.id, device));
    say_live(transaction, row.client, row.id, "in_force");
    return row.id.text();
}

Result<std::set<ClientId>> Policies::clients_naming(Transaction& transaction, std::string_view digest) {
    std::set<ClientId> clients;
    STEWARD_TRY(const auto policies, policies_of_class(transaction, trust::JobClass::Script, clock_.now()));
    for (const auto& policy : policies) {
        const auto items = trust::template_items(policy.job_class, {policy.allowed});
        for (const auto& item : items.value_or(std::vector<trust::TemplateItem>{}))
            if (std::ranges::any_of(item.files, [&](const trust::Digest& file) { return to_hex(file) == digest; }))
                clients.insert(policy.client);
    }
    return clients;
}

void Policies::deliver_to(const authority::GateView& gate) {
    std::vector<PolicyRow> wanted;
    const Status read = database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto policies, policies_of(transaction, gate.client, clock_.now()));
        for (const auto& policy : policies) {
            STEWARD_TRY(const auto held, version_held(transaction, policy.id, gate.device));
            if (held ? *held < policy.version : policy.by_tags) wanted.push_back(policy);
        }
        return {};
    });
    if (!read) return;
    for (const auto& policy : wanted) {
        std::vector<trust::Digest> files;
        if (const auto items = trust::template_items(policy.job_class, {policy.allowed}))
            for (const auto& item : *items) files.insert(files.end(), item.files.begin(), item.files.end());
        authority_.deliver(gate.device, policy.frame, files, policy.log_number >= 0 ? std::optional(policy.log_number) : std::nullopt);
    }
}

Result<RunRow> Policies::prepare(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, DeviceId device,
                                 Instant now) {
    if (now < policy.not_before || now >= policy.not_after)
        return fail(ErrorKind::Conflict, "jobs.policy_over", "This policy is not in force now. Sign a new version of it.");
    if (policy.trigger == trust::Trigger::Person)
        return fail(ErrorKind::Conflict, "jobs.needs_passkey",
                    "This policy wants a person's own passkey with every run, and the console cannot give one yet. Draft a job instead.");
    if (static_cast<int64_t>(policy.job_class) != changes_nothing) {
        STEWARD_TRY(const auto freezes, freezes_of(transaction, policy.client, now, now + Duration{1}));
        if (!freezes.empty())
            return fail(ErrorKind::Conflict, "jobs.freeze",
                        words_of(freezes.front()) + ". In an emergency draft a job that is marked as one, and sign it.");
    }
    const auto items = trust::template_items(policy.job_class, {policy.allowed});
    if (!items || selection.item >= items->size()) return bad_field("/item", "The policy has no such item.");
    if (!trust::selected_action(policy.job_class, {policy.allowed}, selection))
        return bad_field("/values", "A value is outside of what the policy allows. Its ranges stand beside the item.");
    STEWARD_TRY(const auto gate, authority_.gate_of(transaction, device));
    if (!gate || gate->client != policy.client)
        return fail(ErrorKind::Conflict, "jobs.no_gate", "This machine has no gate that would run it. Enrol it again with a signed grant.");
    STEWARD_TRY(const auto held, version_held(transaction, policy.id, device));
    if (!held && !policy.by_tags) return bad_field("/device_id", "The policy is not for this machine.");
    if (!authority_.roster()) return fail(ErrorKind::Conflict, "jobs.no_authority", "Nobody may sign yet. Publish a genesis first.");
    if (!key_) return fail(ErrorKind::Unavailable, "jobs.no_key", "Another server of this installation holds the log's key. Ask there.");
    const auto card = directory_.device(device);
    RunRow row{.id = RunId::make(now, rng_),
               .policy = policy.id,
               .client = policy.client,
               .item = static_cast<int64_t>(selection.item),
               .item_name = (*items)[selection.item].name,
               .device = device};
    row.device_name = card ? card->name : gate->host_name;
    row.issued_at = now;
    for (const auto& file : (*items)[selection.item].files) row.files.push_back(to_hex(file));
    return row;
}

Status Policies::sign(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, RunRow& run, Instant now) {
    STEWARD_TRY(const auto gate, authority_.gate_of(transaction, run.device));
    run.state = "signed";
    run.words = "It waits for the machine.";
    run.issued_at = now;
    run.not_after = std::min(now + ticket_life, policy.not_after);
    const trust::RunTicket ticket{.authority = authority_.roster()->authority(),
                                  .run = short_id(run.id),
                                  .policy = short_id(policy.id),
                                  .policy_version = static_cast<uint64_t>(policy.version),
                                  .device = gate->gate,
                                  .parameters = {trust::write_message(selection)},
                                  .issued = now,
                                  .not_after = run.not_after};
    const Bytes payload = trust::write_message(ticket);
    run.frame = key_->sign_ticket(payload);
    run.message_id = to_hex(trust::message_id(trust::MessageType::RunTicket, payload));
    say_live(transaction, run.client, run.policy, run.state);
    return {};
}

Result<RunRow> Policies::run(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, DeviceId device,
                             const std::string& cause, const std::string& fingerprint, Instant now, const Bytes& material) {
    STEWARD_TRY(auto row, prepare(transaction, policy, selection, device, now));
    row.cause = cause;
    row.fingerprint = fingerprint;
    if (!material.empty()) {
        row.files.push_back(to_hex(trust::sha256(material)));
        STEWARD_CHECK(keep_file(transaction, row.files.back(), material, "material of " + row.item_name));
    }
    STEWARD_CHECK(sign(transaction, policy, selection, row, now));
    STEWARD_CHECK(insert_run(transaction, row));
    return row;
}

}  // namespace steward::jobs
