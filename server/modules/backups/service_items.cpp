#include <array>

#include "server/modules/backups/messages.h"
#include "server/modules/backups/service.h"
#include "server/modules/backups/typed.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::backups {

namespace {
using access::typed_line, access::typed_text, access::typed_choice;
using namespace std::chrono_literals;
constexpr size_t longest_name = 200, longest_reason = 1000, longest_note = 4000;
constexpr std::array<std::string_view, 7> kinds = {"machine", "files", "database", "mailboxes", "cloud", "network", "other"};
constexpr std::array<std::string_view, 4> criticalities = {"C1", "C2", "C3", "C4"};
constexpr std::array<std::string_view, 2> decisions = {"protect", "not_needed"};
constexpr int64_t longest_objective_s = 10 * 366 * 86400LL;

// domain/playbooks.md 8.
std::pair<Duration, Duration> usual_objectives(std::string_view kind, std::string_view criticality) {
    if (kind == "network") return {std::chrono::hours(7 * 24), 4h};
    if (kind == "mailboxes" || kind == "cloud") return {24h, 24h};
    if (criticality == "C1") return {4h, 8h};
    return {24h, criticality == "C2" ? 24h : 72h};
}

Result<Duration> typed_objective(std::string_view pointer, int64_t seconds) {
    if (seconds < 0 || seconds > longest_objective_s)
        return bad_field(std::string(pointer), "Between 0 seconds and ten years; 0 means none is agreed.");
    return Duration(std::chrono::seconds(seconds));
}

const ProofFace* proof_in(const std::unordered_map<BackupItemId, ProofFace>& proofs, BackupItemId item) {
    const auto at = proofs.find(item);
    return at == proofs.end() ? nullptr : &at->second;
}

Status set_owner(Transaction& transaction, ItemRow& item, const std::string& id) {
    if (id.empty()) {
        item.owner_id = {};
        item.owner.clear();
        return {};
    }
    const auto account = AccountId::parse(id);
    if (!account) return bad_field("/owner_id", "There is no such account.");
    STEWARD_TRY(const auto row,
                transaction.query_one("select name from access_v_accounts where account_id = $1 and status = 'active'", *account));
    if (!row) return bad_field("/owner_id", "There is no such account.");
    item.owner_id = *account;
    item.owner = row->text(0);
    return {};
}
}  // namespace

Result<ItemRow> Service::load_item(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto item, find_item(*transaction, BackupItemId::parse(id).value_or(BackupItemId{})));
    if (!item || item->client != call.client())
        return fail(ErrorKind::NotFound, "backups.item_not_found", "There is no such protected item, or it is not one of your clients'.");
    if (!call.is_as_seen(item->revision)) return changed_meanwhile();
    return std::move(*item);
}

Result<directory::DeviceCard> Service::machine(Call& call, const std::string& id) const {
    const auto card = directory_.device(DeviceId::parse(id).value_or(DeviceId{}));
    if (!card || card->client != call.client() || card->retired) return bad_field("/device_id", "This client has no such machine.");
    return *card;
}

Status Service::note(Call& call, const ItemRow& item, std::string text) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(add_line(*transaction, item.id, {call.now(), call.caller().name, std::move(text)}));
    facts::v1::BackupItemChanged fact;
    fact.set_client_id(item.client.text());
    fact.set_item_id(item.id.text());
    return journal::append(*transaction, call.now(), item.client, item.id.text(), fact);
}

Result<v1::BackupItem> Service::answer(Call& call, BackupItemId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto item, find_item(*transaction, id));
    if (!item) return fail(ErrorKind::NotFound, "backups.item_not_found", "There is no such protected item.");
    call.set_audit_subject(id.text());
    v1::BackupItem message;
    STEWARD_TRY(const auto proofs, protection_.proofs(*transaction, {*item}, call.now()));
    fill(message, *item, proof_in(proofs, id), call.caller(), call.now());
    STEWARD_TRY(const auto counted, counted_runs(*transaction, item->client, call.now() - last_month, call.now()));
    STEWARD_TRY(const auto plans, plans_of(*transaction, id));
    std::vector<PlanWriter> writers;
    for (const auto& plan : plans) {
        STEWARD_TRY(const auto newest, newest_runs(*transaction, plan.id, 1));
        if (!newest.empty()) writers.push_back({plan.id, newest.front().told.engine, newest.front().told_at});
        const auto of_plan = std::find_if(counted.begin(), counted.end(), [&](const auto& one) { return one.first == plan.id; });
        fill(*message.add_plans(), plan, newest.empty() ? nullptr : &newest.front(),
             of_plan == counted.end() ? CountedRuns{} : of_plan->second, call.now());
    }
    STEWARD_TRY(const auto declared, copies_of(*transaction, id));
    fill_copies(message, known_copies(*item, plans, writers, declared), unresolved_errors(*item, proof_in(proofs, id)), call.now());
    STEWARD_TRY(const auto found, troubles_of(*transaction, id));
    for (const auto& trouble : found) fill(*message.add_troubles(), trouble);
    STEWARD_TRY(const auto lines, lines_of(*transaction, id));
    for (const auto& line : lines) {
        auto& shown = *message.add_lines();
        shown.set_at_unix_ms(line.at.unix_ms);
        shown.set_by(line.by);
        shown.set_text(line.text);
    }
    return message;
}

