#include "server/modules/correspondence/sent.h"

#include "server/modules/correspondence/addresses.h"

#include <fmt/format.h>

#include "server/platform/mail/head.h"

namespace steward::correspondence {

const std::string_view sent_columns =
    "s.id, s.client_id, s.ticket_id, s.ticket_message_id, s.what, s.recipient, s.subject, s.message_id, s.state, s.note, s.author, "
    "s.author_id, s.wanted_at, s.at, s.waits_until";

namespace {
constexpr size_t most_note_bytes = 500;
// Encoded it is a third more; many mail servers refuse what has more than 20 MB.
constexpr int64_t most_bytes_in_a_mail = 10 << 20;
constexpr Duration link_is_good = std::chrono::hours(24 * 30);

template <typename AnyId>
std::optional<AnyId> id_or_null(AnyId id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
std::optional<Instant> time_or_null(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

std::string one_line_of(std::string_view text) {
    std::string line = mail::clean_text(text);
    for (char& c : line) {
        if (c == '\n' || c == '\t') c = ' ';
    }
    return std::string(mail::cut_text(mail::trimmed(line), most_note_bytes));
}

std::string size_words(int64_t bytes) {
    return bytes < 1'000'000 ? fmt::format("{} kB", (bytes + 999) / 1000) : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

template <typename Parameter>
Result<std::vector<SentRow>> query_sent(Transaction& transaction, const std::string& rest, const Parameter& parameter) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(sent_columns) + " from correspondence_sent s where " + rest, parameter));
    std::vector<SentRow> found;
    for (const auto& row : rows) found.push_back(read_sent(row));
    return found;
}
}  // namespace

std::optional<Bounced> judge_report(const mail::Message& report) {
    if (!report.report) return Bounced{.state = "not_delivered", .note = one_line_of(report.subject)};
    const auto& said = *report.report;
    if (said.report_type != "delivery-status") return std::nullopt;
    if (said.action != "failed" && said.action != "delayed") return std::nullopt;
    // "smtp; 550 5.1.1 User unknown": the kind says nothing to people.
    std::string_view words = said.diagnostic;
    if (const size_t kind = words.find(';'); kind != std::string_view::npos && kind < 12) words = words.substr(kind + 1);
    std::string note = one_line_of(words);
    if (note.empty()) note = said.status.empty() ? "no reason was given" : "status " + one_line_of(said.status);
    return Bounced{.state = said.action == "failed" ? "not_delivered" : "late", .note = std::move(note)};
}

SentRow read_sent(const storage::Row& row) {
    SentRow sent;
    sent.id = row.id<SentId>(0);
    sent.client = row.id<ClientId>(1);
    sent.ticket = row.id<TicketId>(2);
    if (!row.is_null(3)) sent.message = row.id<MessageId>(3);
    sent.what = row.text(4);
    sent.recipient = row.text(5);
    sent.subject = row.text(6);
    sent.message_id = row.text(7);
    sent.state = row.text(8);
    sent.note = row.text(9);
    sent.author = row.text(10);
    if (!row.is_null(11)) sent.author_id = row.id<AccountId>(11);
    sent.wanted_at = row.instant(12);
    sent.at = Instant{row.integer_or(13, 0)};
    sent.waits_until = Instant{row.integer_or(14, 0)};
    return sent;
}

Status insert_sent(Transaction& transaction, const SentRow& sent) {
    STEWARD_CHECK(transaction.execute(
        "insert into correspondence_sent (id, client_id, ticket_id, ticket_message_id, what, recipient, subject, message_id, state, note, "
        "author, author_id, wanted_at, at, waits_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        sent.id, sent.client, sent.ticket, id_or_null(sent.message), sent.what, sent.recipient, sent.subject, sent.message_id, sent.state,
        sent.note, sent.author, id_or_null(sent.author_id), sent.wanted_at, time_or_null(sent.at), time_or_null(sent.waits_until)));
    return {};
}

Status save_sent(Transaction& transaction, const SentRow& sent) {
    STEWARD_CHECK(transaction.execute(
        "update correspondence_sent set state = $2, note = $3, message_id = $4, at = $5, waits_until = $6, recipient = $7 where id = $1",
        sent.id, sent.state, sent.note, sent.message_id, time_or_null(sent.at), time_or_null(sent.waits_until), sent.recipient));
    return {};
}

Result<std::optional<SentRow>> find_sent(Transaction& transaction, SentId id) {
    STEWARD_TRY(auto found, query_sent(transaction, "s.id = $1", id));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::optional<SentRow>> sent_by_message_id(Transaction& transaction, const std::string& message_id) {
    if (message_id.empty()) return std::optional<SentRow>{};
    STEWARD_TRY(auto found, query_sent(transaction, "s.message_id = $1 order by s.wanted_at desc limit 1", message_id));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<SentRow>> waiting_for_files(Transaction& transaction, int limit) {
    return query_sent(transaction, "s.waits_until is not null order by s.wanted_at, s.id limit $1", limit);
}

Status note_sent(Transaction& transaction, const SentNote& note, const std::string& message_id, Instant now) {
    const auto wanted = SentId::parse(note.sent_id);
    STEWARD_TRY(auto sent, find_sent(transaction, wanted ? *wanted : SentId(note.delivery)));
    const bool is_new = !sent;
    if (is_new) {
        if (note.client.is_nil()) return {};
        sent = SentRow{};
        sent->id = wanted ? *wanted : SentId(note.delivery);
        sent->client = note.client;
        sent->ticket = note.ticket;
        sent->what = note.is_receipt ? "receipt" : "notice";
        sent->subject = note.subject;
        sent->wanted_at = now;
    }
    sent->recipient = note.to;
    sent->message_id = message_id;
    sent->state = note.state;
    sent->note = one_line_of(note.note);
    sent->at = now;
    STEWARD_CHECK(is_new ? insert_sent(transaction, *sent) : save_sent(transaction, *sent));
    return note.state == "not_delivered" ? mark_address(transaction, *sent, now) : Status{};
}

Result<bool> files_are_complete(Transaction& transaction, attachments::Attachments& files, const SentRow& sent) {
    STEWARD_TRY(const bool uploading, files.is_uploading(transaction, sent.ticket, sent.author_id, sent.author));
    if (uploading) return false;
    STEWARD_TRY(const auto there, files.files_of(transaction, sent.message));
    return std::none_of(there.begin(), there.end(), [](const auto& file) { return file.waits; });
}

Status share_large_files(Transaction& transaction, attachments::Attachments& files, const SentRow& sent, Instant now) {
    STEWARD_TRY(const auto there, files.files_of(transaction, sent.message));
    int64_t together = 0;
    for (const auto& file : there) {
        const bool can_be_given_later = file.waits || file.refusal.empty();
        if (file.refusal.empty() && together + file.size <= most_bytes_in_a_mail) together += file.size;
        else if (can_be_given_later) STEWARD_CHECK(files.share(transaction, file.id, sent.recipient, now + link_is_good, now));
    }
    return {};
}

Result<OutgoingParts> parts_of(Transaction& transaction, attachments::Attachments& files, const SentRow& sent, Instant now) {
    OutgoingParts parts;
    if (sent.message.is_nil()) return parts;
    STEWARD_TRY(const auto there, files.files_of(transaction, sent.message));
    std::string lines;
    int64_t together = 0;
    for (const auto& file : there) {
        STEWARD_TRY(const auto link, files.link(transaction, file.id, sent.recipient, now));
        const std::string name = file.name + " (" + size_words(file.size) + ")";
        if (!link.empty()) lines += "\n" + name + ", for 30 days, with the address that this mail was sent to:\n" + link + "\n";
        else if (!file.refusal.empty()) lines += "\n" + name + " does not come with this mail. " + file.refusal + "\n";
        else if (together + file.size > most_bytes_in_a_mail) lines += "\n" + name + " is too large for a mail. Ask us for it.\n";
        else {
            together += file.size;
            parts.files.push_back(file);
        }
    }
    if (!lines.empty()) parts.text = "\nFiles:" + lines;
    return parts;
}

}  // namespace steward::correspondence
