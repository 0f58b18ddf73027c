#include "server/platform/journal/journal.h"

#include <google/protobuf/message.h>

#include <map>
#include <mutex>

namespace steward::journal {

namespace {
struct Listeners {
    std::mutex mutex;
    uint64_t next = 0;
    std::map<uint64_t, std::function<void(std::string_view kind)>> wakes;
};
// One per process: whoever appends does not know who reads.
Listeners& listeners() {
    static Listeners instance;
    return instance;
}

class Registration final : public Subscription {
public:
    explicit Registration(uint64_t key) : key_(key) {}
    ~Registration() override {
        const std::lock_guard guard(listeners().mutex);
        listeners().wakes.erase(key_);
    }

private:
    uint64_t key_;
};

void wake_by(std::string_view kind) {
    const std::lock_guard guard(listeners().mutex);
    for (const auto& [key, wake] : listeners().wakes) wake(kind);
}

thread_local Attention* attending = nullptr;
}  // namespace

void wake_workers() { wake_by(""); }

Attention::Attention() : outer_(attending) { attending = this; }
Attention::~Attention() { attending = outer_; }
void Attention::note(std::span<const std::string_view> kinds) {
    all_ = all_ || kinds.empty();
    for (const auto kind : kinds) {
        if (!kinds_.contains(kind)) kinds_.emplace(kind);
    }
}

Status append(storage::Transaction& transaction, Instant now, ClientId client, std::string_view subject,
              const google::protobuf::Message& message) {
    STEWARD_CHECK(storage::serialize_writers(transaction, "journal"));
    const std::string body = message.SerializeAsString();
    const std::string& kind = message.GetDescriptor()->full_name();
    STEWARD_CHECK(transaction.execute(
        "insert into journal_facts (number, at, kind, client_id, subject, body) select coalesce(max(number), 0) + 1, "
        "cast($1 as bigint), $2, $3, $4, $5 from journal_facts",
        now, kind, client.is_nil() ? std::nullopt : std::optional(client.text()), subject, Bytes(body.begin(), body.end())));
    transaction.after_commit([kind] { wake_by(kind); });
    return {};
}

Result<std::vector<Fact>> next(storage::Transaction& transaction, std::string_view reader, std::span<const std::string_view> kinds,
                               int limit) {
    if (attending) attending->note(kinds);
    STEWARD_TRY(auto cursor, transaction.query_one("select number from journal_cursors where reader = $1", reader));
    std::vector<storage::Value> parameters = {storage::to_value(cursor ? cursor->integer(0) : 0), storage::to_value(limit)};
    std::string sql = "select number, at, kind, client_id, subject, body from journal_facts where number > $1";
    for (size_t i = 0; i < kinds.size(); ++i) {
        parameters.push_back(storage::to_value(kinds[i]));
        sql += (i == 0 ? " and kind in ($" : ", $") + std::to_string(i + 3);
    }
    sql += std::string(kinds.empty() ? "" : ")") + " order by number limit $2";
    STEWARD_TRY(auto rows, transaction.run(sql, parameters));
    std::vector<Fact> facts;
    facts.reserve(rows.size());
    for (const auto& row : rows) {
        facts.push_back({.number = row.integer(0),
                         .at = row.instant(1),
                         .kind = row.text(2),
                         .client = row.is_null(3) ? ClientId{} : row.id<ClientId>(3),
                         .subject = row.text(4),
                         .body = row.bytes(5)});
    }
    return facts;
}

Status advance(storage::Transaction& transaction, std::string_view reader, int64_t number) {
    STEWARD_CHECK(transaction.execute(
        "insert into journal_cursors (reader, number) values ($1, $2) on conflict (reader) do update set number = $2", reader, number));
    return {};
}

Status forget(storage::Transaction& transaction, Instant before) {
    STEWARD_CHECK(
        transaction.execute("delete from journal_facts where at < $1 and number <= (select coalesce(min(number), 0) from journal_cursors) "
                            "and number < (select max(number) from journal_facts)",
                            before));
    return {};
}

std::unique_ptr<Subscription> on_append(std::function<void(std::string_view kind)> wake) {
    const std::lock_guard guard(listeners().mutex);
    const uint64_t key = listeners().next++;
    listeners().wakes.emplace(key, std::move(wake));
    return std::make_unique<Registration>(key);
}

}  // namespace steward::journal
