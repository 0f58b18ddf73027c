#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

#include "server/platform/storage/signals.h"

namespace steward::storage {

namespace {
constexpr char channel[] = "steward_signals";
constexpr char between = '\x1e';
constexpr size_t largest_parcel = 7500;  // PostgreSQL takes 8000 bytes
constexpr int look_again_ms = 30'000, retry_ms = 2'000;

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, CloseConnection>;

class PostgresSignals final : public Signals {
public:
    PostgresSignals(std::string url, std::string self, std::function<void(std::string_view)> hear)
        : url_(std::move(url)), self_(std::move(self)), hear_(std::move(hear)), bell_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        thread_ = std::thread([this] { run(); });
    }
    ~PostgresSignals() override {
        ending_ = true;
        ring();
        thread_.join();
        close(bell_);
    }

    void send(std::string word) override {
        const auto is_mark = [](char c) { return static_cast<unsigned char>(c) < 0x1f && c != '\n'; };
        if (word.empty() || word.size() > longest_word || std::any_of(word.begin(), word.end(), is_mark)) return;
        {
            const std::lock_guard guard(mutex_);
            if (waiting_.size() >= most_waiting) return;
            waiting_.push_back(std::move(word));
        }
        ring();
    }

private:
    void ring() const {
        const uint64_t one = 1;
        (void)!write(bell_, &one, sizeof one);
    }

    void run() {
        while (!ending_) {
            if (!connection_) connect();
            wait();
            if (!connection_) continue;
            listen();
            deliver();
            if (PQstatus(connection_.get()) != CONNECTION_OK) connection_.reset();
        }
    }

    void connect() {
        const char* const keywords[] = {
            "connect_timeout", "keepalives_idle", "tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding", nullptr};
        const char* const values[] = {"5", "30", "30000", "steward signals", url_.c_str(), "UTF8", nullptr};
        Connection made(PQconnectdbParams(keywords, values, 1));
        PQsetNoticeReceiver(
            made.get(), [](void*, const PGresult*) {}, nullptr);
        // Nothing of this is worth waiting for a disk.
        if (PQstatus(made.get()) == CONNECTION_OK && command(made.get(), "set synchronous_commit = off") &&
            command(made.get(), ("listen " + std::string(channel)).c_str()))
            connection_ = std::move(made);
    }
    static bool command(PGconn* connection, const char* sql) {
        PGresult* result = PQexec(connection, sql);
        const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        return done;
    }

    void wait() {
        std::array<pollfd, 2> ends = {pollfd{bell_, POLLIN, 0}, pollfd{connection_ ? PQsocket(connection_.get()) : -1, POLLIN, 0}};
        poll(ends.data(), ends.size(), connection_ ? look_again_ms : retry_ms);
        uint64_t rung = 0;
        (void)!read(bell_, &rung, sizeof rung);
    }

    void listen() {
        PQconsumeInput(connection_.get());
        while (PGnotify* notice = PQnotifies(connection_.get())) {
            hear(notice->extra);
            PQfreemem(notice);
        }
    }
    /// "self<mark>word<mark>word"
    void hear(std::string_view parcel) const {
        size_t end = parcel.find(between);
        if (end == std::string_view::npos || parcel.substr(0, end) == self_) return;
        while (end != std::string_view::npos) {
            const size_t begin = end + 1;
            end = parcel.find(between, begin);
            hear_(parcel.substr(begin, end == std::string_view::npos ? end : end - begin));
        }
    }

    void deliver() {
        for (std::string parcel = next_parcel(); !parcel.empty(); parcel = next_parcel()) {
            const char* const values[] = {channel, parcel.c_str()};
            PGresult* result = PQexecParams(connection_.get(), "select pg_notify($1, $2)", 2, nullptr, values, nullptr, nullptr, 0);
            const bool sent = PQresultStatus(result) == PGRES_TUPLES_OK;
            PQclear(result);
            if (!sent) return;
        }
        listen();  // what came with the answers
    }
    std::string next_parcel() {
        const std::lock_guard guard(mutex_);
        std::string parcel;
        while (!waiting_.empty() && self_.size() + parcel.size() + waiting_.front().size() + 2 <= largest_parcel) {
            parcel += between + waiting_.front();
            waiting_.pop_front();
        }
        return parcel.empty() ? parcel : self_ + parcel;
    }

    const std::string url_, self_;
    const std::function<void(std::string_view)> hear_;
    const int bell_;
    std::mutex mutex_;
    std::deque<std::string> waiting_;
    Connection connection_;  // of the thread alone
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};
}  // namespace

std::unique_ptr<Signals> open_postgres_signals(std::string url, std::string self, std::function<void(std::string_view)> hear) {
    return std::make_unique<PostgresSignals>(std::move(url), std::move(self), std::move(hear));
}

}  // namespace steward::storage
