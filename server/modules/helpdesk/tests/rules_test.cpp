// The pure rules of tickets: moves, priorities, and what a change says.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/mentions.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/relations.h"
#include "server/modules/helpdesk/states.h"
#include "server/modules/helpdesk/waiting.h"

namespace steward::helpdesk {
namespace {

constexpr Instant rules_now{1'795'000'000'000};
using std::string_view_literals::operator""sv;

// Everything that a move could ask for is there, so that only the table decides.
MoveContext complete_ticket(std::string_view state) { return {state, "incident", true, rules_now - std::chrono::days(1)}; }
MoveWish complete_wish(std::string_view to) {
    return {to,
            "Does it work now?",
            "fixed",
            "Replaced the disk.",
            "The client asked for it.",
            rules_now + std::chrono::days(2),
            true,
            0,
            {},
            "4711"};
}

std::string code_of(const Result<TicketMove>& move) { return move ? "moved" : move.error().code; }

const Mover owner{.roles = {"OWN"}}, technician{.roles = {"TEC"}}, dispatcher{.roles = {"DSP"}},
    asker{.side = Side::Client, .roles = {"CUS"}};

TEST(TicketMoves, are_exactly_those_of_the_model_for_every_pair_of_states_and_everybody) {
    using Table = std::map<std::string_view, std::set<std::string_view>>;
    // Written down a second time, by hand, from the Who of domain/model.md 5.11. Scheduling is the dispatcher's by section 3.
    const Table dispatching = {
        {"new", {"triaged", "assigned", "cancelled"}},
        {"triaged", {"assigned", "cancelled"}},
        {"assigned", {"cancelled"}},
        {"in_progress", {"scheduled", "cancelled"}},
        {"waiting_client", {"cancelled"}},
        {"waiting_vendor", {"cancelled"}},
        {"waiting_parts", {"cancelled"}},
        {"scheduled", {"cancelled"}},
    };
    const Table working = {
        {"new", {"triaged"}},
        {"triaged", {"in_progress"}},
        {"assigned", {"in_progress"}},
        {"in_progress", {"waiting_client", "waiting_vendor", "waiting_parts", "scheduled", "resolved"}},
        {"waiting_client", {"in_progress"}},
        {"waiting_vendor", {"in_progress"}},
        {"waiting_parts", {"in_progress"}},
        {"scheduled", {"in_progress"}},
        {"resolved", {"in_progress"}},
        {"closed", {"in_progress"}},  // within 7 days of being resolved: "after 7 days" alone a new one follows
    };
    const Table asking = {
        {"new", {"cancelled"}},           {"triaged", {"cancelled"}},        {"assigned", {"cancelled"}},
        {"in_progress", {"cancelled"}},   {"waiting_client", {"cancelled"}}, {"waiting_vendor", {"cancelled"}},
        {"waiting_parts", {"cancelled"}}, {"scheduled", {"cancelled"}},      {"resolved", {"closed", "in_progress"}},
        {"closed", {"in_progress"}},
    };
    Table managing = dispatching;
    for (const auto& [from, to] : working) managing[from].insert(to.begin(), to.end());
    Table all = managing;
    all["resolved"].insert("closed");
    const Mover watcher{.side = Side::Client, .roles = {"CUS"}, .is_requester = false}, engineer{.roles = {"ENG"}},
        manager{.roles = {"SVM"}}, account_manager{.roles = {"ACM"}}, both{.roles = {"TEC", "DSP"}};
    const std::pair<Mover, Table> everybody[] = {{dispatcher, dispatching}, {technician, working}, {engineer, working},
                                                 {manager, managing},       {both, managing},      {owner, all},
                                                 {asker, asking},           {watcher, {}},         {account_manager, {}}};
    int pairs = 0;
    for (const auto from : ticket_states()) {
        for (const auto to : ticket_states()) {
            for (const auto& [who, table] : everybody) {
                const auto row = table.find(from);
                const bool expected = row != table.end() && row->second.contains(to);
                const auto& known = who.side == Side::Client ? asking : all;
                const auto line = known.find(from);
                const bool is_a_move = line != known.end() && line->second.contains(to);
                const char* refusal = !is_a_move                 ? "helpdesk.move_not_allowed"
                                      : who.side == Side::Client ? "helpdesk.not_the_requester"
                                                                 : "helpdesk.other_role";
                const auto move = judge_move(complete_ticket(from), complete_wish(to), who, rules_now);
                EXPECT_EQ(code_of(move), expected ? "moved" : refusal) << from << " to " << to;
                const auto allowed = allowed_moves(complete_ticket(from), who, rules_now);
                EXPECT_EQ(std::count(allowed.begin(), allowed.end(), to), expected ? 1 : 0) << from << " to " << to;
                const auto barred = barred_moves(complete_ticket(from), who, rules_now);
                const auto of_state = std::count_if(barred.begin(), barred.end(), [&](const BarredMove& one) { return one.to == to; });
                EXPECT_EQ(of_state, who.side == Side::Staff && is_a_move && !expected ? 1 : 0) << from << " to " << to;
                ++pairs;
            }
        }
    }
    EXPECT_EQ(pairs, 12 * 12 * 9);
}

TEST(Assigning, is_the_dispatchers_and_taking_it_or_handing_it_on_is_anybodys_who_works) {
    EXPECT_TRUE(judge_assignment(dispatcher, false, false));
    EXPECT_TRUE(judge_assignment(owner, false, false));
    EXPECT_TRUE(judge_assignment(technician, true, false)) << "takes it";
    EXPECT_TRUE(judge_assignment(technician, false, true)) << "hands on what is theirs";
    EXPECT_EQ(judge_assignment(technician, false, false).error().code, "helpdesk.other_role");
    EXPECT_FALSE(judge_assignment({.roles = {"ACM"}}, true, true));
    EXPECT_TRUE(judge_assignment({.is_program = true}, false, false));
}

TEST(TicketMoves, are_open_exactly_where_work_can_still_be_withdrawn) {
    for (const auto state : ticket_states()) {
        const auto allowed = allowed_moves(complete_ticket(state), owner, rules_now);
        EXPECT_EQ(is_open(state), std::find(allowed.begin(), allowed.end(), "cancelled"sv) != allowed.end()) << state;
    }
}

struct Refusal {
    const char* what;
    std::string_view from;
    MoveWish wish;
    const char* pointer;
};

TEST(TicketMoves, ask_for_what_belongs_to_them) {
    const Refusal refusals[] = {
        {"a question", "in_progress", {.to = "waiting_client", .message = " \n "}, "/message"},
        {"a reason to cancel", "new", {.to = "cancelled", .reason = "too short"}, "/reason"},
        {"no padding", "new", {.to = "cancelled", .reason = "x          y"}, "/reason"},
        {"by what the vendor knows it", "in_progress", {.to = "waiting_vendor", .reason = "They look at it today."}, "/vendor_reference"},
        {"what it is about", "new", {.to = "triaged"}, "/category_id"},
        {"a code of the list", "in_progress", {.to = "resolved", .resolution_code = "done", .resolution_text = "x"}, "/resolution_code"},
        {"a text", "in_progress", {.to = "resolved", .resolution_code = "fixed"}, "/resolution_text"},
        {"a code of people", "in_progress", {.to = "resolved", .resolution_code = "no_reply", .resolution_text = "x"}, "/resolution_code"},
        {"time", "in_progress", {.to = "resolved", .resolution_code = "fixed", .resolution_text = "Replaced it."}, "/minutes"},
        {"a date", "in_progress", {.to = "scheduled"}, "/until_unix_ms"},
        {"a date to come", "in_progress", {.to = "waiting_parts", .until = rules_now}, "/until_unix_ms"},
        {"a date within a year", "in_progress", {.to = "scheduled", .until = rules_now + std::chrono::days(367)}, "/until_unix_ms"},
        {"how it was agreed",
         "in_progress",
         {.to = "scheduled", .reason = "he did", .until = rules_now + std::chrono::hours(1), .requester_agreed = true},
         "/reason"},
        {"a later time to go on",
         "in_progress",
         {.to = "waiting_client", .message = "Well?", .until = rules_now - std::chrono::hours(1)},
         "/until_unix_ms"},
    };
    for (const auto& refusal : refusals) {
        MoveContext ticket = complete_ticket(refusal.from);
        ticket.needs_time = true;
        ticket.lacks_category = true;
        const auto move = judge_move(ticket, refusal.wish, owner, rules_now);
        ASSERT_FALSE(move) << refusal.what;
        EXPECT_EQ(move.error().kind, ErrorKind::Invalid) << refusal.what;
        EXPECT_EQ(move.error().fields.at(0).pointer, refusal.pointer) << refusal.what;
    }
}

TEST(TicketMoves, to_assigned_need_somebody) {
    MoveContext ticket = complete_ticket("triaged");
    ticket.has_assignee = false;
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("assigned"), owner, rules_now)), "helpdesk.no_assignee");
    const auto allowed = allowed_moves(ticket, owner, rules_now);
    EXPECT_EQ(std::count(allowed.begin(), allowed.end(), "assigned"sv), 0);
}

