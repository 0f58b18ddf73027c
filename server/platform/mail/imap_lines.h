// What a mailbox says to who only waits for news (RFC 9051, RFC 2177): single lines, bounded, read without trust.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace steward::mail {

/// Cuts what comes from the network into lines.
class ImapLines {
public:
    static constexpr size_t longest_line = 16 * 1024;

    /// False when a line is longer than that: nothing that follows can be understood.
    [[nodiscard]] bool put(std::string_view bytes);
    /// The next whole line without its end.
    std::optional<std::string> next();

private:
    std::string heard_;
};

struct ImapLine {
    enum class Says {
        Other,    // of no meaning for who waits: flags, words of the server, a mail that is gone
        News,     // the mailbox has another number of mails
        GoOn,     // "+": it waits with us
        Done,     // our command, known by its tag, is done
        Refused,  // it is not
        Goodbye   // the server ends the connection
    };
    Says says = Says::Other;
    bool can_idle = false;  // a list of capabilities with IDLE in it
    bool operator==(const ImapLine&) const = default;
};

/// Total: any line is one of these. A mail's own bytes that look like a line can at most make us look once in vain.
ImapLine read_imap_line(std::string_view line, std::string_view tag);

}  // namespace steward::mail
