// What the agent says of whoever answers at the server's address and does not speak as a server does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/link/net.h"

namespace steward::agent {
namespace {

/// Listens on this machine, and answers everybody with the same words.
class Answerer {
public:
    explicit Answerer(std::string words) : words_(std::move(words)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const auto where = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_, where, size) != 0 || ::listen(listener_, 1) != 0 || ::getsockname(listener_, where, &size) != 0) std::abort();
        port = ntohs(address.sin_port);
    }
    ~Answerer() {
        ::close(listener_);
        ::close(caller_);
    }
    Answerer(const Answerer&) = delete;
    Answerer& operator=(const Answerer&) = delete;

    void answer() {
        caller_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (::write(caller_, words_.data(), words_.size()) != static_cast<ssize_t>(words_.size())) std::abort();
    }

    uint16_t port = 0;

private:
    std::string words_;
    int listener_, caller_ = -1;
};

TEST(NetTls, says_in_words_why_the_other_side_is_no_server) {
    Answerer proxy("HTTP/1.1 400 Bad Request\r\n\r\n");
    const auto net = make_tls_net();
    ASSERT_TRUE(net);
    const ServerAddress server{.host = "127.0.0.1", .port = proxy.port, .pins = {Bytes(32)}};
    const auto stream = (*net)->open(server, 0);
    ASSERT_TRUE(stream);
    proxy.answer();
    Result<Moved> moved = Moved::Waits;
    while (moved && *moved == Moved::Waits) {
        pollfd one{(*stream)->descriptor(), static_cast<short>(POLLIN | ((*stream)->waits_for_write() ? POLLOUT : 0)), 0};
        ::poll(&one, 1, -1);
        moved = (*stream)->connect();
    }
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, "link.tls");
    EXPECT_THAT(moved.error().cause, testing::HasSubstr("wrong version number"));
}

}  // namespace
}  // namespace steward::agent
