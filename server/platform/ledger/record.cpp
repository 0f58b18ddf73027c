#include "server/platform/ledger/record.h"

#include <algorithm>

#include "base/random.h"
#include "base/utf8.h"
#include "server/platform/journal/journal.h"
#include "server/platform/ledger/acts.h"

namespace steward::ledger {

namespace {
constexpr size_t longest_value = 2'000, most_details = 24;
constexpr std::string_view counted = "ledger.chain_counted";

struct Chain {
    trust::Digest tag{}, last_hash{};
    uint64_t seq = 0;
};

trust::Digest digest_or_zeros(const Bytes& bytes) {
    trust::Digest digest{};
    if (bytes.size() == digest.size()) std::ranges::copy(bytes, digest.begin());
    return digest;
}

Bytes stored(const trust::Digest& digest) { return {digest.begin(), digest.end()}; }

trust::Digest drawn_digest() {
    trust::Digest digest{};
    SystemRng().fill(digest);
    return digest;
}

// Whole characters of at most `longest_value` bytes, and nothing that is no text: CBOR would refuse it.
std::string bounded(std::string_view text) {
    std::string out;
    while (!text.empty() && out.size() < longest_value) {
        const size_t length = utf8_length(text);
        out += length == 0 ? std::string_view("?") : text.substr(0, length);
        text.remove_prefix(std::max<size_t>(length, 1));
    }
    return out;
}

Result<Chain> load_or_begin_chain(storage::Transaction& transaction, const std::string& key, const trust::ShortId& client, Instant at) {
    STEWARD_TRY(const auto row, transaction.query_one("select tag, last_hash, seq from ledger_chains where client = $1", key));
    if (row) return Chain{digest_or_zeros(row->bytes(0)), digest_or_zeros(row->bytes(1)), static_cast<uint64_t>(row->integer(2))};
    const trust::Digest salt = drawn_digest();
    Chain chain{.tag = trust::tenant_tag(salt, client)};
    STEWARD_CHECK(transaction.execute(
        "insert into ledger_chains (client, salt, tag, seq, last_hash, last_number, counted_day) values ($1, $2, $3, 0, $4, -1, $5)", key,
        stored(salt), stored(chain.tag), stored(chain.last_hash), at.unix_ms / day_ms - 1));
    return chain;
}

trust::EntryBody body_of(const Act& act) {
    trust::EntryBody body{.action = bounded(act.action), .by = bounded(act.by), .principal = bounded(act.principal)};
    body.roles = bounded(act.roles);
    body.subject = bounded(act.subject);
    if (!act.client.is_nil()) body.client = act.client.raw().bytes;
    for (const auto& [name, value] : act.details)
        if (body.details.size() < most_details) body.details.push_back({bounded(name), bounded(value)});
    return body;
}

const std::string* detail(const Act& act, std::string_view name) {
    const auto at = std::ranges::find(act.details, name, [](const auto& pair) { return std::string_view(pair.first); });
    return at == act.details.end() ? nullptr : &at->second;
}
}  // namespace

std::string client_key(const trust::ShortId& client) { return client == trust::ShortId{} ? "" : to_text(RawId{client}); }

Status append_entry(storage::Transaction& transaction, Instant at, trust::EntryKind kind, const trust::EntryBody& body) {
    STEWARD_CHECK(append_numbered_entry(transaction, at, kind, body));
    return {};
}

Result<int64_t> append_numbered_entry(storage::Transaction& transaction, Instant at, trust::EntryKind kind, const trust::EntryBody& body) {
    // The log's row first: until the commit no other transaction gets past here, also on PostgreSQL.
    STEWARD_TRY(const auto log, transaction.query_one("update ledger_log set size = size + 1 where id = 1 returning size"));
    if (!log)
        return fail(ErrorKind::Internal, "ledger.log_row", "The accountability log has lost its row. Restore the database from a backup.");
    const int64_t number = log->integer(0) - 1;
    const std::string key = client_key(body.client);
    STEWARD_TRY(Chain chain, load_or_begin_chain(transaction, key, body.client, at));
    const Bytes body_bytes = trust::write_body(body);
    const trust::Digest salt = drawn_digest();
    const trust::LogEntry entry{.at = at,
                                .kind = kind,
                                .tenant_tag = chain.tag,
                                .tenant_seq = chain.seq + 1,
                                .tenant_prev = chain.last_hash,
                                .commitment = trust::commitment_of(salt, body_bytes)};
    const Bytes leaf = trust::write_entry(entry);
    const Bytes hash = stored(trust::leaf_hash(leaf));
    STEWARD_CHECK(
        transaction.execute("insert into ledger_entries (number, client, seq, at, kind, action, by_name, leaf, hash, salt, body) "
                            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                            number, key, static_cast<int64_t>(entry.tenant_seq), at, static_cast<int>(kind), body.action, body.by, leaf,
                            hash, stored(salt), body_bytes));
    STEWARD_CHECK(transaction.execute("update ledger_chains set seq = $2, last_hash = $3, last_number = $4 where client = $1", key,
                                      static_cast<int64_t>(entry.tenant_seq), hash, number));
    transaction.after_commit(journal::wake_workers);
    return number;
}

Status record(storage::Transaction& transaction, Act act) {
    const PrivilegedAct* known = find_act(act.action);
    if (!known || (!known->only_with.empty() && !detail(act, known->only_with))) return {};
    const std::string* from = detail(act, "from_client");
    const std::string* to = detail(act, "to_client");
    if (!from || !to) return append_entry(transaction, act.at, known->kind, body_of(act));
    STEWARD_TRY(const auto left, ClientId::parse(*from));
    STEWARD_TRY(const auto entered, ClientId::parse(*to));
    std::erase_if(act.details, [](const auto& pair) { return pair.first == "from_client" || pair.first == "to_client"; });
    act.details.emplace_back("moved", "away");
    act.client = left;
    STEWARD_CHECK(append_entry(transaction, act.at, known->kind, body_of(act)));
    act.details.back().second = "here";
    act.client = entered;
    return append_entry(transaction, act.at, known->kind, body_of(act));
}

Status begin_log(storage::Database& database, Instant now) {
    return database.write([now](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto own, transaction.query_one("select 1 from ledger_chains where client = ''"));
        if (own) return {};
        Act act{.at = now, .action = "ledger.begun"};
        act.by = "the server";
        act.principal = "system";
        return record(transaction, std::move(act));
    });
}

