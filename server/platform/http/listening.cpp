#include "server/platform/http/listening.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace steward::http {

namespace {
constexpr int waiting_line = 512;

std::unexpected<Error> cannot_listen(const std::string& where, int reason) {
    return fail(ErrorKind::Unavailable, "http.listen", "Cannot listen on " + where + ": " + std::generic_category().message(reason) + ".");
}

bool fill(const std::string& address, uint16_t port, sockaddr_storage& storage, socklen_t& size) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    if (inet_pton(AF_INET, address == "localhost" ? "127.0.0.1" : address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        size = sizeof v4;
        return true;
    }
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    if (inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) != 1) return false;
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    size = sizeof v6;
    return true;
}

std::string text_of(const sockaddr_storage& storage) {
    char text[INET6_ADDRSTRLEN] = "";
    if (storage.ss_family == AF_INET) inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
    if (storage.ss_family == AF_INET6) inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, text, sizeof text);
    const std::string_view mapped = "::ffff:";
    return std::string_view(text).starts_with(mapped) && std::strchr(text, '.') ? text + mapped.size() : text;
}

bool somebody_answers(const sockaddr_un& address) {
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return connected;
}
}  // namespace

Result<int> listen_on(const std::string& address, uint16_t port) {
    const std::string where = address + " port " + std::to_string(port);
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (!fill(address, port, storage, size))
        return fail(ErrorKind::Unavailable, "http.listen", "Cannot listen on " + where + ": this is no IP address.");
    const int descriptor = ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return cannot_listen(where, errno);
    const int yes = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&storage), size) == 0 && ::listen(descriptor, waiting_line) == 0)
        return descriptor;
    const int reason = errno;
    ::close(descriptor);
    return cannot_listen(where, reason);
}

Result<int> listen_locally(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(ErrorKind::Unavailable, "http.listen", "Cannot listen on " + path + ": a socket's path has at most 107 bytes.");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    struct stat before {};
    if (::lstat(path.c_str(), &before) == 0 && S_ISSOCK(before.st_mode)) {
        if (somebody_answers(address)) return cannot_listen(path, EADDRINUSE);
        ::unlink(path.c_str());
    }
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return cannot_listen(path, errno);
    // Nobody can connect between bind and listen: the mode is there before the door is.
    const bool listens = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                         ::chmod(path.c_str(), 0600) == 0 && ::listen(descriptor, waiting_line) == 0;
    if (listens) return descriptor;
    const int reason = errno;
    ::close(descriptor);
    return cannot_listen(path, reason);
}

uint16_t port_of(int descriptor) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
    if (storage.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
    return storage.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port) : uint16_t{0};
}

Accepted accept_one(int listening) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    Accepted accepted;
    accepted.descriptor = ::accept4(listening, reinterpret_cast<sockaddr*>(&storage), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted.descriptor < 0 || storage.ss_family == AF_UNIX) return accepted;
    const int yes = 1;
    ::setsockopt(accepted.descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    accepted.address = text_of(storage);
    return accepted;
}

bool is_root_or_we(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace steward::http
