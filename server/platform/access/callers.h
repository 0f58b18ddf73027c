// From what stands in the database to who asks: pure, so that the rules can be read in one place.
#pragma once

#include "server/platform/access/account_store.h"
#include "server/platform/access/call.h"
#include "server/platform/access/session_store.h"
#include "server/platform/access/token_store.h"

namespace steward::access {

/// All provider staff show a second factor; a client's person does once they have enrolled one.
bool needs_second_factor(const Account& account, const Session& session);

/// A session whose second factor is missing has no permission and no client.
Caller caller_of_session(const Account& account, const Session& session);

/// What the creator may do now, and of that what the token was made for: never more, however the
/// creator's roles have changed since.
Caller caller_of_token(const Account& creator, const Token& token);

/// Root on the server's own machine, through the socket only root may open: an owner's rights.
Caller local_root();

}  // namespace steward::access
