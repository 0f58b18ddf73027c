// The signature of the Standard Webhooks specification (symmetric, v1). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace steward::notifications::channels::webhook {

/// The key in "whsec_<base64>", 24 to 64 bytes. Failure: Invalid "webhook.secret".
Result<Bytes> read_secret(std::string_view secret);

/// "v1,<base64>" over "<id>.<timestamp>.<body>".
std::string sign(ByteView key, std::string_view id, int64_t timestamp_s, std::string_view body);

}  // namespace steward::notifications::channels::webhook
