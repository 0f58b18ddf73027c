// A list of tickets at the size of years: first which ones, from narrow columns and indexes, then those alone, whole.
#pragma once

#include "server/modules/helpdesk/store.h"
#include "server/platform/filter/filter.h"

namespace steward::helpdesk {

struct TicketQuestion {
    std::string scope;                       // " and ..." over `helpdesk_tickets t`: whose tickets, and what the caller decided
    std::vector<storage::Value> parameters;  // of `scope`
    std::vector<filter::Term> terms;
    std::span<const filter::Field> fields;  // of the tickets `t`; those of `joins_of` in ticket_list.cpp may speak of other tables
};
struct TicketPage {
    std::vector<TicketRow> tickets;
    std::string next_page_token;
    int total = 0;
};
/// Failure: those of the filter language, "page.token", "page.order_by".
Result<TicketPage> read_tickets(Transaction& transaction, TicketQuestion question, const filter::Question& paging, Instant now);

}  // namespace steward::helpdesk
