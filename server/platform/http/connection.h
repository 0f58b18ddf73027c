// One connection: its requests one after the other, each read here, answered by a worker, written here.
//
// Everything in this file belongs to the network thread, except where it says otherwise. Every wait
// for the peer has a deadline; what waits for a worker has none, the worker is ours.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <set>

#include "server/platform/http/answer_head.h"
#include "server/platform/http/body_share.h"
#include "server/platform/http/request_reader.h"
#include "server/platform/http/server.h"
#include "server/platform/http/wire.h"
#include "server/platform/http/worker_pool.h"

namespace steward::http {

class Connection;

/// What all connections of a server share.
struct Network {
    const ServerSettings& settings;
    Site& site;
    live::Hub& hub;
    const Clock& clock;
    asio::io_context& thread;
    WorkerPool& workers;
    std::function<void()> on_last_gone;  // no connection is left

    std::set<Connection*> connections{};
    StreamShares event_streams{settings.streams};
    BodyBytes body_bytes{};
    uint64_t idle_turn = 0;
    bool stopping = false;
    std::atomic<bool> out_of_time{false};  // read by workers: what still waits in line is not answered
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    struct Origin {
        std::string address;
        bool tls = false;
        bool is_proxy = false;  // whose word about who really asks is believed
        bool local_root = false;
    };
    /// Serves the descriptor until one of the two ends it. `tls` for listeners with TLS.
    static void begin(Network& network, int descriptor, Origin origin, std::shared_ptr<ssl_ctx_st> tls);
    Connection(Network& network, int descriptor, Origin origin, std::shared_ptr<ssl_ctx_st> tls);
    ~Connection();

    /// 0 while a request is under way; otherwise smaller the longer it has been idle.
    uint64_t idle_turn() const { return idle_turn_; }
    /// Ends now when idle, else after the present answer.
    void wind_down();
    void cut();

private:
    struct Manner {
        bool head_only = false;
        bool keeps_alive = false;
        bool to_1_0 = false;
    };
    // connection.cpp: from the first byte to the answer
    asio::awaitable<void> run();
    asio::awaitable<bool> open_tls();
    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> read_head(RequestReader& reader);
    asio::awaitable<bool> read_body(RequestReader& reader, Request& request, const std::function<bool(size_t)>& may_hold);
    asio::awaitable<bool> serve_whole(Request request, Manner manner);
    asio::awaitable<bool> point_to_https(Request& request);
    asio::awaitable<bool> refuse(Request& request, const Error& error);
    asio::awaitable<void> say_last(const Response& response, Manner manner);
    asio::awaitable<bool> on_worker(const std::function<void()>& job, bool was_let_in);
    void complete(Request& request) const;
    void be_idle();
    void within(Duration limit);
    void without_limit();
    // connection_answer.cpp: the answer, whole, in parts, or for as long as the reader stays
    asio::awaitable<bool> send(Response& response, Manner manner);
    asio::awaitable<bool> send_parts(Response& response, Manner manner);
    asio::awaitable<bool> send_part(std::string_view part, Manner manner);
    asio::awaitable<void> send_events(Response& response, Manner manner);
    asio::awaitable<void> notice_leaving();

    Network& network_;
    const Origin origin_;
    const std::shared_ptr<ssl_ctx_st> tls_;
    Wire wire_;
    asio::steady_timer deadline_;
    asio::steady_timer wake_;  // ends a wait for a worker or for events
    std::string unread_;
    uint64_t deadline_turn_ = 0;
    uint64_t idle_turn_ = 0;
    bool worker_is_done_ = false;
    bool reader_left_ = false;
    bool speaks_plain_to_tls_ = false;
    bool served_any_ = false;
};

}  // namespace steward::http
