#include "agent/collection/exchange.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
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

bool send_all(int socket, std::string_view bytes, const Patience& patience) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
        else if (!is_later() || !wait_for(socket, POLLOUT, patience)) return false;
    }
    return true;
}

bool receive_all(int socket, char* into, size_t size, const Patience& patience) {
    while (size > 0) {
        const ssize_t count = ::recv(socket, into, size, MSG_DONTWAIT);
        if (count == 0) return false;
        if (count > 0) {
            into += count;
            size -= static_cast<size_t>(count);
        } else if (!is_later() || !wait_for(socket, POLLIN, patience)) {
            return false;
        }
    }
    return true;
}
}  // namespace

bool send_message(int socket, std::string_view message, const Patience& patience) {
    const auto size = static_cast<uint32_t>(message.size());
    const std::array<char, 4> length = {static_cast<char>(size >> 24), static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                                        static_cast<char>(size)};
    return send_all(socket, {length.data(), length.size()}, patience) && send_all(socket, message, patience);
}

bool receive_message(int socket, std::string& message, size_t most, const Patience& patience) {
    std::array<uint8_t, 4> length{};
    if (!receive_all(socket, reinterpret_cast<char*>(length.data()), length.size(), patience)) return false;
    const size_t size = static_cast<size_t>(length[0]) << 24 | static_cast<size_t>(length[1]) << 16 | static_cast<size_t>(length[2]) << 8 |
                        static_cast<size_t>(length[3]);
    if (size == 0 || size > most) return false;
    message.resize(size);
    return receive_all(socket, message.data(), size, patience);
}

int connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return -1;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    // Not waiting: where so many stand in line already, nobody is served.
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0 || ::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return made;
    ::close(made);
    return -1;
}

}  // namespace steward::agent
