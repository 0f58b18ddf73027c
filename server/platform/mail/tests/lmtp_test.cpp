// The door for a mail server on this machine.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <rapidcheck/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>

#include "server/platform/mail/limits.h"
#include "server/platform/mail/lmtp.h"
#include "server/platform/mail/lmtp_session.h"

namespace steward::mail::tests {

namespace {
struct Received {
    std::string mail, rest;
};

// As the wire brings it, in pieces of `piece` bytes.
Received read_mail(std::string_view wire, size_t piece = 1'000'000) {
    DotReader reader(1000);
    for (size_t at = 0; at < wire.size();) {
        const auto bytes = wire.substr(at, piece);
        const size_t used = reader.feed(bytes);
        at += used;
        if (reader.is_complete()) return {reader.take(), std::string(wire.substr(at))};
    }
    return {"incomplete", ""};
}

// A mail server's side of the door.
class Peer {
public:
    explicit Peer(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Peer() { close(socket_); }
    void say(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<size_t>(sent));
        }
    }
    /// One answer, its code; lines that go on belong to it. 0: the door was closed.
    int answer() {
        while (true) {
            for (size_t begin = 0, end; (end = heard_.find("\r\n", begin)) != std::string::npos; begin = end + 2) {
                if (heard_.size() < begin + 4 || heard_[begin + 3] == '-') continue;
                const int code = std::stoi(heard_.substr(begin, 3));
                heard_.erase(0, end + 2);
                return code;
            }
            char buffer[1024];
            const ssize_t got = recv(socket_, buffer, sizeof buffer, 0);
            if (got <= 0) return 0;
            heard_.append(buffer, static_cast<size_t>(got));
        }
    }
    int ask(const std::string& line) { return say(line + "\r\n"), answer(); }

private:
    int socket_;
    std::string heard_;
};

}  // namespace

class Door : public ::testing::Test {
protected:
    Door() {
        auto started = LmtpServer::start({}, [this](Arrival arrival) -> Status {
            const std::lock_guard held(mutex_);
            if (refuses) return fail(ErrorKind::Unavailable, "storage.disk_full", "The disk is full.");
            stored.push_back(std::move(arrival));
            return {};
        });
        EXPECT_TRUE(started.has_value());
        if (started) server = std::move(*started);
    }
    std::unique_ptr<LmtpServer> server;
    std::vector<Arrival> stored;
    bool refuses = false;

private:
    std::mutex mutex_;
};

TEST(DotReader, takes_one_of_two_dots_and_ends_at_a_single_one) {
    EXPECT_EQ(read_mail("a\r\n..b\r\n...\r\n.\r\nQUIT\r\n").mail, "a\r\n.b\r\n..\r\n");
    EXPECT_EQ(read_mail("a\r\n..b\r\n.\r\nQUIT\r\n").rest, "QUIT\r\n");
    EXPECT_EQ(read_mail(".\r\n").mail, "");
    EXPECT_EQ(read_mail("..\r\n.\r\n").mail, ".\r\n");
}

TEST(DotReader, is_not_ended_by_lone_line_feeds_and_so_takes_no_hidden_second_mail) {
    EXPECT_EQ(read_mail("a\n.\nMAIL FROM:<x>\r\n.\r\n").mail, "a\n.\nMAIL FROM:<x>\r\n");
    EXPECT_EQ(read_mail("a\r\n.\nb\r\n.\r\n").mail, "a\r\n\nb\r\n");
    EXPECT_EQ(read_mail("a\n.\r\nb\r\n.\r\n").mail, "a\n.\r\nb\r\n");
    EXPECT_EQ(read_mail("a\r.\rb\r\n.\r\n").mail, "a\r.\rb\r\n");
    EXPECT_EQ(read_mail("a\r\n.\r\r\n.\r\n").mail, "a\r\n\r\r\n");
}

RC_GTEST_PROP(DotReader, reads_the_same_in_pieces_of_any_size, ()) {
    const auto letters = *rc::gen::container<std::string>(rc::gen::element('a', '.', '\r', '\n'));
    const auto piece = *rc::gen::inRange<size_t>(1, 7);
    const auto whole = read_mail(letters + "\r\n.\r\n");
    RC_ASSERT(read_mail(letters + "\r\n.\r\n", piece).mail == whole.mail);
}

