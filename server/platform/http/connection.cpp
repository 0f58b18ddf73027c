#include "server/platform/http/connection.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/platform/http/proxy.h"
#include "server/platform/http/security_headers.h"

namespace steward::http {

namespace {
constexpr size_t longest_farewell = 256 * 1024;
constexpr Duration farewell = std::chrono::seconds(2);
constexpr int first_byte_of_tls = 0x16;

Error no_room_for_streams() {
    return {
        .kind = ErrorKind::Unavailable,
        .code = "live.full",
        .message = "As many pages as there is room for get live updates already. Ask for what changed now and then, and try again later.",
        .retry_after_seconds = 30};
}

Error overloaded() {
    return {.kind = ErrorKind::Unavailable,
            .code = "http.overloaded",
            .message = "The server has more requests than it can answer just now. Try again in a few seconds."};
}
Error stopping() {
    return {.kind = ErrorKind::Unavailable, .code = "http.stopping", .message = "The server is stopping. Try again when it is back."};
}

bool can_be_host(std::string_view host) {
    return !host.empty() && host.size() <= 255 &&
           host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") == std::string_view::npos;
}
}  // namespace

void Connection::begin(Network& network, int descriptor, Origin origin, std::shared_ptr<ssl_ctx_st> tls) {
    auto connection = std::make_shared<Connection>(network, descriptor, std::move(origin), std::move(tls));
    asio::co_spawn(
        network.thread, [connection]() -> asio::awaitable<void> { return connection->run(); }, [connection](std::exception_ptr) {});
}

Connection::Connection(Network& network, int descriptor, Origin origin, std::shared_ptr<ssl_ctx_st> tls)
    : network_(network),
      origin_(std::move(origin)),
      tls_(std::move(tls)),
      wire_(network.thread, descriptor),
      deadline_(network.thread),
      wake_(network.thread) {
    network_.connections.insert(this);
    be_idle();
}

Connection::~Connection() {
    network_.connections.erase(this);
    if (network_.connections.empty()) network_.on_last_gone();
}

void Connection::be_idle() { idle_turn_ = ++network_.idle_turn; }

void Connection::wind_down() {
    if (idle_turn_ != 0) cut();
    wake_.cancel();
}

void Connection::cut() {
    idle_turn_ = 0;
    wire_.close();
    wake_.cancel();
}

void Connection::within(Duration limit) {
    const uint64_t turn = ++deadline_turn_;
    deadline_.expires_after(limit);
    deadline_.async_wait([weak = weak_from_this(), turn](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self && self->deadline_turn_ == turn) self->wire_.close();
    });
}

void Connection::without_limit() {
    ++deadline_turn_;
    deadline_.cancel();
}

asio::awaitable<void> Connection::run() {
    within(network_.settings.head_timeout);
    bool goes_on = true;
    if (origin_.tls) goes_on = co_await open_tls();
    while (goes_on) goes_on = co_await serve_one();
    without_limit();
    wire_.end_writing();
    wire_.close();
}

asio::awaitable<bool> Connection::open_tls() {
    const int first = co_await wire_.first_byte();
    if (first < 0) co_return false;
    speaks_plain_to_tls_ = first != first_byte_of_tls;
    if (speaks_plain_to_tls_) co_return true;
    co_return co_await wire_.handshake(tls_.get());
}

asio::awaitable<bool> Connection::serve_one() {
    RequestReader reader;
    if (!co_await read_head(reader)) co_return false;
    served_any_ = true;
    Request request = reader.take_request();
    complete(request);
    if (speaks_plain_to_tls_) co_return co_await point_to_https(request);

    Manner manner{.head_only = request.verb == "HEAD", .keeps_alive = reader.keeps_alive(), .to_1_0 = reader.speaks_1_0()};
    if (manner.head_only) request.verb = "GET";
    const uint64_t announced = reader.announced();
    auto verdict = network_.site.judge_head(request, announced);
    if (verdict.refused) {
        if (reader.is_whole() && manner.keeps_alive) co_return co_await send(*verdict.refused, manner);
        co_await say_last(*verdict.refused, manner);
        co_return false;
    }
    reader.accept_body(verdict.limit);
    BodyShare share(network_.body_bytes, request.peer_address);
    const std::function<bool(size_t)> may_hold = [&share](size_t bytes) { return share.take(bytes); };
    if (!co_await read_body(reader, request, may_hold)) co_return false;
    co_return co_await serve_whole(std::move(request), manner);
}

