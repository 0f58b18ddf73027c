#include "tests/scenarios/postman.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace steward::scenarios {

namespace {
class Line {
public:
    explicit Line(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_open_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~Line() { close(socket_); }

    /// What was said to be wanted is what is answered; lines that go on belong to the answer.
    bool is_answered(char first) {
        for (size_t end; is_open_; heard_.erase(0, end + 2)) {
            while ((end = heard_.find("\r\n")) == std::string::npos) {
                char part[1024];
                const ssize_t got = recv(socket_, part, sizeof part, 0);
                if (got <= 0) return false;
                heard_.append(part, static_cast<size_t>(got));
            }
            const bool goes_on = heard_.size() > 3 && heard_[3] == '-';
            const bool is_so = heard_[0] == first;
            if (!goes_on) return heard_.erase(0, end + 2), is_so;
        }
        return false;
    }
    void say(std::string_view text) {
        while (is_open_ && !text.empty()) {
            const ssize_t sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<size_t>(sent));
        }
    }
    bool ask(const std::string& line, char first) { return say(line + "\r\n"), is_answered(first); }

private:
    int socket_;
    bool is_open_ = false;
    std::string heard_;
};

// With the dots doubled that begin a line.
std::string on_the_wire(std::string_view text) {
    std::string wire;
    wire.reserve(text.size() + 16);
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (text[at] == '.') wire += '.';
        wire += text.substr(at, end - at);
        at = end;
    }
    return wire + (wire.ends_with("\r\n") ? ".\r\n" : "\r\n.\r\n");
}

bool say_all(Line& line, const Letter& letter) {
    const bool ready = line.is_answered('2') && line.ask("LHLO mail.msp.example", '2') &&
                       line.ask("MAIL FROM:<" + letter.sender + ">", '2') && line.ask("RCPT TO:<" + letter.recipient + ">", '2') &&
                       line.ask("DATA", '3');
    if (ready) line.say(on_the_wire(letter.text));
    return ready;
}
}  // namespace

bool Postman::hand_over(const Letter& letter) const {
    Line line(port_);
    if (!say_all(line, letter) || !line.is_answered('2')) return false;
    line.ask("QUIT", '2');
    return true;
}

void Postman::hand_over_and_vanish(const Letter& letter) const {
    Line line(port_);
    say_all(line, letter);
}

}  // namespace steward::scenarios
