// Facts of the people's side as events: where work went, who was asked, who was told. Each is nothing when the fact cannot be read.
#pragma once

#include "server/modules/notifications/event_parts.h"

namespace steward::notifications {

std::optional<Event> ticket_merged(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> ticket_unmerged(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> ticket_split(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> ticket_watched(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> ticket_mentioned(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> ticket_linked(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> ticket_escalated(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> time_booked(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> approval_asked(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> approval_ended(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> mail_waits(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> mail_not_delivered(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> shift_swap_moved(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> hand_over_moved(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> client_told(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> major_led(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> major_told(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> major_reopened(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> major_reviewed(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> files_attached(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> problem_moved(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> restore_test_failed(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> change_moved(const journal::Fact& fact, const std::string& client_name);
std::optional<Event> notice_due(const journal::Fact& fact, const std::string& client_name);

}  // namespace steward::notifications
