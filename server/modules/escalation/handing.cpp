#include "server/modules/escalation/handing.h"

#include <algorithm>

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
const helpdesk::Doer& handing_program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return doer;
}

constexpr std::pair<std::string_view, std::string_view> superiors[] = {{"DSP", "lead"}, {"SVM", "service manager"}, {"OWN", "owner"}};

std::string minutes_words(Duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(time).count()) + " minutes";
}

bool is_over(const TicketPlace& ticket) {
    return ticket.state == "resolved" || ticket.state == "closed" || ticket.state == "cancelled" || ticket.state == "merged";
}
}  // namespace

Result<std::vector<Level>> Handing::levels_for(Transaction& transaction, ClientId client) const {
    STEWARD_TRY(const auto policy, policy_for(transaction, client));
    return policy ? levels_of(policy->rules) : std::vector<Level>{};
}

Result<std::vector<Colleague>> Handing::people_of(Transaction& transaction, const Level& level, ClientId client) const {
    std::vector<Colleague> people;
    const auto add = [&](const Colleague& colleague) {
        const bool known = std::any_of(people.begin(), people.end(), [&](const Colleague& one) { return one.id == colleague.id; });
        if (!known) people.push_back(colleague);
    };
    for (const AccountId account : level.accounts) {
        STEWARD_TRY(const auto colleague, find_colleague(transaction, account));
        if (colleague && colleague->active) add(*colleague);
    }
    for (const auto& role : level.roles) {
        STEWARD_TRY(const auto found, colleagues_with_role(transaction, role, client));
        for (const Colleague& colleague : found) add(colleague);
    }
    return people;
}

Result<Instant> Handing::within_hours(Transaction& transaction, const TicketPlace& ticket, Instant at) const {
    if (!promises_) return at;
    STEWARD_TRY(
        const auto outlook,
        promises_->outlook(transaction, {.client = ticket.client, .id = {}, .priority = ticket.priority, .kinds = {"resolve"}}, at));
    if (!outlook || outlook->always_open || outlook->open_now || !outlook->opens_at.is_set()) return at;
    return std::max(at, outlook->opens_at);
}

Result<Instant> Handing::moves_at(Transaction& transaction, const TicketPlace& ticket, const std::vector<Level>& levels, size_t position,
                                  Instant from) const {
    if (!counts_progress(ticket.state) || !next_by_itself(levels, position, ticket.priority)) return Instant{};
    STEWARD_TRY(const Instant begin, within_hours(transaction, ticket, from));
    return begin + levels[position].move_after;
}

Status Handing::work_moved(Transaction& transaction, std::string_view ticket_id, Instant at) {
    STEWARD_TRY(const auto ticket, place_of_ticket(transaction, ticket_id));
    STEWARD_TRY(auto row, level_of_ticket(transaction, ticket_id));
    if (!ticket) return {};
    if (is_over(*ticket)) return row ? drop_level(transaction, ticket_id) : Status{};
    if (!row && !counts_progress(ticket->state)) return {};
    STEWARD_TRY(const auto levels, levels_for(transaction, ticket->client));
    if (levels.empty()) return {};
    if (!row)
        row = LevelRow{.ticket_id = std::string(ticket_id),
                       .client = ticket->client,
                       .level = levels[0].name,
                       .since = at,
                       .progress_at = {},
                       .moves_at = {}};
    row->position = static_cast<int64_t>(position_of(levels, row->level));
    row->progress_at = at;
    STEWARD_TRY(row->moves_at, moves_at(transaction, *ticket, levels, static_cast<size_t>(row->position), at));
    return save_level(transaction, *row);
}

Status Handing::word_said(Transaction& transaction, std::string_view ticket_id, std::string_view message_id, Instant at) {
    STEWARD_TRY(const auto row, transaction.query_one("select author_kind from helpdesk_v_messages where id = $1", message_id));
    return row && row->text(0) == "staff" ? work_moved(transaction, ticket_id, at) : Status{};
}

Result<int> Handing::move_due(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(const auto due, levels_due(transaction, now, limit));
    for (const LevelRow& row : due) STEWARD_CHECK(move_by_itself(transaction, row, now));
    return static_cast<int>(due.size());
}

Status Handing::move_by_itself(Transaction& transaction, LevelRow row, Instant now) {
    STEWARD_TRY(const auto ticket, place_of_ticket(transaction, row.ticket_id));
    if (!ticket || is_over(*ticket)) return drop_level(transaction, row.ticket_id);
    STEWARD_TRY(const auto levels, levels_for(transaction, ticket->client));
    const size_t position = position_of(levels, row.level);
    const std::optional<size_t> next = next_by_itself(levels, position, ticket->priority);
    STEWARD_TRY(const Instant open, within_hours(transaction, *ticket, now));
    if (!next || !counts_progress(ticket->state) || open > now) {
        row.moves_at = next && counts_progress(ticket->state) ? open : Instant{};
        return save_level(transaction, row);
    }
    STEWARD_TRY(const auto people, people_of(transaction, levels[*next], ticket->client));
    const std::string from = levels[position].name, note = "No progress for " + minutes_words(levels[position].move_after) + ".";
    row.level = levels[*next].name;
    row.position = static_cast<int64_t>(*next);
    row.since = row.progress_at = now;
    STEWARD_TRY(row.moves_at, moves_at(transaction, *ticket, levels, *next, now));
    STEWARD_CHECK(save_level(transaction, row));
    STEWARD_CHECK(
        work_.say(transaction, ticket->id, handing_program(), true, "Handed from " + from + " to " + row.level + ": " + note, now));
    return keep_move(transaction, *ticket,
                     {.ticket_id = row.ticket_id,
                      .client = ticket->client,
                      .at = now,
                      .path = "functional",
                      .from = from,
                      .to = row.level,
                      .why = "no_progress",
                      .by = "Steward",
                      .note = note,
                      .account_name = {}},
                     people);
}

