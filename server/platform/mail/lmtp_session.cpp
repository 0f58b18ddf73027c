#include "server/platform/mail/lmtp_session.h"

#include "server/platform/mail/limits.h"

namespace steward::mail {

namespace {
constexpr int most_mistakes = 20;
constexpr std::string_view end_mark = "\r\n.\r\n";

// "<a@b> SIZE=12" as "a@b"; nullopt when there are no brackets.
std::optional<std::string> path_of(std::string_view argument) {
    argument = trimmed(argument);
    if (!argument.starts_with('<')) return std::nullopt;
    const size_t end = argument.find('>');
    if (end == std::string_view::npos || end > 1000) return std::nullopt;
    std::string path;
    for (const char c : argument.substr(1, end - 1)) {
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return std::nullopt;
        path += c;
    }
    if (const size_t route = path.find(':'); path.starts_with('@') && route != std::string::npos) path.erase(0, route + 1);
    return clean_text(path);
}

bool begins(std::string_view line, std::string_view word) {
    return line.size() >= word.size() && same_word(line.substr(0, word.size()), word);
}
}  // namespace

void DotReader::keep(char c) {
    if (size_++ < keep_) kept_ += c;
}

size_t DotReader::feed(std::string_view bytes) {
    for (size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        // What of the mark was held back turns out to be part of the mail.
        if (c != end_mark[static_cast<size_t>(at_)]) {
            // A dot at the beginning of a line is doubled on the wire: one of them goes.
            if (at_ == 4) keep('\r');
            at_ = c == '\r' ? 1 : 0;
            keep(c);
            continue;
        }
        ++at_;
        if (at_ == 5) {
            complete_ = true;
            return i + 1;
        }
        if (at_ <= 2) keep(c);  // line ends belong to the mail; the dot and what follows it is held
    }
    return bytes.size();
}

LmtpSession::Answer LmtpSession::command(std::string_view line) {
    if (line.size() > 4000) return wrong("500 5.5.2 This line is too long");
    if (begins(line, "LHLO ")) {
        greeted_ = true;
        reset();
        return {"250-" + host_name_ + "\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n"};
    }
    if (begins(line, "QUIT")) return {"221 2.0.0 Bye\r\n", Next::Close};
    if (begins(line, "NOOP")) return {"250 2.0.0 Fine\r\n"};
    if (begins(line, "RSET")) return reset(), Answer{"250 2.0.0 Fine\r\n"};
    if (!greeted_) return wrong("503 5.5.1 This is LMTP: begin with LHLO");
    if (begins(line, "MAIL FROM:")) return mail(line.substr(10));
    if (begins(line, "RCPT TO:")) return recipient(line.substr(8));
    if (begins(line, "DATA")) {
        if (envelope_.recipients.empty()) return wrong("503 5.5.1 Nobody is to receive it");
        return {"354 Go on, end with a dot\r\n", Next::Mail};
    }
    if (begins(line, "VRFY")) return {"252 2.1.5 Send it and see\r\n"};
    return wrong("500 5.5.2 Unknown command");
}

LmtpSession::Answer LmtpSession::mail(std::string_view argument) {
    if (has_sender_) return wrong("503 5.5.1 The sender was said");
    auto path = path_of(argument);
    if (!path) return wrong("501 5.5.4 The sender stands in angle brackets");
    envelope_.sender = std::move(*path);
    has_sender_ = true;
    return {"250 2.1.0 Fine\r\n"};
}

LmtpSession::Answer LmtpSession::recipient(std::string_view argument) {
    if (!has_sender_) return wrong("503 5.5.1 Say the sender first");
    if (envelope_.recipients.size() >= most_recipients) return {"452 4.5.3 Too many receivers at once\r\n"};
    auto path = path_of(argument);
    if (!path || path->empty()) return wrong("501 5.5.4 The receiver stands in angle brackets");
    envelope_.recipients.push_back(std::move(*path));
    return {"250 2.1.5 Fine\r\n"};
}

LmtpSession::Answer LmtpSession::wrong(std::string text) {
    const bool enough = ++mistakes_ >= most_mistakes;
    return {enough ? "421 4.7.0 Too many mistakes\r\n" : text + "\r\n", enough ? Next::Close : Next::Command};
}

void LmtpSession::reset() {
    envelope_ = {};
    has_sender_ = false;
}

// Whatever went wrong is ours, and may be better later: the mail server keeps it and tries again.
std::string LmtpSession::stored(const Status& status) {
    std::string answer;
    for (size_t i = 0; i < envelope_.recipients.size(); ++i) answer += status ? "250 2.0.0 Stored\r\n" : "451 4.3.0 Not now, try again\r\n";
    reset();
    return answer;
}

}  // namespace steward::mail
