// One connection's bytes: a non-blocking descriptor, with or without TLS.
//
// OpenSSL works on the descriptor itself (design/stack.md 2): Asio only says when it is ready, which
// saves some 50 KB a connection against asio::ssl::stream. Only the network thread touches it.
//
// In all coroutines of this room: at most one co_await in a statement, and none behind && or ||.
// g++ 12 compiles `co_return a || co_await b` so that b is awaited whatever a is.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace steward::http {

namespace asio = boost::asio;

class Wire {
public:
    /// Takes over a connected, non-blocking socket.
    Wire(asio::io_context& network, int descriptor) : descriptor_(network, descriptor) {}
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// The first byte that came, without taking it; -1 when the peer left before.
    asio::awaitable<int> first_byte();
    /// From here on everything goes through TLS. False when the two did not come to terms.
    asio::awaitable<bool> handshake(ssl_ctx_st* context);

    /// Appends what came, at least one byte. False when the peer said its last or the connection broke.
    asio::awaitable<bool> read_more(std::string& into);
    /// All of both, in as few records as possible. False when the connection broke.
    asio::awaitable<bool> write(std::string_view first, std::string_view second = {});

    /// Our last byte is said; the peer may still speak.
    void end_writing();
    /// Ends what waits here, at once. Safe to repeat.
    void close();
    /// The same, in a way that the peer takes for an error and not for the end.
    void reset();
    bool is_open() const { return descriptor_.is_open(); }

private:
    enum class Step { Done, WantsRead, WantsWrite, Ended };
    Step step_of(int result);
    Step try_read(std::string& into);
    Step try_write(std::string_view first, std::string_view second, size_t& size);
    Step try_tls_write(std::string_view first, std::string_view second, size_t& size);
    asio::awaitable<bool> ready_for(Step step);

    asio::posix::stream_descriptor descriptor_;
    ssl_st* ssl_ = nullptr;
};

}  // namespace steward::http
