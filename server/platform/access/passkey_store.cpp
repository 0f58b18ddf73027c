#include "server/platform/access/passkey_store.h"

#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
constexpr std::string_view passkey_select =
    "select id, account_id, name, credential_id, algorithm, public_key, sign_count, backup_eligible, backed_up, created_at, "
    "last_used_at, count_went_back_at from access_passkeys ";

Passkey read_passkey(const storage::Row& row) {
    Passkey passkey{.id = row.id<PasskeyId>(0), .account = row.id<AccountId>(1), .name = row.text(2), .credential_id = row.bytes(3)};
    passkey.algorithm = static_cast<int>(row.integer(4));
    passkey.public_key = row.bytes(5);
    passkey.sign_count = row.integer(6);
    passkey.backup_eligible = row.boolean(7);
    passkey.backed_up = row.boolean(8);
    passkey.created_at = row.instant(9);
    passkey.last_used_at = Instant{row.integer_or(10, 0)};
    passkey.count_went_back_at = Instant{row.integer_or(11, 0)};
    return passkey;
}

std::string_view purpose_text(ChallengeFor purpose) {
    switch (purpose) {
        case ChallengeFor::Add:
            return "add";
        case ChallengeFor::Show:
            return "show";
        case ChallengeFor::SignIn:
            break;
    }
    return "sign_in";
}

std::optional<Instant> time_or_null(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
}  // namespace

Status insert_passkey(storage::Transaction& transaction, const Passkey& passkey) {
    STEWARD_TRY(const auto known, find_passkey(transaction, passkey.credential_id));
    if (known)
        return fail(ErrorKind::Conflict, "access.passkey_known", "This passkey is registered already. Use another device for a new one.");
    STEWARD_CHECK(transaction.execute(
        "insert into access_passkeys (id, account_id, name, credential_id, algorithm, public_key, sign_count, backup_eligible, "
        "backed_up, created_at, last_used_at, count_went_back_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null)",
        passkey.id, passkey.account, passkey.name, passkey.credential_id, static_cast<int64_t>(passkey.algorithm), passkey.public_key,
        passkey.sign_count, passkey.backup_eligible, passkey.backed_up, passkey.created_at));
    return {};
}

Result<std::vector<Passkey>> passkeys_of(storage::Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto rows, transaction.query(std::string(passkey_select) + "where account_id = $1 order by created_at, id", account));
    std::vector<Passkey> passkeys;
    for (const auto& row : rows) passkeys.push_back(read_passkey(row));
    return passkeys;
}

Result<std::optional<Passkey>> find_passkey(storage::Transaction& transaction, ByteView credential_id) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(passkey_select) + "where credential_id = $1",
                                                      Bytes(credential_id.begin(), credential_id.end())));
    return row ? std::optional(read_passkey(*row)) : std::nullopt;
}

Status rename_passkey(storage::Transaction& transaction, PasskeyId id, std::string_view name) {
    STEWARD_CHECK(transaction.execute("update access_passkeys set name = $2 where id = $1", id, name));
    return {};
}

Status note_passkey_use(storage::Transaction& transaction, const Passkey& before, const ShownPasskey& shown, Instant now) {
    const int64_t count = shown.sign_count;
    const Instant went_back = count_went_back(before.sign_count, count) ? now : before.count_went_back_at;
    STEWARD_CHECK(transaction.execute(
        "update access_passkeys set last_used_at = $2, sign_count = $3, backed_up = $4, count_went_back_at = $5 where id = $1", before.id,
        now, std::max(count, before.sign_count), shown.backed_up, time_or_null(went_back)));
    return {};
}

Status delete_passkey(storage::Transaction& transaction, PasskeyId id) {
    STEWARD_CHECK(transaction.execute("delete from access_passkeys where id = $1", id));
    return {};
}

Result<Bytes> issue_challenge(storage::Transaction& transaction, ChallengeFor purpose, AccountId account, Instant now, Rng& rng) {
    Bytes challenge(challenge_size);
    rng.fill(challenge);
    const auto whose = account.is_nil() ? std::nullopt : std::optional(account.text());
    STEWARD_CHECK(
        transaction.execute("insert into access_challenges (challenge_hash, purpose, account_id, expires_at) values ($1, $2, $3, $4)",
                            sha256(challenge), purpose_text(purpose), whose, now + challenge_lives));
    return challenge;
}

Result<bool> take_challenge(storage::Transaction& transaction, ByteView challenge, ChallengeFor purpose, AccountId account, Instant now) {
    STEWARD_TRY(
        const int64_t taken,
        transaction.execute("delete from access_challenges where challenge_hash = $1 and purpose = $2 and coalesce(account_id, '') = $3 "
                            "and expires_at > $4",
                            sha256(challenge), purpose_text(purpose), account.is_nil() ? std::string{} : account.text(), now));
    return taken == 1;
}

}  // namespace steward::access
