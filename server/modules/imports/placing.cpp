// What a record points at, and what its words mean.
#include "server/modules/imports/placing.h"

#include <algorithm>

namespace steward::imports {

namespace {
std::string named_so(std::string_view text) { return "“" + shortened(text, 80) + "”"; }

bool is_of_the_database(const Error& error) {
    return error.kind == ErrorKind::Internal || error.kind == ErrorKind::Unavailable || error.code.starts_with("storage.");
}

// A form's refusal names the field, a sentence alone does not.
std::string sentence_of(const Error& error) {
    if (error.fields.empty()) return error.message;
    std::string sentence;
    for (const auto& field : error.fields)
        sentence += (sentence.empty() ? "" : " ") + (field.pointer.empty() ? "" : field.pointer.substr(1) + ": ") + field.detail;
    return shortened(sentence, 500);
}
}  // namespace

Result<std::optional<RowRow>> Placer::place(RowRow& row, const Record& record) {
    row.outcome = "rejected";
    row.reason.clear();
    row.before.clear();
    STEWARD_TRY(const auto twin, row_with_key(transaction_, batch_.id, row.kind, row.key, row.number));
    if (twin) {
        row.reason =
            "Row " + std::to_string(twin->number) + " of this file speaks of the same " + row.kind + " (" + shortened(row.key, 80) + ").";
        return twin;
    }
    const auto outcome = row.kind == "client"    ? place_client(row, record.fields)
                         : row.kind == "site"    ? place_site(row, record.fields)
                         : row.kind == "person"  ? place_person(row, record.fields)
                         : row.kind == "device"  ? place_device(row, record.fields)
                         : row.kind == "ticket"  ? place_ticket(row, record.fields)
                         : row.kind == "message" ? place_message(row, record.fields)
                                                 : place_time(row, record.fields);
    if (outcome) {
        row.outcome = std::string(*outcome);
        return std::optional<RowRow>{};
    }
    if (is_of_the_database(outcome.error())) return std::unexpected(outcome.error());
    row.reason = sentence_of(outcome.error());
    return std::optional<RowRow>{};
}

Status Placer::link(const RowRow& row, std::string_view kind, const std::string& external_id, const std::string& record_id) {
    if (is_dry_ || external_id.empty() || external_id == record_id) return {};
    (void)row;
    return put_link(transaction_, batch_.source, kind, shortened(external_id, 200), record_id, batch_.id);
}

template <typename AnyId>
Result<Placer::Found<AnyId>> Placer::by_id(std::string_view kind, const std::string& text) {
    Found<AnyId> found;
    if (text.empty()) return found;
    if (const auto own = AnyId::parse(text)) {
        std::string table = kind == "client"   ? "directory_v_clients where id"
                            : kind == "site"   ? "directory_v_sites where id"
                            : kind == "person" ? "directory_v_people where id"
                                               : "helpdesk_v_tickets where ticket_id";
        STEWARD_TRY(const auto row, transaction_.query_one("select 1 from " + table + " = $1", text));
        if (row) found.id = *own;
        if (row) return found;
    }
    STEWARD_TRY(const auto linked, find_link(transaction_, batch_.source, kind, text));
    if (linked) {
        found.id = AnyId::parse(*linked).value_or(AnyId{});
        return found;
    }
    if (!is_dry_) return found;
    STEWARD_TRY(const auto planned, row_with_key(transaction_, batch_.id, kind, text, 0));
    found.is_planned = planned.has_value();
    return found;
}

Result<Placer::Found<ClientId>> Placer::client_of(const Fields& fields) {
    const std::string &id = text_of(fields, "client_id"), &name = text_of(fields, "client");
    const std::string seen = id + "\n" + name;
    if (const auto at = clients_seen_.find(seen); at != clients_seen_.end()) return Found<ClientId>{at->second, false};
    STEWARD_TRY(auto found, by_id<ClientId>("client", id));
    if (!found.is_here() && !found.is_planned && !name.empty()) {
        const std::string key = directory::folded(name);
        const auto answer = answers_.find("client\n" + key);
        if (answer != answers_.end() && answer->second == "-")
            return bad_field("/client", named_so(name) + " is left out, as was said in the words of this file.");
        if (answer != answers_.end()) {
            STEWARD_TRY(found, by_id<ClientId>("client", answer->second));
        }
        if (!found.is_here()) {
            STEWARD_TRY(const auto there, rooms_.records.client_named(transaction_, name));
            if (there) found.id = there->id;
        }
        if (!found.is_here() && is_dry_) {
            STEWARD_TRY(const auto planned, row_named(transaction_, batch_.id, "client", key, ""));
            found.is_planned = planned.has_value();
        }
    }
    if (id.empty() && name.empty()) return bad_field("/client", "Of which client? Neither its name nor its id is said.");
    if (!found.is_here() && !found.is_planned)
        return bad_field("/client", "There is no client " + named_so(name.empty() ? id : name) +
                                        ". Import the clients first, or say which of ours it is.");
    if (found.is_here()) clients_seen_.emplace(seen, found.id);
    return found;
}

Result<Placer::Found<SiteId>> Placer::site_of(const Found<ClientId>& client, const Fields& fields) {
    const std::string &id = text_of(fields, "site_id"), &name = text_of(fields, "site");
    STEWARD_TRY(auto found, by_id<SiteId>("site", id));
    if (found.is_here()) {
        STEWARD_TRY(const auto site, rooms_.records.find(transaction_, found.id));
        if (site && client.is_here() && site->client != client.id)
            return bad_field("/site_id", "Site " + named_so(id) + " is another client's.");
    }
    if (found.is_here() || found.is_planned || name.empty()) return found;
    if (client.is_here()) {
        STEWARD_TRY(const auto there, rooms_.records.site_named(transaction_, client.id, name));
        if (there) found.id = there->id;
    }
    if (!found.is_here() && is_dry_) {
        STEWARD_TRY(const auto planned, row_named(transaction_, batch_.id, "site", directory::folded(name), ""));
        found.is_planned = planned.has_value();
    }
    if (found.is_here() || found.is_planned) return found;
    return bad_field("/site", "The client has no site " + named_so(name) + ".");
}

Result<Placer::Found<PersonId>> Placer::requester_of(const Found<ClientId>& client, const Fields& fields) {
    const std::string &id = text_of(fields, "requester_id"), &name = text_of(fields, "requester"),
                      &mail = text_of(fields, "requester_email");
    STEWARD_TRY(auto found, by_id<PersonId>("person", id));
    if (found.is_here()) {
        STEWARD_TRY(const auto person, rooms_.records.find(transaction_, found.id));
        if (person && client.is_here() && person->client != client.id)
            return bad_field("/requester_id", "Person " + named_so(id) + " is another client's.");
    }
    if (found.is_here() || found.is_planned || (name.empty() && mail.empty())) return found;
    if (client.is_here()) {
        STEWARD_TRY(const auto there, rooms_.records.person_called(transaction_, client.id, name, mail));
        if (there) found.id = there->id;
    }
    if (!found.is_here() && is_dry_) {
        STEWARD_TRY(const auto planned, row_named(transaction_, batch_.id, "person", directory::folded(name), directory::folded(mail)));
        found.is_planned = planned.has_value();
    }
    return found;
}

Result<Placer::Found<TicketId>> Placer::ticket_of(const Fields& fields) {
    const std::string &id = text_of(fields, "ticket_id"), &number = text_of(fields, "ticket");
    STEWARD_TRY(auto found, by_id<TicketId>("ticket", id));
    if (found.is_here() || found.is_planned || number.empty()) return found;
    STEWARD_TRY(const auto ours, rooms_.tickets.called(transaction_, number));
    if (ours) {
        found.id = *ours;
        return found;
    }
    STEWARD_TRY(found, by_id<TicketId>("ticket", number));
    if (found.is_here() || found.is_planned) return found;
    STEWARD_TRY(const auto linked, find_link(transaction_, batch_.source, "ticket_reference", number));
    if (linked) found.id = TicketId::parse(*linked).value_or(TicketId{});
    if (!linked && is_dry_) {
        STEWARD_TRY(const auto planned, row_named(transaction_, batch_.id, "ticket", directory::folded(number), ""));
        found.is_planned = planned.has_value();
    }
    return found;
}

Result<DeviceId> Placer::device_named(ClientId client, const std::string& name) const {
    DeviceId found;
    if (name.empty() || client.is_nil()) return found;
    STEWARD_TRY(const auto rows,
                transaction_.query("select id from directory_v_devices where client_id = $1 and (lower(name) = lower($2) or "
                                   "lower(hostname) = lower($2)) limit 2",
                                   client, name));
    if (rows.size() == 1) found = rows[0].id<DeviceId>(0);
    return found;
}

Result<DeviceId> Placer::device_of(ClientId client, const Fields& fields) const {
    const std::string& id = text_of(fields, "device_id");
    if (const auto own = DeviceId::parse(id)) {
        const auto card = rooms_.directory.device(*own);
        if (card && card->client == client) return *own;
        if (card) return bad_field("/device_id", "Device " + named_so(id) + " is another client's.");
    }
    STEWARD_TRY(const auto name, device_name_of(client, fields));
    return device_named(client, name);
}

Result<std::string> Placer::device_name_of(ClientId client, const Fields& fields) const {
    const std::string &id = text_of(fields, "device_id"), &name = text_of(fields, "device");
    if (!name.empty() || id.empty()) return name;
    STEWARD_TRY(const auto linked, find_link(transaction_, batch_.source, "device", id));
    const auto known = KnownDeviceId::parse(linked.value_or(id));
    if (!known) return name;
    STEWARD_TRY(const auto device, find_known_device(transaction_, *known));
    if (device && device->client != client) return bad_field("/device_id", "Device " + named_so(id) + " is another client's.");
    if (device) return device->name;
    const auto agent = DeviceId::parse(linked.value_or(""));
    const auto card = agent ? rooms_.directory.device(*agent) : std::nullopt;
    return card && card->client == client ? card->name : name;
}

Result<Placer::Worker> Placer::worker_of(const Fields& fields, std::string_view id_field, std::string_view name_field) {
    Worker worker;
    worker.name = text_of(fields, name_field);
    if (const auto own = AccountId::parse(text_of(fields, id_field))) {
        STEWARD_TRY(const auto row, transaction_.query_one("select name from access_v_accounts where account_id = $1", *own));
        if (row) return Worker{*own, worker.name.empty() ? row->text(0) : worker.name};
    }
    if (worker.name.empty()) return worker;
    const auto answer = answers_.find("technician\n" + shortened(directory::folded(worker.name), 200));
    if (answer == answers_.end())
        return bad_field("/" + std::string(name_field),
                         named_so(worker.name) + " is not matched to one of our people, nor said to be none.");
    worker.account = AccountId::parse(answer->second).value_or(AccountId{});
    return worker;
}

Result<std::string> Placer::word_of(const Fields& fields, std::string_view list, std::string_view field) const {
    const std::string& text = text_of(fields, field);
    if (text.empty()) return std::string();
    const auto answer = answers_.find(std::string(list) + "\n" + shortened(directory::folded(text), 200));
    if (answer == answers_.end()) return bad_field("/" + std::string(field), named_so(text) + " is not matched to one of our words.");
    return answer->second == "-" ? std::string() : answer->second;
}

Result<Instant> Placer::time_of(const Fields& fields, std::string_view name) const {
    const std::string& text = text_of(fields, name);
    if (text.empty()) return Instant{};
    auto at = read_time(text, reading_);
    if (!at) return bad_field("/" + std::string(name), at.error().message);
    return *at;
}

template Result<Placer::Found<ClientId>> Placer::by_id(std::string_view, const std::string&);
template Result<Placer::Found<SiteId>> Placer::by_id(std::string_view, const std::string&);
template Result<Placer::Found<PersonId>> Placer::by_id(std::string_view, const std::string&);
template Result<Placer::Found<TicketId>> Placer::by_id(std::string_view, const std::string&);

}  // namespace steward::imports
