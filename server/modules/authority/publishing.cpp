#include "server/modules/authority/publishing.h"

#include <algorithm>

#include "server/platform/access/audit.h"
#include "server/platform/ledger/record.h"
#include "trust/binding_parent.h"

namespace steward::authority {

using trust::EntryKind;
using trust::MessageType;

namespace {
constexpr int64_t most_number = int64_t{1} << 53;
constexpr trust::ShortId nobody{};

template <class Words>
std::string joined(const Words& words, std::string_view between = ",") {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : between).append(word);
    return text;
}

SignedWork signed_work(ByteView bytes, const trust::Digest& id, std::vector<std::string> holders, std::vector<Bytes> files) {
    SignedWork work{
        .frame = {}, .bytes = Bytes(bytes.begin(), bytes.end()), .message = id, .holders = std::move(holders), .files = std::move(files)};
    if (const auto frame = trust::read_frame(work.bytes)) work.frame = *frame;
    return work;
}

std::unexpected<Error> no_taker() {
    return fail(ErrorKind::Unavailable, "authority.no_work", "This server takes no work for machines. Update it.");
}
}  // namespace

std::string type_text(MessageType type) { return std::string(trust::signed_word(type)); }

Result<Published> Publishing::publish(Transaction& transaction, Bytes bytes, std::vector<Bytes> files, const Caller& caller, Instant now,
                                      std::function<void()> committed) {
    STEWARD_TRY(const auto frame, open_published(bytes));
    Published published{
        .id = trust::message_id(frame.type, frame.payload), .type = frame.type, .became = "accepted", .subject = {}, .holder = {}};
    STEWARD_CHECK(storage::serialize_writers(transaction, "authority"));
    STEWARD_TRY(Standing standing, chain_.read(transaction, now));
    Act act{transaction, bytes, std::move(files), frame, standing, caller, now, published};
    STEWARD_CHECK(take(act));
    if (published.became == "known") return published;
    STEWARD_TRY(standing.revision, raise_revision(transaction));
    transaction.after_commit([this, standing = std::move(standing), committed = std::move(committed)]() mutable {
        chain_.put(std::move(standing));
        committed();
    });
    return published;
}

Status Publishing::take(Act& act) {
    switch (act.frame.type) {
        case MessageType::Genesis:
            return take_genesis(act);
        case MessageType::Suspend:
        case MessageType::Stop:
            return take_narrowing(act);
        case MessageType::Heartbeat:
            return take_heartbeat(act);
        case MessageType::Grant:
            return take_grant(act);
        case MessageType::Binding:
            return take_binding(act);
        case MessageType::Job:
            return take_job(act);
        case MessageType::Policy:
            return take_policy(act);
        default:
            return take_link(act);
    }
}

Status Publishing::keep(Act& act) {
    auto message =
        std::make_shared<const KeptMessage>(KeptMessage{act.standing.number + 1, act.published.id, act.frame.type, act.now, act.bytes});
    STEWARD_CHECK(insert_message(act.transaction, *message));
    play(act.standing, std::move(message));
    return {};
}

Result<int64_t> Publishing::log(Act& act, EntryKind kind, std::string action, std::string subject, const trust::ShortId& client,
                                std::vector<trust::EntryDetail> details) {
    trust::EntryBody body{.action = std::move(action), .message = act.published.id};
    body.by = act.caller.name.empty() ? access::principal_name(act.caller.kind) : act.caller.name;
    body.principal = access::principal_name(act.caller.kind);
    body.roles = joined(act.caller.roles);
    body.subject = std::move(subject);
    body.details = std::move(details);
    body.details.push_back({"message_id", to_hex(act.published.id)});
    body.client = client;
    return ledger::append_numbered_entry(act.transaction, act.now, kind, body);
}

Status Publishing::know_client(const trust::ShortId& client) const {
    if (!directory_.client_name(ClientId(RawId{client})).empty()) return {};
    return refused("authority.unknown_client", "The message names a client that this server does not know. Look at the client's id.");
}

Status Publishing::take_genesis(Act& act) {
    if (act.standing.roster) {
        if (act.standing.roster->authority() == act.published.id) return act.published.became = "known", Status{};
        return fail(ErrorKind::Conflict, "authority.exists", "This server has an authority already. A server belongs to one for ever.");
    }
    if (!trust::Roster::begin(act.frame))
        return refused("authority.genesis",
                       "The genesis is not signed by every key in it, or names too few. Make it again with the signer.");
    STEWARD_CHECK(keep(act));
    STEWARD_CHECK(log(act, EntryKind::Roster, "authority.begun", to_hex(act.published.id), nobody));
    return {};
}

