#include "server/modules/authority/service.h"

#include <algorithm>

#include "base/spoken.h"
#include "server/platform/filter/filter.h"

namespace steward::authority {

namespace {
using filter::Kind;
constexpr int most_messages_a_page = 100;

bool is_log_key_named(const trust::NoteKey& key, const Standing& standing) {
    if (!standing.roster) return false;
    const auto& named = standing.roster->rules().log_keys;
    return !key.name.empty() && std::ranges::find(named, key.key) != named.end();
}

// As the signer takes it.
void fill_keys(v1::Authority& answer, const trust::NoteKey& log_key, const std::optional<directory::EnrolmentEndpoint>& endpoint) {
    if (!log_key.name.empty()) answer.set_log_key(trust::write_note_key(log_key));
    if (!endpoint || endpoint->pins.empty()) return;
    for (const Bytes& pin : endpoint->pins) answer.add_server_pins(spoken(pin));
    const bool is_literal = endpoint->host.contains(':');
    answer.set_agent_address((is_literal ? "[" + endpoint->host + "]" : endpoint->host) + ":" + std::to_string(endpoint->port));
}

// As `shown` has it, for the filter and the order.
std::string state_sql(Instant now) {
    return "case when g.device_id is null then 'absent' when g.seen_at < " + std::to_string((now - silent_after).unix_ms) +
           " then 'unknown' else g.state end";
}

// Which clients there are is for those who see them: of keys and stops only what concerns the caller's own.
Status leave_out_others(Transaction& transaction, const ClientScope& scope, v1::Authority& authority) {
    if (scope.all) return {};
    const auto is_other = [&](const std::string& text) {
        const auto client = ClientId::parse(text);
        return !client || !scope.contains(*client);
    };
    const auto keep_own = [&](auto& ids) { ids.erase(std::remove_if(ids.begin(), ids.end(), is_other), ids.end()); };
    for (auto& key : *authority.mutable_keys()) keep_own(*key.mutable_client_ids());
    for (auto& key : *authority.mutable_recovery_keys()) keep_own(*key.mutable_client_ids());
    google::protobuf::RepeatedPtrField<v1::StopNotice> own;
    for (auto& stop : *authority.mutable_stops()) {
        keep_own(*stop.mutable_client_ids());
        const std::vector<std::string> named(stop.device_ids().begin(), stop.device_ids().end());
        stop.clear_device_ids();
        for (const auto& gate : named) {
            STEWARD_TRY(const auto gates, gates_called(transaction, gate));
            if (!gates.empty() && scope.contains(gates.front().client)) stop.add_device_ids(gate);
        }
        if (stop.all() || stop.client_ids_size() + stop.device_ids_size() > 0) *own.Add() = stop;
    }
    authority.mutable_stops()->Swap(&own);
    return {};
}

void name_machine(v1::Gate& message, const directory::Directory& directory, DeviceId device, ClientId client) {
    message.set_device_id(device.text());
    message.set_client_id(client.text());
    message.set_client_name(directory.client_name(client));
    const auto card = directory.device(device);
    if (card) message.set_device_name(card->name);
}

void fill_absent(v1::Gate& message) {
    message.set_state("absent");
    message.set_words("The machine has not spoken of a gate: it is watched, and nothing can run on it. Update its agent.");
}
}  // namespace

Result<v1::Authority> Service::get_authority(Call& call, const v1::GetAuthorityRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Standing standing, chain_.read(*transaction, call.now()));
    STEWARD_TRY(const auto log_key, ledger::log_key_of(*transaction));
    const bool is_named = is_log_key_named(log_key, standing);
    v1::Authority answer = authority_message(standing, call.now());
    fill_keys(answer, log_key, directory_.enrolment_endpoint());
    answer.set_log_key_pinned(is_named);
    STEWARD_CHECK(leave_out_others(*transaction, call.caller().scope, answer));
    std::vector<storage::Value> parameters;
    const std::string of_clients = call.client_filter("d.client_id", parameters);
    STEWARD_TRY(const int64_t questions, count_questions(*transaction, of_clients, parameters));
    answer.set_questions(static_cast<int32_t>(questions));
    for (auto& warning : warnings_of(standing, is_named, call.now())) answer.add_warnings(std::move(warning));
    fill(*answer.mutable_carrying(), courier_.numbers(), standing);
    return answer;
}

