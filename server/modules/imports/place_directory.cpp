// Clients, sites, people, and devices that only a list speaks of.
#include "server/modules/imports/placing.h"

namespace steward::imports {

namespace {
// What the row does not say stays as it is.
void set_if_said(std::string& target, const Fields& fields, std::string_view name) {
    if (const std::string& text = text_of(fields, name); !text.empty()) target = text;
}

template <typename AnyId>
void note_record(RowRow& row, const AnyId& id, int64_t revision) {
    row.record_id = id.is_nil() ? std::string() : id.text();
    row.record_revision = revision;
}
}  // namespace

Result<std::string_view> Placer::place_client(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto known, by_id<ClientId>("client", row.key));
    directory::ClientRecord client;
    std::optional<directory::ClientRecord> there;
    if (known.is_here()) {
        STEWARD_TRY(there, rooms_.records.find(transaction_, known.id));
    } else {
        STEWARD_TRY(there, rooms_.records.client_named(transaction_, text_of(fields, "name")));
    }
    if (there) client = *there;
    set_if_said(client.name, fields, "name");
    set_if_said(client.zone, fields, "zone");
    set_if_said(client.note, fields, "note");
    set_if_said(client.status, fields, "status");
    if (is_dry_) return rooms_.records.consider(transaction_, client);
    STEWARD_TRY(const auto outcome, rooms_.records.put(transaction_, client, now_));
    if (outcome == "updated") row.before = json_line("client", fields_of(*there));
    note_record(row, client.id, client.revision);
    STEWARD_CHECK(link(row, "client", row.key, row.record_id));
    return outcome;
}

Result<std::string_view> Placer::place_site(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto client, client_of(fields));
    STEWARD_TRY(const auto known, by_id<SiteId>("site", row.key));
    directory::SiteRecord site;
    std::optional<directory::SiteRecord> there;
    if (known.is_here()) {
        STEWARD_TRY(there, rooms_.records.find(transaction_, known.id));
    } else if (client.is_here()) {
        STEWARD_TRY(there, rooms_.records.site_named(transaction_, client.id, text_of(fields, "name")));
    }
    if (there && there->client != client.id) return bad_field("/id", "This is another client's site.");
    if (there) site = *there;
    site.client = client.id;
    set_if_said(site.name, fields, "name");
    set_if_said(site.address, fields, "address");
    set_if_said(site.zone, fields, "zone");
    if (is_dry_) return rooms_.records.consider(transaction_, site);
    STEWARD_TRY(const auto outcome, rooms_.records.put(transaction_, site, now_));
    if (outcome == "updated") row.before = json_line("site", fields_of(*there));
    note_record(row, site.id, site.revision);
    STEWARD_CHECK(link(row, "site", row.key, row.record_id));
    return outcome;
}

Result<std::string_view> Placer::place_person(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto client, client_of(fields));
    STEWARD_TRY(const auto known, by_id<PersonId>("person", row.key));
    directory::PersonRecord person;
    std::optional<directory::PersonRecord> there;
    if (known.is_here()) {
        STEWARD_TRY(there, rooms_.records.find(transaction_, known.id));
    } else if (client.is_here()) {
        const std::string& email = text_of(fields, "email");
        STEWARD_TRY(there, rooms_.records.person_called(transaction_, client.id, text_of(fields, "name"), email));
        // The same name with another address is another person.
        if (there && !email.empty() && !there->email.empty() && directory::folded(email) != directory::folded(there->email)) there.reset();
    }
    if (there && there->client != client.id) return bad_field("/id", "This is another client's person.");
    if (there) person = *there;
    person.client = client.id;
    for (const auto& [target, name] : {std::pair(&person.name, "name"),
                                       {&person.email, "email"},
                                       {&person.phone, "phone"},
                                       {&person.title, "title"},
                                       {&person.roles, "roles"}})
        set_if_said(*target, fields, name);
    if (const std::string& vip = text_of(fields, "vip"); !vip.empty()) {
        STEWARD_TRY(person.vip, read_flag(vip));
    }
    STEWARD_TRY(const auto site, site_of(client, fields));
    if (site.is_here()) person.site = site.id;
    if (is_dry_) return rooms_.records.consider(transaction_, person);
    STEWARD_TRY(const auto outcome, rooms_.records.put(transaction_, person, now_));
    if (outcome == "updated") row.before = json_line("person", fields_of(*there));
    note_record(row, person.id, person.revision);
    STEWARD_CHECK(link(row, "person", row.key, row.record_id));
    return outcome;
}

Result<std::string_view> Placer::place_device(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto client, client_of(fields));
    STEWARD_TRY(const auto agent, device_named(client.id, text_of(fields, "name")));
    if (!agent.is_nil()) {
        row.record_id = agent.text();
        row.reason = "An agent reports from it: what it says counts.";
        STEWARD_CHECK(link(row, "device", row.key, row.record_id));
        return "unchanged";
    }
    STEWARD_TRY(const auto linked, find_link(transaction_, batch_.source, "device", row.key));
    std::optional<KnownDevice> there;
    if (const auto known = KnownDeviceId::parse(linked.value_or(row.key))) {
        STEWARD_TRY(there, find_known_device(transaction_, *known));
    }
    if (!there && client.is_here()) {
        STEWARD_TRY(there, known_device_named(transaction_, client.id, text_of(fields, "name")));
    }
    if (there && there->client != client.id) return bad_field("/id", "This is another client's device.");
    KnownDevice device = there.value_or(KnownDevice{});
    device.client = client.id;
    for (const auto& [target, name] :
         {std::pair(&device.name, "name"), {&device.type, "type"}, {&device.model, "model"}, {&device.serial, "serial"}})
        set_if_said(*target, fields, name);
    STEWARD_TRY(const auto site, site_of(client, fields));
    if (site.is_here()) device.site = site.id;
    STEWARD_CHECK(settle(device));
    const std::string_view outcome = !there ? "created" : device == *there ? "unchanged" : "updated";
    if (is_dry_) return outcome;
    if (!there) device.id = KnownDeviceId::make(now_, rooms_.rng);
    if (outcome != "unchanged") STEWARD_CHECK(put_known_device(transaction_, device, now_));
    if (outcome == "updated") row.before = json_line("device", fields_of(*there));
    note_record(row, device.id, device.revision);
    STEWARD_CHECK(link(row, "device", row.key, row.record_id));
    return outcome;
}

}  // namespace steward::imports
