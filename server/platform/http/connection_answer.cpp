#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "server/platform/http/connection.h"
#include "server/platform/http/event_queue.h"

namespace steward::http {

namespace {
constexpr size_t most_said_to_a_stream = 64 * 1024;
constexpr std::string_view heartbeat_comment = ": still here\n\n";

std::string chunk_size(size_t size) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (; size > 0; size /= 16) text.insert(text.begin(), digits[size % 16]);
    return text + "\r\n";
}

// Counts an event stream for as long as it runs.
class Counted {
public:
    Counted(StreamShares& shares, StreamOwner owner) : shares_(shares), owner_(std::move(owner)) { shares_.take(owner_); }
    ~Counted() { shares_.give_back(owner_); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    StreamShares& shares_;
    const StreamOwner owner_;
};
}  // namespace

asio::awaitable<bool> Connection::send(Response& response, Manner manner) {
    const bool in_parts = response.more || response.events;
    if (response.events || (in_parts && manner.to_1_0)) manner.keeps_alive = false;
    within(network_.settings.write_timeout);
    const std::string head =
        answer_head(response, {.has_length = !in_parts, .keeps_alive = manner.keeps_alive, .to_1_0 = manner.to_1_0}, network_.clock.now());
    const bool body_follows = !manner.head_only && !in_parts && response.status != 204 && response.status != 304;
    const std::string_view body = body_follows ? std::string_view(response.body) : std::string_view{};
    if (!co_await wire_.write(head, body)) co_return false;
    if (in_parts && !manner.head_only) {
        if (response.events) co_await send_events(response, manner);
        else if (!co_await send_parts(response, manner)) wire_.reset();
    }
    co_return manner.keeps_alive&& wire_.is_open();
}

asio::awaitable<bool> Connection::send_part(std::string_view part, Manner manner) {
    within(network_.settings.write_timeout);
    if (manner.to_1_0) co_return co_await wire_.write(part);
    constexpr std::string_view end = "\r\n";
    std::string framed = chunk_size(part.size());
    framed.reserve(framed.size() + part.size() + end.size());
    framed += part;
    framed += end;
    co_return co_await wire_.write(framed);
}

// False: the answer is not whole, and the reader must see that.
asio::awaitable<bool> Connection::send_parts(Response& response, Manner manner) {
    Result<std::string> part = std::move(response.body);
    const std::function<void()> job = [&] {
        try {
            part = response.more(network_.clock.now());
        } catch (const std::exception&) {  // no memory: this answer ends here, the server goes on
            part = fail(ErrorKind::Internal, "http.fault", {});
        }
    };
    bool is_first = true;
    while (is_first || !part->empty()) {
        if (!part->empty()) {
            if (!co_await send_part(*part, manner)) co_return false;
        }
        is_first = false;
        const bool asked = co_await on_worker(job, true);
        if (!asked || !part || network_.out_of_time) co_return false;
    }
    within(network_.settings.write_timeout);
    if (manner.to_1_0) co_return true;
    co_return co_await wire_.write("0\r\n\r\n");
}

asio::awaitable<void> Connection::send_events(Response& response, Manner manner) {
    const auto stream = response.events;
    const Counted counted(network_.event_streams, stream->owner());
    const auto queue = std::make_shared<EventQueue>(stream, [weak = weak_from_this(), &thread = network_.thread] {
        asio::post(thread, [weak] {
            if (const auto self = weak.lock()) self->wake_.cancel();
        });
    });
    const auto listener = network_.hub.listen([queue](const live::Update& update) { queue->put(update); });
    asio::co_spawn(
        network_.thread, [self = shared_from_this()]() -> asio::awaitable<void> { return self->notice_leaving(); }, asio::detached);

    bool allowed = true;
    const std::function<void()> recheck = [&] { allowed = stream->still_allowed(network_.clock.now()); };
    Duration recheck_at = network_.clock.monotonic() + network_.settings.recheck;
    Duration heartbeat_at = network_.clock.monotonic();  // at once: a proxy in between passes the head on
    Duration write_again_at{};
    while (allowed && !network_.stopping && !reader_left_ && wire_.is_open()) {
        const Duration now = network_.clock.monotonic();
        if (now >= recheck_at) {
            recheck_at = now + network_.settings.recheck;
            if (!co_await on_worker(recheck, true)) break;
            continue;
        }
        // What one act of somebody makes of updates comes within moments: it goes out together.
        if (now < write_again_at && !queue->is_empty()) {
            wake_.expires_after(write_again_at - now);
            co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        const auto events = queue->take();
        if (!events) break;  // too slow: connects again, and asks for the present state
        if (events->empty() && now < heartbeat_at) {
            wake_.expires_after(std::min(recheck_at, heartbeat_at) - now);
            co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        const std::string_view part = events->empty() ? heartbeat_comment : std::string_view(*events);
        if (!co_await send_part(part, manner)) co_return;
        without_limit();
        heartbeat_at = now + network_.settings.heartbeat;
        write_again_at = now + between_events;
    }
    within(network_.settings.write_timeout);
    if (!manner.to_1_0) co_await wire_.write("0\r\n\r\n");
    wire_.end_writing();
}

// A reader of events says nothing more; that its side ended is seen by reading only.
asio::awaitable<void> Connection::notice_leaving() {
    bool said_more = true;
    while (said_more && unread_.size() < most_said_to_a_stream) said_more = co_await wire_.read_more(unread_);
    reader_left_ = true;
    wake_.cancel();
}

}  // namespace steward::http
