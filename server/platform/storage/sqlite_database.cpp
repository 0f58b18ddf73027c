// The embedded database: one writing connection behind a fair queue, a pool of readers.
#include <mutex>
#include <vector>

#include "server/platform/storage/fair_lock.h"
#include "server/platform/storage/sqlite_connection.h"

namespace steward::storage {

namespace {
class SqliteTransaction final : public Transaction {
public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

    Engine engine() const override { return Engine::Sqlite; }

    Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> parameters) override {
        std::vector<Row> rows;
        STEWARD_CHECK(connection_.for_each(sql, parameters, [&](Row&& row) {
            rows.push_back(std::move(row));
            return true;
        }));
        return rows;
    }
    Result<int64_t> change(std::string_view sql, std::span<const Value> parameters) override { return connection_.change(sql, parameters); }
    Status for_each(std::string_view sql, std::span<const Value> parameters, const std::function<bool(const Row&)>& each) override {
        return connection_.for_each(sql, parameters, each);
    }
    void after_commit(std::function<void()> then) override { after_.push_back(std::move(then)); }
    void committed() {
        for (const auto& then : after_) then();
    }

private:
    SqliteConnection& connection_;
    std::vector<std::function<void()>> after_;
};

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer) : path_(std::move(path)), writer_(std::move(writer)) {}

    Engine engine() const override { return Engine::Sqlite; }

    Status write(const std::function<Status(Transaction&)>& work) override { return run_in(true, work); }
    Status read(const std::function<Status(Transaction&)>& work) override { return run_in(false, work); }

    Result<std::unique_ptr<Held>> begin(bool writes) override {
        if (writes) {
            writing_.lock();
            if (auto begun = writer_->change("begin immediate", {}); !begun) {
                writing_.unlock();
                return std::unexpected(std::move(begun.error()));
            }
            return std::make_unique<HeldTransaction>(*this, nullptr);
        }
        STEWARD_TRY(auto reader, take_reader());
        if (auto begun = reader->change("begin", {}); !begun) {
            give_reader(std::move(reader));
            return std::unexpected(std::move(begun.error()));
        }
        return std::make_unique<HeldTransaction>(*this, std::move(reader));
    }

    Status copy_to(const std::string& path) override {
        STEWARD_TRY(auto reader, take_reader());
        sqlite3* target = nullptr;
        int code = sqlite3_open(path.c_str(), &target);
        if (code == SQLITE_OK) {
            if (sqlite3_backup* backup = sqlite3_backup_init(target, "main", reader->handle(), "main")) {
                do code = sqlite3_backup_step(backup, 500);
                while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
                sqlite3_backup_finish(backup);
            }
            code = sqlite3_errcode(target);
        }
        const std::string cause = target ? sqlite3_errmsg(target) : "";
        sqlite3_close(target);
        give_reader(std::move(reader));
        if (code != SQLITE_OK)
            return fail(ErrorKind::Internal, "storage.copy_failed", "The database could not be copied to " + path + ".", cause);
        return {};
    }

private:
    class HeldTransaction final : public Held {
    public:
        HeldTransaction(SqliteDatabase& database, std::unique_ptr<SqliteConnection> reader)
            : database_(database), reader_(std::move(reader)), transaction_(connection()) {}
        ~HeldTransaction() override {
            if (!done_) (void)connection().change("rollback", {});
            release();
        }
        Transaction& transaction() override { return transaction_; }
        Status commit() override {
            const auto committed = connection().change("commit", {});
            if (!committed) (void)connection().change("rollback", {});
            done_ = true;
            release();
            if (!committed) return std::unexpected(committed.error());
            transaction_.committed();
            return {};
        }

    private:
        SqliteConnection& connection() { return reader_ ? *reader_ : *database_.writer_; }
        void release() {
            if (released_) return;
            released_ = true;
            if (reader_) database_.give_reader(std::move(reader_));
            else database_.writing_.unlock();
        }
        SqliteDatabase& database_;
        std::unique_ptr<SqliteConnection> reader_;
        SqliteTransaction transaction_;
        bool done_ = false, released_ = false;
    };

    Status run_in(bool writes, const std::function<Status(Transaction&)>& work) {
        STEWARD_TRY(auto held, begin(writes));
        STEWARD_CHECK(work(held->transaction()));
        return held->commit();
    }

    Result<std::unique_ptr<SqliteConnection>> take_reader() {
        {
            const std::lock_guard guard(readers_mutex_);
            if (!readers_.empty()) {
                auto reader = std::move(readers_.back());
                readers_.pop_back();
                return reader;
            }
        }
        return SqliteConnection::open(path_, false);
    }
    void give_reader(std::unique_ptr<SqliteConnection> reader) {
        const std::lock_guard guard(readers_mutex_);
        if (readers_.size() < 8) readers_.push_back(std::move(reader));
    }

    std::string path_;
    std::unique_ptr<SqliteConnection> writer_;
    FairLock writing_;
    std::mutex readers_mutex_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;
};
}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path) {
    STEWARD_TRY(auto writer, SqliteConnection::open(path, true));
    return std::make_unique<SqliteDatabase>(path, std::move(writer));
}

}  // namespace steward::storage
