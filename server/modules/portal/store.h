// All SQL of the room. Every function works in the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/modules/portal/portal.h"
#include "server/platform/storage/database.h"

namespace steward::portal {

using storage::Transaction;

struct Contact {
    std::string phone, email, note;
};

/// How one client's portal looks; `revision` 0: nothing was ever set.
struct LookRow {
    ClientId client;
    std::string color;  // "#1d57d8"; empty: none
    Contact contact;
    std::string logo_type, logo_digest;  // empty: none
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 0;
};

Result<LookRow> load_look(Transaction& transaction, ClientId client);
/// Without the logo's bytes. Failure: StaleEtag when another revision is stored.
Status save_look(Transaction& transaction, LookRow& look);
/// After save_look; empty bytes take the logo away.
Status save_logo(Transaction& transaction, const LookRow& look, const Bytes& bytes);
Result<std::optional<Logo>> find_logo(Transaction& transaction, std::string_view digest);

struct DefaultsRow {
    Contact contact;
    int64_t revision = 0;
};
Result<DefaultsRow> load_defaults(Transaction& transaction);
Status save_defaults(Transaction& transaction, DefaultsRow& defaults);

/// Work waits for the client from `at` on; and it no longer does, because the client answered or because the work ended.
Status question_asked(Transaction& transaction, ClientId client, const std::string& ticket, Instant at);
Status question_over(Transaction& transaction, const std::string& ticket, bool answered, Instant at);

/// The person of the client whose address the account has; nil: none.
Result<PersonId> person_of(Transaction& transaction, ClientId client, AccountId account);

}  // namespace steward::portal
