// A mailbox that says itself when mail came (IMAP IDLE, RFC 2177), on a connection and a thread of its own.
//
// It only listens, read-only, and fetches nothing: `imap.h` does, when it is told. Where the server knows no IDLE, or for as
// long as the connection is lost, the mailbox has to be asked again and again.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "server/platform/mail/imap.h"

namespace steward::mail {

struct ImapWatchPace {
    std::chrono::milliseconds renew = std::chrono::minutes(9);      // servers may end an IDLE after 29 minutes, some do after 10
    std::chrono::milliseconds patience = std::chrono::seconds(30);  // for each answer of the server
    std::chrono::milliseconds first_retry = std::chrono::seconds(2), longest_retry = std::chrono::minutes(5);
};

class ImapWatch {
public:
    virtual ~ImapWatch() = default;  // ends the connection; waits for its thread

    /// Whether we would hear at once of a mail that came now. Any thread.
    virtual bool is_listening() const = 0;

    /// `news` runs on the watch's thread, when it began to listen (what came before that nobody said) and at every change of
    /// the number of mails: keep it short. A lost connection comes back by itself, each time later.
    static std::unique_ptr<ImapWatch> start(ImapSettings settings, std::function<void()> news, ImapWatchPace pace = {});
};

}  // namespace steward::mail
