// What a ticket is tied to: its tags, watchers, affected people and devices, and other tickets. All SQL of that.
#pragma once

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

inline constexpr int most_tags = 20, most_relations = 100;
inline constexpr size_t longest_tag = 40;

/// A tag as it is kept: lower case, words joined by a hyphen. Empty when it has no letter or digit, is too long, or has
/// characters that the filter language needs for itself. Pure.
std::string tag_of(std::string_view typed);

struct TagOf {
    TicketId ticket;
    std::string tag;
};
/// Of all these tickets by one query, in alphabetical order.
Result<std::vector<TagOf>> tags_of(Transaction& transaction, std::span<const TicketId> tickets);
Status replace_tags(Transaction& transaction, const TicketRow& ticket, std::span<const std::string> tags);

/// Somebody or something at a ticket. `kind`: account or person; person or device.
struct Tied {
    std::string kind, id, name;
    std::string how;  // of a watcher: added, mentioned, merged
    Instant since;
};
Result<std::vector<Tied>> watchers_of(Transaction& transaction, TicketId ticket);
/// Whether it is new. Failure: Conflict "helpdesk.too_many" beyond `most_relations`, here and below.
Result<bool> add_watcher(Transaction& transaction, const TicketRow& ticket, const Tied& watcher);
Result<bool> remove_watcher(Transaction& transaction, TicketId ticket, std::string_view kind, std::string_view id);
Result<std::vector<Tied>> affected_of(Transaction& transaction, TicketId ticket);
Result<bool> add_affected(Transaction& transaction, const TicketRow& ticket, const Tied& thing);
Result<bool> remove_affected(Transaction& transaction, TicketId ticket, std::string_view kind, std::string_view id);

/// Another ticket, as `of` sees it.
struct Relative {
    std::string relation;
    TicketId id;
    std::string reference, title, state, priority, kind;
};
/// `visible` is a condition on the other ticket `t` with its values from $3 on.
Result<std::vector<Relative>> relatives_of(Transaction& transaction, const TicketRow& of, const std::string& visible,
                                           const std::vector<storage::Value>& values);
/// `relation`: caused_by, fixed_by, related, split_from. Whether it is new.
Result<bool> add_link(Transaction& transaction, const TicketRow& from, std::string_view relation, TicketId to, Instant now);
Result<bool> remove_link(Transaction& transaction, TicketId from, std::string_view relation, TicketId to);

Result<int64_t> count_children(Transaction& transaction, TicketId parent);
Result<std::vector<TicketId>> open_children_of(Transaction& transaction, TicketId parent);
Result<bool> has_merged(Transaction& transaction, TicketId survivor);

}  // namespace steward::helpdesk
