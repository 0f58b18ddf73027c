// What is said of an approval in conversations and mails. Pure.
#pragma once

#include "server/modules/approvals/store.h"

namespace steward::approvals {

/// "1,250.00 CHF"; empty: it costs nothing.
std::string cost_words(const RequestRow& request);
/// The question with what it costs and what comes of it, as paragraphs.
std::string question_words(const RequestRow& request);
/// "Approval asked of Carla and Chris; one of them is enough. …"
std::string asked_words(const RequestRow& request, const std::vector<Party>& parties);
std::string mail_subject(const RequestRow& request, bool is_reminder);
/// To somebody whose answer by mail was no decision, and why.
std::string how_subject(const RequestRow& request);
std::string how_text(const RequestRow& request, const std::string& name, const std::string& why);
/// Without the link: that is added when the mail is sent.
std::string mail_text(const RequestRow& request, const std::string& name, bool is_reminder);
/// "Wed 2 Dec 2026 13:54 CET": until when, on the client's own clock.
std::string due_words(const RequestRow& request);

}  // namespace steward::approvals
