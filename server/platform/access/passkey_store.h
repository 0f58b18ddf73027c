// Passkeys and open challenges as they stand in the database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/platform/access/webauthn.h"
#include "server/platform/storage/database.h"

namespace steward::access {

using PasskeyId = Id<struct PasskeyTag>;

struct Passkey {
    PasskeyId id;
    AccountId account;
    std::string name;
    Bytes credential_id;
    int algorithm = 0;
    Bytes public_key;
    int64_t sign_count = 0;
    bool backup_eligible = false, backed_up = false;
    Instant created_at;
    Instant last_used_at;        // unset: never
    Instant count_went_back_at;  // unset: never
};

/// Conflict "access.passkey_known" when the credential is there already.
Status insert_passkey(storage::Transaction& transaction, const Passkey& passkey);
Result<std::vector<Passkey>> passkeys_of(storage::Transaction& transaction, AccountId account);
Result<std::optional<Passkey>> find_passkey(storage::Transaction& transaction, ByteView credential_id);
Status rename_passkey(storage::Transaction& transaction, PasskeyId id, std::string_view name);
Status note_passkey_use(storage::Transaction& transaction, const Passkey& before, const ShownPasskey& shown, Instant now);
Status delete_passkey(storage::Transaction& transaction, PasskeyId id);

inline constexpr Duration challenge_lives = std::chrono::minutes(5);
enum class ChallengeFor { Add, Show, SignIn };

/// A new challenge; `account` is nil where nobody is known yet.
Result<Bytes> issue_challenge(storage::Transaction& transaction, ChallengeFor purpose, AccountId account, Instant now, Rng& rng);
/// Uses it up. False: it was used, has expired, or was made for something or somebody else.
Result<bool> take_challenge(storage::Transaction& transaction, ByteView challenge, ChallengeFor purpose, AccountId account, Instant now);

}  // namespace steward::access
