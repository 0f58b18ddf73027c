// Answers packed for the wire: content codings of RFC 9110 section 8.4. Any thread.
#pragma once

#include <string_view>

#include "server/platform/http/message.h"

namespace steward::http {

/// Whether an Accept-Encoding header takes `coding` ("gzip"). "gzip;q=0" refuses it.
bool accepts_coding(std::string_view header, std::string_view coding);

/// Packs the body with gzip where the reader takes it and the answer is long enough for a slow line to notice; otherwise
/// leaves it as it is. For lists only: an answer that holds a secret beside something the asker may choose must not be
/// packed, for its length would tell of the secret.
void pack_if_long(const Request& request, Response& response);

}  // namespace steward::http
