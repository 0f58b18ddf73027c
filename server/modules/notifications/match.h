// Which facts are events that people subscribe to, and what is said about them. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/platform/journal/journal.h"

namespace steward::notifications {

/// The events a channel can subscribe to, for the settings page.
struct EventKind {
    std::string_view name;
    std::string_view label;
    bool subscribed_by_default;
};
std::span<const EventKind> event_kinds();

/// Not told to the channel's receivers but to the one person that the event names.
inline constexpr std::string_view event_mail_receipt = "mail.receipt", event_mail_answer = "mail.answer", event_page = "page.due",
                                  event_sign_in = "mail.sign_in", event_notice = "notice.personal";

/// One fact as something to be told.
struct Event {
    std::string name;      // "ticket.created"
    std::string priority;  // empty when the fact has none: then every minimum lets it through
    std::string subject, text, data_json;
    ClientId client;
    std::string queue = {};  // of a ticket; empty when the fact has none: then every queue lets it through
    // Of which ticket it is, where the fact does not say its number: whoever reads it is told.
    std::string unnamed_ticket = {};
    bool is_for_programs_only = false;       // by policy no person is told of it
    std::vector<std::string> channels = {};  // kinds of channel that may carry it; empty: all
};

/// The event a fact is, or nullopt when nobody is told of it (a state nobody subscribes to). `client_name` is for the text.
std::optional<Event> event_of(const journal::Fact& fact, const std::string& client_name);

/// The kinds of fact that `event_of` understands.
std::span<const std::string_view> fact_kinds();

struct Subscription {
    std::vector<std::string> events;
    std::string minimum_priority;          // "P1".."P4"; empty lets all through
    std::vector<ClientId> clients;         // empty: all
    std::vector<std::string> queues = {};  // empty: all
};
/// `is_program`: the channel tells programs, which want every fact.
bool wants(const Subscription& subscription, const Event& event, bool is_program = false);

}  // namespace steward::notifications
