// What every act on an approval does, whoever makes it: rows, the ticket's conversation, mails, facts, screens.
//
// Asked of the client, the ticket waits for the client from that act on and goes on when it is decided (domain/model.md
// 5.11), and the words are public; asked of our own people, they are internal and the ticket does not move. Until it is
// decided or withdrawn, the ticket cannot be resolved.
#pragma once

#include "base/random.h"
#include "server/modules/approvals/store.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/live/hub.h"

namespace steward::approvals {

/// How somebody decides.
struct Decision {
    std::string choice;  // approved, rejected
    std::string comment;
    std::string via;    // console, link, mail
    AccountId account;  // of whoever decides; nil: by the link
};

class Acts {
public:
    Acts(helpdesk::TicketWork& work, helpdesk::TicketVoice& voice, live::Hub& hub, Rng& rng)
        : work_(work), voice_(voice), hub_(hub), rng_(rng) {}

    Status ask(Transaction& transaction, RequestRow& request, const std::vector<Party>& parties, const helpdesk::Doer& asker, Instant now);

    /// Failures: Conflict "approvals.ended", "approvals.already_decided".
    Status decide(Transaction& transaction, RequestRow& request, ApproverRow approver, const Decision& decision, Instant now);

    /// Mails to those who have not decided. `by`: nobody, when the program reminds. Failures: Conflict "approvals.ended",
    /// "approvals.reminded_lately" (within the hour), "approvals.nobody_to_remind".
    Status remind(Transaction& transaction, RequestRow& request, const helpdesk::Doer* by, Instant now);

    /// Failure: Conflict "approvals.ended".
    Status withdraw(Transaction& transaction, RequestRow& request, const helpdesk::Doer& by, std::string reason, Instant now);

    /// The ticket has ended: what was still asked in it is withdrawn.
    Status ticket_ended(Transaction& transaction, TicketId ticket, const std::string& state, Instant now);

    /// What was asked in the duplicate is asked in the ticket that goes on.
    Status ticket_merged(Transaction& transaction, TicketId from, TicketId into);
    /// And what came with it goes back with it.
    Status ticket_unmerged(Transaction& transaction, TicketId ticket, TicketId out_of);

private:
    Status end(Transaction& transaction, RequestRow& request, const std::string& by, AccountId account, const std::string& sentence,
               Instant now);
    Result<int> mail_pending(Transaction& transaction, const RequestRow& request, bool is_reminder, Instant now);
    /// To whoever listens: channels, and the notices of those of ours who have not decided.
    Status say_asked(Transaction& transaction, const RequestRow& request, bool is_reminder, Instant now);
    Status tell_screens(Transaction& transaction, const RequestRow& request);

    helpdesk::TicketWork& work_;
    helpdesk::TicketVoice& voice_;
    live::Hub& hub_;
    Rng& rng_;
};

const helpdesk::Doer& approvals_program();

}  // namespace steward::approvals
