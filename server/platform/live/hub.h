// Live updates for people's screens: small messages to whoever may see that client.
//
// Best effort by design: a screen that missed one asks the API again. Thread safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/id.h"

namespace steward::live {

struct Update {
    ClientId client;    // nil: for everybody who is signed in
    std::string topic;  // "device", "check", "alert", "incident", "ticket", "delivery"
    std::string id;     // of what changed
    std::string json;   // one JSON object, already safe for every reader of that client
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
};

std::unique_ptr<Hub> make_hub();

}  // namespace steward::live
