// Our records as fields of the interchange, and back.
#include "server/modules/imports/placing.h"

namespace steward::imports {

namespace {
template <typename AnyId>
void say_id(Fields& fields, const char* name, const AnyId& id) {
    if (!id.is_nil()) fields[name] = id.text();
}
void say_time(Fields& fields, const char* name, Instant at) {
    if (at.is_set()) fields[name] = to_rfc3339(at);
}
void say_text(Fields& fields, const char* name, const std::string& text) {
    if (!text.empty()) fields[name] = text;
}

template <typename AnyId>
AnyId id_in(const Fields& fields, std::string_view name) {
    return AnyId::parse(text_of(fields, name)).value_or(AnyId{});
}
Instant time_in(const Fields& fields, std::string_view name) { return parse_rfc3339(text_of(fields, name)).value_or(Instant{}); }
}  // namespace

Fields fields_of(const directory::ClientRecord& client) {
    return {{"id", client.id.text()}, {"name", client.name}, {"zone", client.zone}, {"note", client.note}, {"status", client.status}};
}

Fields fields_of(const directory::SiteRecord& site) {
    return {{"id", site.id.text()}, {"client_id", site.client.text()}, {"name", site.name}, {"address", site.address}, {"zone", site.zone}};
}

Fields fields_of(const directory::PersonRecord& person) {
    Fields fields = {{"id", person.id.text()}, {"client_id", person.client.text()},
                     {"name", person.name},    {"email", person.email},
                     {"phone", person.phone},  {"title", person.title},
                     {"roles", person.roles},  {"vip", person.vip ? "yes" : "no"}};
    say_id(fields, "site_id", person.site);
    return fields;
}

Fields fields_of(const KnownDevice& device) {
    Fields fields = {{"id", device.id.text()}, {"client_id", device.client.text()},
                     {"name", device.name},    {"type", device.type},
                     {"model", device.model},  {"serial", device.serial}};
    say_id(fields, "site_id", device.site);
    return fields;
}

Fields fields_of(const helpdesk::PastTicket& t) {
    Fields fields = {{"id", t.id.text()}, {"client_id", t.client.text()}};
    const std::pair<const char*, const std::string*> texts[] = {
        {"reference", t.outside_reference.empty() ? &t.reference : &t.outside_reference},
        {"kind", &t.kind},
        {"source", &t.source},
        {"title", &t.title},
        {"description", &t.description},
        {"impact", &t.impact},
        {"urgency", &t.urgency},
        {"priority", &t.priority},
        {"state", &t.state},
        {"queue", &t.queue},
        {"category", &t.category},
        {"device", &t.device_name},
        {"assignee", &t.assignee_name},
        {"resolution_code", &t.resolution_code},
        {"resolution_text", &t.resolution_text},
        {"root_cause", &t.root_cause}};
    for (const auto& [name, text] : texts) say_text(fields, name, *text);
    const std::pair<const char*, Instant> times[] = {{"created_at", t.created_at},
                                                     {"changed_at", t.changed_at},
                                                     {"first_response_at", t.first_response_at},
                                                     {"resolved_at", t.resolved_at},
                                                     {"closed_at", t.closed_at}};
    for (const auto& [name, at] : times) say_time(fields, name, at);
    say_id(fields, "assignee_id", t.assignee);
    say_id(fields, "requester_id", t.requester);
    say_id(fields, "device_id", t.device);
    std::string tags;
    for (const auto& tag : t.tags) tags += (tags.empty() ? "" : ", ") + tag;
    say_text(fields, "tags", tags);
    return fields;
}

Fields fields_of(const helpdesk::PastMessage& message) {
    Fields fields = {{"id", message.id.text()},
                     {"ticket_id", message.ticket.text()},
                     {"at", to_rfc3339(message.at)},
                     {"author_kind", message.author_kind},
                     {"internal", message.internal ? "yes" : "no"},
                     {"text", message.text}};
    fields[message.author_kind == "person" ? "contact" : "author"] = message.author_name;
    say_id(fields, "author_id", message.author);
    return fields;
}

Fields fields_of(const timesheets::PastTime& time) {
    Fields fields = {{"id", time.id.text()},      {"day", time.day},   {"activity", time.activity},
                     {"coverage", time.coverage}, {"note", time.note}, {"person", time.worker_name}};
    // Whole minutes where it is that, else what makes the same seconds again.
    fields["minutes"] =
        time.worked_s % 60 == 0 ? std::to_string(time.worked_s / 60) : std::to_string(static_cast<double>(time.worked_s) / 60);
    say_id(fields, "client_id", time.client);
    say_id(fields, "ticket_id", time.ticket);
    say_id(fields, "person_id", time.account);
    say_time(fields, "from", time.from);
    say_time(fields, "until", time.until);
    return fields;
}

namespace {
Status restore_ticket(Rooms& rooms, Transaction& transaction, const RowRow& row, const Fields& f, Instant now) {
    STEWARD_TRY(auto there, rooms.tickets.find(transaction, id_in<TicketId>(f, "id")));
    if (!there) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "It is not there any more.");
    helpdesk::PastTicket t = *there;
    const std::pair<std::string*, const char*> texts[] = {{&t.kind, "kind"},
                                                          {&t.source, "source"},
                                                          {&t.title, "title"},
                                                          {&t.description, "description"},
                                                          {&t.impact, "impact"},
                                                          {&t.urgency, "urgency"},
                                                          {&t.priority, "priority"},
                                                          {&t.state, "state"},
                                                          {&t.queue, "queue"},
                                                          {&t.category, "category"},
                                                          {&t.device_name, "device"},
                                                          {&t.assignee_name, "assignee"},
                                                          {&t.resolution_code, "resolution_code"},
                                                          {&t.resolution_text, "resolution_text"},
                                                          {&t.root_cause, "root_cause"}};
    for (const auto& [target, name] : texts) *target = text_of(f, name);
    t.outside_reference = text_of(f, "reference") == t.reference ? std::string() : text_of(f, "reference");
    t.assignee = id_in<AccountId>(f, "assignee_id");
    t.requester = id_in<PersonId>(f, "requester_id");
    t.device = id_in<DeviceId>(f, "device_id");
    t.created_at = time_in(f, "created_at");
    t.changed_at = time_in(f, "changed_at");
    t.first_response_at = time_in(f, "first_response_at");
    t.resolved_at = time_in(f, "resolved_at");
    t.closed_at = time_in(f, "closed_at");
    t.tags.clear();
    const std::string& tags = text_of(f, "tags");
    for (size_t at = 0; at < tags.size();) {
        const size_t end = std::min(tags.find(", ", at), tags.size());
        t.tags.push_back(tags.substr(at, end - at));
        at = end + 2;
    }
    t.revision = row.record_revision;
    STEWARD_CHECK(rooms.tickets.put(transaction, t, "", now));
    return {};
}

Status restore_time(Rooms& rooms, Transaction& transaction, const RowRow& row, const Fields& f, Instant now) {
    STEWARD_TRY(auto there, rooms.times.find(transaction, id_in<timesheets::EntryId>(f, "id")));
    if (!there) return fail(ErrorKind::NotFound, "timesheets.entry_not_found", "It is not there any more.");
    timesheets::PastTime time = *there;
    time.day = text_of(f, "day");
    time.activity = text_of(f, "activity");
    time.coverage = text_of(f, "coverage");
    time.note = text_of(f, "note");
    time.from = time_in(f, "from");
    time.until = time_in(f, "until");
    STEWARD_TRY(const double minutes, read_number(text_of(f, "minutes")));
    time.worked_s = static_cast<int64_t>(minutes * 60 + 0.5);
    time.revision = row.record_revision;
    STEWARD_CHECK(rooms.times.put(transaction, time, now));
    return {};
}
}  // namespace

