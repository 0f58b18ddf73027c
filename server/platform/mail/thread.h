// Which conversation a mail belongs to, by marks that we made and signed. Pure.
//
// Our mails carry two: the Message-ID "t<conversation>.<random>.<mac>@<domain>", which mail programs
// repeat in In-Reply-To and References, and the reply token "r.<conversation>.<mac>", which stands in
// the address to answer to ("desk+r....@example.org") and in the text. Both are letters and digits
// without case. Nobody can make one for a conversation from which they have no mail. A number in the
// subject proves nothing: it is a hint for whoever is known to take part.
#pragma once

#include <array>

#include "base/id.h"
#include "server/platform/mail/automatic.h"

namespace steward::mail {

class ThreadMarks {
public:
    /// `secret` has at least 32 bytes (asserted); `domain` is of our Message-IDs.
    ThreadMarks(Bytes secret, std::string domain);

    std::string message_id(const RawId& conversation, Rng& rng) const;  // without angle brackets
    /// The same for the same mail (its last eight bytes are what is random).
    std::string message_id(const RawId& conversation, const RawId& mail) const;
    std::string token(const RawId& conversation) const;
    /// "desk@example.org" as "desk+r....@example.org".
    std::string reply_address(std::string_view address, const RawId& conversation) const;

    std::optional<RawId> of_message_id(std::string_view id) const;
    /// The first valid token in the text.
    std::optional<RawId> of_text(std::string_view text) const;
    const std::string& domain() const { return domain_; }

private:
    std::string salted_id(const RawId& conversation, ByteView random) const;
    std::string mac(std::string_view purpose, const RawId& conversation, std::string_view salt) const;

    Bytes secret_;
    std::string domain_;
};

struct ThreadHint {
    enum class How {
        MessageId,     // signed
        ReplyAddress,  // signed
        TextToken,     // signed, but text is copied easily
        SubjectNumber  // only a claim
    };
    How how = How::SubjectNumber;
    RawId conversation;     // of the signed ones
    std::string reference;  // of SubjectNumber: "TIC-2026-000001"
};

/// Everything the mail says of its conversation, the strongest first, without repeats. `number_prefix`
/// begins the numbers that stand in subjects ("TIC-").
std::vector<ThreadHint> thread_hints(const Message& message, const Envelope& envelope, const ThreadMarks& marks,
                                     std::string_view number_prefix);

}  // namespace steward::mail
