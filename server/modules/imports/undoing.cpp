// The way back: what an import made goes, what it changed becomes again what it was; except what somebody worked on since.
#include <algorithm>

#include "server/modules/imports/work.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::imports {

namespace {
constexpr int undone_at_once = 200;
constexpr size_t in_one_fact = 10;

void keep(RowRow& row, std::string reason) {
    row.outcome = "kept";
    row.reason = std::move(reason);
}

template <typename AnyId>
AnyId record_of_row(const RowRow& row) {
    return AnyId::parse(row.record_id).value_or(AnyId{});
}

template <typename Record>
std::string why_kept(const std::optional<Record>& there, const RowRow& row) {
    return there && there->revision != row.record_revision ? "Somebody changed it here since." : "";
}
}  // namespace

Status say_brought_in(Transaction& transaction, const std::vector<std::string>& tickets, const std::vector<std::string>& messages,
                      ImportId batch, Instant now) {
    for (size_t at = 0; at < std::max(tickets.size(), messages.size()); at += in_one_fact) {
        facts::v1::TicketsBroughtIn fact;
        for (size_t i = at; i < std::min(tickets.size(), at + in_one_fact); ++i) fact.add_ticket_ids(tickets[i]);
        for (size_t i = at; i < std::min(messages.size(), at + in_one_fact); ++i) fact.add_message_ids(messages[i]);
        STEWARD_CHECK(journal::append(transaction, now, ClientId{}, batch.text(), fact));
    }
    return {};
}

Status Worker::undo_row(Transaction& transaction, RowRow& row, Instant now, std::vector<std::string>& tickets,
                        std::vector<std::string>& messages) {
    const bool was_made = row.outcome == "created";
    if (!was_made && row.outcome != "updated") return {};
    if (!was_made) {
        if (const auto restored = restore(rooms_, transaction, row, now); !restored) {
            if (restored.error().code.starts_with("storage.")) return restored;
            keep(row, "Somebody changed it here since: " + restored.error().message);
            return {};
        }
        if (row.kind == "ticket") tickets.push_back(row.record_id);
        row.outcome = "removed";
        row.reason = "It is again as it was.";
        return {};
    }
    std::string reason;
    if (row.kind == "message") {
        STEWARD_TRY(reason, rooms_.tickets.remove(transaction, record_of_row<MessageId>(row)));
        messages.push_back(row.record_id);
    } else if (row.kind == "time") {
        STEWARD_TRY(const bool gone, rooms_.times.remove(transaction, record_of_row<timesheets::EntryId>(row), row.record_revision));
        if (!gone) reason = "Somebody changed it here since.";
    } else if (row.kind == "ticket") {
        const auto id = record_of_row<TicketId>(row);
        STEWARD_TRY(const bool has_time, rooms_.times.has_time(transaction, id));
        if (has_time) reason = "Somebody booked time on it.";
        else {
            STEWARD_TRY(reason, rooms_.tickets.remove(transaction, id, row.record_revision, now));
        }
        if (reason.empty()) tickets.push_back(row.record_id);
    } else if (row.kind == "person") {
        STEWARD_TRY(const auto there, rooms_.records.find(transaction, record_of_row<PersonId>(row)));
        reason = why_kept(there, row);
        if (reason.empty()) STEWARD_CHECK(rooms_.records.remove(transaction, record_of_row<PersonId>(row)));
    } else if (row.kind == "site") {
        STEWARD_TRY(const auto there, rooms_.records.find(transaction, record_of_row<SiteId>(row)));
        reason = why_kept(there, row);
        if (reason.empty()) STEWARD_CHECK(rooms_.records.remove(transaction, record_of_row<SiteId>(row)));
    } else {
        STEWARD_TRY(const auto there, rooms_.records.find(transaction, record_of_row<ClientId>(row)));
        reason = why_kept(there, row);
        if (reason.empty()) STEWARD_CHECK(rooms_.records.remove(transaction, record_of_row<ClientId>(row)));
    }
    if (!reason.empty()) {
        keep(row, std::move(reason));
        return {};
    }
    row.outcome = "removed";
    row.reason.clear();
    return drop_links(transaction, row.record_id);
}

Status Worker::undo_some(BatchRow batch, Instant now) {
    std::vector<RowRow> rows;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(rows, rows_from(transaction, batch, true, undone_at_once));
        return {};
    }));
    const Status at_once = database_.write([&](Transaction& transaction) -> Status {
        BatchRow after = batch;
        std::vector<std::string> tickets, messages;
        for (auto row : rows) {
            after.at_rank = row.rank;
            after.at_sort = row.sort;
            after.at_number = row.number;
            ++after.done_rows;
            const std::string before = row.outcome;
            STEWARD_CHECK(undo_row(transaction, row, now, tickets, messages));
            if (row.outcome == before) continue;
            STEWARD_CHECK(save_outcome(transaction, batch.id, row));
            --after.counts[{row.kind, before}];
            ++after.counts[{row.kind, row.outcome}];
        }
        if (rows.empty()) {
            after.state = "undone";
            after.finished_at = now;
            STEWARD_TRY(const auto clients, transaction.query("select distinct id from directory_v_clients"));
            std::vector<ClientId> all;
            for (const auto& client : clients) all.push_back(client.id<ClientId>(0));
            STEWARD_CHECK(rooms_.tickets.recount(transaction, all));
        }
        STEWARD_CHECK(say_brought_in(transaction, tickets, messages, batch.id, now));
        STEWARD_CHECK(save_batch(transaction, after, now));
        tell(transaction, after);
        return {};
    });
    if (at_once || at_once.error().kind == ErrorKind::Unavailable || at_once.error().kind == ErrorKind::StaleEtag) return at_once;
    return undo_one_by_one(batch.id, rows, now);
}

// Something points at one of them, which the database alone knows: that one stays.
Status Worker::undo_one_by_one(ImportId id, const std::vector<RowRow>& rows, Instant now) {
    for (const auto& one : rows) {
        const auto attempt = [&](bool only_keep) {
            return database_.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(auto batch, find_batch(transaction, id));
                if (!batch || batch->state != "undoing")
                    return fail(ErrorKind::StaleEtag, "imports.changed_meanwhile", "This import went on meanwhile.");
                RowRow row = one;
                std::vector<std::string> tickets, messages;
                if (only_keep) keep(row, "Something that came later points at it.");
                else STEWARD_CHECK(undo_row(transaction, row, now, tickets, messages));
                STEWARD_CHECK(save_outcome(transaction, id, row));
                STEWARD_CHECK(say_brought_in(transaction, tickets, messages, id, now));
                batch->at_rank = row.rank;
                batch->at_sort = row.sort;
                batch->at_number = row.number;
                ++batch->done_rows;
                --batch->counts[{row.kind, one.outcome}];
                ++batch->counts[{row.kind, row.outcome}];
                return save_batch(transaction, *batch, now);
            });
        };
        Status done = attempt(false);
        if (!done && done.error().kind == ErrorKind::Conflict) done = attempt(true);
        if (!done) return done;
    }
    return {};
}

}  // namespace steward::imports
