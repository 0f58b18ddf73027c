// The background work: one step at a time, each in one transaction with the place that it came to, so that a server that dies
// goes on where it was.
//
//   reading    the file is cut into rows; its words are collected
//   checking   what would become of each row
//   applying   what becomes of it
//   undoing    the same way back
#pragma once

#include <atomic>
#include <span>

#include "server/modules/imports/depot.h"
#include "server/modules/imports/placing.h"
#include "server/platform/live/hub.h"

namespace steward::imports {

inline constexpr int steps_a_run = 20;

inline constexpr std::string_view file_is_gone = "The file is not on this server any more. Upload it again.";

class Worker {
public:
    Worker(storage::Database& database, Rooms rooms, Depot& depot, live::Hub& hub)
        : database_(database), rooms_(rooms), depot_(depot), hub_(hub) {}

    /// The next steps, at most `steps_a_run`: a server that stops waits for them, and they are done within the reconciler's lease.
    Status run(Instant now);
    /// One step of the oldest that is under way; false: there was none.
    Result<bool> step(Instant now);
    /// Files and rows that nobody needs any more.
    Status sweep(Instant now);
    void stop() { is_stopping_ = true; }

private:
    Status read_some(BatchRow batch, Instant now);
    Status keep_read(const BatchRow& batch, const std::vector<RowRow>& rows, const std::map<std::string, ValueRow>& words, bool is_over,
                     Instant now);
    Status place_some(BatchRow batch, Instant now);
    Status place_rows(Transaction& transaction, BatchRow& batch, std::vector<RowRow>& rows, Instant now);
    Status place_one_by_one(ImportId id, const std::vector<RowRow>& rows, Instant now);
    Status undo_some(BatchRow batch, Instant now);
    struct Undone {
        std::vector<std::string> tickets, messages;
    };
    /// `tie`: what holds the record, or nothing.
    Status undo_row(Transaction& transaction, RowRow& row, const std::string& tie, Instant now, Undone& undone);
    Status undo_rows(Transaction& transaction, BatchRow& batch, std::vector<RowRow>& rows, Instant now, Undone& undone);
    /// What holds the records of rows of one kind, row by row.
    Result<std::vector<std::string>> ties_of(Transaction& transaction, std::span<const RowRow> rows);
    Status undo_one_by_one(ImportId id, const std::vector<RowRow>& rows, Instant now);
    Status finish_placing(BatchRow batch, Instant now);
    Result<int64_t> write_rejected(const BatchRow& batch);
    Status match_words(Transaction& transaction, const BatchRow& batch);
    Status refuse(BatchRow batch, std::string problem, Instant now);
    void tell(Transaction& transaction, const BatchRow& batch) const;

    storage::Database& database_;
    Rooms rooms_;
    Depot& depot_;
    live::Hub& hub_;
    std::atomic<bool> is_stopping_{false};
};

/// A row without bytes for every client that is to be made because rows speak of it: found, told and undone like any other.
Status plan_new_clients(Transaction& transaction, const BatchRow& batch);
Record new_client(const std::string& name);
inline bool is_planned_client(const RowRow& row) { return row.length == 0 && row.kind == "client"; }

/// The words of a file and what was answered, for those that `place` asks.
Answers answers_of(const std::vector<ValueRow>& values);

/// A fact for every few of them: who keeps what is written takes many facts in one transaction.
Status say_brought_in(Transaction& transaction, const std::vector<std::string>& tickets, const std::vector<std::string>& messages,
                      ImportId batch, Instant now);

/// How long the file and the rows of an import are kept after its last change.
inline constexpr Duration kept_files = std::chrono::days(30);

}  // namespace steward::imports
