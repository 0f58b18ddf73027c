#include "server/modules/attachments/store.h"

namespace steward::attachments {

namespace {
std::optional<Instant> moment(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
template <typename AnyId>
std::optional<AnyId> some(AnyId id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
constexpr std::string_view there = "state in ('uploading', 'draft', 'kept')";
}  // namespace

const std::string_view file_columns =
    "f.id, f.client_id, f.ticket_id, f.message_id, f.internal, f.name, f.type, f.size_bytes, f.received_bytes, f.digest, f.state, f.scan, "
    "f.note, f.scanned_at, f.scan_attempts, f.next_scan_at, f.source, f.by_id, f.by_name, f.by_client, f.at";

FileRow read_file_row(const storage::Row& row) {
    FileRow file;
    file.id = row.id<AttachmentId>(0);
    file.client = row.id<ClientId>(1);
    file.ticket = row.id<TicketId>(2);
    if (!row.is_null(3)) file.message = row.id<MessageId>(3);
    file.internal = row.boolean(4);
    file.name = row.text(5);
    file.type = row.text(6);
    file.size = row.integer(7);
    file.received = row.integer(8);
    file.digest = row.text(9);
    file.state = row.text(10);
    file.scan = row.text(11);
    file.note = row.text(12);
    file.scanned_at = Instant{row.integer_or(13, 0)};
    file.scan_attempts = row.integer(14);
    file.next_scan_at = row.instant(15);
    file.source = row.text(16);
    if (!row.is_null(17)) file.by = row.id<AccountId>(17);
    file.by_name = row.text(18);
    file.by_client = row.boolean(19);
    file.at = row.instant(20);
    return file;
}

Status insert_file(Transaction& transaction, const FileRow& file) {
    STEWARD_CHECK(transaction.execute(
        "insert into attachments_files (id, client_id, ticket_id, message_id, internal, name, type, size_bytes, received_bytes, digest, "
        "state, scan, note, scanned_at, scan_attempts, next_scan_at, source, by_id, by_name, by_client, at) values ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        file.id, file.client, file.ticket, some(file.message), file.internal, file.name, file.type, file.size, file.received, file.digest,
        file.state, file.scan, file.note, moment(file.scanned_at), file.scan_attempts, file.next_scan_at, file.source, some(file.by),
        file.by_name, file.by_client, file.at));
    return {};
}

Status save_file(Transaction& transaction, const FileRow& file) {
    STEWARD_CHECK(transaction.execute(
        "update attachments_files set message_id = $2, internal = $3, received_bytes = $4, digest = $5, state = $6, scan = $7, note = $8, "
        "scanned_at = $9, scan_attempts = $10, next_scan_at = $11, at = $12 where id = $1",
        file.id, some(file.message), file.internal, file.received, file.digest, file.state, file.scan, file.note, moment(file.scanned_at),
        file.scan_attempts, file.next_scan_at, file.at));
    return {};
}

Status delete_file_row(Transaction& transaction, AttachmentId id) {
    STEWARD_CHECK(transaction.execute("delete from attachments_files where id = $1", id));
    return {};
}

Result<std::optional<FileRow>> find_file(Transaction& transaction, AttachmentId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(file_columns) + " from attachments_files f where f.id = $1", id));
    return row ? std::optional(read_file_row(*row)) : std::nullopt;
}

Result<Room> room_of(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select (select cast(coalesce(sum(size_bytes), 0) as bigint) from attachments_files where ticket_id = $1 and " +
                        std::string(there) +
                        "), (select count(*) from attachments_files where ticket_id = $1 and state <> 'deleted'), (select "
                        "cast(coalesce(sum(size_bytes), 0) as bigint) from attachments_files where " +
                        std::string(there) +
                        "), most_ticket_bytes, most_total_bytes, (select cast(coalesce(sum(size_bytes), 0) as bigint) from "
                        "attachments_files where client_id = (select v.client_id from helpdesk_v_tickets v where v.ticket_id = $1) and " +
                        std::string(there) + "), most_client_bytes from attachments_settings where id = 1",
                    ticket));
    if (!row) return fail(ErrorKind::Internal, "attachments.no_settings", "The settings of attachments are missing.");
    return Room{.ticket_bytes = row->integer(0),
                .client_bytes = row->integer(5),
                .total_bytes = row->integer(2),
                .most_ticket_bytes = row->integer(3),
                .most_client_bytes = row->integer(6),
                .most_total_bytes = row->integer(4),
                .files_of_ticket = static_cast<int>(row->integer(1))};
}

