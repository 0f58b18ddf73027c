// A list of tickets at the size of years: first which ones, from narrow columns and indexes, then those alone, whole.
#pragma once

#include "server/modules/helpdesk/store.h"
#include "server/platform/filter/filter.h"

namespace steward::helpdesk {

/// Counting ends here: two hundred thousand are counted in as long as a person waits for. Where words, or a tag that thousands have,
/// are looked for in what has ended, sooner.
inline constexpr int most_counted = 10'000, most_counted_words = 1'000;

struct TicketQuestion {
    std::string scope;                       // " and ..." over `helpdesk_tickets t`: whose tickets, and what the caller decided
    std::vector<storage::Value> parameters;  // of `scope`
    /// One tag that thousands of tickets have, over `helpdesk_tags w`: "lower(w.tag) = ..."; empty: none.
    std::string common_tag;
    std::vector<filter::Term> terms;
    int most_counted = helpdesk::most_counted, most_counted_words = helpdesk::most_counted_words;
    int often = 10;                         // of a thousand tickets: words that are together in so many are looked for in the newest first
    std::span<const filter::Field> fields;  // of the tickets `t`; those of `joins_of` in ticket_list.cpp may speak of other tables
};
struct TicketPage {
    std::vector<TicketRow> tickets;
    std::string next_page_token;
    int total = 0;                 // of all that match, as far as it was counted
    bool more_than_total = false;  // counting stopped there
};

/// Failure: those of the filter language, "page.token", "page.order_by".
Result<TicketPage> read_tickets(Transaction& transaction, TicketQuestion question, const filter::Question& paging, Instant now);

}  // namespace steward::helpdesk
