// The way back: what an import made goes, what it changed becomes again what it was; except what somebody worked on since.
#include <algorithm>

#include "server/modules/imports/ties.h"
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

// What keeps it, or nothing.
template <typename AnyId>
Result<std::string> remove_directory(Rooms& rooms, Transaction& transaction, const RowRow& row) {
    const auto id = record_of_row<AnyId>(row);
    STEWARD_TRY(const auto there, rooms.records.find(transaction, id));
    if (there && there->revision != row.record_revision) return std::string("Somebody changed it here since.");
    STEWARD_CHECK(rooms.records.remove(transaction, id));
    return std::string();
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

Result<std::vector<std::string>> Worker::ties_of(Transaction& transaction, std::span<const RowRow> rows) {
    std::vector<std::string> ties(rows.size()), asked(rows.size());
    const std::string kind = rows.empty() ? std::string() : rows.front().kind;
    const bool is_inner = kind == "message" || kind == "time";
    for (size_t i = 0; i < rows.size(); ++i) {
        asked[i] = rows[i].record_id;
        if (kind == "message") {
            STEWARD_TRY(const auto message, rooms_.tickets.find(transaction, record_of_row<MessageId>(rows[i])));
            asked[i] = message ? message->ticket.text() : std::string();
        } else if (kind == "time") {
            STEWARD_TRY(const auto time, rooms_.times.find(transaction, record_of_row<timesheets::EntryId>(rows[i])));
            asked[i] = time && !time->ticket.is_nil() ? time->ticket.text() : std::string();
        }
    }
    std::vector<std::string> ids = asked;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::erase(ids, std::string());
    Ties found;
    if (is_inner || kind == "ticket") {
        STEWARD_TRY(found, ties_of_tickets(rooms_, transaction, ids));
    } else if (kind == "person") {
        STEWARD_TRY(found, ties_of_people(transaction, ids));
    } else if (kind == "site") {
        STEWARD_TRY(found, ties_of_sites(transaction, ids));
    } else if (kind == "client") {
        STEWARD_TRY(found, ties_of_clients(transaction, ids));
    }
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto at = found.find(asked[i]);
        if (at != found.end()) ties[i] = (is_inner ? "Its ticket stays: " : "") + at->second;
    }
    return ties;
}

Status Worker::undo_row(Transaction& transaction, RowRow& row, const std::string& tie, Instant now, Undone& undone) {
    const bool was_made = row.outcome == "created";
    if (!was_made && row.outcome != "updated") return {};
    if (!was_made) {
        if (const auto restored = restore(rooms_, transaction, row, now); !restored) {
            if (restored.error().code.starts_with("storage.")) return restored;
            keep(row, "Somebody changed it here since: " + restored.error().message);
            return {};
        }
        if (row.kind == "ticket") undone.tickets.push_back(row.record_id);
        row.outcome = "removed";
        row.reason = "It is again as it was.";
        return {};
    }
    std::string reason = tie;
    if (!reason.empty()) {
        keep(row, std::move(reason));
        return {};
    }
    if (row.kind == "message") {
        STEWARD_TRY(reason, rooms_.tickets.remove(transaction, record_of_row<MessageId>(row)));
        undone.messages.push_back(row.record_id);
    } else if (row.kind == "time") {
        STEWARD_TRY(const bool gone, rooms_.times.remove(transaction, record_of_row<timesheets::EntryId>(row), row.record_revision));
        if (!gone) reason = "Somebody changed it here since.";
    } else if (row.kind == "ticket") {
        STEWARD_TRY(reason, rooms_.tickets.remove(transaction, record_of_row<TicketId>(row), row.record_revision, now));
        if (reason.empty()) undone.tickets.push_back(row.record_id);
    } else if (row.kind == "device") {
        STEWARD_TRY(const bool gone, remove_known_device(transaction, record_of_row<KnownDeviceId>(row), row.record_revision));
        if (!gone) reason = "Another import changed it since.";
    } else if (row.kind == "person") {
        STEWARD_TRY(reason, remove_directory<PersonId>(rooms_, transaction, row));
    } else if (row.kind == "site") {
        STEWARD_TRY(reason, remove_directory<SiteId>(rooms_, transaction, row));
    } else {
        STEWARD_TRY(reason, remove_directory<ClientId>(rooms_, transaction, row));
    }
    if (!reason.empty()) {
        keep(row, std::move(reason));
        return {};
    }
    row.outcome = "removed";
    row.reason.clear();
    return drop_links(transaction, row.record_id);
}

// Kind by kind, from what points at others to what is pointed at: what went before holds nothing any more.
Status Worker::undo_rows(Transaction& transaction, BatchRow& batch, std::vector<RowRow>& rows, Instant now, Undone& undone) {
    for (size_t begin = 0; begin < rows.size();) {
        size_t end = begin;
        while (end < rows.size() && rows[end].kind == rows[begin].kind) ++end;
        STEWARD_TRY(const auto ties, ties_of(transaction, std::span<const RowRow>(rows).subspan(begin, end - begin)));
        for (size_t i = begin; i < end; ++i) {
            RowRow& row = rows[i];
            batch.at_rank = row.rank;
            batch.at_sort = row.sort;
            batch.at_number = row.number;
            ++batch.done_rows;
            const std::string before = row.outcome;
            STEWARD_CHECK(undo_row(transaction, row, ties[i - begin], now, undone));
            if (row.outcome == before) continue;
            STEWARD_CHECK(save_outcome(transaction, batch.id, row));
            --batch.counts[{row.kind, before}];
            ++batch.counts[{row.kind, row.outcome}];
        }
        begin = end;
    }
    return say_brought_in(transaction, undone.tickets, undone.messages, batch.id, now);
}

Status Worker::undo_some(BatchRow batch, Instant now) {
    std::vector<RowRow> rows;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(rows, rows_from(transaction, batch, true, undone_at_once));
        return {};
    }));
    const Status at_once = database_.write([&](Transaction& transaction) -> Status {
        BatchRow after = batch;
        Undone undone;
        std::vector<RowRow> tried = rows;
        STEWARD_CHECK(undo_rows(transaction, after, tried, now, undone));
        if (rows.empty()) {
            after.state = "undone";
            after.finished_at = now;
            STEWARD_TRY(const auto clients, transaction.query("select distinct id from directory_v_clients"));
            std::vector<ClientId> all;
            for (const auto& client : clients) all.push_back(client.id<ClientId>(0));
            STEWARD_CHECK(rooms_.tickets.recount(transaction, all));
        }
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
                std::vector<RowRow> alone = {one};
                Undone undone;
                if (!only_keep) {
                    STEWARD_CHECK(undo_rows(transaction, *batch, alone, now, undone));
                    return save_batch(transaction, *batch, now);
                }
                RowRow& row = alone.front();
                keep(row, "Something that came later points at it.");
                STEWARD_CHECK(save_outcome(transaction, id, row));
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
