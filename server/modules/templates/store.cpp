#include "server/modules/templates/store.h"

#include <algorithm>

#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"

namespace steward::templates {

const std::string_view template_columns =
    "t.id, t.name, t.title, t.description, t.kind, t.category, t.impact, t.urgency, t.queue, t.checklist, t.changed_at, t.changed_by, "
    "t.revision";
const std::string_view reply_columns = "r.id, r.name, r.shortcut, r.body, r.changed_at, r.changed_by, r.revision";

namespace {
// Names that differ in capitals alone are the same name.
std::string key_of(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
    return name;
}

std::unexpected<Error> template_changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "templates.changed_meanwhile",
                "Somebody else changed this a moment ago. Load it again and repeat your change.");
}

// One row, or why not.
Status one_row(Result<int64_t> changed, std::string_view code, std::string_view sentence) {
    if (!changed && changed.error().code == "storage.unique") return fail(ErrorKind::Conflict, std::string(code), std::string(sentence));
    if (!changed) return std::unexpected(std::move(changed.error()));
    if (*changed == 0) return template_changed_meanwhile();
    return {};
}

Status name_is_free(Result<int64_t> changed) {
    return one_row(std::move(changed), "templates.name_taken", "There is a template of that name already. Choose another name.");
}

Status shortcut_is_free(Result<int64_t> changed) {
    return one_row(std::move(changed), "templates.shortcut_taken", "There is a reply with that shortcut already. Choose another word.");
}
}  // namespace

Result<TemplateRow> read_template(const storage::Row& row) {
    TemplateRow read{.id = row.id<TemplateId>(0),
                     .name = row.text(1),
                     .title = row.text(2),
                     .description = row.text(3),
                     .kind = row.text(4),
                     .category = row.text(5),
                     .impact = row.text(6),
                     .urgency = row.text(7),
                     .queue = row.text(8),
                     .checklist = {},
                     .changed_at = row.instant(10),
                     .changed_by = row.text(11),
                     .revision = row.integer(12)};
    const auto parsed = parse_json(row.text(9), read.checklist, JsonPurpose::Own);
    if (!parsed) return fail(ErrorKind::Internal, "templates.unreadable", "A stored checklist cannot be read.", parsed.error().message);
    return read;
}

ReplyRow read_reply(const storage::Row& row) {
    return {.id = row.id<ReplyId>(0),
            .name = row.text(1),
            .shortcut = row.text(2),
            .text = row.text(3),
            .changed_at = row.instant(4),
            .changed_by = row.text(5),
            .revision = row.integer(6)};
}

Status insert_template(Transaction& transaction, const TemplateRow& row) {
    return name_is_free(transaction.execute(
        "insert into templates_tickets (id, name, name_key, title, description, kind, category, impact, urgency, queue, checklist, "
        "changed_at, changed_by, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)",
        row.id, row.name, key_of(row.name), row.title, row.description, row.kind, row.category, row.impact, row.urgency, row.queue,
        to_json(row.checklist), row.changed_at, row.changed_by));
}

Status save_template(Transaction& transaction, TemplateRow& row) {
    STEWARD_CHECK(name_is_free(transaction.execute(
        "update templates_tickets set name = $1, name_key = $2, title = $3, description = $4, kind = $5, category = $6, impact = $7, "
        "urgency = $8, queue = $9, checklist = $10, changed_at = $11, changed_by = $12, revision = revision + 1 where id = $13 and "
        "revision = $14",
        row.name, key_of(row.name), row.title, row.description, row.kind, row.category, row.impact, row.urgency, row.queue,
        to_json(row.checklist), row.changed_at, row.changed_by, row.id, row.revision)));
    ++row.revision;
    return {};
}

Status delete_template(Transaction& transaction, TemplateId id) {
    STEWARD_TRY(const auto used,
                transaction.query_one("select name from templates_schedules where template_id = $1 and ended = $2 order by name limit 1",
                                      id, false));
    if (used)
        return fail(ErrorKind::Conflict, "templates.in_use",
                    "The schedule “" + used->text(0) + "” opens tickets from it. End that schedule first.");
    STEWARD_CHECK(transaction.execute("delete from templates_tickets where id = $1", id));
    return {};
}

Result<std::optional<TemplateRow>> find_template(Transaction& transaction, TemplateId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(template_columns) + " from templates_tickets t where t.id = $1", id));
    if (!row) return std::optional<TemplateRow>{};
    STEWARD_TRY(auto read, read_template(*row));
    return std::optional(std::move(read));
}

Status insert_reply(Transaction& transaction, const ReplyRow& row) {
    return shortcut_is_free(transaction.execute(
        "insert into templates_replies (id, name, shortcut, body, changed_at, changed_by, revision) values ($1, $2, $3, "
        "$4, $5, $6, 1)",
        row.id, row.name, row.shortcut, row.text, row.changed_at, row.changed_by));
}

Status save_reply(Transaction& transaction, ReplyRow& row) {
    STEWARD_CHECK(shortcut_is_free(transaction.execute(
        "update templates_replies set name = $1, shortcut = $2, body = $3, changed_at = $4, changed_by = $5, revision = "
        "revision + 1 where id = $6 and revision = $7",
        row.name, row.shortcut, row.text, row.changed_at, row.changed_by, row.id, row.revision)));
    ++row.revision;
    return {};
}

Status delete_reply(Transaction& transaction, ReplyId id) {
    STEWARD_CHECK(transaction.execute("delete from templates_replies where id = $1", id));
    return {};
}

Result<std::optional<ReplyRow>> find_reply(Transaction& transaction, ReplyId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(reply_columns) + " from templates_replies r where r.id = $1", id));
    return row ? std::optional(read_reply(*row)) : std::nullopt;
}

Result<std::optional<Contact>> find_contact(Transaction& transaction, ClientId client, PersonId person) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select name, email from directory_v_people where client_id = $1 and id = $2", client, person));
    return row ? std::optional(Contact{row->text(0), row->text(1)}) : std::nullopt;
}

}  // namespace steward::templates
