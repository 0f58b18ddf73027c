// A channel to a receiver on this machine that answers as the story wants, and the whole room around it.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "server/platform/access/sealing.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/notifications/v1/notifications.pb.h"
#include "tests/house/story.h"

namespace steward::notifications {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

/// A real HTTP receiver on loopback: keeps what came, answers what the story wants.
class Receiver {
public:
    Receiver() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        socklen_t size = sizeof address;
        const bool listens = bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(listener_, 16) == 0 &&
                             getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
        EXPECT_TRUE(listens);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~Receiver() {
        thread_.request_stop();
        shutdown(listener_, SHUT_RDWR);
        thread_ = {};
        close(listener_);
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
    void answer(int status, const std::string& body = "") {
        const std::lock_guard guard(mutex_);
        status_ = status;
        body_ = body;
    }
    std::vector<std::string> requests() const {
        const std::lock_guard guard(mutex_);
        return requests_;
    }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) return;
            const std::string request = read_request(connection);
            if (!request.empty()) {
                const std::lock_guard guard(mutex_);
                requests_.push_back(request);
            }
            const std::string reply = reply_now();
            const bool answered = ::write(connection, reply.data(), reply.size()) > 0;
            EXPECT_TRUE(answered) << "the sender left";
            close(connection);
        }
    }
    std::string reply_now() const {
        const std::lock_guard guard(mutex_);
        return "HTTP/1.1 " + std::to_string(status_) + " Answer\r\nContent-Length: " + std::to_string(body_.size()) +
               "\r\nConnection: close\r\n\r\n" + body_;
    }
    // Header, then as many bytes as it announces.
    static std::string read_request(int connection) {
        std::string text;
        char buffer[4096];
        for (;;) {
            const size_t head = text.find("\r\n\r\n"), length = text.find("Content-Length: ");
            if (head != std::string::npos &&
                (length == std::string::npos || text.size() >= head + 4 + std::stoul(text.substr(length + 16))))
                return text;
            const ssize_t got = ::read(connection, buffer, sizeof buffer);
            if (got <= 0) return text;
            text.append(buffer, static_cast<size_t>(got));
        }
    }

    int listener_;
    int port_ = 0;
    mutable std::mutex mutex_;
    int status_ = 204;
    std::string body_;
    std::vector<std::string> requests_;
    std::jthread thread_;
};

}  // namespace steward::notifications
