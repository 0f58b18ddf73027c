// Live updates for people's screens: small messages to whoever may see that client.
//
// Best effort by design: a screen that missed one asks the API again. Thread safe. Servers that share a database tell each
// other (shared_hub.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/id.h"

namespace steward::live {

struct Update {
    ClientId client;    // nil: for everybody who is signed in
    std::string topic;  // "device", "check", "alert", "incident", "ticket", "delivery"
    std::string id;     // of what changed
    std::string json;   // one JSON object, already safe for every reader of that client
    // What the first of many listeners made of it for its reader, for the others of the same kind: they hear one after the other.
    mutable std::shared_ptr<const std::string> as_sent = nullptr;
};

class Hub {
public:
    class Listener {
    public:
        virtual ~Listener() = default;  // destroying it ends the subscription
    };
    virtual ~Hub() = default;
    virtual void publish(Update update) = 0;
    /// `receive` runs on the publishing thread: queue, do not work.
    virtual std::unique_ptr<Listener> listen(std::function<void(const Update&)> receive) = 0;
    /// Whether anybody looks: what is costly to say need not be said to nobody.
    virtual bool has_listeners() const = 0;

    /// Words for the other servers of the same database, never for a screen: best effort, and to nobody where there is one
    /// server alone. `hear` runs on another thread, until its listener ends.
    virtual void tell_servers(std::string_view topic, std::string_view words);
    virtual std::unique_ptr<Listener> hear_servers(std::string topic, std::function<void(std::string_view)> hear);
};

std::unique_ptr<Hub> make_hub();

}  // namespace steward::live