Status restore(Rooms& rooms, Transaction& transaction, const RowRow& row, Instant now) {
    const Fields f = fields_of_json(row.before);
    const int64_t revision = row.record_revision;
    if (row.kind == "client") {
        directory::ClientRecord client{id_in<ClientId>(f, "id"), text_of(f, "name"),   text_of(f, "zone"),
                                       text_of(f, "note"),       text_of(f, "status"), revision};
        STEWARD_CHECK(rooms.records.put(transaction, client, now));
        return {};
    }
    if (row.kind == "site") {
        directory::SiteRecord site{id_in<SiteId>(f, "id"), id_in<ClientId>(f, "client_id"),
                                   text_of(f, "name"),     text_of(f, "address"),
                                   text_of(f, "zone"),     revision};
        STEWARD_CHECK(rooms.records.put(transaction, site, now));
        return {};
    }
    if (row.kind == "person") {
        directory::PersonRecord person{id_in<PersonId>(f, "id"),    id_in<ClientId>(f, "client_id"),
                                       id_in<SiteId>(f, "site_id"), text_of(f, "name"),
                                       text_of(f, "email"),         text_of(f, "phone"),
                                       text_of(f, "title"),         text_of(f, "roles"),
                                       text_of(f, "vip") == "yes",  revision};
        STEWARD_CHECK(rooms.records.put(transaction, person, now));
        return {};
    }
    if (row.kind == "device") {
        KnownDevice device{id_in<KnownDeviceId>(f, "id"),
                           id_in<ClientId>(f, "client_id"),
                           id_in<SiteId>(f, "site_id"),
                           text_of(f, "name"),
                           text_of(f, "type"),
                           text_of(f, "model"),
                           text_of(f, "serial"),
                           revision};
        return put_known_device(transaction, device, now);
    }
    if (row.kind == "ticket") return restore_ticket(rooms, transaction, row, f, now);
    return restore_time(rooms, transaction, row, f, now);
}

}  // namespace steward::imports
