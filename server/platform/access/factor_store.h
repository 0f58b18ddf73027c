// Second factors and failed attempts as they stand in the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/access/attempts.h"
#include "server/platform/access/sealing.h"
#include "server/platform/storage/database.h"

namespace steward::access {

/// Begins enrolling: the secret is in force only once `confirm_factor` has seen a code of it.
Status put_pending_factor(storage::Transaction& transaction, const Sealing& sealing, AccountId account, ByteView secret, Instant now);

/// Whether `code` fits the pending secret (begun within 30 minutes).
Result<bool> pending_factor_accepts(storage::Transaction& transaction, const Sealing& sealing, AccountId account, std::string_view code,
                                    Instant now);

/// The pending secret comes into force with `code` used up; answers ten new recovery codes, which
/// replace the earlier ones. Failure: Invalid "access.wrong_code".
Result<std::vector<std::string>> confirm_factor(storage::Transaction& transaction, const Sealing& sealing, AccountId account,
                                                std::string_view code, Instant now, Rng& rng);

/// Ten new recovery codes, which replace the earlier ones.
Result<std::vector<std::string>> make_recovery_codes(storage::Transaction& transaction, AccountId account, Rng& rng);

/// Whether `code` (of the app, or a recovery code) is good now. Uses nothing up.
Result<bool> factor_accepts(storage::Transaction& transaction, const Sealing& sealing, AccountId account, std::string_view code,
                            Instant now);

/// The same, and it is used up. Failure: Invalid "access.wrong_code".
Status use_factor(storage::Transaction& transaction, const Sealing& sealing, AccountId account, std::string_view code, Instant now);

/// Forgets the factors (passkeys too) and the recovery codes: the person enrols again at the next sign-in.
Status remove_factor(storage::Transaction& transaction, AccountId account);

/// Failures on `subject` (hashed before it is kept: people type passwords into the wrong field).
Result<Attempts> find_attempts(storage::Transaction& transaction, std::string_view subject, std::string_view network);
Status note_failure(storage::Transaction& transaction, std::string_view subject, std::string_view network, Instant now);
Status forget_failures(storage::Transaction& transaction, std::string_view subject, std::string_view network);

std::unexpected<Error> wrong_code();

}  // namespace steward::access