TEST(TicketMoves, reopen_for_seven_days_and_not_a_millisecond_longer) {
    MoveContext ticket = complete_ticket("resolved");
    ticket.resolved_at = rules_now - std::chrono::days(7);
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("in_progress"), asker, rules_now)), "moved");
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("in_progress"), asker, rules_now + Duration{1})), "helpdesk.reopen_too_late");
    EXPECT_EQ(allowed_moves(ticket, asker, rules_now + Duration{1}), std::vector<std::string_view>{"closed"});
    ticket.state = "closed";
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("in_progress"), asker, rules_now)), "moved") << "closed meanwhile";
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("in_progress"), asker, rules_now + Duration{1})), "helpdesk.reopen_too_late");
    EXPECT_TRUE(allowed_moves(ticket, asker, rules_now + Duration{1}).empty());
}

TEST(TicketMoves, to_resolved_take_the_minutes_with_them) {
    MoveContext ticket = complete_ticket("in_progress");
    ticket.needs_time = true;
    MoveWish wish = complete_wish("resolved");
    EXPECT_EQ(code_of(judge_move(ticket, wish, owner, rules_now)), "request.invalid");
    wish.minutes = 12;
    EXPECT_EQ(code_of(judge_move(ticket, wish, owner, rules_now)), "moved");
}