RC_GTEST_PROP(DotReader, gives_back_what_a_mail_server_stuffed, ()) {
    const auto lines = *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(rc::gen::element('a', '.', ' ')));
    std::string mail, wire;
    for (const auto& line : lines) {
        mail += line + "\r\n";
        wire += (line.starts_with('.') ? "." : "") + line + "\r\n";
    }
    RC_PRE(mail.size() < 1000);
    RC_ASSERT(read_mail(wire + ".\r\nQUIT").mail == mail);
}

TEST_F(Door, takes_a_mail_and_says_so_for_every_receiver_once_it_is_stored) {
    Peer peer(server->port());
    EXPECT_EQ(peer.answer(), 220);
    EXPECT_EQ(peer.ask("LHLO mx"), 250);
    EXPECT_EQ(peer.ask("MAIL FROM:<anna@client.example> BODY=8BITMIME"), 250);
    EXPECT_EQ(peer.ask("RCPT TO:<desk@msp.example>"), 250);
    EXPECT_EQ(peer.ask("RCPT TO:<help@msp.example>"), 250);
    EXPECT_EQ(peer.ask("DATA"), 354);
    EXPECT_EQ(peer.ask("Subject: x\r\n\r\nhello\r\n."), 250);
    EXPECT_EQ(peer.answer(), 250);
    ASSERT_EQ(stored.size(), 1u);
    EXPECT_EQ(stored[0].bytes, "Subject: x\r\n\r\nhello\r\n");
    EXPECT_EQ(stored[0].envelope.sender, "anna@client.example");
    EXPECT_EQ(stored[0].envelope.recipients.size(), 2u);
    EXPECT_EQ(peer.ask("QUIT"), 221);
}

TEST_F(Door, asks_the_mail_server_to_keep_what_it_could_not_store) {
    refuses = true;
    Peer peer(server->port());
    peer.say("LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<desk@msp.example>\r\nDATA\r\nx\r\n.\r\n");
    for (const int code : {220, 250, 250, 250, 354, 451}) EXPECT_EQ(peer.answer(), code);
}

TEST_F(Door, keeps_only_the_beginning_of_a_mail_of_sixty_megabytes) {
    Peer peer(server->port());
    peer.say("LHLO mx\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<desk@msp.example>\r\nDATA\r\nSubject: big\r\n\r\n");
    const std::string piece = std::string(998, 'x') + "\r\n";
    for (int i = 0; i < 60'000; ++i) peer.say(piece);
    peer.say(".\r\n");
    for (const int code : {220, 250, 250, 250, 354, 250}) EXPECT_EQ(peer.answer(), code);
    ASSERT_EQ(stored.size(), 1u);
    EXPECT_TRUE(stored[0].is_cut);
    EXPECT_GT(stored[0].size, 59'000'000u);
    EXPECT_LE(stored[0].bytes.size(), most_head_bytes);
}

TEST_F(Door, refuses_what_is_not_lmtp_and_ends_after_many_mistakes) {
    Peer peer(server->port());
    EXPECT_EQ(peer.answer(), 220);
    EXPECT_EQ(peer.ask("EHLO mx"), 503);
    EXPECT_EQ(peer.ask("LHLO mx"), 250);
    EXPECT_EQ(peer.ask("RCPT TO:<a@b>"), 503);
    EXPECT_EQ(peer.ask("DATA"), 503);
    EXPECT_EQ(peer.ask("MAIL FROM:nobody"), 501);
    EXPECT_EQ(peer.ask("MAIL FROM:<a b>"), 501);
    for (int i = 0; i < 14; ++i) EXPECT_EQ(peer.ask("GET / HTTP/1.1"), 500);
    EXPECT_EQ(peer.ask("GET / HTTP/1.1"), 421);
    EXPECT_EQ(peer.answer(), 0);
}

TEST_F(Door, stops_while_somebody_is_connected) {
    Peer peer(server->port());
    EXPECT_EQ(peer.answer(), 220);
    server->stop();
    EXPECT_EQ(peer.answer(), 0);
}

TEST(LmtpPlace, is_on_this_machine_alone) {
    EXPECT_EQ(read_lmtp_place("127.0.0.1:2424")->port, 2424);
    EXPECT_EQ(read_lmtp_place("[::1]:2424")->address, "::1");
    EXPECT_EQ(read_lmtp_place("unix:/run/steward/mail.sock")->path, "/run/steward/mail.sock");
    for (const char* wrong :
         {"", "2424", "0.0.0.0:2424", "192.0.2.1:2424", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", "unix:relative"})
        EXPECT_FALSE(read_lmtp_place(wrong)) << wrong;
}

}  // namespace steward::mail::tests
