#include "agent/collection/exchange.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace steward::agent {

namespace {
// The socket is there to be used, or patience ended.
bool wait_for(int socket, short events, const Patience& patience) {
    while (true) {
        int64_t rest = -1;
        if (patience.until) {
            rest = (*patience.until - patience.clock.monotonic()).count();
            if (rest <= 0) return false;
        }
        pollfd one{socket, events, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(std::min<int64_t>(rest, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}
bool is_later() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }
}  // namespace

// Length and message in one call, so that the other side wakes once.
bool send_message(int socket, std::string_view message, const Patience& patience) {
    if (message.empty()) return false;  // nobody would take it
    const auto size = static_cast<uint32_t>(message.size());
    std::array<char, 4> length = {static_cast<char>(size >> 24), static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                                  static_cast<char>(size)};
    std::array<iovec, 2> parts = {iovec{length.data(), length.size()}, iovec{const_cast<char*>(message.data()), message.size()}};
    msghdr whole{};
    whole.msg_iov = parts.data();
    whole.msg_iovlen = parts.size();
    while (whole.msg_iovlen > 0) {
        ssize_t sent = ::sendmsg(socket, &whole, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (!is_later() || !wait_for(socket, POLLOUT, patience))) return false;
        while (sent > 0 && whole.msg_iovlen > 0) {
            iovec& part = *whole.msg_iov;
            const size_t taken = std::min(static_cast<size_t>(sent), part.iov_len);
            part.iov_base = static_cast<char*>(part.iov_base) + taken;
            part.iov_len -= taken;
            sent -= static_cast<ssize_t>(taken);
            if (part.iov_len > 0) continue;
            ++whole.msg_iov;
            --whole.msg_iovlen;
        }
    }
    return true;
}

// Question and answer take turns: nothing comes behind a message before it was answered.
bool receive_message(int socket, std::string& message, size_t most, const Patience& patience) {
    std::array<char, 16'384> part;
    std::array<uint8_t, 4> length{};
    size_t filled = 0, size = 0;
    message.clear();
    while (filled < length.size() || message.size() < size) {
        if (!wait_for(socket, POLLIN, patience)) return false;
        const ssize_t count = ::recv(socket, part.data(), part.size(), MSG_DONTWAIT);
        if (count < 0 && is_later()) continue;
        if (count <= 0) return false;
        std::string_view came(part.data(), static_cast<size_t>(count));
        while (filled < length.size() && !came.empty()) {
            length[filled++] = static_cast<uint8_t>(came.front());
            came.remove_prefix(1);
        }
        if (filled < length.size()) continue;
        size = static_cast<size_t>(length[0]) << 24 | static_cast<size_t>(length[1]) << 16 | static_cast<size_t>(length[2]) << 8 |
               static_cast<size_t>(length[3]);
        if (size == 0 || size > most || came.size() > size - message.size()) return false;
        message.append(came);
    }
    return true;
}

bool set_address(const std::string& path, sockaddr_un& address) {
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return true;
}

int connect_to(const std::string& path) {
    sockaddr_un address{};
    if (!set_address(path, address)) return -1;
    // Not waiting: where so many stand in line already, nobody is served.
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0 || ::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return made;
    ::close(made);
    return -1;
}

}  // namespace steward::agent