TEST(Repeats, are_of_the_same_cause_until_somebody_found_another) {
    EXPECT_TRUE(is_same_cause({}, {}));
    EXPECT_TRUE(is_same_cause({"printing", "worn drum"}, {"", "unknown"}));
    EXPECT_TRUE(is_same_cause({"printing", "worn drum"}, {"printing", "worn drum"}));
    EXPECT_FALSE(is_same_cause({"printing", ""}, {"licence", ""}));
    EXPECT_FALSE(is_same_cause({"printing", "worn drum"}, {"printing", "no paper"}));
}

TEST(TicketMoves, are_held_by_open_tickets_below) {
    auto ticket = complete_ticket("in_progress");
    ticket.open_children = 1;
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("resolved"), owner, rules_now)), "helpdesk.open_children");
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("cancelled"), owner, rules_now)), "moved");
}

TEST(Waiting, is_judged_by_state_date_and_reminders) {
    TicketRow ticket;
    ticket.state = "waiting_client";
    EXPECT_EQ(judge_waiting(ticket, rules_now), WaitingStep::Nothing) << "no moment is set";
    ticket.next_at = rules_now;
    EXPECT_EQ(judge_waiting(ticket, rules_now), WaitingStep::Remind);
    ticket.until = rules_now;
    EXPECT_EQ(judge_waiting(ticket, rules_now), WaitingStep::GoOn) << "the date comes before the reminder";
    ticket.until = {};
    ticket.reminders = 3;
    EXPECT_EQ(judge_waiting(ticket, rules_now), WaitingStep::ResolveWithoutReply);
    ticket.state = "resolved";
    EXPECT_EQ(judge_waiting(ticket, rules_now), WaitingStep::Close);
    ticket.state = "in_progress";
    EXPECT_EQ(judge_waiting(ticket, rules_now), WaitingStep::Nothing);
    EXPECT_EQ(days_to_next_step("waiting_client", 2), 5);
    EXPECT_EQ(days_to_next_step("waiting_client", 3), 6);
    EXPECT_EQ(days_to_next_step("waiting_vendor", 0), 0);
}

TEST(Mentions, are_whole_names_dotted_names_or_the_one_first_name) {
    SeededRng rng(5);
    std::vector<Assignable> accounts;
    for (const auto* name : {"Theo Technician", "Dana Dispatcher", "Dana Doe"})
        accounts.push_back({AccountId::make(rules_now, rng), name, {"TEC"}});
    const auto names = [&](std::string_view text) {
        std::string list;
        for (const auto& one : find_mentions(text, accounts)) list += one.name + ";";
        return list;
    };
    EXPECT_EQ(names("@Theo Technician please look, @dana.doe too"), "Theo Technician;Dana Doe;");
    EXPECT_EQ(names("(@theo) and again @Theo"), "Theo Technician;");
    EXPECT_EQ(names("@Dana"), "") << "two are called so";
    EXPECT_EQ(names("write to a@theo.example or @theodor"), "");
    EXPECT_EQ(names("@"), "");
    EXPECT_EQ(names(std::string(5000, '@')), "");
}

TEST(Tags, are_one_word_in_small_letters) {
    EXPECT_EQ(tag_of("  VPN Split Tunnel "), "vpn-split-tunnel");
    EXPECT_EQ(tag_of("Bürö_2"), "bürö-2");
    for (const auto* bad : {"", " - ", "a:b", "a,b", "\"x\"", "x*", "line\nbreak"}) EXPECT_EQ(tag_of(bad), "") << bad;
    EXPECT_EQ(tag_of(std::string(41, 'x')), "");
}

