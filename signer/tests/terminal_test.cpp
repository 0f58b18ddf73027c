// A passphrase typed on a terminal, and what the terminal is like for whoever interrupts it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>

#include "signer/passphrase.h"

namespace steward::signer {
namespace {

// A terminal with a shell that only starts one program, which asks for a passphrase, and tells what became of it.
class TypedOnATerminal : public ::testing::Test {
protected:
    TypedOnATerminal() {
        terminal_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        EXPECT_EQ(grantpt(terminal_), 0);
        EXPECT_EQ(unlockpt(terminal_), 0);
        EXPECT_EQ(pipe2(became_, O_CLOEXEC), 0);
        const std::string name = ptsname(terminal_);
        other_end_ = open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        shell_ = fork();
        if (shell_ == 0) be_shell(name);
        close(became_[1]);
    }
    ~TypedOnATerminal() override {
        for (const int file : {terminal_, other_end_, became_[0]}) close(file);
        EXPECT_EQ(waitpid(shell_, nullptr, 0), shell_);
    }

    [[noreturn]] void be_shell(const std::string& name) const {
        alarm(60);  // whatever hangs ends with the story
        setsid();
        const int there = open(name.c_str(), O_RDWR);
        ioctl(there, TIOCSCTTY, 0);
        signal(SIGTTOU, SIG_IGN);
        const pid_t program = fork();
        if (program == 0) {
            alarm(60);
            setpgid(0, 0);
            tcsetpgrp(there, getpid());
            for (const int usual : {SIGTTOU, SIGINT, SIGQUIT, SIGTSTP}) signal(usual, SIG_DFL);  // as of whoever sits at a terminal
            Passphrases asked{std::nullopt};
            const auto words = asked.ask("Passphrase");
            _exit(words && *words == "four random words" ? 0 : 1);
        }
        for (int status = 0; waitpid(program, &status, WUNTRACED) == program;) {
            (void)!write(became_[1], &status, sizeof status);
            if (!WIFSTOPPED(status)) break;
            kill(program, SIGCONT);  // the person types `fg` at once
        }
        _exit(0);
    }
    /// What the terminal shows until these words.
    std::string shown_until(const std::string& words) const {
        std::string shown;
        for (char one; !shown.ends_with(words) && read(terminal_, &one, 1) == 1;) shown += one;
        return shown;
    }
    void type(const std::string& keys) const { EXPECT_EQ(write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size())); }
    int became() const {
        int status = 0;
        EXPECT_EQ(read(became_[0], &status, sizeof status), static_cast<ssize_t>(sizeof status));
        return status;
    }
    bool shows_what_is_typed() const {
        termios settings{};
        EXPECT_EQ(tcgetattr(other_end_, &settings), 0);
        return (settings.c_lflag & ECHO) != 0;
    }

private:
    int terminal_ = -1, other_end_ = -1, became_[2]{-1, -1};
    pid_t shell_ = -1;
};

TEST_F(TypedOnATerminal, it_is_not_shown_and_what_comes_after_it_is) {
    EXPECT_EQ(shown_until("Passphrase: "), "Passphrase: ");
    EXPECT_FALSE(shows_what_is_typed());
    type("four random words\n");
    const int status = became();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_TRUE(shows_what_is_typed());
    EXPECT_EQ(shown_until("\n"), "\r\n");
}

TEST_F(TypedOnATerminal, who_interrupts_it_has_a_terminal_that_shows_what_he_types) {
    shown_until("Passphrase: ");
    type("\x03");
    const int status = became();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    EXPECT_TRUE(shows_what_is_typed());
}

TEST_F(TypedOnATerminal, who_stops_it_and_goes_on_is_asked_again_in_silence) {
    shown_until("Passphrase: ");
    type("\x1a");
    const int stopped = became();
    EXPECT_TRUE(WIFSTOPPED(stopped) && WSTOPSIG(stopped) == SIGTSTP);
    shown_until("Passphrase: ");
    EXPECT_FALSE(shows_what_is_typed());
    type("four random words\n");
    const int status = became();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_TRUE(shows_what_is_typed());
}

}  // namespace
}  // namespace steward::signer