Result<v1::ListBackupItemsResponse> Service::list_backup_items(Call& call, const v1::ListBackupItemsRequest& request) {
    using filter::Kind;
    static constexpr std::string_view worst =
        "case when i.retired_at is not null then 'retired' when i.decision = 'not_needed' then 'not_needed' when exists (select 1 from "
        "backups_troubles t where t.item_id = i.id and t.severity = 'critical') then 'critical' when exists (select 1 from "
        "backups_troubles t where t.item_id = i.id) then 'warning' when i.rpo_s is null or not exists (select 1 from backups_points o "
        "join backups_plans p on p.id = o.plan_id where p.item_id = i.id) then 'unknown' else 'ok' end";
    static constexpr filter::Field fields[] = {
        {"state", worst},
        {"is", "case when i.retired_at is null then 'active' else 'retired' end"},
        {"name", "i.name"},
        {"kind", "i.kind"},
        {"client", "c.name"},
        {"client_id", "i.client_id"},
        {"device", "coalesce(d.name, '')"},
        {"device_id", "coalesce(i.device_id, '')"},
        {"criticality", "i.criticality"},
        {"decision", "i.decision"},
        {"owner", "i.owner"},
        {"content",
         "coalesce((select max(o.content_at) from backups_points o join backups_plans p on p.id = o.plan_id where p.item_id = i.id), 0)",
         Kind::Time},
        {"plans", "(select count(*) from backups_plans p where p.item_id = i.id and p.ended_at is null)", Kind::Number},
        {"rpo", "coalesce(i.rpo_s, 0)", Kind::Number},
        {"created", "i.created_at", Kind::Time},
        {"changed", "i.changed_at", Kind::Time}};
    static constexpr std::string_view text[] = {"i.name", "c.name", "coalesce(d.name, '')", "i.owner", "i.note"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(items_joined) + call.client_filter("i.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(item_columns), from, fields, text, "i.id", "client,name"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListBackupItemsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    std::vector<ItemRow> items;
    for (const auto& row : page.rows) items.push_back(read_item(row));
    STEWARD_TRY(const auto proofs, protection_.proofs(*transaction, items, call.now()));
    for (const auto& item : items) fill(*list.add_items(), item, proof_in(proofs, item.id), call.caller(), call.now());
    return list;
}

Result<v1::BackupItem> Service::get_backup_item(Call& call, const v1::GetBackupItemRequest& request) {
    STEWARD_TRY(const auto item, load_item(call, request.item_id()));
    return answer(call, item.id);
}

Result<v1::BackupItem> Service::create_backup_item(Call& call, const v1::CreateBackupItemRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    ItemRow item{.id = BackupItemId::make(call.now(), rng_), .client = call.client()};
    STEWARD_TRY(item.name, typed_line("/name", request.name(), longest_name));
    STEWARD_TRY(item.kind, typed_choice("/kind", request.kind(), kinds, "machine"));
    std::string_view usual_criticality = "C3";
    std::optional<directory::DeviceCard> card;
    if (!request.device_id().empty()) {
        STEWARD_TRY(card, machine(call, request.device_id()));
        item.device = card->id;
        if (!card->criticality.empty()) usual_criticality = card->criticality;
    }
    STEWARD_TRY(item.criticality, typed_choice("/criticality", request.criticality(), criticalities, usual_criticality));
    STEWARD_TRY(item.decision, typed_choice("/decision", request.decision(), decisions, "protect"));
    STEWARD_TRY(item.rpo, typed_objective("/rpo_s", request.rpo_s()));
    STEWARD_TRY(item.rto, typed_objective("/rto_s", request.rto_s()));
    const auto [rpo, rto] = usual_objectives(item.kind, item.criticality);
    if (item.rpo == Duration{}) item.rpo = rpo;
    if (item.rto == Duration{}) item.rto = rto;
    STEWARD_TRY(item.note, typed_text("/note", request.note(), longest_note, false));
    STEWARD_TRY(item.reason, item.decision == "not_needed" ? typed_reason("/reason", request.reason())
                                                           : typed_text("/reason", request.reason(), longest_reason, false));
    STEWARD_CHECK(set_owner(*transaction, item, request.owner_id()));
    item.decided_by = call.caller().name;
    item.decided_at = item.created_at = item.changed_at = call.now();
    STEWARD_CHECK(insert_item(*transaction, item));
    STEWARD_CHECK(note(call, item, item.decision == "protect" ? "It is to be protected." : "It needs no backup: " + item.reason));
    return answer(call, item.id);
}

Result<v1::BackupItem> Service::update_backup_item(Call& call, const v1::UpdateBackupItemRequest& request) {
    STEWARD_TRY(auto item, load_item(call, request.item_id()));
    if (item.retired_at.is_set())
        return fail(ErrorKind::Conflict, "backups.retired", "This item is retired: what is written stays as it is.");
    STEWARD_TRY(auto* transaction, call.transaction());
    std::string what;
    const auto changed = [&what](std::string_view name) { what += (what.empty() ? "" : ", ") + std::string(name); };
    if (request.has_name()) {
        STEWARD_TRY(item.name, typed_line("/name", request.name(), longest_name));
        changed("name");
    }
    if (request.has_kind()) {
        STEWARD_TRY(item.kind, typed_choice("/kind", request.kind(), kinds));
        changed("kind");
    }
    if (request.has_device_id()) {
        item.device = {};
        if (!request.device_id().empty()) {
            STEWARD_TRY(const auto card, machine(call, request.device_id()));
            item.device = card.id;
        }
        changed("machine");
    }
    if (request.has_criticality()) {
        STEWARD_TRY(item.criticality, typed_choice("/criticality", request.criticality(), criticalities));
        changed("criticality " + item.criticality);
    }
    if (request.has_rpo_s()) {
        STEWARD_TRY(item.rpo, typed_objective("/rpo_s", request.rpo_s()));
        changed("recovery point objective");
    }
    if (request.has_rto_s()) {
        STEWARD_TRY(item.rto, typed_objective("/rto_s", request.rto_s()));
        changed("recovery time objective");
    }
    if (request.has_owner_id()) {
        STEWARD_CHECK(set_owner(*transaction, item, request.owner_id()));
        changed("owner");
    }
    if (request.has_note()) {
        STEWARD_TRY(item.note, typed_text("/note", request.note(), longest_note, false));
        changed("note");
    }
    if (request.has_decision() && request.decision() != item.decision) {
        STEWARD_TRY(item.decision, typed_choice("/decision", request.decision(), decisions));
        STEWARD_TRY(item.reason, typed_reason("/reason", request.reason()));
        if (item.decision == "not_needed" && item.plans > 0)
            return fail(ErrorKind::Conflict, "backups.plans_run",
                        "Plans still protect it. End them first, then say that no backup is needed.");
        item.decided_by = call.caller().name;
        item.decided_at = call.now();
        changed(item.decision == "protect" ? "it is to be protected: " + item.reason : "it needs no backup: " + item.reason);
    }
    if (what.empty()) return answer(call, item.id);
    item.changed_at = call.now();
    STEWARD_CHECK(save_item(*transaction, item));
    STEWARD_CHECK(note(call, item, "Changed: " + what + "."));
    return answer(call, item.id);
}

Result<v1::BackupItem> Service::retire_backup_item(Call& call, const v1::RetireBackupItemRequest& request) {
    STEWARD_TRY(auto item, load_item(call, request.item_id()));
    if (item.retired_at.is_set()) return answer(call, item.id);
    STEWARD_TRY(item.reason, typed_reason("/reason", request.reason()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto plans, plans_of(*transaction, item.id));
    for (auto& plan : plans) {
        if (plan.ended_at.is_set()) continue;
        plan.ended_at = call.now();
        plan.end_reason = "Its item was retired.";
        STEWARD_CHECK(save_plan(*transaction, plan));
    }
    item.retired_at = item.changed_at = call.now();
    STEWARD_CHECK(save_item(*transaction, item));
    STEWARD_CHECK(note(call, item, "Retired: " + item.reason));
    return answer(call, item.id);
}

}  // namespace steward::backups
