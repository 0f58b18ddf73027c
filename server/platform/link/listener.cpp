#include "server/platform/link/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace steward::link {

namespace {
std::unexpected<Error> cannot_listen(const std::string& address, uint16_t port, std::string why) {
    return fail(
        ErrorKind::Unavailable, "link.listen",
        "Cannot listen for agents on " + address + " port " + std::to_string(port) + ": " + why + ". Choose another address or port.");
}

void set_option(int socket, int level, int option, int value) { setsockopt(socket, level, option, &value, sizeof value); }

// A peer that vanished without a word is noticed within ten minutes, and costs nothing until then.
void make_ready(int socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 300);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 60);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 4);
    set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 120'000);
}

std::string address_text(const sockaddr_storage& from) {
    char text[INET6_ADDRSTRLEN] = "";
    if (from.ss_family == AF_INET) {
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(from).sin_addr, text, sizeof text);
        return text;
    }
    const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) inet_ntop(AF_INET, address.s6_addr + 12, text, sizeof text);
    else inet_ntop(AF_INET6, &address, text, sizeof text);
    return text;
}

uint16_t port_of(int socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
    const bool four = bound.ss_family == AF_INET;
    return ntohs(four ? reinterpret_cast<sockaddr_in&>(bound).sin_port : reinterpret_cast<sockaddr_in6&>(bound).sin6_port);
}
}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this == &other) return *this;
    if (number_ >= 0) close(number_);
    number_ = other.release();
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) close(number_);
}

int Descriptor::release() { return std::exchange(number_, -1); }

std::string neighbourhood_of(const std::string& address) {
    in6_addr whole{};
    if (::inet_pton(AF_INET6, address.c_str(), &whole) != 1) return address;
    return {reinterpret_cast<const char*>(whole.s6_addr), 8};
}

Result<Listener> Listener::open(const std::string& address, uint16_t port) {
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    const std::string host = address == "*" ? "::" : address;
    const int lookup = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
    if (lookup != 0) return cannot_listen(address, port, gai_strerror(lookup));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> held(found, freeaddrinfo);
    Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) return cannot_listen(address, port, std::strerror(errno));
    set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (found->ai_family == AF_INET6) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, address == "*" ? 0 : 1);
    if (bind(socket.get(), found->ai_addr, found->ai_addrlen) != 0 || listen(socket.get(), 4096) != 0)
        return cannot_listen(address, port, std::strerror(errno));
    const uint16_t bound = port_of(socket.get());
    return Listener(std::move(socket), bound);
}

std::expected<Arrived, Nobody> Listener::accept() {
    while (true) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const int accepted = accept4(socket_.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted >= 0) {
            make_ready(accepted);
            return Arrived{Descriptor(accepted), address_text(from)};
        }
        if (errno == EINTR || errno == ECONNABORTED) continue;
        const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        return std::unexpected(exhausted ? Nobody::TooManyFiles : Nobody::Waiting);
    }
}

}  // namespace steward::link
