#include "server/platform/mail/lmtp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <thread>

#include "server/platform/mail/limits.h"
#include "server/platform/mail/lmtp_session.h"

namespace steward::mail {

namespace {
std::unexpected<Error> cannot_listen(const std::string& where, const char* why) {
    return fail(ErrorKind::Unavailable, "mail.listen", "Cannot take mail at " + where + ": " + why + ".");
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    int get() const { return number_; }

private:
    int number_;
};

class Server final : public LmtpServer {
public:
    Server(LmtpSettings settings, Store store, Descriptor listener, uint16_t port)
        : settings_(std::move(settings)),
          store_(std::move(store)),
          listener_(std::move(listener)),
          ending_(eventfd(0, EFD_CLOEXEC)),
          port_(port) {}
    ~Server() override { stop(); }

    void begin() {
        for (int i = 0; i < settings_.connections; ++i) threads_.emplace_back([this] { serve(); });
    }
    uint16_t port() const override { return port_; }

    void stop() override {
        if (stopping_.exchange(true)) return;
        const uint64_t one = 1;
        (void)!write(ending_.get(), &one, sizeof one);  // stays readable: every thread sees it
        for (auto& thread : threads_) thread.join();
        if (!settings_.path.empty()) unlink(settings_.path.c_str());
    }

private:
    // False when the other side said nothing in time, or it is over.
    bool wait_for(int descriptor, short events, int timeout_ms) {
        pollfd both[] = {{descriptor, events, 0}, {ending_.get(), POLLIN, 0}};
        int ready;
        do ready = poll(both, 2, timeout_ms);
        while (ready < 0 && errno == EINTR);
        return ready > 0 && both[1].revents == 0 && !stopping_;
    }

    void serve() {
        while (!stopping_) {
            if (!wait_for(listener_.get(), POLLIN, -1)) continue;
            const Descriptor accepted(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (accepted.get() >= 0) converse(accepted.get());
        }
    }

    bool say(int peer, std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = send(peer, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent > 0) text.remove_prefix(static_cast<size_t>(sent));
            else if (errno != EAGAIN || !wait_for(peer, POLLOUT, patience_ms())) return false;
        }
        return true;
    }

    bool hear(int peer, std::string& heard) {
        char buffer[16'384];
        while (true) {
            const ssize_t got = recv(peer, buffer, sizeof buffer, 0);
            if (got > 0) return heard.append(buffer, static_cast<size_t>(got)), true;
            if (got == 0 || errno != EAGAIN || !wait_for(peer, POLLIN, patience_ms())) return false;
        }
    }

    void converse(int peer) {
        LmtpSession session(settings_.host_name);
        std::string heard;
        if (!say(peer, session.greeting())) return;
        while (!stopping_) {
            const size_t end = heard.find('\n');
            if (end == std::string::npos) {
                if (heard.size() > 8192 || !hear(peer, heard)) return;
                continue;
            }
            const auto answer = session.command(trimmed(std::string_view(heard).substr(0, end)));
            heard.erase(0, end + 1);
            if (!say(peer, answer.text) || answer.next == LmtpSession::Next::Close) return;
            if (answer.next == LmtpSession::Next::Mail && !take_mail(peer, session, heard)) return;
        }
    }

    bool take_mail(int peer, LmtpSession& session, std::string& heard) {
        DotReader reader(most_bytes);
        while (true) {
            heard.erase(0, reader.feed(heard));
            if (reader.is_complete()) break;
            if (!hear(peer, heard)) return false;
        }
        Arrival arrival{.envelope = session.envelope(), .bytes = reader.take(), .size = reader.size(), .is_cut = reader.is_cut()};
        if (arrival.is_cut) arrival.bytes.resize(most_head_bytes);
        return say(peer, session.stored(store_(std::move(arrival))));
    }

    int patience_ms() const { return static_cast<int>(std::chrono::milliseconds(settings_.patience).count()); }

    LmtpSettings settings_;
    Store store_;
    Descriptor listener_, ending_;
    uint16_t port_;
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
};

Result<Descriptor> listen_on_path(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return cannot_listen(path, "the path is too long");
    std::memcpy(address.sun_path, path.c_str(), path.size());
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    struct stat there {};
    if (lstat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) unlink(path.c_str());  // of an earlier run
    if (socket.get() < 0 || bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(socket.get(), 64) != 0)
        return cannot_listen(path, std::strerror(errno));
    chmod(path.c_str(), 0660);  // who may reach it is said by the folder and its group
    return socket;
}

Result<Descriptor> listen_on_port(const LmtpSettings& settings, uint16_t& port) {
    const std::string where = settings.address + " port " + std::to_string(settings.port);
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_in);
    auto& four = reinterpret_cast<sockaddr_in&>(storage);
    auto& six = reinterpret_cast<sockaddr_in6&>(storage);
    if (inet_pton(AF_INET, settings.address.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(settings.port);
    } else if (inet_pton(AF_INET6, settings.address.c_str(), &six.sin6_addr) == 1) {
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(settings.port);
        size = sizeof six;
    } else {
        return cannot_listen(where, "that is no address");
    }
    Descriptor socket(::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int yes = 1;
    setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (socket.get() < 0 || bind(socket.get(), reinterpret_cast<sockaddr*>(&storage), size) != 0 || listen(socket.get(), 64) != 0)
        return cannot_listen(where, std::strerror(errno));
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &size);
    port = ntohs(storage.ss_family == AF_INET ? four.sin_port : six.sin6_port);
    return socket;
}
}  // namespace

Result<std::unique_ptr<LmtpServer>> LmtpServer::start(LmtpSettings settings, Store store) {
    uint16_t port = 0;
    auto listener = settings.path.empty() ? listen_on_port(settings, port) : listen_on_path(settings.path);
    if (!listener) return std::unexpected(listener.error());
    auto server = std::make_unique<Server>(std::move(settings), std::move(store), std::move(*listener), port);
    server->begin();
    return server;
}

Result<LmtpSettings> read_lmtp_place(std::string_view text) {
    LmtpSettings settings;
    if (text.starts_with("unix:/")) {
        settings.path = std::string(text.substr(5));
        return settings;
    }
    const size_t colon = text.rfind(':');
    std::string_view address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    const auto port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), settings.port);
    const bool fine = !port.empty() && failed == std::errc{} && end == port.data() + port.size();
    if (!fine || !(address == "::1" || address.starts_with("127.")))
        return fail(ErrorKind::Invalid, "mail.listen",
                    "Mail is taken from this machine alone: write 127.0.0.1:PORT or unix:/PATH, not '" + std::string(text) + "'.");
    settings.address = std::string(address);
    return settings;
}

}  // namespace steward::mail
