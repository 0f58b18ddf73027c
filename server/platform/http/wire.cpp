#include "server/platform/http/wire.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

namespace steward::http {

namespace {
constexpr size_t one_record = 16 * 1024;
bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }
}  // namespace

Wire::~Wire() { SSL_free(ssl_); }

asio::awaitable<bool> Wire::ready_for(Step step) {
    if (!descriptor_.is_open()) co_return false;
    const auto side = step == Step::WantsWrite ? asio::posix::stream_descriptor::wait_write : asio::posix::stream_descriptor::wait_read;
    const auto [error] = co_await descriptor_.async_wait(side, asio::as_tuple(asio::use_awaitable));
    co_return !error && descriptor_.is_open();
}

Wire::Step Wire::step_of(int result) {
    const int reason = SSL_get_error(ssl_, result);
    ERR_clear_error();
    if (reason == SSL_ERROR_WANT_READ) return Step::WantsRead;
    return reason == SSL_ERROR_WANT_WRITE ? Step::WantsWrite : Step::Ended;
}

asio::awaitable<int> Wire::first_byte() {
    for (;;) {
        if (!co_await ready_for(Step::WantsRead)) co_return -1;
        unsigned char byte = 0;
        const ssize_t got = ::recv(descriptor_.native_handle(), &byte, 1, MSG_PEEK);
        if (got == 1) co_return byte;
        if (got == 0 || !would_block()) co_return -1;
    }
}

asio::awaitable<bool> Wire::handshake(ssl_ctx_st* context) {
    ssl_ = SSL_new(context);
    if (!ssl_ || !descriptor_.is_open()) co_return false;
    SSL_set_fd(ssl_, descriptor_.native_handle());
    SSL_set_accept_state(ssl_);
    for (;;) {
        const int result = SSL_do_handshake(ssl_);
        if (result == 1) co_return true;
        const Step step = step_of(result);
        if (step == Step::Ended) co_return false;
        if (!co_await ready_for(step)) co_return false;
    }
}

// The room to read into stands on the stack of this call: a coroutine's own would be kept for as long
// as it waits, by every idle connection.
Wire::Step Wire::try_read(std::string& into) {
    char part[one_record];
    size_t size = 0;
    if (ssl_) {
        const int result = SSL_read_ex(ssl_, part, sizeof part, &size);
        if (result != 1) return step_of(result);
    } else {
        const ssize_t got = ::recv(descriptor_.native_handle(), part, sizeof part, 0);
        if (got < 0 && would_block()) return Step::WantsRead;
        if (got <= 0) return Step::Ended;
        size = static_cast<size_t>(got);
    }
    into.append(part, size);
    return Step::Done;
}

asio::awaitable<bool> Wire::read_more(std::string& into) {
    while (descriptor_.is_open()) {
        const Step step = try_read(into);
        if (step == Step::Done) co_return true;
        if (step == Step::Ended) co_return false;
        if (!co_await ready_for(step)) co_return false;
    }
    co_return false;
}

// Head and body in one record: two would be two packets, and a wait between them.
Wire::Step Wire::try_tls_write(std::string_view first, std::string_view second, size_t& size) {
    char joined[one_record];
    std::string_view bytes = first.empty() ? second : first;
    if (!first.empty() && !second.empty() && first.size() < sizeof joined) {
        const size_t of_second = std::min(second.size(), sizeof joined - first.size());
        std::memcpy(joined, first.data(), first.size());
        std::memcpy(joined + first.size(), second.data(), of_second);
        bytes = std::string_view(joined, first.size() + of_second);
    }
    const int result = SSL_write_ex(ssl_, bytes.data(), std::min(bytes.size(), one_record), &size);
    return result == 1 ? Step::Done : step_of(result);
}

Wire::Step Wire::try_write(std::string_view first, std::string_view second, size_t& size) {
    if (ssl_) return try_tls_write(first, second, size);
    iovec parts[2] = {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    const ssize_t put = ::sendmsg(descriptor_.native_handle(), &message, MSG_NOSIGNAL);
    if (put >= 0) size = static_cast<size_t>(put);
    if (put >= 0) return Step::Done;
    return would_block() ? Step::WantsWrite : Step::Ended;
}

asio::awaitable<bool> Wire::write(std::string_view first, std::string_view second) {
    while (!first.empty() || !second.empty()) {
        if (!descriptor_.is_open()) co_return false;
        size_t size = 0;
        const Step step = try_write(first, second, size);
        if (step == Step::Ended) co_return false;
        if (step != Step::Done) {
            if (!co_await ready_for(step)) co_return false;
        }
        const size_t of_first = std::min(size, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(size - of_first);
    }
    co_return true;
}

void Wire::end_writing() {
    if (!descriptor_.is_open()) return;
    if (ssl_ && SSL_is_init_finished(ssl_)) SSL_shutdown(ssl_);
    ERR_clear_error();
    ::shutdown(descriptor_.native_handle(), SHUT_WR);
}

void Wire::close() {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
}

void Wire::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    if (descriptor_.is_open()) ::setsockopt(descriptor_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

}  // namespace steward::http
