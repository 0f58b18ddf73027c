#include "server/modules/accountability/service.h"

#include <algorithm>
#include <charconv>

#include "server/platform/access/step_up.h"
#include "server/platform/filter/filter.h"
#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"

namespace steward::accountability {

namespace {
using filter::Kind;
constexpr std::string_view kind_text_sql =
    "case e.kind when 1 then 'job' when 2 then 'policy' when 3 then 'roster' when 4 then 'grant' when 5 then 'binding' when 6 then "
    "'result' "
    "when 7 then 'refusal' when 8 then 'login' when 9 then 'role_change' when 10 then 'token' when 11 then 'vault_access' when 12 then "
    "'export' when 13 then 'config' when 14 then 'setup' when 15 then 'alert_mute' when 16 then 'deletion' else 'tenant_head' end";
constexpr filter::Field fields[] = {{"number", "e.number", Kind::Number},
                                    {"at", "e.at", Kind::Time},
                                    {"kind", kind_text_sql},
                                    {"action", "e.action"},
                                    {"by", "e.by_name"},
                                    {"client", "coalesce(c.name, '')"},
                                    {"client_id", "coalesce(e.client_id, '')"}};
constexpr std::string_view text_fields[] = {"e.action", "e.by_name", "coalesce(c.name, '')"};
constexpr std::string_view entry_columns = "e.number, e.client_id, e.seq, e.at, e.kind, e.action, e.by_name, e.body";

std::unexpected<Error> no_entry() {
    return fail(ErrorKind::NotFound, "accountability.no_entry",
                "There is no such entry, or it is not in the tree yet: try again in a second.");
}

// A place in the tree, as it stands in an address.
Result<int64_t> number_of(std::string_view text) {
    int64_t number = -1;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size() || number < 0) return no_entry();
    return number;
}

std::string detail_of(const trust::EntryBody& body, std::string_view name) {
    const auto found = std::ranges::find(body.details, name, &trust::EntryDetail::name);
    return found == body.details.end() ? "" : found->value;
}

// How it ended first, and what it was, where the entry says that: "web-2 failed at a job: Clear temporary files on 3 machines".
std::string words_of_act(const std::string& action, const std::optional<trust::EntryBody>& body) {
    static constexpr std::pair<std::string_view, std::string_view> ends[] = {
        {"done", "did a job"}, {"failed", "failed at a job"}, {"unknown", "cannot say how a job ended"}, {"expired", "let a job expire"}};
    std::string words(ledger::act_name(action).words);
    if (words.empty()) words = action;
    if (!body) return words;
    const auto end = std::ranges::find(ends, detail_of(*body, "outcome"), &std::pair<std::string_view, std::string_view>::first);
    if (action == "jobs.result" && end != std::end(ends)) words = end->second;
    std::string title = detail_of(*body, "title");
    if (title.empty()) title = detail_of(*body, "item");
    return title.empty() ? words : words + ": " + title;
}

void add_path(const std::vector<trust::Digest>& path, google::protobuf::RepeatedPtrField<std::string>& out) {
    for (const auto& hash : path) *out.Add() = to_base64(hash);
}
}  // namespace

void Service::fill(v1::LogEntry& message, const storage::Row& row, const Call& call) const {
    message.set_number(row.integer(0));
    message.set_client_id(row.text_or(1));
    if (!row.is_null(1)) message.set_client_name(directory_.client_name(row.id<ClientId>(1)));
    message.set_seq(row.integer(2));
    message.set_at_unix_ms(row.integer(3));
    const auto kind = static_cast<int>(row.integer(4));
    message.set_kind(std::string(ledger::kind_text(kind)));
    message.set_action(row.text(5));
    message.set_by_name(row.text(6));
    const auto body = row.is_null(7) ? std::nullopt : trust::read_body(row.bytes(7));
    message.set_is_erased(!body);
    message.set_words((body ? body->by : "Somebody") + " " + words_of_act(row.text(5), body));
    if (!body) return;
    message.set_subject(body->subject);
    for (const auto& detail : body->details) {
        auto& out = *message.add_details();
        const auto id = detail.name == "device_id" ? DeviceId::parse(detail.value) : Result<DeviceId>(DeviceId{});
        const auto card = id ? directory_.device(*id) : std::nullopt;
        out.set_name(card ? "machine" : detail.name);
        out.set_value(card ? card->name : detail.value);
    }
    const bool is_count = kind == static_cast<int>(trust::EntryKind::TenantHead);
    if (!is_count && !row.is_null(1) && call.caller().may("log.erase")) message.add_allowed_actions("erase");
}

Result<v1::ListLogEntriesResponse> Service::list_log_entries(Call& call, const v1::ListLogEntriesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string of_clients = call.client_filter("e.client_id", parameters);
    const bool sees_own = !call.caller().client_side && call.caller().may("audit.read");
    const std::string visible = "((e.client_id is not null" + of_clients + ")" + (sees_own ? " or e.client_id is null)" : ")");
    const filter::SqlList list{.columns = std::string(entry_columns),
                               .from = " from ledger_v_entries e left join directory_v_clients c on c.id = e.client_id where " + visible,
                               .fields = fields,
                               .text = text_fields,
                               .id_column = "e.number",
                               .default_order = "-number"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListLogEntriesResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) fill(*answer.add_entries(), row, call);
    return answer;
}

