// What a person's lists of their own sessions, tokens and passkeys (and the few OpenID providers) can be filtered and ordered by.
#pragma once

#include "server/platform/filter/memory_list.h"
#include "steward/access/v1/access.pb.h"
#include "steward/access/v1/passkeys.pb.h"
#include "steward/access/v1/providers.pb.h"

namespace steward::access {

const filter::Shape<v1::SessionEntry>& sessions_shape();
const filter::Shape<v1::Token>& tokens_shape();
const filter::Shape<v1::Passkey>& passkeys_shape();
const filter::Shape<v1::Identity>& identities_shape();
const filter::Shape<v1::Provider>& providers_shape();

}  // namespace steward::access
