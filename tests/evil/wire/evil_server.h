// A server that belongs to somebody else. It holds the TLS key that the agents pinned, speaks their wire with the server's own code for TLS
// and frames, and says what it likes, when it likes: also what is no message at all.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/platform/link/tls.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::evil {

/// One agent at a time: a new connection ends the one before. All of it on the caller's thread, which calls `turn`.
class EvilServer {
public:
    using Said = agent::v1::AgentMessage;

    /// Takes the keys in `folder`, as the server keeps them, or makes them.
    explicit EvilServer(const std::filesystem::path& folder);
    ~EvilServer();
    EvilServer(const EvilServer&) = delete;
    EvilServer& operator=(const EvilServer&) = delete;

    int port() const { return port_; }
    const std::vector<Bytes>& pins() const { return identity_.pins; }

    // What it has of the real server's database.
    std::vector<Bytes> grant_frames;                 // said to who enrols
    std::map<std::string, std::string> files;        // by digest
    std::function<bool(const Said& message)> trick;  // heard first; true: nothing honest is said to this message
    bool is_deaf = false;                            // speaks, and reads nothing

    // What was heard on all connections; of reports only how many.
    std::vector<Said> heard;
    size_t reports = 0;
    int greetings = 0;  // of a known device, that were answered with a welcome

    void say(const agent::v1::ServerMessage& message);
    void say_bytes(ByteView bytes);  // as they are
    void hang_up();
    bool is_connected() const { return session_ != nullptr; }
    size_t unsent() const { return out_.size(); }

    /// Hears and says what there is, after waiting for it that long.
    void turn(int longest_ms);
    /// False: it did not become so within `longest`.
    bool until(const std::function<bool()>& is_so, Duration longest = std::chrono::seconds(30));

    /// The newest of this kind; nothing when there is none.
    const Said* newest(Said::KindCase kind) const;
    size_t count(Said::KindCase kind) const;

private:
    void accept();
    void read();
    void write();
    void take(const Said& message);
    void answer(const Said& message);

    link::ServerIdentity identity_;
    std::optional<link::TlsContext> context_;
    int listener_ = -1, port_ = 0, socket_ = -1;
    std::unique_ptr<link::TlsSession> session_;
    bool is_secure_ = false;
    Bytes in_, out_;
    uint64_t epoch_ = 0, seq_ = 0;  // of the newest report
};

}  // namespace steward::evil