TEST(Priority, is_the_matrix_of_impact_and_urgency) {
    const std::tuple<std::string_view, std::string_view, std::string_view> cells[] = {
        {"extensive", "high", "P1"},   {"extensive", "medium", "P2"},   {"extensive", "low", "P3"},
        {"significant", "high", "P2"}, {"significant", "medium", "P3"}, {"significant", "low", "P4"},
        {"limited", "high", "P3"},     {"limited", "medium", "P4"},     {"limited", "low", "P4"},
    };
    for (const auto& [impact, urgency, priority] : cells) {
        EXPECT_EQ(matrix_priority(impact, urgency), priority) << impact << " " << urgency;
        EXPECT_EQ(judge_priority(impact, urgency, false), (PriorityVerdict{std::string(priority), ""}));
    }
    EXPECT_FALSE(matrix_priority("huge", "high"));
}

TEST(Priority, of_a_vip_is_one_step_up_but_never_a_p1_by_that_alone) {
    EXPECT_EQ(judge_priority("limited", "medium", true).priority, "P3");
    EXPECT_EQ(judge_priority("limited", "low", true).priority, "P4") << "medium is P4 too";
    EXPECT_EQ(judge_priority("extensive", "medium", true).priority, "P2");
    EXPECT_EQ(judge_priority("extensive", "high", true).priority, "P1");
    EXPECT_NE(judge_priority("limited", "medium", true).reason, "") << "what differs from the matrix has a reason";
    EXPECT_EQ(judge_priority("extensive", "high", true).reason, "");
}

TEST(Priority, of_an_alert_finds_a_cell_that_means_the_same) {
    for (const auto priority : priorities) {
        const auto cell = cell_of(priority);
        ASSERT_TRUE(cell);
        EXPECT_EQ(matrix_priority(cell->impact, cell->urgency), priority);
    }
    EXPECT_FALSE(cell_of("P5"));
}

TEST(Changes, are_told_field_by_field_and_keep_our_own_matters_internal) {
    TicketRow before;
    before.title = "Printer";
    before.priority = "P4";
    before.state = "new";
    before.queue = "service desk";
    TicketRow after = before;
    after.title = "Printer on floor 2";
    after.priority = "P3";
    after.priority_reason = "The board meets tomorrow";
    after.state = "assigned";
    SeededRng rng(3);
    after.assignee = AccountId::make(rules_now, rng);
    after.assignee_name = "Theo";
    const auto events =
        describe_changes(before, after, {.kind = "staff", .account = {}, .name = "Dana", .role = "DSP"}, "", "UTC", rules_now);
    ASSERT_EQ(events.size(), 4u);
    std::set<std::string> internal_fields;
    for (const auto& event : events) {
        EXPECT_EQ(event.actor.role, "DSP");
        if (event.internal) internal_fields.insert(event.field);
        EXPECT_EQ(event.text.find("board"), std::string::npos) << "reasons are for colleagues, the text is for everybody";
    }
    EXPECT_EQ(internal_fields, std::set<std::string>{"assignee"});
    EXPECT_TRUE(describe_changes(after, after, {}, "", "UTC", rules_now).empty());
}

TEST(Changes, say_times_on_the_clock_of_the_client) {
    TicketRow before;
    before.state = "in_progress";
    before.created_at = parse_rfc3339("2026-07-01T09:00:31Z").value_or(Instant{});
    TicketRow after = before;
    after.state = "waiting_parts";
    after.until = parse_rfc3339("2026-12-02T12:54:31Z").value_or(Instant{});
    after.created_at = parse_rfc3339("2026-07-01T08:00:59Z").value_or(Instant{});
    const auto told = [&](std::string_view zone) {
        std::vector<std::string> texts;
        for (const auto& event : describe_changes(before, after, {}, "", zone, rules_now)) texts.push_back(event.text);
        return texts;
    };
    EXPECT_EQ(told("Europe/Zurich"), (std::vector<std::string>{"Counted as received at Wed 1 Jul 2026 10:00 CEST.",
                                                               "Moved from in progress to waiting parts until Wed 2 Dec 2026 13:54 CET."}));
    EXPECT_EQ(told("Old/Kingdom").back(), "Moved from in progress to waiting parts until Wed 2 Dec 2026 12:54 UTC.")
        << "of a zone that this machine does not know";
}

TEST(TicketMoves, an_open_question_stands_before_resolving_and_before_nothing_else) {
    auto ticket = complete_ticket("in_progress");
    ticket.open_question = "Say first whether this is about the switch.";
    const auto refused = judge_move(ticket, complete_wish("resolved"), owner, rules_now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "helpdesk.open_question");
    EXPECT_EQ(refused.error().message, ticket.open_question);
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("waiting_client"), owner, rules_now)), "moved");
    EXPECT_EQ(code_of(judge_move(ticket, complete_wish("cancelled"), owner, rules_now)), "moved");
}

}  // namespace
}  // namespace steward::helpdesk
