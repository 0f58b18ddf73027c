// Facts: what a room tells the rooms below it, written in the same transaction as its own rows.
//
// A fact is a message of schema/steward/facts/v1 with a running number. Readers keep a cursor
// and see every fact exactly once per cursor movement: they move it in the transaction in which
// they act on the fact. Numbers have no gaps that fill later: appends are serialised.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/storage/database.h"

namespace google::protobuf {
class Message;
}

namespace steward::journal {

struct Fact {
    int64_t number = 0;
    Instant at;
    std::string kind;     // full message name, for example "steward.facts.v1.ConditionRaised"
    ClientId client;      // nil for the installation's own facts
    std::string subject;  // id of what it speaks of
    Bytes body;           // the message, binary
};

/// Appends `message` to the journal within `transaction`; wakes readers after the commit.
Status append(storage::Transaction& transaction, Instant now, ClientId client, std::string_view subject,
              const google::protobuf::Message& message);

/// The next facts after `reader`'s cursor, at most `limit`, of the kinds given (all when empty).
Result<std::vector<Fact>> next(storage::Transaction& transaction, std::string_view reader, std::span<const std::string_view> kinds,
                               int limit);

/// Moves `reader`'s cursor to `number`. Call in the transaction that acted on the facts.
Status advance(storage::Transaction& transaction, std::string_view reader, int64_t number);

/// Drops facts older than `before` that every reader has passed; the newest fact always stays, so
/// that numbers go on.
Status forget(storage::Transaction& transaction, Instant before);

/// Calls `wake` (on the committing thread, keep it short) after every commit that appended facts, once for each, with its kind.
/// Returns a handle; destroying it unsubscribes.
class Subscription {
public:
    virtual ~Subscription() = default;
};
std::unique_ptr<Subscription> on_append(std::function<void(std::string_view kind)> wake);

/// The same call without a new fact and with no kind: work was laid down that no fact speaks of, or is not finished. Any thread; for
/// work that a transaction lays down, after its commit.
void wake_workers();

/// While it stands, which kinds of facts its thread asked the journal for: who is run with it need not be woken by others.
class Attention {
public:
    Attention();
    ~Attention();
    Attention(const Attention&) = delete;
    Attention& operator=(const Attention&) = delete;

    void note(std::span<const std::string_view> kinds);
    bool asked_for_all() const { return all_; }
    const std::set<std::string, std::less<>>& kinds() const { return kinds_; }

private:
    std::set<std::string, std::less<>> kinds_;
    bool all_ = false;
    Attention* outer_;
};

}  // namespace steward::journal
