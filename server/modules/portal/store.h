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
    std::string color;    // "#1d57d8"; empty: none
    std::string address;  // "harbour"; empty: none
    std::string host;     // "support.harbour.example"; empty: none
    Contact contact;
    std::string logo_type, logo_digest;  // empty: none
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 0;
};

Result<LookRow> load_look(Transaction& transaction, ClientId client);
Result<std::optional<LookRow>> look_at_address(Transaction& transaction, std::string_view address);
Result<std::optional<LookRow>> look_at_host(Transaction& transaction, std::string_view host);
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

struct ApprovalLimit {
    int64_t minor = 0;
    std::string currency;  // empty: no amount was agreed
};
Result<ApprovalLimit> approval_limit_of(Transaction& transaction, ClientId client, PersonId person);

/// Whether a client's people read this word of a ticket.
Result<bool> is_public_word(Transaction& transaction, std::string_view ticket, std::string_view message);

/// The accounts of the client's side that may read this ticket; none of an internal one.
Result<std::vector<AccountId>> readers_of(Transaction& transaction, ClientId client, std::string_view ticket);

/// The person of the client whose address the account has; nil: none.
Result<PersonId> person_of(Transaction& transaction, ClientId client, AccountId account);

}  // namespace steward::portal
