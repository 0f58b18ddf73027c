#include "signer/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace steward::signer {

namespace {
constexpr size_t longest_line = 1024;

std::optional<std::string> line_from(int file) {
    std::string line;
    for (char one; line.size() < longest_line;) {
        const ssize_t got = read(file, &one, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (one == '\n') return line;
        line += one;
    }
    if (line.empty()) return std::nullopt;
    return line;
}

// The terminal itself, whatever standard input is: a passphrase is typed, not piped.
class Terminal {
public:
    Terminal() : file_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
        if (file_ < 0 || tcgetattr(file_, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        is_silent_ = tcsetattr(file_, TCSAFLUSH, &silent) == 0;
    }
    ~Terminal() {
        if (is_silent_) tcsetattr(file_, TCSAFLUSH, &before_);
        if (file_ >= 0) close(file_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    bool is_there() const { return is_silent_; }
    void say(const std::string& words) const { (void)!write(file_, words.data(), words.size()); }
    std::optional<std::string> line() const { return line_from(file_); }

private:
    int file_;
    termios before_{};
    bool is_silent_ = false;
};
}  // namespace

Result<std::string> Passphrases::ask(const std::string& prompt) {
    std::optional<std::string> line;
    if (from_) {
        line = line_from(*from_);
    } else {
        const Terminal terminal;
        if (terminal.is_there()) {
            terminal.say(prompt + ": ");
            line = terminal.line();
            terminal.say("\n");
        }
    }
    if (!line)
        return fail(ErrorKind::Invalid, "passphrase.none",
                    "No passphrase: run this on a terminal, or give --passphrase-fd (one a line; a new one twice).");
    return *line;
}

Result<std::string> Passphrases::ask_for_new(const std::string& prompt) {
    STEWARD_TRY(const std::string once, ask(prompt));
    if (once.size() < least_passphrase)
        return fail(ErrorKind::Invalid, "passphrase.short", "A passphrase has 12 characters or more; four random words are good.");
    STEWARD_TRY(const std::string again, ask("The same again"));
    if (once != again) return fail(ErrorKind::Invalid, "passphrase.differs", "The two passphrases differ; nothing was kept. Try again.");
    return once;
}

}  // namespace steward::signer