Status Publishing::take_link(Act& act) {
    if (!act.standing.roster) return refused_because(trust::Taken::Gap);
    trust::Roster next = *act.standing.roster;
    const trust::Taken became = next.take(act.frame, act.now);
    if (became == trust::Taken::Known) return act.published.became = "known", Status{};
    const bool changed = became == trust::Taken::Accepted || became == trust::Taken::Waiting || became == trust::Taken::Fork;
    if (!changed) return refused_because(became);
    if (became == trust::Taken::Waiting) act.published.became = "waiting";
    if (became == trust::Taken::Fork) act.published.became = "forked";
    STEWARD_CHECK(keep(act));
    STEWARD_CHECK(log(act, EntryKind::Roster, "authority.roster_changed", type_text(act.frame.type), nobody));
    return {};
}

Status Publishing::take_narrowing(Act& act) {
    if (act.standing.number_of(act.published.id) != 0) return act.published.became = "known", Status{};
    if (act.frame.type == MessageType::Suspend) {
        STEWARD_TRY(const auto suspend, check_suspend(act.frame, act.standing, act.now));
        STEWARD_CHECK(keep(act));
        STEWARD_CHECK(log(act, EntryKind::Roster, "authority.key_suspended", to_hex(suspend.target), nobody));
        return {};
    }
    STEWARD_TRY(const auto stop, check_stop(act.frame, act.standing, act.now));
    STEWARD_CHECK(keep(act));
    const bool is_of_one = !stop.scope.all && stop.scope.clients.size() == 1 && stop.scope.devices.empty();
    const bool is_known = is_of_one && know_client(stop.scope.clients.front());
    STEWARD_CHECK(log(act, EntryKind::Roster, stop.lifts ? "authority.stop_lifted" : "authority.stopped", {},
                      is_known ? stop.scope.clients.front() : nobody));
    return {};
}

// Comes every few minutes: kept, not logged. What it says of the chain is judged by each machine.
Status Publishing::take_heartbeat(Act& act) {
    STEWARD_TRY(const auto heartbeat, check_heartbeat(act.frame, act.standing, act.now));
    const bool answers = heartbeat.nonce != trust::ShortId{};
    if (answers) STEWARD_CHECK(keep_answer(act.transaction, heartbeat.nonce, act.bytes, act.now));
    const bool is_newest = !act.standing.heartbeat || act.standing.heartbeat->signed_at < heartbeat.time;
    if (!is_newest && !answers) return act.published.became = "known", Status{};
    if (!is_newest) return {};
    const NewestHeartbeat newest{act.published.id, heartbeat.head, heartbeat.time, act.now, act.bytes};
    STEWARD_CHECK(keep_heartbeat(act.transaction, newest, act.now));
    act.standing.heartbeat = std::make_shared<const NewestHeartbeat>(newest);
    return {};
}

Status Publishing::take_grant(Act& act) {
    STEWARD_TRY(const auto checked, check_grant(act.frame, act.standing, act.now));
    const trust::Grant& grant = checked.grant;
    STEWARD_TRY(const auto before, find_grant(act.transaction, grant.id));
    if (before && before->message == act.published.id) return act.published.became = "known", Status{};
    if (before) return fail(ErrorKind::Conflict, "authority.grant_exists", "There is a grant with this id already. Make a new one.");
    STEWARD_CHECK(know_client(grant.client));
    GrantRow row{.id = to_text(RawId{grant.id}), .client = ClientId(RawId{grant.client}), .site = {}, .holder = checked.holder};
    if (grant.site != nobody) row.site = SiteId(RawId{grant.site});
    row.most_uses = static_cast<int64_t>(grant.most_uses);
    row.not_after = grant.not_after;
    row.allowed = grant.limits.allowed.bits;
    row.message = act.published.id;
    row.frame = act.bytes;
    directory::GrantedEnrolment granted{.id = EnrolmentId(RawId{grant.id}), .client = row.client, .site = row.site};
    granted.token_hash.assign(grant.token_hash.begin(), grant.token_hash.end());
    granted.most_uses = row.most_uses;
    granted.expires_at = row.not_after;
    granted.holder = checked.holder;
    STEWARD_CHECK(enrolments_.put_granted(act.transaction, granted, act.now));
    STEWARD_CHECK(insert_grant(act.transaction, row, act.now));
    act.published.holder = checked.holder;
    STEWARD_CHECK(log(act, EntryKind::Grant, "authority.grant_published", row.id, grant.client, grant_details(grant, checked.holder)));
    return {};
}

