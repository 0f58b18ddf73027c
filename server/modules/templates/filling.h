// The values that a template's fields have for a ticket, a client, a writer.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/templates/fields.h"
#include "server/modules/templates/store.h"

namespace steward::templates {

/// What a ticket is opened about.
struct Subject {
    ClientId client;
    PersonId requester;
    DeviceId device;
    std::string writer;  // empty: nobody in person
};

Result<FieldValues> values_for(Transaction& transaction, const directory::Directory& directory, const Subject& subject, Instant now);
Result<FieldValues> values_of(Transaction& transaction, const directory::Directory& directory, const helpdesk::TicketPaper& ticket,
                              const std::string& writer, Instant now);

/// The template's category, as the tree is now; false: it is not in use any more, and the ticket opens without one.
Result<bool> fill_category(Transaction& transaction, helpdesk::TicketWork& work, const TemplateRow& source, helpdesk::TicketOrder& order);

/// The ticket of a template for a subject, and what had no value.
struct FilledTicket {
    helpdesk::TicketOrder order;
    std::vector<std::string> gaps;
};
Result<FilledTicket> fill_ticket(Transaction& transaction, const directory::Directory& directory, const TemplateRow& source,
                                 const Subject& subject, std::string way_in, Instant now);

}  // namespace steward::templates
