// The HTTP server: plain, TLS and a local socket, in front of a Site.
//
// One thread does all reading and writing, a few workers answer. HTTP/1.1 with keep-alive; every wait
// has an end, every line of waiting work a length. HTTP/2 is a reverse proxy's business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/platform/http/site.h"
#include "server/platform/http/stream_shares.h"
#include "server/platform/live/hub.h"

namespace steward::http {

struct Listen {
    std::string address = "127.0.0.1";
    uint16_t port = 0;  // 0: any free one, see Server::ports
    bool tls = false;
    bool behind_proxy = false;         // X-Forwarded-For (its last entry) and X-Forwarded-Proto are believed, see proxy.h:
    std::vector<std::string> proxies;  // of peers on loopback, and of those with these addresses
};

struct ServerSettings {
    std::vector<Listen> listen;
    std::string local_socket;      // path; empty: none. Made with mode 0600
    std::string certificate_file;  // PEM, the chain; for listeners with tls
    std::string key_file;          // PEM
    int workers = 8;
    size_t longest_line = 256;  // requests that wait for a worker; beyond: 503
    size_t most_connections = 4096;
    StreamBounds streams;
    Duration head_timeout = std::chrono::seconds(15);   // to send the head, also the TLS handshake
    Duration body_timeout = std::chrono::seconds(60);   // to send the whole body
    Duration write_timeout = std::chrono::seconds(60);  // to take one answer or part of one
    Duration idle_timeout = std::chrono::seconds(75);   // between requests
    Duration heartbeat = std::chrono::seconds(15);      // comment in silent event streams
    Duration recheck = std::chrono::seconds(60);        // of the session behind an event stream
    Duration stop_grace = std::chrono::seconds(10);     // for requests under way when stopping
};

class Server {
public:
    /// Listens and serves until `stop`. Everything handed in must outlive the server. Failures:
    /// Unavailable "http.listen" (port taken, no such address), Invalid "http.certificate".
    static Result<std::unique_ptr<Server>> start(ServerSettings settings, Site& site, live::Hub& hub, const Clock& clock,
                                                 std::function<void(std::string_view)> log);
    virtual ~Server() = default;

    /// The ports listened on, in the order of `ServerSettings::listen`.
    virtual std::vector<uint16_t> ports() const = 0;

    /// Reads certificate and key again, for new connections. Failure: Invalid "http.certificate"; the
    /// old ones stay.
    virtual Status reload_certificate() = 0;

    /// Takes no new connection, lets requests under way finish within the grace, ends event streams.
    /// Blocks; safe to repeat; the destructor does it too.
    virtual void stop() = 0;
};

}  // namespace steward::http
