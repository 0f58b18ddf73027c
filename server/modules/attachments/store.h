// All SQL of the attachments. Every function works in the caller's transaction.
#pragma once

#include <optional>

#include "server/modules/attachments/rules.h"
#include "server/modules/attachments/shelf.h"
#include "server/platform/storage/database.h"

namespace steward::attachments {

using storage::Transaction;

struct FileRow {
    AttachmentId id;
    ClientId client;
    TicketId ticket;
    MessageId message;  // nil: of the ticket itself
    bool internal = false;
    std::string name, type;
    int64_t size = 0, received = 0;
    std::string digest, state, scan, note;
    Instant scanned_at;
    int64_t scan_attempts = 0;
    Instant next_scan_at;
    std::string source;
    AccountId by;  // nil: nobody of ours or with an account
    std::string by_name;
    bool by_client = false;
    Instant at;
};

extern const std::string_view file_columns;
FileRow read_file_row(const storage::Row& row);

Status insert_file(Transaction& transaction, const FileRow& file);
/// Everything that can change.
Status save_file(Transaction& transaction, const FileRow& file);
Status delete_file_row(Transaction& transaction, AttachmentId id);
Result<std::optional<FileRow>> find_file(Transaction& transaction, AttachmentId id);
/// What is there, with the bounds.
Result<Room> room_of(Transaction& transaction, TicketId ticket);
Result<int> count_drafts(Transaction& transaction, AccountId by);

/// Of a message of this ticket: whether it is internal, and whether one of ours wrote it.
struct MessageFace {
    bool internal = false, by_client = false;
};
Result<std::optional<MessageFace>> find_message(Transaction& transaction, TicketId ticket, MessageId id);

/// The tickets in which the file stands now: its message may have been split off, its ticket merged into another one.
Result<std::vector<TicketId>> homes_of(Transaction& transaction, const FileRow& file);
/// Of the files `f`: those in the conversation of the ticket that is parameter `$2`, with its duplicates.
extern const std::string_view in_conversation;

/// Of a public message, in their order, as a client's person would get them.
Result<std::vector<Outgoing>> outgoing_files(Transaction& transaction, MessageId message);
/// Uploads of this account (or of who bears this name, when it is nil) that stand in no conversation.
Result<bool> has_drafts(Transaction& transaction, TicketId ticket, AccountId by, const std::string& by_name);

Result<bool> digest_is_wanted(Transaction& transaction, const std::string& digest);
/// Uploads and drafts that nobody put into a conversation since `before`.
Result<std::vector<FileRow>> forgotten(Transaction& transaction, Instant before, int limit);
Result<std::vector<FileRow>> to_scan(Transaction& transaction, Instant now, int limit);
/// The scan's outcome, if the file is still there.
Status save_scan(Transaction& transaction, const FileRow& file);

struct SettingsRow {
    std::string scanner;
    int64_t most_ticket_bytes = 0, most_client_bytes = 0, most_total_bytes = 0;
    std::string scanner_state, scanner_note;
    Instant scanner_seen_at;
    int64_t revision = 0;
};
Result<SettingsRow> load_settings(Transaction& transaction);
Status save_settings(Transaction& transaction, const SettingsRow& settings);
/// What the scanner said of itself: "answers", "failing".
Status note_scanner(Transaction& transaction, std::string_view state, const std::string& note, Instant now);
/// Files that were never scanned wait for the new scanner; without one, those that wait do so no longer.
Status begin_scanning(Transaction& transaction, bool with_scanner);

struct Numbers {
    int64_t bytes = 0, files = 0, waiting = 0, failed = 0, infected = 0;
};
Result<Numbers> count_files(Transaction& transaction);

}  // namespace steward::attachments
