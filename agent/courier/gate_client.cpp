#include "agent/courier/gate_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace steward::agent {

namespace {
constexpr size_t length_bytes = 4;
bool is_later() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }
}  // namespace

void GateClient::ask(Bytes request, Duration now) {
    out_ = std::move(request);
    Bytes().swap(in_);
    sent_ = 0;
    is_asked_ = true;
    asked_at_ = now;
}

void GateClient::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

GateClient::Heard GateClient::over(Heard how) {
    close();
    is_asked_ = false;
    Bytes().swap(out_);
    Bytes().swap(in_);
    return how;
}

GateClient::Heard GateClient::connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path) return Heard::Absent;
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return Heard::Lost;
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return Heard::Nothing;
    return is_later() ? Heard::Lost : Heard::Absent;
}

bool GateClient::send() {
    while (sent_ < out_.size()) {
        const ssize_t count = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
        if (count < 0) return is_later();
        sent_ += static_cast<size_t>(count);
    }
    return true;
}

GateClient::Heard GateClient::read() {
    while (true) {
        uint8_t part[16'384];
        const ssize_t count = ::recv(socket_, part, sizeof part, 0);
        if (count < 0 && is_later()) return Heard::Nothing;
        if (count <= 0) return over(Heard::Lost);
        in_.insert(in_.end(), part, part + count);
        if (in_.size() < length_bytes) continue;
        const size_t length =
            static_cast<size_t>(in_[0]) << 24 | static_cast<size_t>(in_[1]) << 16 | static_cast<size_t>(in_[2]) << 8 | in_[3];
        if (length == 0 || length > largest_answer || in_.size() > length_bytes + length) return over(Heard::Lost);
        if (in_.size() < length_bytes + length) continue;
        in_.erase(in_.begin(), in_.begin() + length_bytes);
        is_asked_ = false;
        Bytes().swap(out_);
        return Heard::Answer;
    }
}

// Nobody asked: a word now, or an end, is the gate's leaving.
GateClient::Heard GateClient::idle() {
    if (socket_ < 0) return Heard::Nothing;
    uint8_t one = 0;
    if (::recv(socket_, &one, 1, MSG_PEEK) < 0 && is_later()) return Heard::Nothing;
    return over(Heard::Left);
}

GateClient::Heard GateClient::step(Duration now) {
    if (!is_asked_) return idle();
    if (socket_ < 0) {
        if (const Heard heard = connect(); heard != Heard::Nothing) return over(heard);
    }
    if (!send()) return over(Heard::Lost);
    const Heard heard = read();
    if (heard == Heard::Nothing && now >= asked_at_ + longest_question) return over(Heard::Lost);
    return heard;
}

Result<Bytes> ask_once(const std::string& path, Bytes request, const Clock& clock) {
    GateClient client(path);
    client.ask(std::move(request), clock.monotonic());
    while (true) {
        switch (client.step(clock.monotonic())) {
            case GateClient::Heard::Answer:
                return client.take_answer();
            case GateClient::Heard::Absent:
                return fail(ErrorKind::Unavailable, "gate.not_running", "No gate answers at " + path + ".", std::strerror(errno));
            case GateClient::Heard::Lost:
            case GateClient::Heard::Left:
                return fail(ErrorKind::Forbidden, "gate.no_answer", "The gate at " + path + " did not take the question. Ask as root.");
            case GateClient::Heard::Nothing:
                break;
        }
        pollfd one{client.descriptor(), static_cast<short>(POLLIN | (client.waits_for_write() ? POLLOUT : 0)), 0};
        poll(&one, 1, 1000);
    }
}

}  // namespace steward::agent
