// Clients, and what the files of the service share.
#include <tuple>

#include "server/modules/directory/client_states.h"
#include "server/modules/directory/fields.h"
#include "server/modules/directory/fold.h"
#include "server/modules/directory/service.h"
#include "server/platform/filter/filter.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::directory {

Status if_match_holds(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "directory.changed_meanwhile",
                "Somebody else changed this meanwhile. Load it again and repeat your change.");
}

std::unexpected<Error> not_found(std::string_view noun) {
    return fail(ErrorKind::NotFound, "directory." + std::string(noun) + "_not_found",
                "There is no such " + std::string(noun) + ", or it is not one of your clients'.");
}

Result<std::vector<filter::Term>> folded_terms(std::string_view filter) {
    STEWARD_TRY(auto terms, filter::parse(filter));
    for (auto& term : terms) {
        if (!term.key.empty() && term.key != "name" && term.key != "client" && term.key != "email") continue;
        for (auto& value : term.values) value = fold_case(value);
    }
    return terms;
}

std::string update_json(std::string_view key, std::string_view id) { return "{\"" + std::string(key) + "\":\"" + std::string(id) + "\"}"; }

namespace {
constexpr filter::Field fields_of_clients[] = {
    {"name", "t.name_key", filter::Kind::Text},
    {"status", "t.status", filter::Kind::Text},
    {"zone", "t.zone", filter::Kind::Text},
    {"created", "t.created_at", filter::Kind::Time},
    {"demo", "t.demo", filter::Kind::Boolean},
    {"sites", "(select count(*) from directory_sites s where s.client_id = t.id)", filter::Kind::Number},
    {"devices", "(select count(*) from directory_devices d where d.client_id = t.id and d.status = 'active')", filter::Kind::Number},
};
constexpr std::string_view text_of_clients[] = {"t.name_key", "t.note"};

struct Surroundings {
    int64_t sites = 0, people = 0;
};

Result<Surroundings> surroundings_of(Transaction& transaction, ClientId client) {
    STEWARD_TRY(auto row, transaction.query_one("select (select count(*) from directory_sites where client_id = $1), "
                                                "(select count(*) from directory_people where client_id = $1)",
                                                client));
    return Surroundings{row->integer(0), row->integer(1)};
}

Result<ClientRow> load_client(Transaction& transaction, const Call& call, std::string_view id) {
    STEWARD_TRY(const auto client_id, request_id<ClientId>("/client_id", id));
    STEWARD_TRY(auto client, find_client(transaction, client_id));
    if (!client || client_id != call.client()) return not_found("client");
    return std::move(*client);
}
}  // namespace

v1::Client Service::client_message(const Caller& caller, const ClientRow& client, const ClientNumbers& numbers, int64_t sites,
                                   int64_t people) const {
    v1::Client message;
    message.set_client_id(client.id.text());
    message.set_name(client.name);
    message.set_status(client.status);
    message.set_zone(client.zone);
    message.set_note(client.note);
    message.set_device_count(numbers.devices);
    message.set_open_alert_count(numbers.open_alerts);
    message.set_open_ticket_count(numbers.open_tickets);
    message.set_created_at_unix_ms(client.created_at.unix_ms);
    message.set_etag(std::to_string(client.revision));
    message.set_demo(client.demo);
    message.set_site_count(static_cast<int32_t>(sites));
    message.set_person_count(static_cast<int32_t>(people));
    if (caller.may("client.write")) {
        for (const char* action : {"edit", "add_site", "add_person"}) message.add_allowed_actions(action);
    }
    if (caller.may("device.enrol")) message.add_allowed_actions("enrol");
    if (caller.may("maintenance.write")) message.add_allowed_actions("maintain");
    return message;
}

void Service::publish_client(Transaction& transaction, const ClientRow& client) {
    transaction.after_commit([this, client] {
        index_.put_client(client);
        hub_.publish({client.id, "client", client.id.text(), update_json("client_id", client.id.text())});
    });
}

