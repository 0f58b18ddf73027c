// The kinds of records and their fields.
#include <algorithm>

#include "server/modules/imports/layouts.h"

namespace steward::imports {

namespace {
constexpr FieldKind client_fields[] = {
    {"id", "our own id, as an export says it", "our id"},
    {"external_id", "what it is called in the other system; the same again is the same client", "text"},
    {"name", "unique", "text", true},
    {"zone", "IANA zone; UTC when nothing is said", "text"},
    {"note", "internal", "text"},
    {"status", "prospect to former; active when nothing is said", "text"},
};
constexpr FieldKind site_fields[] = {
    {"id", "our own id", "our id"},
    {"external_id", "what it is called in the other system", "text"},
    {"client_id", "the client, by our id or its external id", "our id"},
    {"client", "the client by its name", "client", true},
    {"name", "unique within the client", "text", true},
    {"address", "several lines", "text"},
    {"zone", "IANA zone; the client's when nothing is said", "text"},
};
constexpr FieldKind person_fields[] = {
    {"id", "our own id", "our id"},
    {"external_id", "what they are called in the other system", "text"},
    {"client_id", "the client, by our id or its external id", "our id"},
    {"client", "the client by its name", "client", true},
    {"name", "whole name", "text", true},
    {"first_name", "with last_name, instead of name", "text"},
    {"last_name", "with first_name, instead of name", "text"},
    {"email", "unique within the client", "text"},
    {"phone", "", "text"},
    {"title", "what they do there", "text"},
    {"site_id", "the site, by our id or its external id", "our id"},
    {"site", "the site by its name", "text"},
    {"roles", "CDM, CAP, CHR, CUS, CRO, joined by commas; CUS when nothing is said", "text"},
    {"vip", "", "yes/no"},
};
constexpr FieldKind device_fields[] = {
    {"id", "our own id", "our id"},
    {"external_id", "what it is called in the other system", "text"},
    {"client_id", "the client, by our id or its external id", "our id"},
    {"client", "the client by its name", "client", true},
    {"name", "unique within the client", "text", true},
    {"type", "in their words: laptop, printer", "text"},
    {"model", "maker and model", "text"},
    {"serial", "", "text"},
    {"site_id", "the site, by our id or its external id", "our id"},
    {"site", "the site by its name", "text"},
};
constexpr FieldKind ticket_fields[] = {
    {"id", "our own id", "our id"},
    {"external_id", "what it is called in the other system; its reference when nothing is said", "text"},
    {"reference", "its number there; it stays findable", "text"},
    {"client_id", "the client, by our id or its external id", "our id"},
    {"client", "the client by its name", "client", true},
    {"kind", "incident, request, change, problem, lifecycle, project_task, internal", "kind"},
    {"source", "phone, email, portal, chat, walk_up, vendor, qbr, audit", "source"},
    {"title", "", "text", true},
    {"description", "", "text"},
    {"impact", "extensive, significant, limited", "text"},
    {"urgency", "high, medium, low", "text"},
    {"priority", "P1 to P4; the matrix's when nothing is said", "priority"},
    {"state", "closed when nothing is said; resolved becomes closed", "state"},
    {"queue", "", "queue"},
    {"category", "its path, A > B > C", "category"},
    {"category_2", "the next level, when it stands in a column of its own", "text"},
    {"category_3", "the level after it", "text"},
    {"assignee_id", "who has it, by our account's id", "our id"},
    {"assignee", "who has it, by name or address", "technician"},
    {"requester_id", "who asked, by our id or their external id", "our id"},
    {"requester_email", "who asked, by address", "text"},
    {"requester", "who asked, by name", "text"},
    {"device_id", "by our id or its external id", "our id"},
    {"device", "by its name", "text"},
    {"created_at", "when it was received", "time", true},
    {"first_response_at", "", "time"},
    {"resolved_at", "", "time"},
    {"closed_at", "", "time"},
    {"changed_at", "", "time"},
    {"resolution_code", "", "resolution"},
    {"resolution_text", "", "text"},
    {"root_cause", "", "text"},
    {"tags", "joined by commas", "text"},
};
constexpr FieldKind message_fields[] = {
    {"id", "our own id", "our id"},
    {"external_id", "what it is called in the other system", "text"},
    {"ticket_id", "the ticket, by our id or its external id", "our id"},
    {"ticket", "the ticket by its number, ours or the one it had", "text", true},
    {"at", "when it was said", "time", true},
    {"author_id", "one of ours, by the account's id", "our id"},
    {"author", "one of ours, by name or address", "technician"},
    {"contact", "somebody of the client, by name", "text"},
    {"author_kind", "staff, person, system", "text"},
    {"internal", "only ourselves see it", "yes/no"},
    {"public", "the opposite of internal", "yes/no"},
    {"heading", "goes before the text", "text"},
    {"text", "", "text", true},
};
constexpr FieldKind time_fields[] = {
    {"id", "our own id", "our id"},
    {"external_id", "what it is called in the other system", "text"},
    {"ticket_id", "the ticket, by our id or its external id", "our id"},
    {"ticket", "the ticket by its number, ours or the one it had", "text"},
    {"client_id", "the client, where there is no ticket", "our id"},
    {"client", "the client by its name", "client"},
    {"person_id", "who worked, by our account's id", "our id"},
    {"person", "who worked, by name or address", "technician", true},
    {"from", "when it began", "time"},
    {"until", "when it ended", "time"},
    {"day", "2024-03-01, where only the length is known", "text"},
    {"minutes", "how long", "number"},
    {"hours", "how long, 1.25", "number"},
    {"activity", "reactive, proactive, request, project, vcio, onboarding, internal, travel", "activity"},
    {"coverage", "covered, billable, goodwill", "coverage"},
    {"note", "", "text"},
};

constexpr RecordKind kinds[] = {{"client", "clients", 1, client_fields}, {"site", "sites", 2, site_fields},
                                {"person", "people", 3, person_fields},  {"device", "devices", 4, device_fields},
                                {"ticket", "tickets", 5, ticket_fields}, {"message", "messages", 6, message_fields},
                                {"time", "time entries", 7, time_fields}};
}  // namespace

std::span<const RecordKind> record_kinds() { return kinds; }

const RecordKind* find_kind(std::string_view name) {
    const auto at = std::find_if(std::begin(kinds), std::end(kinds), [&](const RecordKind& kind) { return kind.name == name; });
    return at == std::end(kinds) ? nullptr : at;
}

const FieldKind* find_field(const RecordKind& kind, std::string_view name) {
    const auto at = std::find_if(kind.fields.begin(), kind.fields.end(), [&](const FieldKind& field) { return field.name == name; });
    return at == kind.fields.end() ? nullptr : &*at;
}

}  // namespace steward::imports
