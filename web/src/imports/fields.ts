// The fields of each kind of record, as the interchange names them (docs/guide/import.md); a test compares both.
import { words } from "@/ui/format";

export const fieldNames: Record<string, readonly string[]> = {
  client: ["id", "external_id", "name", "zone", "note", "status"],
  site: ["id", "external_id", "client_id", "client", "name", "address", "zone"],
  person: [
    "id", "external_id", "client_id", "client", "name", "first_name", "last_name", "email", "phone", "title", "site_id", "site", "roles", "vip",
  ],
  device: ["id", "external_id", "client_id", "client", "name", "type", "model", "serial", "site_id", "site"],
  ticket: [
    "id", "external_id", "reference", "client_id", "client", "kind", "source", "title", "description", "impact", "urgency", "priority", "state",
    "queue", "category", "category_2", "category_3", "assignee_id", "assignee", "requester_id", "requester_email", "requester", "device_id",
    "device", "created_at", "first_response_at", "resolved_at", "closed_at", "changed_at", "resolution_code", "resolution_text", "root_cause",
    "tags",
  ],
  message: [
    "id", "external_id", "ticket_id", "ticket", "at", "author_id", "author", "contact", "author_kind", "internal", "public", "heading", "text",
  ],
  time: [
    "id", "external_id", "ticket_id", "ticket", "client_id", "client", "person_id", "person", "from", "until", "day", "minutes", "hours",
    "activity", "coverage", "note",
  ],
};

export const fieldsOf = (kind: string): { value: string; label: string }[] =>
  (fieldNames[kind] ?? []).map((name) => ({ value: name, label: words(name) }));
