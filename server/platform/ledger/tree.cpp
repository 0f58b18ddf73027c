#include "server/platform/ledger/tree.h"

namespace steward::ledger {

namespace {
constexpr int most_at_once = 5'000;

Result<trust::Digest> node_digest(const Bytes& bytes) {
    trust::Digest digest{};
    if (bytes.size() != digest.size()) return fail(ErrorKind::Internal, "ledger.damaged", "A hash of the accountability log is damaged.");
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

Head head_of(const storage::Row& row) { return {.size = row.integer(0), .at = row.instant(1), .note = row.text(2)}; }

Status keep_node(storage::Transaction& transaction, trust::TreeNode node, const trust::Digest& hash) {
    STEWARD_CHECK(transaction.execute("insert into ledger_nodes (level, number, hash) values ($1, $2, $3)",
                                      static_cast<int64_t>(node.level), static_cast<int64_t>(node.number),
                                      Bytes(hash.begin(), hash.end())));
    return {};
}

Result<trust::TreeEdge> load_edge(storage::Transaction& transaction, uint64_t size) {
    std::vector<trust::Digest> hashes;
    const auto find = nodes_in(transaction);
    for (const auto& node : trust::cover(0, size)) {
        STEWARD_TRY(const auto hash, find(node));
        hashes.push_back(hash);
    }
    return trust::TreeEdge(size, std::move(hashes));
}

Status fits(storage::Transaction& transaction, int64_t size) {
    STEWARD_TRY(const auto row, transaction.query_one("select tree_size from ledger_log where id = 1"));
    if (size >= 0 && row && size <= row->integer(0)) return {};
    return fail(ErrorKind::NotFound, "ledger.no_such_size", "The accountability log has no head of this size yet.");
}
}  // namespace

trust::FindNode nodes_in(storage::Transaction& transaction) {
    return [&transaction](trust::TreeNode node) -> Result<trust::Digest> {
        const auto number = static_cast<int64_t>(node.number);
        const bool is_leaf = node.level == 0;
        STEWARD_TRY(const auto row, is_leaf ? transaction.query_one("select hash from ledger_entries where number = $1", number)
                                            : transaction.query_one("select hash from ledger_nodes where level = $1 and number = $2",
                                                                    static_cast<int64_t>(node.level), number));
        if (!row) return fail(ErrorKind::Internal, "ledger.damaged", "A hash of the accountability log is missing. Restore the database.");
        return node_digest(row->bytes(0));
    };
}

Result<bool> sequence(storage::Transaction& transaction, const LogKey& key, Instant now) {
    STEWARD_CHECK(storage::serialize_writers(transaction, "ledger.sequence"));
    STEWARD_TRY(const auto log, transaction.query_one("select size, tree_size from ledger_log where id = 1"));
    const int64_t size = log ? log->integer(0) : 0, tree_size = log ? log->integer(1) : 0;
    if (tree_size >= size) return false;
    STEWARD_TRY(auto edge, load_edge(transaction, static_cast<uint64_t>(tree_size)));
    STEWARD_TRY(const auto rows,
                transaction.query("select hash from ledger_entries where number >= $1 order by number limit $2", tree_size, most_at_once));
    Status kept;
    for (const auto& row : rows) {
        STEWARD_TRY(const auto leaf, node_digest(row.bytes(0)));
        edge.add(leaf, [&](trust::TreeNode node, const trust::Digest& hash) {
            if (kept) kept = keep_node(transaction, node, hash);
        });
        STEWARD_CHECK(kept);
    }
    const auto reached = static_cast<int64_t>(edge.size());
    STEWARD_CHECK(transaction.execute("update ledger_log set tree_size = $1 where id = 1", reached));
    if (reached < size) return true;
    const std::string note = key.sign({.origin = key.name().name, .size = edge.size(), .root = edge.root()});
    STEWARD_CHECK(transaction.execute("insert into ledger_heads (size, at, note) values ($1, $2, $3)", reached, now, note));
    return false;
}

Result<bool> has_unsequenced(storage::Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select size > tree_size from ledger_log where id = 1"));
    return row && row->boolean(0);
}

Result<std::optional<Head>> newest_head(storage::Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select size, at, note from ledger_heads order by size desc limit 1"));
    return row ? std::optional(head_of(*row)) : std::nullopt;
}

Result<std::optional<Head>> find_head(storage::Transaction& transaction, int64_t size) {
    STEWARD_TRY(const auto row, transaction.query_one("select size, at, note from ledger_heads where size = $1", size));
    return row ? std::optional(head_of(*row)) : std::nullopt;
}

Result<trust::NoteKey> log_key_of(storage::Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select origin, public_key from ledger_log where id = 1"));
    trust::NoteKey key{.kind = trust::NoteKind::Log};
    if (!row || row->is_null(1)) return key;
    key.name = row->text(0);
    STEWARD_TRY(key.key, node_digest(row->bytes(1)));
    return key;
}

Result<std::vector<trust::Digest>> inclusion(storage::Transaction& transaction, int64_t number, int64_t size) {
    STEWARD_CHECK(fits(transaction, size));
    STEWARD_CHECK(fits(transaction, number + 1));
    if (number < 0 || number >= size) return fail(ErrorKind::NotFound, "ledger.no_such_size", "This entry is not in a tree of this size.");
    return trust::inclusion_proof(static_cast<uint64_t>(number), static_cast<uint64_t>(size), nodes_in(transaction));
}

Result<std::vector<trust::Digest>> consistency(storage::Transaction& transaction, int64_t old_size, int64_t size) {
    STEWARD_CHECK(fits(transaction, size));
    STEWARD_CHECK(fits(transaction, old_size));
    if (old_size > size) return bad_field("/old_size", "The older size is the smaller one.");
    return trust::consistency_proof(static_cast<uint64_t>(old_size), static_cast<uint64_t>(size), nodes_in(transaction));
}

Result<trust::Digest> root_at(storage::Transaction& transaction, int64_t size) {
    STEWARD_CHECK(fits(transaction, size));
    return trust::root_of(static_cast<uint64_t>(size), nodes_in(transaction));
}

}  // namespace steward::ledger