Result<v1::ListClientsResponse> Service::list_clients(Call& call, const v1::ListClientsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("t.id", parameters);
    STEWARD_TRY(const auto terms, folded_terms(request.filter()));
    STEWARD_TRY(const auto where, filter::to_sql(terms, fields_of_clients, text_of_clients, call.now(), parameters));
    STEWARD_TRY(const auto total, transaction->run("select count(*) from directory_clients t where true" + scope + where, parameters));
    STEWARD_TRY(const auto page,
                filter::page(request.order_by(), "name", request.page_size(), request.page_token(), fields_of_clients, "t.id", parameters));
    STEWARD_TRY(auto rows, transaction->run("select " + std::string(client_columns) +
                                                ", (select count(*) from directory_sites s where s.client_id = t.id), "
                                                "(select count(*) from directory_people p where p.client_id = t.id)" +
                                                page.key_columns + " from directory_clients t where true" + scope + where + page.where +
                                                page.order_by + page.limit,
                                            parameters));
    v1::ListClientsResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    auto numbers = index_.client_numbers();
    for (const auto& row : rows) {
        const ClientRow client = read_client(row);
        *answer.add_clients() = client_message(call.caller(), client, numbers[client.id], row.integer(8), row.integer(9));
    }
    return answer;
}

Result<v1::Client> Service::get_client(Call& call, const v1::GetClientRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto client, load_client(*transaction, call, request.client_id()));
    STEWARD_TRY(const auto around, surroundings_of(*transaction, client.id));
    return client_message(call.caller(), client, index_.client_numbers()[client.id], around.sites, around.people);
}

Result<v1::Client> Service::create_client(Call& call, const v1::CreateClientRequest& request) {
    Fields fields;
    ClientRow client;
    client.name = fields.name("/name", request.name());
    client.zone = request.zone().empty() ? "UTC" : fields.zone("/zone", request.zone());
    client.note = fields.text("/note", request.note(), 4000);
    client.status = "active";
    STEWARD_CHECK(fields.status());
    client.id = ClientId::make(call.now(), rng_);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_client(*transaction, client, call.now()));
    facts::v1::ClientCreated fact;
    fact.set_client_id(client.id.text());
    STEWARD_CHECK(journal::append(*transaction, call.now(), client.id, client.id.text(), fact));
    publish_client(*transaction, client);
    call.set_audit_subject(client.id.text());
    return client_message(call.caller(), client, {}, 0, 0);
}

namespace {
auto written_by_people(const ClientRow& client) { return std::tuple(client.name, client.zone, client.note, client.status); }
}  // namespace

Result<v1::Client> Service::update_client(Call& call, const v1::UpdateClientRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto client, load_client(*transaction, call, request.client_id()));
    STEWARD_CHECK(if_match_holds(call, client.revision));
    const auto as_it_was = written_by_people(client);
    Fields fields;
    if (request.has_name()) client.name = fields.name("/name", request.name());
    if (request.has_zone()) client.zone = fields.zone("/zone", request.zone());
    if (request.has_note()) client.note = fields.text("/note", request.note(), 4000);
    const std::string before = client.status;
    if (request.has_status()) client.status = fields.choice("/status", request.status(), client_states);
    STEWARD_CHECK(fields.status());
    if (!client_may_become(before, client.status)) {
        std::string next;
        for (const auto state : next_client_states(before)) next += (next.empty() ? "" : ", ") + std::string(state);
        return fail(ErrorKind::Conflict, "directory.client_state",
                    "A client that is " + before + " can become: " + (next.empty() ? "nothing else" : next) + ".");
    }
    if (written_by_people(client) != as_it_was) {  // the same again is no change: whoever holds its etag can go on
        STEWARD_CHECK(save_client(*transaction, client, call.now()));
        publish_client(*transaction, client);
    }
    call.set_audit_subject(client.id.text());
    if (before != client.status) call.add_audit_detail("status", before + " to " + client.status);
    STEWARD_TRY(const auto around, surroundings_of(*transaction, client.id));
    return client_message(call.caller(), client, index_.client_numbers()[client.id], around.sites, around.people);
}

}  // namespace steward::directory
