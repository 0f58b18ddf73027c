// The words of LMTP (RFC 2033), without a socket: lines and bytes in, answers out.
//
// Pure. The other side is a mail server on this machine; whatever else connects is answered and forgotten.
#pragma once

#include <string>
#include <string_view>

#include "server/platform/mail/automatic.h"

namespace steward::mail {

/// Takes a mail from the wire to the line with the single dot. Only CR LF . CR LF ends it: lone line
/// feeds are part of the mail, so that nobody can hide a second mail in one.
class DotReader {
public:
    explicit DotReader(size_t keep) : keep_(keep) {}
    /// How many of the bytes belonged to the mail; less than all: it is complete.
    size_t feed(std::string_view bytes);
    bool is_complete() const { return complete_; }
    size_t size() const { return size_; }          // of the whole mail
    bool is_cut() const { return size_ > keep_; }  // the end was not kept
    std::string take() { return std::move(kept_); }

private:
    void keep(char c);
    size_t keep_, size_ = 0;
    std::string kept_;
    int at_ = 2;  // how much of "CR LF . CR LF" stands at the end; a mail begins behind a line end
    bool complete_ = false;
};

class LmtpSession {
public:
    enum class Next { Command, Mail, Close };
    struct Answer {
        std::string text;  // with its line ends; empty: nothing to say
        Next next = Next::Command;
    };

    explicit LmtpSession(std::string host_name) : host_name_(std::move(host_name)) {}

    std::string greeting() const { return "220 " + host_name_ + " Steward LMTP ready\r\n"; }
    /// One line without its end.
    Answer command(std::string_view line);
    const Envelope& envelope() const { return envelope_; }
    /// After the mail: the same answer for every receiver (RFC 2033 4.2); a new mail may follow.
    std::string stored(const Status& status);

private:
    Answer mail(std::string_view argument);
    Answer recipient(std::string_view argument);
    Answer wrong(std::string text);
    void reset();

    std::string host_name_;
    Envelope envelope_;
    bool greeted_ = false, has_sender_ = false;
    int mistakes_ = 0;
};

}  // namespace steward::mail
