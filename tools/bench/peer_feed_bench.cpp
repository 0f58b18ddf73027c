// Sends the capacity figures' mix to a peer that takes Prometheus text (VictoriaMetrics), one request
// for each host and minute over one kept connection, so that it can be measured beside us.
//
//   peer_feed_bench --port N [--hosts N] [--minutes N]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/time.h"
#include "tools/bench/sample_mix.h"

namespace {
using namespace steward;

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

int dial(uint16_t port) {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    return descriptor;
}

void send_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) give_up("send");
        text.remove_prefix(static_cast<size_t>(sent));
    }
}

// The peer answers 204 without a body.
void expect_success(int descriptor) {
    std::string answer;
    char part[1024];
    while (answer.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = recv(descriptor, part, sizeof part, 0);
        if (got <= 0) give_up("recv");
        answer.append(part, static_cast<size_t>(got));
    }
    if (answer.find(" 204 ") == std::string::npos) {
        std::fprintf(stderr, "the peer answered: %s\n", answer.c_str());
        std::exit(1);
    }
}

void write_minute(std::string& body, const std::vector<int64_t>& values, size_t host, int64_t at_ms) {
    body.clear();
    char line[160];
    for (size_t column = 0; column < values.size(); ++column) {
        const double value = static_cast<double>(values[column]) / (bench::SampleMix::decimals(column) == 2 ? 100.0 : 1.0);
        const int size = std::snprintf(line, sizeof line, "metric_%zu{item=\"item_%zu\",host=\"host-%zu\"} %.15g %lld\n", column / 10,
                                       column, host, value, static_cast<long long>(at_ms));
        body.append(line, static_cast<size_t>(size));
    }
}
}  // namespace

int main(int argc, char** argv) {
    size_t hosts = 1'000, minutes = 30;
    uint16_t port = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        const auto number = std::strtoull(argv[i + 1], nullptr, 10);
        if (std::strcmp(argv[i], "--port") == 0) port = static_cast<uint16_t>(number);
        if (std::strcmp(argv[i], "--hosts") == 0) hosts = number;
        if (std::strcmp(argv[i], "--minutes") == 0) minutes = number;
    }
    std::vector<bench::SampleMix> mixes;
    for (size_t host = 0; host < hosts; ++host) mixes.emplace_back(host + 1);
    const int descriptor = dial(port);
    const int64_t now_ms = SystemClock().now().unix_ms / 60'000 * 60'000;
    std::string body, head;
    for (size_t minute = 0; minute < minutes; ++minute) {
        for (size_t host = 0; host < hosts; ++host) {
            write_minute(body, mixes[host].next(), host, now_ms - static_cast<int64_t>(minutes - minute) * 60'000);
            head =
                "POST /api/v1/import/prometheus HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
            send_all(descriptor, head);
            send_all(descriptor, body);
            expect_success(descriptor);
        }
    }
    close(descriptor);
    std::printf("%zu\n", hosts * minutes * bench::columns_of_mix);
}