Result<int> count_drafts(Transaction& transaction, AccountId by) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select count(*) from attachments_files where state in ('uploading', 'draft') and by_id = $1", by));
    return row ? static_cast<int>(row->integer(0)) : 0;
}

Result<std::optional<MessageFace>> find_message(Transaction& transaction, TicketId ticket, MessageId id) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select internal, author_kind from helpdesk_v_messages where ticket_id = $1 and id = $2", ticket, id));
    return row ? std::optional(MessageFace{row->boolean(0), row->text(1) == "person"}) : std::nullopt;
}

const std::string_view in_conversation =
    " and ((f.message_id is null and f.ticket_id in (select v.ticket_id from helpdesk_v_ticket_places v where v.ticket_id = $2 or "
    "v.merged_into_id = $2)) or "
    "f.message_id in (select m.id from helpdesk_v_messages m where m.ticket_id in (select v.ticket_id from helpdesk_v_ticket_places v "
    "where v.ticket_id = $2 or "
    "v.merged_into_id = $2)))";

Result<std::vector<TicketId>> homes_of(Transaction& transaction, const FileRow& file) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one(
            "select v.ticket_id, v.merged_into_id from helpdesk_v_ticket_places v where v.ticket_id = coalesce((select m.ticket_id from "
            "helpdesk_v_messages m where m.id = $1), $2)",
            some(file.message), file.ticket));
    std::vector<TicketId> homes;
    if (row) homes.push_back(row->id<TicketId>(0));
    if (row && !row->is_null(1)) homes.push_back(row->id<TicketId>(1));
    return homes;
}

Result<std::vector<Outgoing>> outgoing_files(Transaction& transaction, MessageId message) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(file_columns) +
                                      " from attachments_files f where f.message_id = $1 and f.internal = $2 and (f.state || "
                                      "'') = 'kept' order by f.at, f.id",
                                  message, false));
    std::vector<Outgoing> files;
    for (const auto& row : rows) {
        const FileRow file = read_file_row(row);
        const auto refusal = why_not_given_out(file.state, file.scan, true);
        files.push_back({.id = file.id,
                         .name = file.name,
                         .type = file.type,
                         .digest = file.digest,
                         .size = file.size,
                         .refusal = refusal ? refusal->message : "",
                         .waits = file.scan == "waiting"});
    }
    return files;
}

Result<bool> has_drafts(Transaction& transaction, TicketId ticket, AccountId by, const std::string& by_name) {
    STEWARD_TRY(const auto row, transaction.query_one("select 1 from attachments_files where ticket_id = $1 and state in ('uploading', "
                                                      "'draft') and (by_id = $2 or by_name = $3) limit 1",
                                                      ticket, some(by), by.is_nil() ? by_name : std::string()));
    return row.has_value();
}

Result<bool> digest_is_wanted(Transaction& transaction, const std::string& digest) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from attachments_files where digest = $1 and " + std::string(there) + " limit 1", digest));
    return row.has_value();
}

Result<std::vector<FileRow>> forgotten(Transaction& transaction, Instant before, int limit) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select " + std::string(file_columns) +
                              " from attachments_files f where f.state in ('uploading', 'draft') and f.at < $1 order by f.at limit $2",
                          before, limit));
    std::vector<FileRow> files;
    for (const auto& row : rows) files.push_back(read_file_row(row));
    return files;
}