Result<KeptEntry> find_entry(storage::Transaction& transaction, int64_t number) {
    STEWARD_TRY(const auto row, transaction.query_one("select leaf, salt, body from ledger_entries where number = $1", number));
    if (!row) return fail(ErrorKind::NotFound, "ledger.no_entry", "There is no such entry.");
    return KeptEntry{row->bytes(0), row->is_null(1) ? Bytes{} : row->bytes(1), row->is_null(2) ? Bytes{} : row->bytes(2)};
}

Result<bool> erase_entry(storage::Transaction& transaction, int64_t number) {
    STEWARD_TRY(const int64_t changed, transaction.execute("update ledger_entries set salt = null, body = null, by_name = '' "
                                                           "where number = $1 and body is not null and kind <> $2",
                                                           number, static_cast<int>(trust::EntryKind::TenantHead)));
    return changed > 0;
}

Status count_days(storage::Transaction& transaction, Instant now) {
    const int64_t last_day = now.unix_ms / day_ms - 1;
    STEWARD_TRY(const auto chains, transaction.query("select client, seq, counted_day from ledger_chains where counted_day < $1 "
                                                     "order by client limit 500",
                                                     last_day));
    for (const auto& row : chains) {
        trust::EntryBody body{.action = std::string(counted), .by = "the server", .principal = "system"};
        if (!row.text(0).empty()) {
            STEWARD_TRY(const auto client, ClientId::parse(row.text(0)));
            body.client = client.raw().bytes;
        }
        // One entry for each day, also for days on which no server ran: a day without its count is a gap.
        int64_t seq = row.integer(1);
        for (int64_t day = row.integer(2) + 1; day <= last_day; ++day, ++seq) {
            body.details = {{"day", std::to_string(day)}, {"entries", std::to_string(seq)}};
            STEWARD_CHECK(append_entry(transaction, now, trust::EntryKind::TenantHead, body));
        }
        STEWARD_CHECK(transaction.execute("update ledger_chains set counted_day = $2 where client = $1", row.text(0), last_day));
    }
    return {};
}

}  // namespace steward::ledger
