#include "server/modules/imports/ties.h"

#include <algorithm>

namespace steward::imports {

namespace {
constexpr size_t asked_at_once = 200;

struct Tie {
    std::string_view select;  // ids that are held, ending in "in ("
    std::string_view sentence;
};

// What a person would name first stands first.
constexpr Tie of_tickets[] = {
    {"select m.ticket_id from helpdesk_v_messages m where not exists (select 1 from imports_links l where l.record_id = m.id) and "
     "m.ticket_id in (",
     "Somebody wrote in it here."},
    {"select ticket_id from timesheets_v_entries where ticket_id in (", "Somebody booked time on it."},
    {"select ticket_id from attachments_v_ties where ticket_id in (", "A file is attached to it."},
    {"select ticket_id from approvals_v_asked where ticket_id in (", "An approval was asked for in it."},
    {"select ticket_id from knowledge_v_ties where ticket_id in (", "An article was used in it."},
    {"select ticket_id from problems_v_ties where ticket_id in (", "It belongs to a problem."},
    {"select ticket_id from changes_v_ties where ticket_id in (", "It belongs to a change."},
    {"select ticket_id from templates_v_ties where ticket_id in (", "It has a checklist."},
    {"select ticket_id from major_incidents_v_ties where ticket_id in (", "It was declared a major incident."},
    {"select ticket_id from surveys_v_ties where ticket_id in (", "Somebody is asked how it went."},
    {"select ticket_id from correspondence_v_mails where ticket_id in (", "A mail belongs to it."},
    {"select ticket_id from proactivity_v_incidents where ticket_id in (", "A disturbance is recorded with it."},
};
constexpr Tie of_people[] = {
    {"select requester_id from helpdesk_v_desk where requester_id in (", "A ticket that stays names them as who asked."},
    {"select person_id from approvals_v_waiting where person_id in (", "They are asked to approve something."},
    {"select person_id from directory_v_device_people where person_id in (", "They work with a device."},
    {"select watcher_id from helpdesk_v_watchers where kind = 'person' and watcher_id in (", "They follow a ticket that stays."},
    {"select requester_id from templates_v_schedules where requester_id in (", "Tickets are opened for them by the calendar."},
};
constexpr Tie of_sites[] = {
    {"select site_id from directory_v_devices where site_id in (", "A device stands there."},
    {"select site_id from directory_v_people where site_id in (", "Somebody who stays works there."},
};
constexpr Tie of_clients[] = {
    {"select client_id from helpdesk_v_desk where client_id in (", "It has tickets that stay."},
    {"select client_id from proactivity_v_incidents where client_id in (",
     "What went wrong there is on record here, and months of figures were closed with it."},
    {"select client_id from directory_v_device_clients where client_id in (", "It has devices, or had some."},
    {"select client_id from timesheets_v_entries where client_id in (", "Somebody booked time for it."},
    {"select client_id from directory_v_people where client_id in (", "It has people who stay."},
    {"select client_id from directory_v_sites where client_id in (", "It has sites that stay."},
};

Status look(Transaction& transaction, std::span<const Tie> ties, const std::vector<std::string>& ids, Ties& found) {
    for (size_t begin = 0; begin < ids.size(); begin += asked_at_once) {
        std::vector<storage::Value> values;
        std::string places;
        for (size_t i = begin; i < std::min(ids.size(), begin + asked_at_once); ++i) {
            values.emplace_back(ids[i]);
            places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
        }
        for (const auto& tie : ties) {
            STEWARD_TRY(const auto rows, transaction.run(std::string(tie.select) + places + ")", values));
            for (const auto& row : rows) found.try_emplace(row.text(0), tie.sentence);
        }
    }
    return {};
}

Result<Ties> looked(Transaction& transaction, std::span<const Tie> ties, const std::vector<std::string>& ids) {
    Ties found;
    STEWARD_CHECK(look(transaction, ties, ids, found));
    return found;
}
}  // namespace

Result<Ties> ties_of_tickets(Rooms& rooms, Transaction& transaction, const std::vector<std::string>& tickets) {
    Ties found;
    STEWARD_CHECK(look(transaction, of_tickets, tickets, found));
    STEWARD_TRY(const auto own, rooms.tickets.held(transaction, tickets));
    for (const auto& [id, sentence] : own) found.try_emplace(id, sentence);
    return found;
}

Result<Ties> ties_of_people(Transaction& transaction, const std::vector<std::string>& people) {
    return looked(transaction, of_people, people);
}
Result<Ties> ties_of_sites(Transaction& transaction, const std::vector<std::string>& sites) { return looked(transaction, of_sites, sites); }
Result<Ties> ties_of_clients(Transaction& transaction, const std::vector<std::string>& clients) {
    return looked(transaction, of_clients, clients);
}

}  // namespace steward::imports
