#include "server/modules/attachments/clamd.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::attachments {

namespace {
constexpr int step_ms = 60'000, connect_ms = 5'000;
constexpr size_t most_note_bytes = 200, part = 128 * 1024;

std::string one_line(std::string_view text) {
    std::string line(text.substr(0, most_note_bytes));
    for (char& c : line) {
        if (c < ' ' || c > '~') c = '?';
    }
    return line;
}

Verdict failed(std::string note) { return {Verdict::Value::Failed, std::move(note)}; }

class Socket {
public:
    explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
    ~Socket() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool connect_to(int family, const sockaddr* address, socklen_t length) {
        if (descriptor_ >= 0) close(descriptor_);
        descriptor_ = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (descriptor_ < 0) return false;
        if (connect(descriptor_, address, length) == 0) return true;
        if (errno != EINPROGRESS || !ready(POLLOUT, connect_ms)) return false;
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
        errno = error;
        return error == 0;
    }

    bool send_all(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
            else if (errno == EINTR) continue;
            else if (errno != EAGAIN || !ready(POLLOUT, step_ms)) return false;
        }
        return true;
    }

    // Up to the end, a zero byte or the bound.
    std::string receive() const {
        std::string answer;
        char buffer[256];
        while (answer.size() <= most_answer_bytes) {
            const ssize_t got = recv(descriptor_, buffer, sizeof buffer, 0);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) break;
            if (got < 0) {
                if (!ready(POLLIN, step_ms)) break;
                continue;
            }
            answer.append(buffer, static_cast<size_t>(got));
            if (answer.back() == '\0') break;
        }
        return answer;
    }

private:
    bool ready(short events, int wait_ms) const {
        pollfd one{.fd = descriptor_, .events = events, .revents = 0};
        int got = 0;
        do got = poll(&one, 1, wait_ms);
        while (got < 0 && errno == EINTR);
        if (got == 0) errno = ETIMEDOUT;
        return got > 0;
    }
    int descriptor_;
};

bool connect_to(Socket& socket, const ScannerPlace& place) {
    if (!place.path.empty()) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, place.path.data(), place.path.size());
        return socket.connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    if (getaddrinfo(place.host.c_str(), place.port.c_str(), &hints, &found) != 0) {
        errno = EHOSTUNREACH;
        return false;
    }
    bool connected = false;
    for (const addrinfo* at = found; at && !connected; at = at->ai_next)
        connected = socket.connect_to(at->ai_family, at->ai_addr, at->ai_addrlen);
    freeaddrinfo(found);
    return connected;
}

std::string length_of(size_t size) {
    return {static_cast<char>(size >> 24 & 0xFF), static_cast<char>(size >> 16 & 0xFF), static_cast<char>(size >> 8 & 0xFF),
            static_cast<char>(size & 0xFF)};
}
}  // namespace

Verdict judge_answer(std::string_view answer) {
    if (answer.size() > most_answer_bytes) return failed("the scanner's answer is too long");
    answer = answer.substr(0, answer.find('\0'));
    while (answer.ends_with('\n') || answer.ends_with('\r')) answer.remove_suffix(1);
    constexpr std::string_view begin = "stream: ", found = " FOUND";
    if (answer.empty()) return failed("the scanner did not answer");
    if (answer == "stream: OK") return {Verdict::Value::Clean, ""};
    const bool is_found = answer.starts_with(begin) && answer.ends_with(found) && answer.size() > begin.size() + found.size();
    if (is_found) return {Verdict::Value::Infected, one_line(answer.substr(begin.size(), answer.size() - begin.size() - found.size()))};
    return failed("the scanner said: " + one_line(answer));
}

Result<ScannerPlace> read_scanner_place(std::string_view pointer, std::string_view text) {
    const auto refuse = [&] {
        return bad_field(std::string(pointer), "Write unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310, or nothing for no scanner.");
    };
    ScannerPlace place;
    if (text.starts_with("unix:/")) {
        place.path = text.substr(5);
        const bool fits = place.path.size() < sizeof(sockaddr_un::sun_path) && place.path.find('\0') == std::string::npos;
        return fits ? Result<ScannerPlace>(place) : refuse();
    }
    if (!text.starts_with("tcp:")) return refuse();
    text.remove_prefix(4);
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return refuse();
    place.host = text.substr(0, colon);
    place.port = text.substr(colon + 1);
    if (place.host.size() > 2 && place.host.front() == '[' && place.host.back() == ']')
        place.host = place.host.substr(1, place.host.size() - 2);
    const bool port = !place.port.empty() && place.port.size() <= 5 && place.port.find_first_not_of("0123456789") == std::string::npos;
    const bool host =
        place.host.size() <= 253 &&
        place.host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") == std::string::npos;
    return port && host ? Result<ScannerPlace>(place) : refuse();
}

Scan scan(const ScannerPlace& place, const std::function<Result<std::string>()>& next) {
    Socket socket;
    if (!connect_to(socket, place)) return {false, failed(std::string("the scanner cannot be reached: ") + std::strerror(errno))};
    using namespace std::string_view_literals;
    bool sent = socket.send_all("zINSTREAM\0"sv);
    while (sent) {
        const auto bytes = next();
        if (!bytes) return {true, failed(bytes.error().message)};
        if (bytes->empty()) break;
        for (size_t at = 0; sent && at < bytes->size(); at += part) {
            const std::string_view one = std::string_view(*bytes).substr(at, part);
            sent = socket.send_all(length_of(one.size())) && socket.send_all(one);
        }
    }
    // Also when it stopped reading: then it has said why ("size limit exceeded").
    if (sent) sent = socket.send_all(length_of(0));
    const std::string answer = socket.receive();
    if (answer.empty() && !sent) return {false, failed("the scanner ended the conversation")};
    return {!answer.empty(), judge_answer(answer)};
}

std::string eicar_test_file() {
    std::string text = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$";
    text += "EICAR-STANDARD-";
    text += "ANTIVIRUS-TEST-FILE!";
    return text + "$H+H*";
}

}  // namespace steward::attachments
