// First run, by root on the server's own machine: the key file, the installation row, the first
// owner. Linked into the command line only; the server contains none of it, so that nobody can ask
// a running server to set itself up again (design/trust.md 4.5).
//
// All functions expect a migrated database and write a line "local root" to the audit trail.
#pragma once

#include <string>

#include "server/platform/access/installation.h"
#include "server/platform/access/session_store.h"

namespace steward::setup {

struct FirstOwner {
    std::string name;
    std::string email;
};

/// What the person in front of the machine insisted on (`--i-know`).
struct Insistence {
    bool i_know = false;
};

/// Makes the key file (0600, durable before the row is) and the installation row. Both there and in
/// agreement: returns them as they are. Failures: those of `open_installation` when only one is
/// there; with `i_know` a key file without a row is taken over. Internal "setup.key_file_write".
Result<access::Installation> create_installation(storage::Database& database, const std::string& key_file, const std::string& provider_name,
                                                 Insistence insistence, Instant now, Rng& rng);

/// The first owner's account and the one-time link with which they choose their password. Failures:
/// Conflict "setup.owner_exists" unless `i_know`; Conflict "access.email_taken"; Invalid with fields.
Result<access::IssuedLink> create_first_owner(storage::Database& database, const FirstOwner& owner, Insistence insistence, Instant now,
                                              Rng& rng);

/// A new link for an account that exists, for whoever lost their password; with
/// `reset_second_factor` also for whoever lost their phone and their recovery codes. A disabled
/// account stays disabled: Conflict "access.account_disabled". NotFound "access.account_not_found".
Result<access::IssuedLink> create_link(storage::Database& database, const std::string& email, bool reset_second_factor, Instant now,
                                       Rng& rng);

/// After a restore: the processes that the database names as at work, or as serving the agents, are those of the copied server.
Status forget_processes(storage::Database& database);

}  // namespace steward::setup
