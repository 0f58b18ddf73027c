// The door for a mail server on this machine: LMTP over a local socket.
//
// Bounded: a few connections at a time, each with one mail in memory; others wait in the listening
// queue, which holds the mail server back. A mail is answered with 250 only after `store` said that it
// is on stable storage; anything else makes the mail server keep it and try again.
#pragma once

#include <functional>
#include <memory>

#include "server/platform/mail/automatic.h"

namespace steward::mail {

struct Arrival {
    Envelope envelope;
    std::string bytes;  // when `is_cut`, only the first part, enough for the head
    size_t size = 0;
    bool is_cut = false;  // larger than most_bytes
};

/// Called on the door's threads. Stores, then returns; must be safe to be called twice for one mail.
using Store = std::function<Status(Arrival arrival)>;

struct LmtpSettings {
    std::string address = "127.0.0.1";  // numeric
    uint16_t port = 0;                  // 0: any free one
    std::string path;                   // of a Unix socket, instead of address and port
    std::string host_name = "localhost";
    int connections = 4;
    std::chrono::seconds patience{60};  // for the next words of the other side
};

class LmtpServer {
public:
    virtual ~LmtpServer() = default;
    virtual uint16_t port() const = 0;  // 0 for a Unix socket
    virtual void stop() = 0;            // a mail under way is not stored; safe to repeat
    /// Failure: Unavailable "mail.listen".
    static Result<std::unique_ptr<LmtpServer>> start(LmtpSettings settings, Store store);
};

/// "127.0.0.1:2424", "[::1]:2424" or "unix:/run/steward/mail.sock". It has neither password nor TLS: any other
/// address is refused. Failure: Invalid "mail.listen" with what is wrong.
Result<LmtpSettings> read_lmtp_place(std::string_view text);

}  // namespace steward::mail
