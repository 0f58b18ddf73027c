// What other products call the fields: from their public documentation, none of it from anybody's data.
#include "server/modules/imports/layouts.h"

#include <algorithm>
#include <cctype>

namespace steward::imports {

namespace {
struct Alias {
    std::string_view product, kind, column, field;
};

// Autotask: the columns of its import templates, which its exports "in import template format" have too.
constexpr Alias aliases[] = {
    {"autotask", "client", "organization name", "name"},
    {"autotask", "client", "organization: name", "name"},
    {"autotask", "client", "account name", "name"},
    {"autotask", "client", "organization number", "external_id"},
    {"autotask", "client", "external id", "external_id"},
    {"autotask", "client", "organization detail alert", "note"},
    {"autotask", "client", "organization type", ""},
    {"autotask", "site", "location name", "name"},
    {"autotask", "site", "organization name", "client"},
    {"autotask", "site", "address 1", "address"},
    {"autotask", "person", "first name", "first_name"},
    {"autotask", "person", "last name", "last_name"},
    {"autotask", "person", "contact: first name", "first_name"},
    {"autotask", "person", "contact: last name", "last_name"},
    {"autotask", "person", "organization name", "client"},
    {"autotask", "person", "organization", "client"},
    {"autotask", "person", "email address", "email"},
    {"autotask", "person", "phone", "phone"},
    {"autotask", "person", "title", "title"},
    {"autotask", "person", "external id", "external_id"},
    {"autotask", "person", "organization location", "site"},
    {"autotask", "device", "reference name", "name"},
    {"autotask", "device", "device name", "name"},
    {"autotask", "device", "organization name", "client"},
    {"autotask", "device", "organization", "client"},
    {"autotask", "device", "product name", "model"},
    {"autotask", "device", "serial number", "serial"},
    {"autotask", "device", "configuration item type", "type"},
    {"autotask", "device", "device type", "type"},
    {"autotask", "device", "location", "site"},
    {"autotask", "device", "external id", "external_id"},
    {"autotask", "ticket", "external (legacy) ticket id", "external_id"},
    {"autotask", "ticket", "autotask ticket number", "reference"},
    {"autotask", "ticket", "ticket number", "reference"},
    {"autotask", "ticket", "organization name", "client"},
    {"autotask", "ticket", "organization", "client"},
    {"autotask", "ticket", "title", "title"},
    {"autotask", "ticket", "ticket title", "title"},
    {"autotask", "ticket", "description", "description"},
    {"autotask", "ticket", "contact", "requester"},
    {"autotask", "ticket", "contact name", "requester"},
    {"autotask", "ticket", "contact email address", "requester_email"},
    {"autotask", "ticket", "status", "state"},
    {"autotask", "ticket", "priority", "priority"},
    {"autotask", "ticket", "queue", "queue"},
    {"autotask", "ticket", "source", "source"},
    {"autotask", "ticket", "ticket type", "kind"},
    {"autotask", "ticket", "issue type", "category"},
    {"autotask", "ticket", "sub-issue type", "category_2"},
    {"autotask", "ticket", "primary resource", "assignee"},
    {"autotask", "ticket", "create date/time", "created_at"},
    {"autotask", "ticket", "first response date/time", "first_response_at"},
    {"autotask", "ticket", "resolved date/time", "resolved_at"},
    {"autotask", "ticket", "complete date/time", "closed_at"},
    {"autotask", "ticket", "completed date/time", "closed_at"},
    {"autotask", "ticket", "last activity date/time", "changed_at"},
    {"autotask", "ticket", "resolution", "resolution_text"},
    {"autotask", "ticket", "device", "device"},
    {"autotask", "message", "autotask ticket number", "ticket"},
    {"autotask", "message", "external (legacy) ticket id", "ticket_id"},
    {"autotask", "message", "create date/time", "at"},
    {"autotask", "message", "title", "heading"},
    {"autotask", "message", "description", "text"},
    {"autotask", "message", "created by resource", "author"},
    {"autotask", "message", "created by contact", "contact"},
    {"autotask", "message", "publish", "public"},
    {"autotask", "message", "note type", ""},
    {"autotask", "time", "autotask ticket number", "ticket"},
    {"autotask", "time", "external (legacy) ticket id", "ticket_id"},
    {"autotask", "time", "resource", "person"},
    {"autotask", "time", "start date/time", "from"},
    {"autotask", "time", "end date/time", "until"},
    {"autotask", "time", "hours worked", "hours"},
    {"autotask", "time", "work type", "activity"},
    {"autotask", "time", "summary notes", "note"},
    {"autotask", "time", "role", ""},

    // Halo: the header is the field's name in its API.
    {"halo", "client", "name", "name"},
    {"halo", "client", "client_name", "name"},
    {"halo", "client", "id", "external_id"},
    {"halo", "client", "client_id", "external_id"},
    {"halo", "client", "notes", "note"},
    {"halo", "client", "toplevel_name", ""},
    {"halo", "client", "inactive", ""},
    {"halo", "site", "site_name", "name"},
    {"halo", "site", "name", "name"},
    {"halo", "site", "id", "external_id"},
    {"halo", "site", "client_name", "client"},
    {"halo", "site", "client_id", "client_id"},
    {"halo", "site", "delivery_address", "address"},
    {"halo", "person", "firstname", "first_name"},
    {"halo", "person", "surname", "last_name"},
    {"halo", "person", "name", "name"},
    {"halo", "person", "id", "external_id"},
    {"halo", "person", "emailaddress", "email"},
    {"halo", "person", "phonenumber", "phone"},
    {"halo", "person", "jobtitle", "title"},
    {"halo", "person", "client_name", "client"},
    {"halo", "person", "site_name", "site"},
    {"halo", "person", "isimportantcontact", "vip"},
    {"halo", "device", "id", "external_id"},
    {"halo", "device", "inventory_number", "name"},
    {"halo", "device", "assettype_name", "type"},
    {"halo", "device", "client_name", "client"},
    {"halo", "device", "client_id", "client_id"},
    {"halo", "device", "site_name", "site"},
    {"halo", "device", "serial_number", "serial"},
    {"halo", "ticket", "id", "external_id"},
    {"halo", "ticket", "faultid", "external_id"},
    {"halo", "ticket", "ticket_id", "external_id"},
    {"halo", "ticket", "summary", "title"},
    {"halo", "ticket", "details", "description"},
    {"halo", "ticket", "client_name", "client"},
    {"halo", "ticket", "client_id", "client_id"},
    {"halo", "ticket", "user_name", "requester"},
    {"halo", "ticket", "user_email", "requester_email"},
    {"halo", "ticket", "user_id", "requester_id"},
    {"halo", "ticket", "status_name", "state"},
    {"halo", "ticket", "status_id", "state"},
    {"halo", "ticket", "status", "state"},
    {"halo", "ticket", "priority_name", "priority"},
    {"halo", "ticket", "priority_id", "priority"},
    {"halo", "ticket", "tickettype_name", "kind"},
    {"halo", "ticket", "tickettype_id", "kind"},
    {"halo", "ticket", "team", "queue"},
    {"halo", "ticket", "agent_name", "assignee"},
    {"halo", "ticket", "agent", "assignee"},
    {"halo", "ticket", "category_1", "category"},
    {"halo", "ticket", "category_2", "category_2"},
    {"halo", "ticket", "category_3", "category_3"},
    {"halo", "ticket", "source", "source"},
    {"halo", "ticket", "dateoccurred", "created_at"},
    {"halo", "ticket", "datecreated", "created_at"},
    {"halo", "ticket", "responsedate", "first_response_at"},
    {"halo", "ticket", "dateclosed", "closed_at"},
    {"halo", "ticket", "clearance_note", "resolution_text"},
    {"halo", "ticket", "site_name", ""},
    {"halo", "message", "ticket_id", "ticket_id"},
    {"halo", "message", "request_id", "ticket_id"},
    {"halo", "message", "faultid", "ticket_id"},
    {"halo", "message", "id", "external_id"},
    {"halo", "message", "who", "author"},
    {"halo", "message", "note", "text"},
    {"halo", "message", "datetime", "at"},
    {"halo", "message", "actiondatecreated", "at"},
    {"halo", "message", "hiddenfromuser", "internal"},
    {"halo", "message", "outcome", "heading"},
    {"halo", "time", "ticket_id", "ticket_id"},
    {"halo", "time", "request_id", "ticket_id"},
    {"halo", "time", "faultid", "ticket_id"},
    {"halo", "time", "id", "external_id"},
    {"halo", "time", "who", "person"},
    {"halo", "time", "agent_name", "person"},
    {"halo", "time", "timetaken", "hours"},
    {"halo", "time", "datetime", "until"},
    {"halo", "time", "start_date", "from"},
    {"halo", "time", "end_date", "until"},
    {"halo", "time", "chargerate_name", "activity"},
    {"halo", "time", "note", "note"},

    // ConnectWise PSA: the fields of its REST API, inner ones as outer/inner; then what its lists call them.
    {"connectwise", "client", "id", "external_id"},
    {"connectwise", "client", "identifier", ""},
    {"connectwise", "client", "name", "name"},
    {"connectwise", "client", "company name", "name"},
    {"connectwise", "client", "defaultcontact/name", ""},
    {"connectwise", "client", "addressline1", ""},
    {"connectwise", "site", "id", "external_id"},
    {"connectwise", "site", "name", "name"},
    {"connectwise", "site", "company/id", "client_id"},
    {"connectwise", "site", "company/name", "client"},
    {"connectwise", "site", "addressline1", "address"},
    {"connectwise", "person", "id", "external_id"},
    {"connectwise", "person", "firstname", "first_name"},
    {"connectwise", "person", "lastname", "last_name"},
    {"connectwise", "person", "company/id", "client_id"},
    {"connectwise", "person", "company/name", "client"},
    {"connectwise", "person", "site/name", "site"},
    {"connectwise", "person", "title", "title"},
    {"connectwise", "person", "defaultphonenbr", "phone"},
    {"connectwise", "person", "emailaddress", "email"},
    {"connectwise", "device", "id", "external_id"},
    {"connectwise", "device", "name", "name"},
    {"connectwise", "device", "type/name", "type"},
    {"connectwise", "device", "company/id", "client_id"},
    {"connectwise", "device", "company/name", "client"},
    {"connectwise", "device", "site/name", "site"},
    {"connectwise", "device", "serialnumber", "serial"},
    {"connectwise", "device", "modelnumber", "model"},
    {"connectwise", "ticket", "id", "external_id"},
    {"connectwise", "ticket", "ticket #", "external_id"},
    {"connectwise", "ticket", "summary", "title"},
    {"connectwise", "ticket", "summary description", "title"},
    {"connectwise", "ticket", "initialdescription", "description"},
    {"connectwise", "ticket", "company/id", "client_id"},
    {"connectwise", "ticket", "company/name", "client"},
    {"connectwise", "ticket", "company", "client"},
    {"connectwise", "ticket", "contact/id", "requester_id"},
    {"connectwise", "ticket", "contact/name", "requester"},
    {"connectwise", "ticket", "contactname", "requester"},
    {"connectwise", "ticket", "contact", "requester"},
    {"connectwise", "ticket", "contactemailaddress", "requester_email"},
    {"connectwise", "ticket", "board/name", "queue"},
    {"connectwise", "ticket", "service board", "queue"},
    {"connectwise", "ticket", "board", "queue"},
    {"connectwise", "ticket", "status/name", "state"},
    {"connectwise", "ticket", "status", "state"},
    {"connectwise", "ticket", "priority/name", "priority"},
    {"connectwise", "ticket", "priority", "priority"},
    {"connectwise", "ticket", "type/name", "category"},
    {"connectwise", "ticket", "type", "category"},
    {"connectwise", "ticket", "subtype/name", "category_2"},
    {"connectwise", "ticket", "subtype", "category_2"},
    {"connectwise", "ticket", "item/name", "category_3"},
    {"connectwise", "ticket", "item", "category_3"},
    {"connectwise", "ticket", "owner/name", "assignee"},
    {"connectwise", "ticket", "owner", "assignee"},
    {"connectwise", "ticket", "source/name", "source"},
    {"connectwise", "ticket", "impact", ""},
    {"connectwise", "ticket", "severity", ""},
    {"connectwise", "ticket", "dateentered", "created_at"},
    {"connectwise", "ticket", "_info/dateentered", "created_at"},
    {"connectwise", "ticket", "date entered", "created_at"},
    {"connectwise", "ticket", "entered", "created_at"},
    {"connectwise", "ticket", "dateresponded", "first_response_at"},
    {"connectwise", "ticket", "dateresolved", "resolved_at"},
    {"connectwise", "ticket", "closeddate", "closed_at"},
    {"connectwise", "ticket", "closed date", "closed_at"},
    {"connectwise", "ticket", "_info/lastupdated", "changed_at"},
    {"connectwise", "ticket", "resolution", "resolution_text"},
    {"connectwise", "message", "id", "external_id"},
    {"connectwise", "message", "ticketid", "ticket_id"},
    {"connectwise", "message", "text", "text"},
    {"connectwise", "message", "internalanalysisflag", "internal"},
    {"connectwise", "message", "member/name", "author"},
    {"connectwise", "message", "contact/name", "contact"},
    {"connectwise", "message", "datecreated", "at"},
    {"connectwise", "message", "_info/dateentered", "at"},
    {"connectwise", "time", "id", "external_id"},
    {"connectwise", "time", "chargetoid", "ticket_id"},
    {"connectwise", "time", "member/name", "person"},
    {"connectwise", "time", "company/name", "client"},
    {"connectwise", "time", "timestart", "from"},
    {"connectwise", "time", "timeend", "until"},
    {"connectwise", "time", "actualhours", "hours"},
    {"connectwise", "time", "worktype/name", "activity"},
    {"connectwise", "time", "billableoption", "coverage"},
    {"connectwise", "time", "notes", "note"},
};

constexpr Product all_products[] = {{"steward", "Steward's own interchange"},
                                    {"autotask", "Autotask"},
                                    {"halo", "HaloPSA"},
                                    {"connectwise", "ConnectWise PSA"},
                                    {"other", "Another system"}};

struct Word {
    std::string_view list, theirs, ours;
};
// What a person would answer without thinking; everything else is asked.
constexpr Word words[] = {
    {"state", "open", "new"},
    {"state", "triage", "triaged"},
    {"state", "in progress", "in_progress"},
    {"state", "work in progress", "in_progress"},
    {"state", "waiting customer", "waiting_client"},
    {"state", "waiting on client", "waiting_client"},
    {"state", "waiting for client", "waiting_client"},
    {"state", "waiting on customer", "waiting_client"},
    {"state", "waiting client response", "waiting_client"},
    {"state", "with user", "waiting_client"},
    {"state", "waiting vendor", "waiting_vendor"},
    {"state", "waiting on vendor", "waiting_vendor"},
    {"state", "waiting on third party", "waiting_vendor"},
    {"state", "with supplier", "waiting_vendor"},
    {"state", "waiting materials", "waiting_parts"},
    {"state", "waiting parts", "waiting_parts"},
    {"state", "completed", "closed"},
    {"state", "complete", "closed"},
    {"state", "done", "closed"},
    {"state", "canceled", "cancelled"},
    {"priority", "critical", "P1"},
    {"priority", "emergency", "P1"},
    {"priority", "urgent", "P1"},
    {"priority", "high", "P2"},
    {"priority", "medium", "P3"},
    {"priority", "normal", "P3"},
    {"priority", "standard", "P3"},
    {"priority", "low", "P4"},
    {"priority", "1", "P1"},
    {"priority", "2", "P2"},
    {"priority", "3", "P3"},
    {"priority", "4", "P4"},
    {"kind", "service request", "request"},
    {"kind", "change request", "change"},
    {"source", "telephone", "phone"},
    {"source", "call", "phone"},
    {"source", "e-mail", "email"},
    {"source", "mail", "email"},
    {"source", "client portal", "portal"},
    {"source", "web portal", "portal"},
    {"source", "web", "portal"},
    {"source", "in person", "walk_up"},
    {"coverage", "billable", "billable"},
    {"coverage", "donotbill", "covered"},
    {"coverage", "nocharge", "goodwill"},
};
}  // namespace

std::span<const Product> products() { return all_products; }

std::string column_key(std::string_view column) {
    std::string key;
    for (const char c : column) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (blank && (key.empty() || key.back() == ' ')) continue;
        key += blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (const size_t at = key.find("[required]"); at != std::string::npos) key.erase(at, 10);
    while (!key.empty() && (key.back() == ' ' || key.back() == '*')) key.pop_back();
    while (!key.empty() && (key.front() == ' ' || key.front() == '*')) key.erase(0, 1);
    return key;
}

std::optional<std::string_view> known_column(std::string_view product, std::string_view kind, std::string_view column) {
    std::string key = column_key(column);
    if (product == "steward" || product == "other") {
        const RecordKind* known = find_kind(kind);
        const FieldKind* field = known ? find_field(*known, key) : nullptr;
        return field ? std::optional(field->name) : std::nullopt;
    }
    // A site's own fields stand in a sheet of clients and sites with SF before their names.
    if (product == "halo" && kind == "site" && key.starts_with("sf")) key.erase(0, 2);
    for (const auto& alias : aliases)
        if (alias.product == product && alias.kind == kind && alias.column == key) return alias.field;
    return std::nullopt;
}

std::string_view field_of(std::string_view product, std::string_view kind, std::string_view column) {
    return known_column(product, kind, column).value_or(std::string_view());
}

std::string_view usual_word(std::string_view list, std::string_view word) {
    const std::string key = column_key(word);
    for (const auto& one : words)
        if (one.list == list && one.theirs == key) return one.ours;
    // "Priority 2 - Quick Response"
    if (list == "priority" && key.starts_with("priority ") && key.size() > 9 && key[9] >= '1' && key[9] <= '4' &&
        (key.size() == 10 || key[10] == ' '))
        return usual_word("priority", key.substr(9, 1));
    return {};
}

}  // namespace steward::imports
