// Where a record of a file belongs among ours, and its way there: found again, new, changed, or refused with the reason.
//
// The same code says what would happen (`is_dry`) and does it. What other rows of the same file will bring counts as there in a
// dry run, so that both come to the same.
#pragma once

#include <unordered_map>

#include "base/random.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/imports/known_devices.h"
#include "server/modules/imports/record.h"
#include "server/modules/timesheets/timesheets.h"

namespace steward::imports {

/// The rooms above, as the imports know them.
struct Rooms {
    directory::Directory& directory;
    directory::Records& records;
    helpdesk::TicketHistory& tickets;
    timesheets::TimeHistory& times;
    Rng& rng;
};

/// Our words for theirs, by "list\nkey".
using Answers = std::unordered_map<std::string, std::string>;

class Placer {
public:
    Placer(Rooms& rooms, Transaction& transaction, const BatchRow& batch, const Answers& answers, const TimeReading& reading, Instant now,
           bool is_dry)
        : rooms_(rooms), transaction_(transaction), batch_(batch), answers_(answers), reading_(reading), now_(now), is_dry_(is_dry) {}

    /// Sets outcome, reason and what was written over in `row`. An error is one of the database; anything else is an outcome. The
    /// answer is the row of the same file that speaks of the same record and was taken before: then this one is rejected.
    Result<std::optional<RowRow>> place(RowRow& row, const Record& record);

    // What was touched, for one fact and one count after many.
    const std::vector<TicketId>& tickets() const { return touched_tickets_; }
    const std::vector<MessageId>& messages() const { return touched_messages_; }
    const std::vector<ClientId>& clients() const { return touched_clients_; }

private:
    template <typename AnyId>
    struct Found {
        AnyId id;                 // nil: not here
        bool is_planned = false;  // by another row of this file
        bool is_here() const { return !id.is_nil(); }
    };
    struct Worker {
        AccountId account;  // nil: nobody who is here
        std::string name;
    };

    Result<std::string_view> place_client(RowRow& row, const Fields& fields);
    Result<std::string_view> place_site(RowRow& row, const Fields& fields);
    Result<std::string_view> place_person(RowRow& row, const Fields& fields);
    Result<std::string_view> place_device(RowRow& row, const Fields& fields);
    Result<std::string_view> place_ticket(RowRow& row, const Fields& fields);
    Result<std::string_view> place_message(RowRow& row, const Fields& fields);
    Result<std::string_view> place_time(RowRow& row, const Fields& fields);

    /// The record that this row speaks of, by our id, then by theirs; nil: none yet.
    template <typename AnyId>
    Result<AnyId> known(const RowRow& row, const Fields& fields);
    template <typename AnyId>
    Result<Found<AnyId>> by_id(std::string_view kind, const std::string& text);
    Result<Found<ClientId>> client_of(const Fields& fields);
    Result<Found<SiteId>> site_of(const Found<ClientId>& client, const Fields& fields);
    Result<Found<PersonId>> requester_of(const Found<ClientId>& client, const Fields& fields);
    Result<Found<TicketId>> ticket_of(const Fields& fields);
    Result<DeviceId> device_of(ClientId client, const Fields& fields) const;
    /// That an agent reports from, by its name; nil: none, or several.
    Result<DeviceId> device_named(ClientId client, const std::string& name) const;
    /// What a ticket calls a device that no agent is on.
    Result<std::string> device_name_of(ClientId client, const Fields& fields) const;
    Result<Worker> worker_of(const Fields& fields, std::string_view id_field, std::string_view name_field);
    Status set_past_fields(helpdesk::PastTicket& ticket, const Fields& fields);
    Status set_people(helpdesk::PastTicket& ticket, const Found<ClientId>& client, RowRow& row, const Fields& fields);
    Result<Instant> time_of(const Fields& fields, std::string_view name) const;
    /// Our word; empty for what is left empty. Failure: Invalid while nobody answered.
    Result<std::string> word_of(const Fields& fields, std::string_view list, std::string_view field) const;
    Status link(const RowRow& row, std::string_view kind, const std::string& external_id, const std::string& record_id);

    Rooms& rooms_;
    Transaction& transaction_;
    const BatchRow& batch_;
    const Answers& answers_;
    const TimeReading& reading_;
    Instant now_;
    bool is_dry_;
    std::unordered_map<std::string, ClientId> clients_seen_;
    std::vector<TicketId> touched_tickets_;
    std::vector<MessageId> touched_messages_;
    std::vector<ClientId> touched_clients_;
};

// Records as fields of the interchange, and back: what exports write and what an undone change is restored from.
Fields fields_of(const directory::ClientRecord& client);
Fields fields_of(const directory::SiteRecord& site);
Fields fields_of(const directory::PersonRecord& person);
Fields fields_of(const KnownDevice& device);
Fields fields_of(const helpdesk::PastTicket& ticket);
Fields fields_of(const helpdesk::PastMessage& message);
Fields fields_of(const timesheets::PastTime& time);

/// Puts the record back as `before` says it. Failure: the room's own, also when it is not as `revision` says.
Status restore(Rooms& rooms, Transaction& transaction, const RowRow& row, Instant now);

}  // namespace steward::imports
