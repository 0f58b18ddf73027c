// One connection to the server, kept: connect, greet, listen, come back with jitter.
//
// Never blocks, except for the look-up of the server's name. Driven by its owner: `step` when
// `descriptor` is ready or `next` has come. Not thread safe.
#pragma once

#include <optional>

#include "agent/link/backoff.h"
#include "agent/link/conversation.h"
#include "agent/link/net.h"

namespace steward::agent {

struct LinkTimes {
    Duration connect = std::chrono::seconds(20);  // until the server's welcome
    Duration answer = std::chrono::minutes(3);    // until something comes back after something was sent
};

class Link final : private Listener {
public:
    /// All that is handed in outlives the link. `listener` hears everything the server says.
    Link(Net& net, const Clock& clock, Rng& rng, const DeviceKey& key, ServerAddress server, Speaker speaker, Listener& listener,
         std::function<void(std::string_view)> log, LinkTimes times = {})
        : net_(net),
          clock_(clock),
          rng_(rng),
          key_(key),
          server_(std::move(server)),
          speaker_(std::move(speaker)),
          listener_(listener),
          log_(std::move(log)),
          times_(times) {}

    int descriptor() const { return stream_ ? stream_->descriptor() : -1; }
    bool waits_for_write() const { return stream_ && (stream_->waits_for_write() || !conversation_.out_is_empty()); }
    /// When `step` has to be called at the latest (monotonic).
    Duration next() const;
    void step();

    bool ready() const { return state_ == State::Ready; }
    /// Ends the connection; it is tried again after `rest`.
    void hang_up(Duration rest);

    // While `ready`: what is said goes out with the next `flush` or `step`.
    Conversation& conversation() { return conversation_; }
    size_t queued() { return conversation_.out().size(); }
    void flush();
    void ask_time();

    const Error* last_failure() const { return failure_ ? &*failure_ : nullptr; }
    const std::string& server_version() const { return server_version_; }
    Instant connected_at() const { return connected_at_; }

private:
    enum class State { Resting, Connecting, Greeting, Ready };

    void open();
    void connect();
    void read();
    void failed(Error error);
    void lost();
    void end(Duration rest);
    void take(const v1::Settings& settings);
    void turn_away(Error error);

    void welcome(const v1::Welcome& welcome) override;
    // Before the welcome nothing counts but a refusal.
    void acknowledged(uint64_t epoch, uint64_t seq) override {
        if (state_ == State::Ready) listener_.acknowledged(epoch, seq);
    }
    void settings(const v1::Settings& settings) override {
        if (state_ == State::Ready) take(settings);
    }
    void inventory_wanted() override {
        if (state_ == State::Ready) listener_.inventory_wanted();
    }
    void server_time(Instant asked_at, Instant server_time) override {
        if (state_ == State::Ready) listener_.server_time(asked_at, server_time);
    }
    void refused(const v1::Refusal& refusal) override;
    void retry_after(Duration least, Duration spread) override;
    void enrolled(const v1::Enrolled&) override {}
    void for_gate(const v1::ServerMessage& message) override {
        if (state_ == State::Ready) listener_.for_gate(message);
    }

    Net& net_;
    const Clock& clock_;
    Rng& rng_;
    const DeviceKey& key_;
    const ServerAddress server_;
    const Speaker speaker_;
    Listener& listener_;
    std::function<void(std::string_view)> log_;
    const LinkTimes times_;

    State state_ = State::Resting;
    std::unique_ptr<Stream> stream_;
    Conversation conversation_;
    Backoff backoff_;
    unsigned turn_ = 0;
    Duration try_at_{}, opened_at_{}, heard_at_{}, sent_at_{};
    Duration spread_ = std::chrono::seconds(30);
    std::optional<Duration> told_rest_;  // by a refusal or RetryAfter; ends the connection after reading
    std::optional<Error> failure_;
    std::string logged_failure_, server_version_;
    Instant connected_at_;
};

}  // namespace steward::agent
