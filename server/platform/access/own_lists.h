// What a person's lists of their own sessions and tokens can be filtered and ordered by.
#pragma once

#include "server/platform/filter/memory_list.h"
#include "steward/access/v1/access.pb.h"

namespace steward::access {

const filter::Shape<v1::SessionEntry>& sessions_shape();
const filter::Shape<v1::Token>& tokens_shape();

}  // namespace steward::access
