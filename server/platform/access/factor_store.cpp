#include "server/platform/access/factor_store.h"

#include "server/platform/access/secrets.h"
#include "server/platform/access/totp.h"

namespace steward::access {

namespace {
constexpr Duration pending_lives = std::chrono::minutes(30);
constexpr int recovery_code_count = 10;

std::string factor_place(AccountId account) { return "access_totp/secret/1/" + account.text(); }

Bytes recovery_hash(AccountId account, std::string_view canonical) { return sha256(account.text() + ":" + std::string(canonical)); }

// The step that `code` is good for under the column's secret; nullopt when it is not.
Result<std::optional<int64_t>> accepted_step(storage::Transaction& transaction, const Sealing& sealing, AccountId account,
                                             std::string_view column, std::string_view code, Instant now) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select " + std::string(column) + ", last_step, pending_at from access_totp where account_id = $1", account));
    if (!row || row->is_null(0)) return std::optional<int64_t>{};
    const bool pending = column == "pending_secret";
    if (pending && now - Instant{row->integer_or(2, 0)} > pending_lives) return std::optional<int64_t>{};
    STEWARD_TRY(const Bytes secret, sealing.open(factor_place(account), row->bytes(0)));
    return totp_accepts(secret, code, now, pending ? 0 : row->integer(1));
}

Result<bool> recovery_code_is_unused(storage::Transaction& transaction, AccountId account, std::string_view code) {
    const std::string canonical = canonical_recovery_code(code);
    if (canonical.empty()) return false;
    STEWARD_TRY(const auto row, transaction.query_one("select used_at from access_recovery_codes where account_id = $1 and code_hash = $2",
                                                      account, recovery_hash(account, canonical)));
    return row && row->is_null(0);
}

std::string attempt_subject(std::string_view subject) { return to_hex(sha256(subject)); }
}  // namespace

std::unexpected<Error> wrong_code() {
    Error error{.kind = ErrorKind::Invalid,
                .code = "access.wrong_code",
                .message = "The code is not good (any more). Wait for the next one in your authenticator app, or use a recovery code."};
    error.fields.push_back({"/code", "The code is not good (any more)."});
    return std::unexpected(std::move(error));
}

Status put_pending_factor(storage::Transaction& transaction, const Sealing& sealing, AccountId account, ByteView secret, Instant now) {
    STEWARD_TRY(const Bytes sealed, sealing.seal(factor_place(account), secret));
    STEWARD_CHECK(transaction.execute(
        "insert into access_totp (account_id, last_step, pending_secret, pending_at) values ($1, 0, $2, $3) "
        "on conflict (account_id) do update set pending_secret = excluded.pending_secret, pending_at = excluded.pending_at",
        account, sealed, now));
    return {};
}

Result<bool> pending_factor_accepts(storage::Transaction& transaction, const Sealing& sealing, AccountId account, std::string_view code,
                                    Instant now) {
    STEWARD_TRY(const auto step, accepted_step(transaction, sealing, account, "pending_secret", code, now));
    return step.has_value();
}

Result<std::vector<std::string>> confirm_factor(storage::Transaction& transaction, const Sealing& sealing, AccountId account,
                                                std::string_view code, Instant now, Rng& rng) {
    STEWARD_TRY(const auto step, accepted_step(transaction, sealing, account, "pending_secret", code, now));
    if (!step) return wrong_code();
    STEWARD_CHECK(
        transaction.execute("update access_totp set secret = pending_secret, pending_secret = null, pending_at = null, confirmed_at = $2, "
                            "last_step = $3 where account_id = $1",
                            account, now, *step));
    return make_recovery_codes(transaction, account, rng);
}

Result<std::vector<std::string>> make_recovery_codes(storage::Transaction& transaction, AccountId account, Rng& rng) {
    STEWARD_CHECK(transaction.execute("delete from access_recovery_codes where account_id = $1", account));
    std::vector<std::string> codes;
    for (int i = 0; i < recovery_code_count; ++i) {
        Bytes random(10);
        rng.fill(random);
        codes.push_back(format_recovery_code(random));
        STEWARD_CHECK(transaction.execute("insert into access_recovery_codes (account_id, code_hash) values ($1, $2)", account,
                                          recovery_hash(account, canonical_recovery_code(codes.back()))));
    }
    return codes;
}

Result<bool> factor_accepts(storage::Transaction& transaction, const Sealing& sealing, AccountId account, std::string_view code,
                            Instant now) {
    STEWARD_TRY(const auto step, accepted_step(transaction, sealing, account, "secret", code, now));
    if (step) return true;
    return recovery_code_is_unused(transaction, account, code);
}

Status use_factor(storage::Transaction& transaction, const Sealing& sealing, AccountId account, std::string_view code, Instant now) {
    STEWARD_TRY(const auto step, accepted_step(transaction, sealing, account, "secret", code, now));
    if (step) {
        // Two requests with one code may come together: only one of them moves the step.
        STEWARD_TRY(const int64_t moved,
                    transaction.execute("update access_totp set last_step = $2 where account_id = $1 and last_step < $2", account, *step));
        if (moved != 1) return wrong_code();
        return {};
    }
    const std::string canonical = canonical_recovery_code(code);
    if (canonical.empty()) return wrong_code();
    STEWARD_TRY(
        const int64_t used,
        transaction.execute("update access_recovery_codes set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null",
                            account, recovery_hash(account, canonical), now));
    if (used != 1) return wrong_code();
    return {};
}

Status remove_factor(storage::Transaction& transaction, AccountId account) {
    STEWARD_CHECK(transaction.execute("delete from access_passkeys where account_id = $1", account));
    STEWARD_CHECK(transaction.execute("delete from access_totp where account_id = $1", account));
    STEWARD_CHECK(transaction.execute("delete from access_recovery_codes where account_id = $1", account));
    return {};
}

Result<Attempts> find_attempts(storage::Transaction& transaction, std::string_view subject, std::string_view network) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select failures, last_at from access_login_failures where subject = $1 and network = $2",
                                      attempt_subject(subject), network));
    return row ? Attempts{row->integer(0), row->instant(1)} : Attempts{};
}

Status note_failure(storage::Transaction& transaction, std::string_view subject, std::string_view network, Instant now) {
    STEWARD_TRY(const Attempts before, find_attempts(transaction, subject, network));
    const Attempts after = another_failure(before, now);
    STEWARD_CHECK(
        transaction.execute("insert into access_login_failures (subject, network, failures, last_at) values ($1, $2, $3, $4) "
                            "on conflict (subject, network) do update set failures = excluded.failures, last_at = excluded.last_at",
                            attempt_subject(subject), network, after.failures, after.last_at));
    return {};
}

Status forget_failures(storage::Transaction& transaction, std::string_view subject, std::string_view network) {
    STEWARD_CHECK(
        transaction.execute("delete from access_login_failures where subject = $1 and network = $2", attempt_subject(subject), network));
    return {};
}

}  // namespace steward::access
