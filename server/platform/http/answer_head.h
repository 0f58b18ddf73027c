// The first lines of an answer on the wire (RFC 9112).
#pragma once

#include <string>

#include "server/platform/http/message.h"

namespace steward::http {

struct AnswerForm {
    bool has_length = true;  // the whole body is known; otherwise it comes in parts
    bool keeps_alive = true;
    bool to_1_0 = false;  // parts without chunks, ended by closing
};

/// Up to and with the empty line. Characters that would end a header's line early are left out of it.
std::string answer_head(const Response& response, const AnswerForm& form, Instant now);

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(Instant at);

}  // namespace steward::http