Result<v1::LogEntryProof> Service::get_log_entry(Call& call, const v1::GetLogEntryRequest& request) {
    STEWARD_TRY(const int64_t number, number_of(request.number()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto row, transaction->query_one("select " + std::string(entry_columns) +
                                                           " from ledger_v_entries e where e.number = $1 and e.client_id = $2",
                                                       number, call.client()));
    STEWARD_TRY(const auto head, ledger::newest_head(*transaction));
    if (!row || !head || head->size <= number) return no_entry();
    STEWARD_TRY(const auto kept, ledger::find_entry(*transaction, number));
    STEWARD_TRY(const auto path, ledger::inclusion(*transaction, number, head->size));
    v1::LogEntryProof answer;
    fill(*answer.mutable_entry(), *row, call);
    answer.set_leaf(to_base64(kept.leaf));
    answer.set_salt(to_base64(kept.salt));
    answer.set_body(to_base64(kept.body));
    answer.set_size(head->size);
    answer.set_head(head->note);
    add_path(path, *answer.mutable_path());
    return answer;
}

Result<v1::LogHead> Service::get_log_head(Call& call, const v1::GetLogHeadRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto head, ledger::newest_head(*transaction));
    STEWARD_TRY(const auto key, ledger::log_key_of(*transaction));
    v1::LogHead answer;
    if (!key.name.empty()) answer.set_key(trust::write_note_key(key));
    if (!head) return answer;
    answer.set_note(head->note);
    answer.set_size(head->size);
    answer.set_at_unix_ms(head->at.unix_ms);
    STEWARD_TRY(const auto witnesses, ledger::witnesses_of(*transaction, ClientId{}));
    for (const auto& witness : witnesses) {
        if (!call.caller().scope.contains(witness.client)) continue;
        auto& out = *answer.add_witnesses();
        out.set_name(witness.name);
        out.set_client_id(witness.client.text());
        out.set_size(witness.size);
        out.set_at_unix_ms(witness.seconds * 1000);
    }
    return answer;
}

Result<v1::LogConsistency> Service::get_log_consistency(Call& call, const v1::GetLogConsistencyRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto head, request.size() == 0 ? ledger::newest_head(*transaction) : ledger::find_head(*transaction, request.size()));
    if (!head) return fail(ErrorKind::NotFound, "ledger.no_such_size", "The accountability log has no head of this size.");
    STEWARD_TRY(const auto path, ledger::consistency(*transaction, request.old_size(), head->size));
    v1::LogConsistency answer;
    answer.set_old_size(request.old_size());
    answer.set_size(head->size);
    answer.set_head(head->note);
    add_path(path, *answer.mutable_path());
    return answer;
}

ledger::ExportRequest Service::of_client(const Call& call) const {
    return {.client = call.client(), .client_name = directory_.client_name(call.client())};
}

Result<v1::LogExportPart> Service::part(Call& call, const ledger::ExportRequest& request, std::string_view place) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto part, ledger::export_part(*transaction, request, place, call.now()));
    v1::LogExportPart answer;
    answer.set_text(std::move(part.text));
    answer.set_next_place(std::move(part.next));
    return answer;
}

// A client's own people check us with it, and some have no second factor: nothing stands between them and their log.
Result<v1::LogExportPart> Service::begin_log_export(Call& call, const v1::BeginLogExportRequest& request) {
    if (!call.caller().client_side) STEWARD_CHECK(require_step_up(call.caller(), call.now()));
    auto wanted = of_client(call);
    wanted.head_size = request.head_size();
    return part(call, wanted, {});
}

Result<v1::LogExportPart> Service::read_log_export(Call& call, const v1::ReadLogExportRequest& request) {
    if (request.place().empty()) return bad_field("/place", "Give the place that the part before this one named.");
    return part(call, of_client(call), request.place());
}

Result<v1::LogExportPart> Service::begin_own_log_export(Call& call, const v1::BeginOwnLogExportRequest& request) {
    return part(call, {.client = {}, .client_name = {}, .head_size = request.head_size()}, {});
}

Result<v1::LogExportPart> Service::read_own_log_export(Call& call, const v1::ReadOwnLogExportRequest& request) {
    if (request.place().empty()) return bad_field("/place", "Give the place that the part before this one named.");
    return part(call, {}, request.place());
}

Result<v1::LogEntry> Service::erase_log_entry(Call& call, const v1::EraseLogEntryRequest& request) {
    STEWARD_TRY(const int64_t number, number_of(request.number()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string select = "select " + std::string(entry_columns) + " from ledger_v_entries e where e.number = $1 and e.client_id = $2";
    STEWARD_TRY(const auto before, transaction->query_one(select, number, call.client()));
    if (!before) return no_entry();
    STEWARD_TRY(const bool was_there, ledger::erase_entry(*transaction, number));
    if (!was_there) return fail(ErrorKind::Conflict, "accountability.not_erasable", "This entry has no words that could be erased.");
    call.set_audit_subject(request.number());
    call.add_audit_detail("entry", std::to_string(before->integer(2)));
    STEWARD_TRY(const auto after, transaction->query_one(select, number, call.client()));
    v1::LogEntry answer;
    fill(answer, *after, call);
    return answer;
}

Result<v1::PostCosignatureResponse> Service::post_cosignature(Call& call, const v1::PostCosignatureRequest& request) {
    STEWARD_TRY(const auto id, DeviceId::parse(request.device_id()));
    // Whether a device exists is not for everybody to learn.
    const auto device = devices_.find(id);
    if (!device) return fail(ErrorKind::Invalid, "ledger.cosignature_refused", "The cosignature is not by this device's key.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(ledger::take_cosignature(*transaction, id, device->client, device->public_key, request.note()));
    v1::PostCosignatureResponse answer;
    const auto note = trust::read_note(request.note());
    if (note) answer.set_size(static_cast<int64_t>(note->checkpoint.size));
    return answer;
}

}  // namespace steward::accountability
