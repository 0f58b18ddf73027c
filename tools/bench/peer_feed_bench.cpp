// Sends the capacity figures' mix to a peer, one request for each host and minute, so that it can be
// measured beside us. Nothing of what the feed itself costs is counted.
//
//   peer_feed_bench --protocol remote_write|trapper --port N [--hosts N] [--minutes N] [--seconds N]
//
// Four parts: the first minute (which makes the series known), the rest of `--minutes` as fast as the
// peer takes it, a minute of real time with the hosts spread over it (which lets rules meet every
// series once), `--seconds` more of it. After each it prints how many samples it sent and waits for a
// line on its input: the time to read counters.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "base/time.h"
#include "tools/bench/peer_messages.h"
#include "tools/bench/sample_mix.h"

namespace {
using namespace steward;
using namespace steward::bench;

constexpr int64_t minute_ms = 60'000;

struct Options {
    size_t hosts = 1'000;
    int64_t minutes = 30, seconds = 0;
    uint16_t port = 0;
    bool trapper = false;
};

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

// Remote write answers 204 without a body, the trapper a sentence that ends its connection.
void expect_success(int descriptor, std::string_view end, std::string_view success) {
    std::string answer;
    char part[1024];
    while (answer.find(end) == std::string::npos) {
        const ssize_t got = recv(descriptor, part, sizeof part, 0);
        if (got <= 0) give_up("recv");
        answer.append(part, static_cast<size_t>(got));
    }
    if (answer.find(success) != std::string::npos) return;
    std::fprintf(stderr, "the peer answered: %s\n", answer.c_str());
    std::exit(1);
}

class Feed {
public:
    explicit Feed(const Options& options) : options_(options), connections_(options.hosts, -1) {
        for (size_t host = 0; host < options_.hosts; ++host) mixes_.emplace_back(host + 1);
    }

    void history() {
        const int64_t now_ms = clock_.now().unix_ms / minute_ms * minute_ms;
        for (int64_t minute = 0; minute < options_.minutes; ++minute) {
            for (size_t host = 0; host < options_.hosts; ++host) say(host, now_ms - (options_.minutes - minute) * minute_ms);
            if (minute == 0) report();
        }
        report();
    }

    void real_time(int64_t seconds) {
        const int64_t begin_ms = clock_.now().unix_ms;
        const auto hosts = static_cast<int64_t>(options_.hosts);
        for (int64_t sent = 0;;) {
            const int64_t elapsed_ms = clock_.now().unix_ms - begin_ms;
            if (elapsed_ms >= seconds * 1000) break;
            for (const int64_t due = elapsed_ms * hosts / minute_ms; sent < due; ++sent)
                say(static_cast<size_t>(sent % hosts), begin_ms + sent * minute_ms / hosts);
            usleep(2'000);
        }
        report();
    }

private:
    void say(size_t host, int64_t at_ms) {
        samples_ += columns_of_mix;
        int& connection = connections_[host];
        if (connection < 0) connection = dial(options_.port);
        if (!options_.trapper) {
            send_all(connection, remote_write_message(mixes_[host].next(), host, at_ms));
            return expect_success(connection, "\r\n\r\n", " 204 ");
        }
        send_all(connection, trapper_message(mixes_[host].next(), host, at_ms));
        expect_success(connection, "}", "failed: 0;");
        close(connection);
        connection = -1;
    }

    void report() {
        std::printf("%zu\n", samples_);
        std::fflush(stdout);
        samples_ = 0;
        std::string line;
        std::getline(std::cin, line);
    }

    Options options_;
    SystemClock clock_;
    std::vector<SampleMix> mixes_;
    std::vector<int> connections_;
    size_t samples_ = 0;
};
}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const auto number = std::strtoull(argv[i + 1], nullptr, 10);
        if (std::strcmp(argv[i], "--protocol") == 0) options.trapper = std::strcmp(argv[i + 1], "trapper") == 0;
        if (std::strcmp(argv[i], "--port") == 0) options.port = static_cast<uint16_t>(number);
        if (std::strcmp(argv[i], "--hosts") == 0) options.hosts = number;
        if (std::strcmp(argv[i], "--minutes") == 0) options.minutes = static_cast<int64_t>(number);
        if (std::strcmp(argv[i], "--seconds") == 0) options.seconds = static_cast<int64_t>(number);
    }
    rlimit files{};  // a connection for each host
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    Feed feed(options);
    feed.history();
    if (options.seconds == 0) return 0;
    feed.real_time(60);
    feed.real_time(options.seconds);
}
