#include "server/modules/attachments/keeper.h"

#include "server/modules/attachments/clamd.h"
#include "server/platform/mail/file_name.h"

namespace steward::attachments {

namespace {
constexpr Duration draft_kept = std::chrono::hours(24);
constexpr int at_once = 20;
constexpr size_t read_bytes = 256 * 1024;

void judge(FileRow& file, const Verdict& verdict, Instant now) {
    file.note = verdict.note;
    if (verdict.value == Verdict::Value::Failed) {
        file.scan = "failed";
        file.next_scan_at = now + Duration(wait_before_next_scan_ms(file.scan_attempts));
        ++file.scan_attempts;
        return;
    }
    file.scan = verdict.value == Verdict::Value::Clean ? "clean" : "infected";
    file.scanned_at = now;
}
}  // namespace

Status Keeper::scan_files(Instant now) {
    while (true) {
        SettingsRow settings;
        std::vector<FileRow> files;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(settings, load_settings(transaction));
            if (!settings.scanner.empty()) {
                STEWARD_TRY(files, to_scan(transaction, now, at_once));
            }
            return {};
        }));
        if (files.empty()) return {};
        STEWARD_TRY(const auto place, read_scanner_place("/scanner", settings.scanner));
        for (auto& file : files) {
            int64_t at = 0;
            const auto outcome = scan(place, [&]() -> Result<std::string> {
                STEWARD_TRY(auto bytes, shelf_.read(file.digest, at, read_bytes));
                at += static_cast<int64_t>(bytes.size());
                return bytes;
            });
            judge(file, outcome.verdict, now);
            STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
                STEWARD_CHECK(save_scan(transaction, file));
                STEWARD_CHECK(
                    note_scanner(transaction, outcome.reached ? "answers" : "failing", outcome.reached ? "" : outcome.verdict.note, now));
                if (file.state != "kept") return {};
                transaction.after_commit([&hub = hub_, client = file.client, id = file.ticket.text()] {
                    hub.publish({.client = client, .topic = "ticket", .id = id, .json = R"({"attachments":true})"});
                });
                return {};
            }));
        }
    }
}

Status Keeper::sweep(Instant now) {
    std::vector<FileRow> gone;
    STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(gone, forgotten(transaction, now - draft_kept, 500));
        for (const auto& file : gone) STEWARD_CHECK(delete_file_row(transaction, file.id));
        return {};
    }));
    for (const auto& file : gone) shelf_.give_up(file.id);
    const auto ask = [this](const std::function<Result<bool>(Transaction&)>& question) -> Result<bool> {
        bool yes = true;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(yes, question(transaction));
            return {};
        }));
        return yes;
    };
    STEWARD_CHECK(shelf_.sweep(
        [&](const std::string& digest) { return ask([&](auto& transaction) { return digest_is_wanted(transaction, digest); }); },
        [&](AttachmentId id) {
            return ask([&](auto& transaction) -> Result<bool> {
                STEWARD_TRY(const auto file, find_file(transaction, id));
                return file && file->state == "uploading";
            });
        },
        now));
    return {};
}

Stored Keeper::store(const Incoming& file) {
    Stored stored{.name = mail::harmless_name(file.name),
                  .type = declared_type(file.type),
                  .digest = {},
                  .size = static_cast<int64_t>(file.bytes.size()),
                  .refusal = {}};
    if (stored.size > most_file_bytes) {
        stored.refusal = "It has more than 25 MiB.";
        return stored;
    }
    if (auto digest = shelf_.add(file.bytes)) stored.digest = std::move(*digest);
    else stored.refusal = digest.error().message;
    return stored;
}

Status Keeper::attach(Transaction& transaction, TicketId ticket, MessageId message, bool internal, const std::string& by,
                      const std::vector<Stored>& files, Instant now) {
    if (files.empty()) return {};
    STEWARD_TRY(const auto paper, work_.read(transaction, ticket));
    if (!paper) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    STEWARD_CHECK(storage::serialize_writers(transaction, "attachments.room"));
    STEWARD_TRY(const auto settings, load_settings(transaction));
    STEWARD_TRY(auto room, room_of(transaction, ticket));
    int64_t turn = 0;
    for (const auto& stored : files) {
        FileRow file;
        file.id = AttachmentId::make(now, rng_);
        file.client = paper->client;
        file.ticket = ticket;
        file.message = message;
        file.internal = internal;
        file.name = stored.name;
        file.type = stored.type;
        file.size = stored.size;
        file.source = "mail";
        file.by_name = by;
        file.by_client = !internal;
        file.at = now + Duration(turn++);  // in the order of the mail
        std::string refusal = stored.refusal;
        if (refusal.empty()) {
            if (const Status fitting = fits(stored.size, room); !fitting) refusal = fitting.error().message;
        }
        if (refusal.empty()) {
            file.received = stored.size;
            file.digest = stored.digest;
            file.state = "kept";
            file.scan = settings.scanner.empty() ? "not_scanned" : "waiting";
            file.next_scan_at = now;
            room.ticket_bytes += stored.size;
            room.client_bytes += stored.size;
            room.total_bytes += stored.size;
        } else {
            file.state = "not_kept";
            file.scan = "not_scanned";
            file.note = refusal;
        }
        ++room.files_of_ticket;
        STEWARD_CHECK(insert_file(transaction, file));
    }
    return {};
}

}  // namespace steward::attachments
