// A mailbox that says itself when mail came. The server is played, so that it can fail when the story wants it; the stories on
// whole programs (tests/e2e/mailbox.story.mjs) use a real one.
#include "server/platform/mail/imap_watch.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <rapidcheck/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "server/platform/mail/imap_lines.h"

namespace steward::mail::tests {

namespace {
using Says = ImapLine::Says;
using namespace std::chrono_literals;

// A mail server's listening socket, and one connection to it at a time.
class PlayedMailbox {
public:
    PlayedMailbox() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(listen(listener_, 8), 0);
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~PlayedMailbox() {
        hang_up();
        close(listener_);
    }
    ImapSettings settings() const {
        ImapSettings settings;
        settings.host = "127.0.0.1";
        settings.port = port_;
        settings.security = "none";
        settings.username = "desk";
        settings.password = "correct-horse";
        return settings;
    }

    /// The next connection, up to the sign-in.
    void welcome(const std::string& capabilities) {
        peer_ = accept(listener_, nullptr, nullptr);
        heard_.clear();
        say("* OK [CAPABILITY " + capabilities + "] played mailbox");
        for (std::string command = hear(); !command.empty(); command = hear()) {
            if (command.find(" CAPABILITY") != std::string::npos) say("* CAPABILITY " + capabilities);
            say(command.substr(0, command.find(' ')) + " OK done");
            if (command.find(" LOGIN ") != std::string::npos) return;
        }
    }
    /// Answers CAPABILITY and EXAMINE, and lets the other side wait.
    void let_idle(const std::string& capabilities) {
        answer("CAPABILITY", "* CAPABILITY " + capabilities);
        answer("EXAMINE \"INBOX\"", "* 3 EXISTS");
        begin_idle();
    }
    void answer(const std::string& command, const std::string& words) {
        const std::string heard = hear();
        EXPECT_NE(heard.find(" " + command), std::string::npos) << heard;
        say(words);
        say(heard.substr(0, heard.find(' ')) + " OK done");
    }
    void begin_idle() {
        idle_ = hear();
        EXPECT_NE(idle_.find(" IDLE"), std::string::npos) << idle_;
        say("+ idling");
    }
    void end_idle() {
        EXPECT_EQ(hear(), "DONE");
        say(idle_.substr(0, idle_.find(' ')) + " OK done");
    }
    void say(const std::string& line) {
        const std::string text = line + "\r\n";
        EXPECT_EQ(send(peer_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    /// One line; empty when the other side is gone.
    std::string hear() {
        while (true) {
            if (const size_t end = heard_.find("\r\n"); end != std::string::npos) {
                std::string line = heard_.substr(0, end);
                heard_.erase(0, end + 2);
                return line;
            }
            char buffer[1024];
            const ssize_t got = recv(peer_, buffer, sizeof buffer, 0);
            if (got <= 0) return {};
            heard_.append(buffer, static_cast<size_t>(got));
        }
    }
    void hang_up() {
        if (peer_ >= 0) close(std::exchange(peer_, -1));
    }

private:
    int listener_, peer_ = -1;
    uint16_t port_ = 0;
    std::string heard_, idle_;
};

constexpr auto with_idle = "IMAP4rev1 IDLE", without_idle = "IMAP4rev1 MOVE";

class Watching : public ::testing::Test {
protected:
    void start(ImapWatchPace pace = {}) {
        watch = ImapWatch::start(
            mailbox.settings(),
            [this] {
                const std::lock_guard held(mutex_);
                ++news_;
                changed_.notify_all();
            },
            pace);
    }
    /// Until as much was told; the test's own limit ends a story that hangs.
    void expect_news(int count) {
        std::unique_lock held(mutex_);
        changed_.wait(held, [&] { return news_ >= count; });
        EXPECT_EQ(news_, count);
    }

    PlayedMailbox mailbox;
    std::unique_ptr<ImapWatch> watch;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int news_ = 0;
};

TEST_F(Watching, says_that_it_listens_and_then_every_change_of_the_number_of_mails) {
    start();
    mailbox.welcome(with_idle);
    mailbox.let_idle(with_idle);
    expect_news(1);
    EXPECT_TRUE(watch->is_listening());
    mailbox.say("* OK Still here");
    mailbox.say("* 2 FETCH (FLAGS (\\Seen))");
    mailbox.say("* 4 EXISTS");
    expect_news(2);
}

TEST_F(Watching, begins_its_wait_anew_before_the_server_ends_it) {
    start({.renew = 1ms});
    mailbox.welcome(with_idle);
    mailbox.let_idle(with_idle);
    for (int i = 0; i < 3; ++i) {
        mailbox.end_idle();
        mailbox.begin_idle();
    }
    EXPECT_TRUE(watch->is_listening());
    mailbox.say("* 5 EXISTS");
    expect_news(2);
}

TEST_F(Watching, hears_of_what_came_between_two_waits) {
    start({.renew = 1ms});
    mailbox.welcome(with_idle);
    mailbox.let_idle(with_idle);
    EXPECT_EQ(mailbox.hear(), "DONE");
    mailbox.say("* 6 EXISTS");
    expect_news(2);
}

TEST_F(Watching, connects_again_when_the_connection_is_lost_and_says_that_something_may_have_come) {
    start({.first_retry = 1ms});
    for (int round = 1; round <= 3; ++round) {
        mailbox.welcome(with_idle);
        mailbox.let_idle(with_idle);
        expect_news(round);
        if (round == 2) mailbox.say("* BYE the server is maintained");
        mailbox.hang_up();
    }
}

TEST_F(Watching, gives_up_at_once_where_the_server_knows_no_idle) {
    start({.first_retry = 1ms});
    mailbox.welcome(without_idle);
    mailbox.answer("CAPABILITY", std::string("* CAPABILITY ") + without_idle);
    EXPECT_EQ(mailbox.hear(), "") << "the connection is closed";
    EXPECT_FALSE(watch->is_listening());
}

TEST_F(Watching, takes_a_server_that_refuses_or_says_nothing_for_lost) {
    start({.patience = 1ms, .first_retry = 1ms});
    mailbox.welcome(with_idle);
    EXPECT_NE(mailbox.hear().find("CAPABILITY"), std::string::npos);
    EXPECT_EQ(mailbox.hear(), "") << "no answer came in time";
    mailbox.hang_up();
    mailbox.welcome(with_idle);
    EXPECT_FALSE(watch->is_listening());
}

TEST_F(Watching, ends_while_it_waits) {
    start();
    mailbox.welcome(with_idle);
    mailbox.let_idle(with_idle);
    expect_news(1);
    watch.reset();
    EXPECT_EQ(mailbox.hear(), "") << "the connection is closed";
}

TEST_F(Watching, ends_while_nobody_answers_its_connection) {
    start();
    watch.reset();
}

TEST(ImapLine, says_what_it_means_to_who_waits) {
    EXPECT_EQ(read_imap_line("* 4 EXISTS", "w3").says, Says::News);
    EXPECT_EQ(read_imap_line("* 1 recent", "w3").says, Says::News);
    EXPECT_EQ(read_imap_line("* 4 EXPUNGE", "w3").says, Says::Other);
    EXPECT_EQ(read_imap_line("* 2 FETCH (FLAGS (\\Seen) EXISTS)", "w3").says, Says::Other);
    EXPECT_EQ(read_imap_line("* BYE Logging out", "w3").says, Says::Goodbye);
    EXPECT_EQ(read_imap_line("+ idling", "w3").says, Says::GoOn);
    EXPECT_EQ(read_imap_line("w3 OK Idle completed", "w3").says, Says::Done);
    EXPECT_EQ(read_imap_line("w3 NO not now", "w3").says, Says::Refused);
    EXPECT_EQ(read_imap_line("w3 BAD what", "w3").says, Says::Refused);
    EXPECT_EQ(read_imap_line("w2 OK of another command", "w3").says, Says::Other);
    EXPECT_TRUE(read_imap_line("* CAPABILITY IMAP4rev1 idle MOVE", "w1").can_idle);
    EXPECT_FALSE(read_imap_line("* CAPABILITY IMAP4rev1 XIDLE", "w1").can_idle);
    for (const auto* nothing : {"", " ", "*", "* ", "* EXISTS", "* 99999999999 EXISTS", "*4 EXISTS", "hello"})
        EXPECT_EQ(read_imap_line(nothing, "w3"), ImapLine{}) << nothing;
}

RC_GTEST_PROP(ImapLines, come_out_whole_however_the_network_cut_them, (const std::vector<std::string>& words)) {
    std::string wire;
    std::vector<std::string> expected;
    for (auto line : words) {
        std::erase(line, '\n');
        std::erase(line, '\r');
        expected.push_back(line);
        wire += line + "\r\n";
    }
    const auto piece = *rc::gen::inRange<size_t>(1, 20);
    ImapLines lines;
    std::vector<std::string> found;
    for (size_t at = 0; at < wire.size(); at += piece) {
        RC_ASSERT(lines.put(std::string_view(wire).substr(at, piece)));
        while (auto line = lines.next()) found.push_back(std::move(*line));
    }
    RC_ASSERT(found == expected);
}

TEST(ImapLines, that_never_end_are_not_kept) {
    ImapLines lines;
    EXPECT_TRUE(lines.put(std::string(ImapLines::longest_line, 'x')));
    EXPECT_FALSE(lines.put("x"));
}

}  // namespace

}  // namespace steward::mail::tests
