// A mailbox that is asked again and again over IMAP (RFC 9051 and 3501), for mail that nobody hands us.
//
// Mail is known by its number in the mailbox (UID), never by a flag: people read mailboxes too. A mail
// that was stored is marked as seen, or moved when a folder for that is named; when that fails it stays
// and is not taken twice. A mailbox that was made anew has given its mails other numbers: then what nobody has seen, and what
// came since it was last read, is taken once more, and `store` knows what it has. One object keeps one connection; not thread
// safe.
#pragma once

#include <functional>
#include <memory>

#include "server/platform/mail/lmtp.h"

namespace steward::mail {

struct ImapSettings {
    std::string host;
    uint16_t port = 993;
    std::string security = "tls";  // "tls", "starttls", or "none" for a server on this machine
    std::string username;
    std::string password;      // or
    std::string bearer_token;  // OAUTHBEARER (RFC 7628) or XOAUTH2, whichever the server offers
    std::string folder = "INBOX";
    std::string done_folder;  // empty: marked as seen where it is
    std::string ca_file;      // beside those of the machine; for a server with a certificate of its own
};

/// How far the mailbox was read. Kept by the caller; a mailbox that was made anew has another validity.
struct ImapPlace {
    int64_t validity = 0;  // 0: never read: what was not seen by anybody counts as new
    int64_t last_uid = 0;
    Instant read_at = {};  // when it was last read; unset: never
    bool operator==(const ImapPlace&) const = default;
};

class ImapMailbox {
public:
    virtual ~ImapMailbox() = default;

    /// Takes at most `most` new mails, the oldest first. For each: `store`, then `keep` the new place, then
    /// the mark; a failure of either ends the round and the mail comes again. Returns how many were taken.
    /// Failures: Unavailable "mail.mailbox" with the server's words, without secrets; those of the two.
    virtual Result<int> fetch(int most, const Store& store, const std::function<Status(const ImapPlace&)>& keep) = 0;

    static std::unique_ptr<ImapMailbox> open(ImapSettings settings, ImapPlace place);
};

}  // namespace steward::mail
