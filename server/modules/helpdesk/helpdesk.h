// What rooms below may ask of the helpdesk: tickets by mail, words in a ticket, and questions that a
// person must answer before it can be resolved.
//
// Everything happens in the caller's transaction, with the rows, history and facts that the same act of
// a person in the console would have.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::helpdesk {

/// What decides about a mail to a ticket.
struct TicketFace {
    TicketId id;
    ClientId client;
    std::string reference, state;
    PersonId requester;   // nil: none
    Instant resolved_at;  // unset: it is not
    bool is_internal = false;
};

/// Who wrote it, as the conversation names them.
struct MailWriter {
    std::string name;
    AccountId account;  // of ours; nil: somebody of the client
};

struct TicketByMail {
    ClientId client;
    PersonId requester;  // nil: nobody that we know by name
    std::string title, text;
    MailWriter writer;
    TicketId follows;  // the ended ticket that it answers to; nil: none
};

struct WordToClient {
    std::string text;
    bool by_program = false;
};

class TicketsByMail {
public:
    virtual ~TicketsByMail() = default;

    virtual Result<std::optional<TicketFace>> find(storage::Transaction& transaction, TicketId id) = 0;
    virtual Result<std::optional<TicketFace>> find(storage::Transaction& transaction, std::string_view reference) = 0;

    /// The message is stored with it. Failure: NotFound "directory.client_not_found".
    virtual Result<TicketFace> open(storage::Transaction& transaction, const TicketByMail& ticket, Instant now) = 0;

    /// A person's public word in the ticket, or an internal one of ours. What waited for the client goes
    /// on; with `reopen` what was resolved is work again. Whether that may be is the caller's decision.
    /// Failure: NotFound "helpdesk.ticket_not_found".
    virtual Result<MessageId> reply(storage::Transaction& transaction, TicketId id, const MailWriter& writer, bool internal, bool reopen,
                                    std::string text, Instant now) = 0;

    /// A public word of one of our people or of the program, that whoever wrote by mail is to get; nothing
    /// when it is not that.
    virtual Result<std::optional<WordToClient>> word_to_client(storage::Transaction& transaction, MessageId id) = 0;

    /// One internal line about an automatic mail: nobody is told, nothing moves.
    virtual Status remark(storage::Transaction& transaction, TicketId id, std::string text, Instant now) = 0;
};

/// What a room below may say and ask in a ticket.
class TicketVoice {
public:
    virtual ~TicketVoice() = default;

    /// A public word of the program to the requester. It is a receipt, never the first response (domain/model.md,
    /// invariant 20). Nothing is said in a ticket that has ended. Failure: NotFound "helpdesk.ticket_not_found".
    virtual Status tell(storage::Transaction& transaction, TicketId id, std::string text, Instant now) = 0;

    /// Until it is settled, resolving the ticket is refused with `sentence` (Conflict "helpdesk.open_question").
    /// Asking the same again changes the sentence. Failure: NotFound "helpdesk.ticket_not_found".
    virtual Status ask(storage::Transaction& transaction, TicketId id, std::string_view question_id, std::string sentence, Instant now) = 0;
    virtual Status settle(storage::Transaction& transaction, TicketId id, std::string_view question_id) = 0;
};

}  // namespace steward::helpdesk