Status Handing::keep_move(Transaction& transaction, const TicketPlace& ticket, MoveRow move, const std::vector<Colleague>& people) {
    STEWARD_CHECK(insert_move(transaction, make_raw_id(move.at, rng_), move));
    facts::v1::TicketEscalated fact;
    fact.set_client_id(ticket.client.text());
    fact.set_ticket_id(move.ticket_id);
    fact.set_reference(ticket.reference);
    fact.set_title(ticket.title);
    fact.set_priority(ticket.priority);
    fact.set_path(move.path);
    fact.set_from(move.from);
    fact.set_to(move.to);
    fact.set_why(move.why);
    fact.set_by(move.by);
    fact.set_note(move.note);
    for (const Colleague& colleague : people) fact.add_account_ids(colleague.id.text());
    STEWARD_CHECK(journal::append(transaction, move.at, ticket.client, move.ticket_id, fact));
    live::Update update{ticket.client, "escalation", move.ticket_id, "{}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
    return {};
}

Result<std::vector<Place>> Handing::places(Transaction& transaction, const TicketPlace& ticket) const {
    std::vector<Place> places;
    STEWARD_TRY(const auto policy, policy_for(transaction, ticket.client));
    if (!policy) return places;
    STEWARD_TRY(const auto row, level_of_ticket(transaction, ticket.id.text()));
    const auto levels = levels_of(policy->rules);
    const size_t here = position_of(levels, row ? row->level : "");
    for (size_t i = 0; i < levels.size(); ++i) {
        Place& place = places.emplace_back(Place{.path = "functional", .to = levels[i].name, .label = levels[i].name, .people = {}});
        place.is_current = i == here;
        place.vendor = levels[i].vendor;
        STEWARD_TRY(place.people, people_of(transaction, levels[i], ticket.client));
    }
    for (const auto& skill : policy->rules.skills()) {
        Level level;
        for (const auto& account : skill.account_ids()) level.accounts.push_back(AccountId::parse(account).value_or(AccountId{}));
        Place& place = places.emplace_back(Place{.path = "skill", .to = skill.name(), .label = skill.name(), .people = {}});
        STEWARD_TRY(place.people, people_of(transaction, level, ticket.client));
    }
    for (const auto& [role, label] : superiors) {
        Place& place =
            places.emplace_back(Place{.path = "hierarchical", .to = std::string(role), .label = std::string(label), .people = {}});
        STEWARD_TRY(place.people, colleagues_with_role(transaction, role, ticket.client));
    }
    return places;
}

Status Handing::hand(Transaction& transaction, const TicketPlace& ticket, const HandOrder& order, const helpdesk::Doer& doer, Instant now) {
    if (is_over(ticket)) return fail(ErrorKind::Conflict, "escalation.ticket_over", "This ticket is over. Open it again first.");
    STEWARD_TRY(const auto all, places(transaction, ticket));
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const Place& place) { return place.path == order.path && place.to == order.to; });
    if (at == all.end()) return bad_field("/to", "The client's policy has no such level, skill or superior.");
    if (at->is_current) return fail(ErrorKind::Conflict, "escalation.same_place", "It is there already.");
    std::vector<Colleague> people = at->people;
    if (!order.account.is_nil()) {
        std::erase_if(people, [&](const Colleague& one) { return one.id != order.account; });
        if (people.empty()) return bad_field("/account_id", "Choose one of those who work there.");
    }
    const auto here = std::find_if(all.begin(), all.end(), [](const Place& place) { return place.is_current; });
    MoveRow move{.ticket_id = ticket.id.text(),
                 .client = ticket.client,
                 .at = now,
                 .path = order.path,
                 .from = here == all.end() ? std::string() : here->label,
                 .to = at->label,
                 .why = "hand",
                 .by = doer.name,
                 .note = order.note,
                 .account_name = order.account.is_nil() ? std::string() : people.front().name};
    const std::string whom = move.to + (move.account_name.empty() ? "" : " (" + move.account_name + ")");
    STEWARD_CHECK(work_.say(transaction, ticket.id, doer, true, "Handed to " + whom + ".\n\n" + order.note, now));
    if (!order.account.is_nil() && order.path != "hierarchical")
        STEWARD_CHECK(work_.give(transaction, ticket.id, order.account, people.front().name, doer, now));
    if (order.path == "functional") {
        STEWARD_TRY(const auto levels, levels_for(transaction, ticket.client));
        const size_t position = position_of(levels, at->to);
        LevelRow row{.ticket_id = move.ticket_id,
                     .client = ticket.client,
                     .level = at->to,
                     .position = static_cast<int64_t>(position),
                     .since = now,
                     .progress_at = now,
                     .moves_at = {}};
        STEWARD_TRY(row.moves_at, moves_at(transaction, ticket, levels, position, now));
        STEWARD_CHECK(save_level(transaction, row));
    } else if (order.path == "hierarchical") {
        STEWARD_CHECK(escalator_.page_by_hand(transaction,
                                              {ticket.client, move.ticket_id, {}, ticket.reference, ticket.title, ticket.priority}, people,
                                              at->label + ", called by " + doer.name, order.note, now));
    }
    std::erase_if(people, [&](const Colleague& one) { return one.id == doer.account; });  // nobody is told what they did
    return keep_move(transaction, ticket, std::move(move), people);
}

}  // namespace steward::escalation
