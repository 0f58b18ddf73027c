// What rooms below and the composition root may ask of the escalation: acknowledging from a message, and the
// calendar of a schedule.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::escalation {

using ScheduleId = Id<struct OnCallScheduleTag>;
using OverrideId = Id<struct OnCallOverrideTag>;
using PolicyId = Id<struct EscalationPolicyTag>;
using RunId = Id<struct EscalationRunTag>;
using PageId = Id<struct PageTag>;

/// What the person whom a client named for such news is to read.
struct ClientNews {
    ClientId client;
    std::string ticket_id, reference;
    std::string kind;   // of the note: "major_incident"
    std::string cause;  // the same cause is told once
    std::string subject, words;
};

class Escalation {
public:
    virtual ~Escalation() = default;

    /// Where people reach the console, without a slash at the end. Until it is set, pages carry no link.
    virtual void set_public_address(std::string address) = 0;

    /// The token that acknowledges this page: signed, bound to the page, good for a day after the page was made. The
    /// same at every call, so that it need not be stored. It is a secret: never log it.
    virtual std::string page_token(PageId page) const = 0;
    /// Why this page is not sent any more, in words: somebody took it meanwhile, it is over, or it is older than its link. Empty while it
    /// stands.
    virtual Result<std::string> why_not_sent(storage::Transaction& transaction, PageId page, Instant now) = 0;
    /// The address that asks "do you take this?"; opening it changes nothing. Empty without a public address.
    virtual std::string acknowledge_address(PageId page) const = 0;

    /// A person answered a page's mail with `text`, in which its token still stands. True when the token is good and
    /// `from_address` is that of an active account of ours: then that person has taken it. Any text: never fails
    /// because of it. Whether the sender is who it says is the caller's question (DMARC), asked before.
    virtual Result<bool> acknowledge_by_reply(storage::Transaction& transaction, std::string_view text, std::string_view from_address,
                                              Instant now) = 0;

    /// Writes it down and hands it over as a mail. What became of it: "handed_over", "nobody_named", "no_address".
    virtual Result<std::string> tell_named_person(storage::Transaction& transaction, const ClientNews& news, Instant now) = 0;

    /// Whether the client's person was handed anything about a disturbance in this ticket since then.
    virtual Result<bool> told_since(storage::Transaction& transaction, std::string_view ticket_id, Instant since) = 0;

    /// The schedule of a feed's secret as an iCalendar text (RFC 5545); nothing for a secret that is not good (any more).
    virtual Result<std::optional<std::string>> calendar_of(std::string_view secret, Instant now) = 0;
};

}  // namespace steward::escalation
