// To whom a public word of ours in a ticket goes by mail: whoever asked, whoever wrote, and the client's people who follow it.
#pragma once

#include "server/modules/correspondence/correspondence.h"
#include "server/modules/correspondence/store.h"

namespace steward::correspondence {

enum class Why { Wrote, Asked, Follows };

struct Addressee {
    std::string address;
    Why why = Why::Wrote;
    std::optional<MailRow> mail;  // their newest in the ticket, which is answered; nothing: they never wrote
    std::string refusal;          // why nothing is sent there, in a sentence; empty: it is
};

/// Nobody twice, whoever asked first; empty for an internal ticket. Only people who may read the ticket. Not `author`, who said it.
/// What a program says goes neither to followers nor to whoever wished to hear from no program.
Result<std::vector<Addressee>> addressees_of(Transaction& transaction, const helpdesk::TicketFace& ticket, bool by_program,
                                             AccountId author);

/// Whether whoever asked has an account of the portal that reads there what is said and may answer it. Nobody named: no.
Result<bool> reads_in_portal(Transaction& transaction, const helpdesk::TicketFace& ticket);

/// What became of the mails that carried this message: the best of it. Nothing: none was wanted.
Result<std::optional<helpdesk::Reached>> fate_of_word(Transaction& transaction, MessageId message);

class Reach final : public helpdesk::ClientReach {
public:
    explicit Reach(helpdesk::TicketsByMail& tickets) : tickets_(tickets) { tickets.reach_by(*this); }

    Result<std::string> why_unreachable(Transaction& transaction, TicketId id) override;
    Result<helpdesk::Reached> reached(Transaction& transaction, TicketId id, MessageId message) override;

private:
    helpdesk::TicketsByMail& tickets_;
};

}  // namespace steward::correspondence
