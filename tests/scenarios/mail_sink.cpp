#include "tests/scenarios/mail_sink.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace steward::scenarios {

MailSink::MailSink() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 || getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("no port for the mail sink");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

MailSink::~MailSink() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
}

std::vector<std::string> MailSink::messages_from(size_t first) const {
    const std::lock_guard held(mutex_);
    return {messages_.begin() + static_cast<ptrdiff_t>(std::min(first, messages_.size())), messages_.end()};
}

void MailSink::serve() {
    for (int descriptor = 0; (descriptor = accept(listener_, nullptr, nullptr)) >= 0; close(descriptor)) converse(descriptor);
}

void MailSink::converse(int descriptor) {
    const auto say = [&](std::string_view line) { return send(descriptor, line.data(), line.size(), MSG_NOSIGNAL) > 0; };
    std::string held, message;
    bool in_message = false;
    if (!say("220 sink\r\n")) return;
    for (;;) {
        size_t end;
        while ((end = held.find("\r\n")) == std::string::npos) {
            char part[4096];
            const ssize_t got = recv(descriptor, part, sizeof part, 0);
            if (got <= 0) return;
            held.append(part, static_cast<size_t>(got));
        }
        const std::string line = held.substr(0, end);
        held.erase(0, end + 2);
        if (in_message && line != ".") {
            message += line + "\n";
            continue;
        }
        if (in_message) {
            const std::lock_guard guard(mutex_);
            messages_.push_back(std::exchange(message, {}));
        }
        const bool data = !in_message && line == "DATA", quit = line == "QUIT";
        in_message = data;
        if (!say(data ? "354 go on\r\n" : quit ? "221 bye\r\n" : "250 ok\r\n") || quit) return;
    }
}

}  // namespace steward::scenarios