void Service::note_visit(const Call& call) const {
    if (call.caller().kind == PrincipalKind::Token || call.caller().kind == PrincipalKind::LocalRoot) courier_.visited(call.now());
}

Result<v1::ListAuthorityMessagesResponse> Service::list_authority_messages(Call& call, const v1::ListAuthorityMessagesRequest& request) {
    note_visit(call);
    STEWARD_TRY(auto* transaction, call.transaction());
    constexpr filter::Field fields[] = {{"number", "m.number", Kind::Number}};
    const filter::SqlList list{.columns = "m.message_id, m.type, m.taken_at, m.frame",
                               .from = " from authority_messages m where true",
                               .fields = fields,
                               .text = {},
                               .id_column = "m.number",
                               .default_order = "number"};
    const filter::Question question{
        .filter = {}, .order_by = {}, .page_token = request.page_token(), .page_size = std::min(request.page_size(), most_messages_a_page)};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, question, call.now(), {}));
    v1::ListAuthorityMessagesResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) {
        auto& message = *answer.add_messages();
        message.set_message_id(to_hex(row.bytes(0)));
        message.set_type(type_text(static_cast<trust::MessageType>(row.integer(1))));
        message.set_taken_at_unix_ms(row.integer(2));
        message.set_frame(row.bytes(3).data(), row.bytes(3).size());
    }
    return answer;
}

Result<v1::PostAuthorityMessageResponse> Service::post_authority_message(Call& call, const v1::PostAuthorityMessageRequest& request) {
    note_visit(call);
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto bytes = as_bytes(request.frame());
    const auto committed = [&courier = courier_, &hub = hub_] {
        courier.published();
        hub.publish({.client = {}, .topic = "authority", .id = {}, .json = "{}"});
    };
    std::vector<Bytes> files;
    for (const auto& file : request.files()) files.emplace_back(as_bytes(file).begin(), as_bytes(file).end());
    STEWARD_TRY(const Published published, publishing_.publish(*transaction, Bytes(bytes.begin(), bytes.end()), std::move(files),
                                                               call.caller(), call.now(), committed));
    call.set_audit_subject(to_hex(published.id));
    call.add_audit_detail("type", type_text(published.type));
    call.add_audit_detail("became", published.became);
    v1::PostAuthorityMessageResponse answer;
    answer.set_message_id(to_hex(published.id));
    answer.set_type(type_text(published.type));
    answer.set_became(published.became);
    answer.set_subject_id(published.subject);
    return answer;
}

// Of the clients that the caller sees: whose machine it is stands in every row.
Result<v1::ListGateQuestionsResponse> Service::list_gate_questions(Call& call, const v1::ListGateQuestionsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    constexpr filter::Field fields[] = {{"asked", "q.asked_at", Kind::Time}};
    std::vector<storage::Value> parameters;
    const std::string from = " from authority_questions q join directory_v_devices d on d.id = q.device_id where d.status = 'active'" +
                             call.client_filter("d.client_id", parameters);
    const filter::SqlList list{.columns = "q.device_id, d.name, q.nonce, q.asked_at",
                               .from = from,
                               .fields = fields,
                               .text = {},
                               .id_column = "q.device_id",
                               .default_order = "-asked"};
    const filter::Question question{.filter = {}, .order_by = {}, .page_token = request.page_token(), .page_size = request.page_size()};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, question, call.now(), std::move(parameters)));
    v1::ListGateQuestionsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) {
        auto& out = *answer.add_questions();
        out.set_device_id(row.text(0));
        out.set_device_name(row.text(1));
        out.set_nonce(row.bytes(2).data(), row.bytes(2).size());
        out.set_asked_at_unix_ms(row.integer(3));
    }
    return answer;
}

