// The parts of a mail: a bounded walk over its multiparts and the mails within it (RFC 2045, 2046).
//
// Works on views into the mail; nothing is copied. Total; its work is at most the mail's size times
// the depth allowed.
#pragma once

#include <functional>
#include <string_view>

#include "server/platform/mail/head.h"
#include "server/platform/mail/words.h"

namespace steward::mail {

/// One leaf, or a mail within the mail (type "message/rfc822", as a leaf).
struct Part {
    Head head;
    Typed type, disposition;
    std::string_view body;       // still in its transfer encoding
    std::string_view whole;      // with its head
    std::string_view container;  // "multipart/alternative" or what else it stands in; empty: the mail itself
    size_t alternative = 0;      // number of the multipart/alternative it stands in, however deep; 0: none
    bool is_related = false;     // shown inside a multipart/related
    std::string decoded() const { return decode_transfer(head.first("Content-Transfer-Encoding"), body); }
};

/// Calls `see` for every leaf in order. Failures: TooLarge "mail.too_many_parts", "mail.too_deep", and
/// those of read_head.
Status walk_parts(std::string_view whole, const Head& head, const std::function<void(const Part&)>& see);

}  // namespace steward::mail
