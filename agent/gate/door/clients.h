// Who stands at the gate's socket. Nobody waits for another: each has a place of his own, is read as far as he speaks, and is let go
// when he stands there without a word.
#pragma once

#include <sys/types.h>

#include <functional>
#include <list>

#include "agent/gate/door/request.h"
#include "agent/gate/journal_file.h"
#include "base/time.h"

struct pollfd;

namespace steward::gate {

struct Answer {
    How how{};
    Bytes body;
};

class Clients {
public:
    using Answering = std::function<Answer(const Request& request)>;

    /// `listener`: bound and listening. `agent`: the user as whom the agent runs.
    Clients(int listener, uid_t agent, Answering answering) : listener_(listener), agent_(agent), answering_(std::move(answering)) {}

    /// Adds what to wait for, and serves what came; `heard` are the same in their order.
    void wait_for(std::vector<pollfd>& all) const;
    void serve(std::span<const pollfd> heard, Duration running);
    /// How long nobody has to be let go; nothing: nobody stands there.
    std::optional<Duration> patience(Duration running) const;

private:
    struct Client {
        Descriptor socket;
        bool is_administrator = false;
        Duration since{0};  // of the last word
        Bytes in, out;
        size_t sent = 0;
        bool is_over = false;
    };
    void let_in(Duration running);
    void read(Client& client);
    void write(Client& client);
    void answer(Client& client);

    int listener_;
    uid_t agent_;
    Answering answering_;
    std::list<Client> clients_;
};

}  // namespace steward::gate