Result<std::vector<FileRow>> to_scan(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select " + std::string(file_columns) +
                              " from attachments_files f where f.scan in ('waiting', 'failed') and f.next_scan_at <= $1 and f.state in "
                              "('draft', 'kept') order by f.next_scan_at, f.id limit $2",
                          now, limit));
    std::vector<FileRow> files;
    for (const auto& row : rows) files.push_back(read_file_row(row));
    return files;
}

Status save_scan(Transaction& transaction, const FileRow& file) {
    STEWARD_CHECK(
        transaction.execute("update attachments_files set scan = $2, note = $3, scanned_at = $4, scan_attempts = $5, next_scan_at = $6 "
                            "where id = $1 and digest = "
                            "$7 and state in ('draft', 'kept')",
                            file.id, file.scan, file.note, moment(file.scanned_at), file.scan_attempts, file.next_scan_at, file.digest));
    return {};
}

Result<SettingsRow> load_settings(Transaction& transaction) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select scanner, most_ticket_bytes, most_total_bytes, scanner_state, scanner_note, scanner_seen_at, "
                                      "revision, most_client_bytes from attachments_settings where id = 1"));
    if (!row) return fail(ErrorKind::Internal, "attachments.no_settings", "The settings of attachments are missing.");
    return SettingsRow{.scanner = row->text(0),
                       .most_ticket_bytes = row->integer(1),
                       .most_client_bytes = row->integer(7),
                       .most_total_bytes = row->integer(2),
                       .scanner_state = row->text(3),
                       .scanner_note = row->text(4),
                       .scanner_seen_at = Instant{row->integer_or(5, 0)},
                       .revision = row->integer(6)};
}

Status save_settings(Transaction& transaction, const SettingsRow& settings) {
    STEWARD_CHECK(
        transaction.execute("update attachments_settings set scanner = $1, most_ticket_bytes = $2, most_total_bytes = $3, scanner_state = "
                            "$4, scanner_note = $5, "
                            "scanner_seen_at = $6, most_client_bytes = $7, revision = revision + 1 where id = 1",
                            settings.scanner, settings.most_ticket_bytes, settings.most_total_bytes, settings.scanner_state,
                            settings.scanner_note, moment(settings.scanner_seen_at), settings.most_client_bytes));
    return {};
}

Status note_scanner(Transaction& transaction, std::string_view state, const std::string& note, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "update attachments_settings set scanner_state = $1, scanner_note = $2, scanner_seen_at = case when $1 = 'answers' then $3 else "
        "scanner_seen_at end where id = 1 and scanner <> ''",
        state, note, now));
    return {};
}

Status begin_scanning(Transaction& transaction, bool with_scanner) {
    STEWARD_CHECK(transaction.execute(
        with_scanner ? "update attachments_files set scan = 'waiting', note = '', scan_attempts = 0, next_scan_at = 0 where scan in "
                       "('not_scanned', 'failed') and state in ('draft', 'kept')"
                     : "update attachments_files set scan = 'not_scanned', note = '' where scan in ('waiting', 'failed') and state in "
                       "('draft', 'kept')"));
    return {};
}

Result<Numbers> count_files(Transaction& transaction) {
    STEWARD_TRY(
        const auto rows,
        transaction.query(
            "select scan, count(*), cast(coalesce(sum(size_bytes), 0) as bigint) from attachments_files where state in ('draft', 'kept') "
            "group by scan"));
    Numbers numbers;
    for (const auto& row : rows) {
        numbers.files += row.integer(1);
        numbers.bytes += row.integer(2);
        if (row.text(0) == "waiting") numbers.waiting = row.integer(1);
        if (row.text(0) == "failed") numbers.failed = row.integer(1);
        if (row.text(0) == "infected") numbers.infected = row.integer(1);
    }
    return numbers;
}

}  // namespace steward::attachments
