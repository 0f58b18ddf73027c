// Merging a duplicate into the ticket that goes on, and splitting messages off into one of their own (domain/model.md 5.11,
// invariants 1 and 22): nothing is lost, nobody is forgotten, and no clock gets younger.
//
// The messages of a merged ticket stay where they were written; the survivor shows them (`merged_into`), and a later merge
// keeps every duplicate one step from the survivor. A split moves messages, with their times.
#pragma once

#include <set>

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/relations.h"

namespace steward::helpdesk {

inline constexpr int most_split_messages = 200;

/// What merging would do, told before it is done.
struct MergePlan {
    std::string refusal;               // why it cannot be; empty: it can
    std::vector<std::string> effects;  // a sentence each
    Instant received_at;               // the earliest of both
    std::string priority;              // the more urgent of both
};

class Merging {
public:
    explicit Merging(Desk& desk) : desk_(desk) {}

    Result<MergePlan> plan(Transaction& transaction, const TicketRow& from, const TicketRow& into) const;
    /// Into `into`, which is changed to what it is afterwards. Failure: Conflict "helpdesk.cannot_merge" with the plan's refusal.
    Status merge(Transaction& transaction, const TicketRow& from, TicketRow& into, const Actor& actor, Instant now);

    /// The merge of `from` is taken back: it is what it was, with its own messages, people, ties, alerts and clocks; what was said and
    /// done in the survivor since stays there, and both say so. Failure: Conflict "helpdesk.cannot_unmerge".
    Status unmerge(Transaction& transaction, TicketRow& from, const Actor& actor, std::string_view reason, Instant now);

    /// `fresh` has its kind and title; the rest comes from the ticket that the messages leave. Failures: Invalid with the field
    /// /message_ids when one of them is not in the conversation of `source`.
    Status split(Transaction& transaction, TicketRow& source, std::span<const MessageId> messages, TicketRow& fresh, const Actor& actor,
                 Instant now);

private:
    Status open_split(Transaction& transaction, const TicketRow& source, TicketRow& fresh, const Actor& actor, Instant received,
                      Instant now);
    Status carry_over(Transaction& transaction, const TicketRow& from, TicketRow& into, const Actor& actor, Instant now);
    Status give_back(Transaction& transaction, const TicketRow& from, const TicketRow& into, Instant merged_at);
    Status restore_survivor(Transaction& transaction, TicketRow& into, TicketId from, Instant merged_at, const Actor& actor, Instant now);
    Status carry_people(Transaction& transaction, const TicketRow& from, const TicketRow& into, const Actor& actor, Instant now);

    Desk& desk_;
};

/// What stands at both before the merge, and after it what went over: written down, so that it can be taken back (unmerge.cpp).
struct Holdings {
    std::set<std::string> watchers, affected, tags, links, questions, alerts, children, merged;
};
Result<Holdings> holdings_of(Transaction& transaction, TicketId ticket);
Status write_merge(Transaction& transaction, const TicketRow& from, const TicketRow& before, std::string_view priority, Instant now);
Status write_parts(Transaction& transaction, const TicketRow& from, const Holdings& mine, const Holdings& before, const Holdings& after,
                   Instant now);

/// Makes somebody a watcher and says TicketWatched, once. Failure: Conflict "helpdesk.too_many".
Status watch(Transaction& transaction, const TicketRow& ticket, const Tied& watcher, const Actor& actor, Instant now);

}  // namespace steward::helpdesk
