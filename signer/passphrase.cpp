#include "signer/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iterator>

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

// What a signal has to find: the one terminal that is silent now. Set before the handlers are, and not changed while they stand.
struct Silenced {
    int file = -1;
    termios before{}, silent{};
    std::string prompt;
};
Silenced silenced;

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

// Whoever ends or stops the program while it asks finds the terminal as it was. Not every shell puts that right by itself.
void give_back(int signal) {
    const int error = errno;
    tcsetattr(silenced.file, TCSANOW, &silenced.before);
    struct sigaction own {
    }, usual{};
    usual.sa_handler = SIG_DFL;
    sigaction(signal, &usual, &own);
    raise(signal);
    // Only what was stopped comes here: it goes on where it asked.
    sigaction(signal, &own, nullptr);
    tcsetattr(silenced.file, TCSANOW, &silenced.silent);
    (void)!write(silenced.file, silenced.prompt.data(), silenced.prompt.size());
    errno = error;
}

// The terminal itself, whatever standard input is: a passphrase is typed, not piped.
class Terminal {
public:
    explicit Terminal(const std::string& prompt) : file_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
        if (file_ < 0 || tcgetattr(file_, &silenced.before) != 0) return;
        silenced.file = file_;
        silenced.prompt = prompt;
        silenced.silent = silenced.before;
        silenced.silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        struct sigaction ours {};
        ours.sa_handler = give_back;
        ours.sa_flags = SA_NODEFER;  // the same signal does at once what it does by itself
        for (size_t i = 0; i < std::size(ending_signals); ++i) {
            sigaction(ending_signals[i], nullptr, &before_[i]);
            // What was ignored stays so, as under nohup.
            if (before_[i].sa_handler != SIG_IGN) sigaction(ending_signals[i], &ours, nullptr);
        }
        is_silent_ = tcsetattr(file_, TCSAFLUSH, &silenced.silent) == 0;
        is_watched_ = true;
    }
    ~Terminal() {
        if (is_silent_) tcsetattr(file_, TCSAFLUSH, &silenced.before);
        if (is_watched_)
            for (size_t i = 0; i < std::size(ending_signals); ++i) sigaction(ending_signals[i], &before_[i], nullptr);
        if (file_ >= 0) close(file_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    bool is_there() const { return is_silent_; }
    void say(const std::string& words) const { (void)!write(file_, words.data(), words.size()); }
    std::optional<std::string> line() const { return line_from(file_); }

private:
    int file_;
    struct sigaction before_[std::size(ending_signals)]{};
    bool is_silent_ = false, is_watched_ = false;
};
}  // namespace

Result<std::string> Passphrases::ask(const std::string& prompt) {
    std::optional<std::string> line;
    if (from_) {
        line = line_from(*from_);
    } else {
        const Terminal terminal(prompt + ": ");
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
