// PostgreSQL: one writing connection behind a fair queue, a bounded pool of readers.
//
// Writers queue in this process and, by an advisory lock, across processes, as they do on SQLite: so a
// transaction that looks first and writes then is right without more, also one that cannot be run
// again (`begin`). Each statement after the lock sees everything committed before it.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/platform/storage/fair_lock.h"
#include "server/platform/storage/postgres_connection.h"
#include "server/platform/storage/postgres_copy.h"

namespace steward::storage {

namespace {
constexpr int most_runs = 10, patient_tries = 8;
constexpr auto longest_wait_for_reader = std::chrono::seconds(10);
const std::string begin_writing =
    "begin isolation level read committed read write; select pg_advisory_xact_lock(hashtextextended('steward.writers ' || "
    "coalesce(current_schema(), ''), 0)), cast(pg_current_xact_id() as text)";
const std::string begin_reading = "begin isolation level repeatable read read only";

class PostgresTransaction final : public Transaction {
public:
    explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}

    Engine engine() const override { return Engine::Postgres; }
    Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> parameters) override {
        return connection_.run(sql, parameters);
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
    PostgresConnection& connection_;
    std::vector<std::function<void()>> after_;
};

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(std::string url, int connections, std::unique_ptr<PostgresConnection> writer)
        : url_(std::move(url)), most_readers_(std::max(1, connections - 1)), writer_(std::move(writer)) {}

    Engine engine() const override { return Engine::Postgres; }

    Status write(const std::function<Status(Transaction&)>& work) override { return run_in(true, work); }
    Status read(const std::function<Status(Transaction&)>& work) override { return run_in(false, work); }

    Result<std::unique_ptr<Held>> begin(bool writes) override {
        STEWARD_TRY(auto held, begin_held(writes));
        return std::unique_ptr<Held>(std::move(held));
    }

    Status copy_to(const std::string& path) override { return dump_postgres(url_, path); }

private:
    class HeldTransaction final : public Held {
    public:
        HeldTransaction(PostgresDatabase& database, std::unique_ptr<PostgresConnection> reader, std::string number)
            : database_(database), reader_(std::move(reader)), number_(std::move(number)), transaction_(connection()) {}
        ~HeldTransaction() override {
            if (!done_ && !connection().is_broken()) (void)connection().command("rollback");
            release();
        }
        Transaction& transaction() override { return transaction_; }
        Status commit() override {
            std::string tag;
            Status committed = connection().command("commit", &tag);
            done_ = true;
            // A transaction in which a statement failed is rolled back, whatever was made of the failure.
            if (committed && tag != "COMMIT")
                committed = fail(ErrorKind::Internal, "storage.failed", "The database refused this. The log says why.",
                                 "commit after a failed statement");
            const bool cut_off = !committed && !reader_ && connection().is_broken();
            if (cut_off) committed = database_.outcome_of(number_);
            may_repeat_ = cut_off ? !committed && committed.error().code == "storage.busy" : connection().may_repeat();
            release();
            if (committed) transaction_.committed();
            return committed;
        }
        bool may_repeat() { return done_ ? may_repeat_ : connection().may_repeat(); }

    private:
        PostgresConnection& connection() { return reader_ ? *reader_ : *database_.writer_; }
        void release() {
            if (released_) return;
            released_ = true;
            if (reader_) database_.give_reader(std::move(reader_));
            else database_.writing_.unlock();
        }
        PostgresDatabase& database_;
        std::unique_ptr<PostgresConnection> reader_;
        std::string number_;
        PostgresTransaction transaction_;
        bool done_ = false, released_ = false, may_repeat_ = false;
    };

    Status run_in(bool writes, const std::function<Status(Transaction&)>& work) {
        for (int run = 1;; ++run) {
            STEWARD_TRY(auto held, begin_held(writes));
            Status done = work(held->transaction());
            if (done) done = held->commit();
            if (done || !held->may_repeat() || run == most_runs) return done;
            held.reset();
            std::this_thread::sleep_for(std::chrono::milliseconds(run));
        }
    }

    Result<std::unique_ptr<HeldTransaction>> begin_held(bool writes) {
        if (!writes) {
            STEWARD_TRY(auto reader, take_reader());
            if (auto begun = begin_on(*reader, begin_reading); !begun) {
                give_reader(std::move(reader));
                return std::unexpected(std::move(begun.error()));
            }
            return std::make_unique<HeldTransaction>(*this, std::move(reader), "");
        }
        writing_.lock();
        auto begun = begin_on(*writer_, begin_writing);
        if (!begun) {
            if (!writer_->is_broken()) (void)writer_->command("rollback");
            writing_.unlock();
            return std::unexpected(std::move(begun.error()));
        }
        return std::make_unique<HeldTransaction>(*this, nullptr, begun->front().text(1));
    }

    // While the server is away only the first caller waits for it; the others hear so at once.
    Result<std::vector<Row>> begin_on(PostgresConnection& connection, const std::string& sql) {
        auto begun = connection.begin(sql, is_away_ ? 2 : patient_tries);
        is_away_ = !begun && connection.is_broken();
        return begun;
    }

    // The connection broke between our commit and its answer: the server knows what became of it.
    Status outcome_of(const std::string& number) {
        for (int attempt = 0; attempt < patient_tries; ++attempt) {
            auto answer = begin_on(*writer_, "select coalesce(pg_xact_status(cast('" + number + "' as xid8)), 'unknown')");
            if (!answer) break;
            const std::string& outcome = answer->front().text(0);
            if (outcome == "committed") return {};
            if (outcome == "aborted")
                return fail(ErrorKind::Unavailable, "storage.busy", "The database went away. Nothing was changed; try again in a moment.");
            std::this_thread::sleep_for(std::chrono::milliseconds(20 << attempt));  // the old session is ending
        }
        return fail(ErrorKind::Unavailable, "storage.outcome_unknown",
                    "The database went away while saving. Look whether it was saved before you try again.");
    }

    Result<std::unique_ptr<PostgresConnection>> take_reader() {
        {
            std::unique_lock guard(readers_mutex_);
            const bool free =
                reader_free_.wait_for(guard, longest_wait_for_reader, [&] { return !readers_.empty() || opened_readers_ < most_readers_; });
            if (!free)
                return fail(ErrorKind::Unavailable, "storage.busy", "The database is busy. Try again in a moment.", "no reader in time");
            if (!readers_.empty()) {
                auto reader = std::move(readers_.back());
                readers_.pop_back();
                return reader;
            }
            ++opened_readers_;
        }
        auto opened = PostgresConnection::open(url_, false);
        if (!opened) {
            const std::lock_guard guard(readers_mutex_);
            --opened_readers_;
            reader_free_.notify_one();
            opened.error().code = "storage.busy";  // it was there when the program started
        }
        return opened;
    }
    void give_reader(std::unique_ptr<PostgresConnection> reader) {
        {
            const std::lock_guard guard(readers_mutex_);
            readers_.push_back(std::move(reader));
        }
        reader_free_.notify_one();
    }

    std::string url_;
    int most_readers_;
    std::unique_ptr<PostgresConnection> writer_;
    FairLock writing_;
    std::atomic<bool> is_away_{false};
    std::mutex readers_mutex_;
    std::condition_variable reader_free_;
    std::vector<std::unique_ptr<PostgresConnection>> readers_;
    int opened_readers_ = 0;
};
}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const std::string& url, int connections) {
    STEWARD_TRY(auto writer, PostgresConnection::open(url, true));
    return std::make_unique<PostgresDatabase>(url, connections, std::move(writer));
}

}  // namespace steward::storage