// From where a machine comes is what was signed of it before: its last binding, or the grant with which it joined.
Status Publishing::take_binding(Act& act) {
    STEWARD_TRY(const bool is_known, has_binding(act.transaction, act.published.id));
    if (is_known) return act.published.became = "known", Status{};
    const auto early = trust::read_message<trust::Binding>(act.frame.payload);
    STEWARD_TRY(const auto gates, gates_called(act.transaction, early ? hex(early->device) : ""));
    if (gates.empty()) return refused("authority.unknown_machine", "No machine has shown the card that this names. Let it connect first.");
    const GateRow& gate = gates.front();
    STEWARD_TRY(const auto grant_id, parse_raw_id(gate.grant));
    STEWARD_TRY(const auto grant, find_grant(act.transaction, grant_id.bytes));
    if (!grant)
        return refused("authority.unknown_machine", "The machine came with a grant that this server does not have. Hand that over first.");
    STEWARD_TRY(const auto before, bindings_of(act.transaction, gate.gate, gate.grant, 0));
    const ClientId from = before.empty() ? grant->client : before.back().client;
    STEWARD_TRY(const auto binding, check_binding(act.frame, act.standing, from.raw().bytes, act.now));
    STEWARD_CHECK(know_client(binding.client));
    const trust::Digest last = before.empty() ? trust::parent_of_first_binding(grant_id.bytes) : before.back().message;
    const int64_t next = before.empty() ? 1 : before.back().seq + 1;
    if (binding.seq > most_number || static_cast<int64_t>(binding.seq) != next || binding.previous != last)
        return refused("authority.binding_order",
                       "It does not follow what was signed of this machine last, which is " +
                           (before.empty() ? "its grant " : "its binding number " + std::to_string(next - 1) + " ") + to_hex(last) +
                           ". Sign it again on top of that.");
    std::vector<trust::EntryDetail> details{{"machine", name_of(gate)}};
    if (!binding.tags.empty()) details.push_back({"tags", joined(binding.tags)});
    STEWARD_TRY(const int64_t number,
                log(act, EntryKind::Binding, "authority.binding_published", gate.device.text(), binding.client, std::move(details)));
    // Whoever loses the machine sees it in their own chain too; to whom it goes is not theirs to know.
    if (from != ClientId(RawId{binding.client}))
        STEWARD_CHECK(log(act, EntryKind::Binding, "authority.binding_published", gate.device.text(), from.raw().bytes,
                          {{"machine", name_of(gate)}}));
    ++act.standing.bindings;
    return insert_binding(act.transaction,
                          {act.published.id, gate.gate, gate.grant, next, ClientId(RawId{binding.client}), number, act.bytes}, act.now);
}

Status Publishing::take_job(Act& act) {
    if (!taker_) return no_taker();
    STEWARD_TRY(auto checked, check_job(act.frame, act.standing, act.now));
    STEWARD_CHECK(know_client(checked.job.target.client));
    STEWARD_TRY(auto details, job_details(act.transaction, checked.job, checked.holders));
    STEWARD_TRY(const int64_t number, log(act, EntryKind::Job, "authority.job_published", to_text(RawId{checked.job.id}),
                                          checked.job.target.client, std::move(details)));
    const SignedWork work = signed_work(act.bytes, act.published.id, std::move(checked.holders), std::move(act.files));
    STEWARD_TRY(act.published.subject, taker_->take_job(act.transaction, work, checked.job, number, act.caller.name));
    return {};
}

Status Publishing::take_policy(Act& act) {
    if (!taker_) return no_taker();
    STEWARD_TRY(auto checked, check_policy(act.frame, act.standing, act.now));
    STEWARD_CHECK(know_client(checked.policy.target.client));
    STEWARD_TRY(const int64_t number, log(act, EntryKind::Policy, "authority.policy_published", to_text(RawId{checked.policy.id}),
                                          checked.policy.target.client, policy_details(checked.policy, checked.holders)));
    const SignedWork work = signed_work(act.bytes, act.published.id, std::move(checked.holders), std::move(act.files));
    STEWARD_TRY(act.published.subject, taker_->take_policy(act.transaction, work, checked.policy, number, act.caller.name));
    return {};
}

}  // namespace steward::authority