Result<v1::ListGatesResponse> Service::list_gates(Call& call, const v1::ListGatesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string state = state_sql(call.now());
    const filter::Field fields[] = {{"state", state},
                                    {"device", "lower(d.name)"},
                                    {"client", "lower(c.name)"},
                                    {"client_id", "d.client_id"},
                                    {"device_id", "d.id"},
                                    {"observed", "coalesce(g.observed_at, 0)", Kind::Time}};
    constexpr std::string_view text[] = {"d.name", "c.name"};
    std::vector<storage::Value> parameters;
    const std::string from =
        " from directory_v_devices d join directory_v_clients c on c.id = d.client_id "
        "left join authority_gates g on g.device_id = d.id where d.status = 'active'" +
        call.client_filter("d.client_id", parameters);
    const filter::SqlList list{
        .columns = "d.id, d.client_id", .from = from, .fields = fields, .text = text, .id_column = "d.id", .default_order = "device"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListGatesResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    const auto standing = chain_.newest();
    for (const auto& row : page.rows) {
        auto& message = *answer.add_gates();
        STEWARD_TRY(const auto gate, find_gate(*transaction, row.id<DeviceId>(0)));
        if (gate) fill(message, *gate, *standing, call.now());
        else fill_absent(message);
        name_machine(message, directory_, row.id<DeviceId>(0), row.id<ClientId>(1));
    }
    return answer;
}

Result<v1::Gate> Service::get_gate(Call& call, const v1::GetGateRequest& request) {
    STEWARD_TRY(const auto device, DeviceId::parse(request.device_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto gate, find_gate(*transaction, device));
    v1::Gate answer;
    if (gate) fill(answer, *gate, *chain_.newest(), call.now());
    else fill_absent(answer);
    name_machine(answer, directory_, device, call.client());
    return answer;
}

Result<v1::ListGrantsResponse> Service::list_grants(Call& call, const v1::ListGrantsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    constexpr filter::Field fields[] = {{"client", "lower(c.name)"},
                                        {"client_id", "g.client_id"},
                                        {"holder", "lower(g.holder)"},
                                        {"not_after", "g.not_after", Kind::Time},
                                        {"taken", "g.taken_at", Kind::Time}};
    constexpr std::string_view text[] = {"g.holder", "c.name"};
    std::vector<storage::Value> parameters;
    const std::string from = " from authority_grants g join directory_v_clients c on c.id = g.client_id where true" +
                             call.client_filter("g.client_id", parameters);
    const filter::SqlList list{.columns = "g.id, g.client_id, g.site_id, g.holder, g.most_uses, g.not_after, g.allowed",
                               .from = from,
                               .fields = fields,
                               .text = text,
                               .id_column = "g.id",
                               .default_order = "-taken"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListGrantsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) {
        auto& out = *answer.add_grants();
        out.set_grant_id(row.text(0));
        out.set_client_id(row.text(1));
        out.set_client_name(directory_.client_name(row.id<ClientId>(1)));
        out.set_site_id(row.text_or(2));
        out.set_holder(row.text(3));
        STEWARD_TRY(const auto left, enrolments_.uses_left(*transaction, row.id<EnrolmentId>(0)));
        out.set_uses(static_cast<int32_t>(row.integer(4) - left.value_or(0)));
        out.set_most_uses(static_cast<int32_t>(row.integer(4)));
        out.set_not_after_unix_ms(row.integer(5));
        for (auto& name : class_texts(static_cast<uint64_t>(row.integer(6)))) out.add_allowed_classes(std::move(name));
        out.set_state(row.instant(5) <= call.now() ? "over" : left.value_or(0) > 0 ? "open" : "used");
    }
    return answer;
}

}  // namespace steward::authority