asio::awaitable<bool> Connection::read_head(RequestReader& reader) {
    if (unread_.empty()) {
        std::string().swap(unread_);  // many connections are idle for long
        be_idle();
        if (served_any_) within(network_.settings.idle_timeout);
    } else {
        within(network_.settings.head_timeout);
    }
    if (network_.stopping) co_return false;
    while (!reader.has_head()) {
        if (unread_.empty() || reader.has_begun()) {
            if (!co_await wire_.read_more(unread_)) co_return false;
        }
        if (idle_turn_ != 0) within(network_.settings.head_timeout);
        idle_turn_ = 0;
        const auto used = reader.put(unread_);
        if (!used) {
            Request nameless;
            complete(nameless);
            co_return co_await refuse(nameless, used.error());
        }
        unread_.erase(0, *used);
    }
    co_return true;
}

asio::awaitable<bool> Connection::read_body(RequestReader& reader, Request& request, const std::function<bool(size_t)>& may_hold) {
    within(network_.settings.body_timeout);
    if (!reader.is_whole() && unread_.empty() && reader.expects_continue()) {
        if (!co_await wire_.write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
    }
    bool need_more = unread_.empty();
    while (!reader.is_whole()) {
        if (need_more) {
            if (!co_await wire_.read_more(unread_)) co_return false;
        }
        if (!may_hold(unread_.size())) co_return co_await refuse(request, overloaded());
        const auto used = reader.put(unread_);
        if (!used) co_return co_await refuse(request, used.error());
        unread_.erase(0, *used);
        need_more = true;
    }
    request.body = reader.take_body();
    co_return true;
}

asio::awaitable<bool> Connection::serve_whole(Request request, Manner manner) {
    Response response;
    const std::function<void()> job = [&] {
        response = network_.out_of_time ? network_.site.refuse(request, stopping()) : network_.site.answer(request);
    };
    const bool answered = co_await on_worker(job, false);
    if (!answered) response = network_.site.refuse(request, network_.stopping ? stopping() : overloaded());
    if (response.events && !network_.event_streams.has_room(response.events->owner()))
        response = network_.site.refuse(request, no_room_for_streams());
    if (network_.stopping) manner.keeps_alive = false;
    co_return co_await send(response, manner);
}

asio::awaitable<bool> Connection::point_to_https(Request& request) {
    const std::string_view host = request.header("Host");
    constexpr const char* only_https = "This address speaks HTTPS only. Ask again with https:// before it.";
    const Error error{.kind = ErrorKind::Invalid, .code = "http.https_only", .message = only_https};
    const bool is_read = request.verb == "GET" || request.verb == "HEAD";
    if (!is_read || !can_be_host(host) || !request.target.starts_with('/'))
        co_return co_await refuse(request, error);
    Response response = text_page(std::string(only_https) + "\n");
    response.status = 308;
    response.set("Location", "https://" + std::string(host) + request.target);
    add_security_headers(request, response);
    co_await say_last(response, {.head_only = request.verb == "HEAD"});
    co_return false;
}

asio::awaitable<bool> Connection::refuse(Request& request, const Error& error) {
    const Response response = network_.site.refuse(request, error);
    co_await say_last(response, {});
    co_return false;
}

// Something of the request is still on its way. Closing now would make the peer's system throw the
// answer away unread: we say that we are done, and let the rest come for a moment.
asio::awaitable<void> Connection::say_last(const Response& response, Manner manner) {
    within(network_.settings.write_timeout);
    const std::string head = answer_head(response, {.keeps_alive = false, .to_1_0 = manner.to_1_0}, network_.clock.now());
    const std::string_view body = manner.head_only ? std::string_view{} : std::string_view(response.body);
    if (!co_await wire_.write(head, body)) co_return;
    wire_.end_writing();
    within(farewell);
    for (size_t dropped = 0; dropped < longest_farewell; dropped += unread_.size()) {
        unread_.clear();
        if (!co_await wire_.read_more(unread_)) co_return;
    }
}

// The worker touches what stands in the waiting coroutine; that is there until worker_is_done_.
asio::awaitable<bool> Connection::on_worker(const std::function<void()>& job, bool was_let_in) {
    without_limit();
    worker_is_done_ = false;
    const std::function<void()> told = [this, &job] {
        job();
        asio::post(network_.thread, [this] {
            worker_is_done_ = true;
            wake_.cancel();
        });
    };
    if (!(was_let_in ? network_.workers.go_on(told) : network_.workers.offer(told))) co_return false;
    while (!worker_is_done_) {
        wake_.expires_at(asio::steady_timer::time_point::max());
        co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return true;
}

void Connection::complete(Request& request) const {
    request.peer_address = origin_.address;
    request.over_https = origin_.tls && !speaks_plain_to_tls_;
    request.local_root = origin_.local_root;
    if (!origin_.is_proxy) return;
    // A proxy may add a line of its own below the one that the visitor wrote.
    if (auto address = last_forwarded(request.last_header("X-Forwarded-For")); !address.empty()) request.peer_address = std::move(address);
    request.over_https = request.over_https || same_name(request.last_header("X-Forwarded-Proto"), "https");
}

}  // namespace steward::http
