#include "server/modules/approvals/words.h"

#include "server/platform/zones/zones.h"

namespace steward::approvals {

namespace {
std::string names_of(const std::vector<Party>& parties) {
    std::string names;
    for (size_t i = 0; i < parties.size(); ++i) names += (i == 0 ? "" : i + 1 == parties.size() ? " and " : ", ") + parties[i].name;
    return names;
}
}  // namespace

std::string cost_words(const RequestRow& request) { return request.cost().is_something() ? amount_words(request.cost()) : ""; }

std::string due_words(const RequestRow& request) { return zones::minute_text(request.zone, request.due_at); }

std::string question_words(const RequestRow& request) {
    std::string text = request.question;
    if (const std::string cost = cost_words(request); !cost.empty()) text += "\n\nCost: " + cost;
    if (!request.consequence.empty()) text += "\n\nWhat comes of it: " + request.consequence;
    if (request.due_at.is_set()) text += "\n\nPlease decide until " + due_words(request) + ".";
    return text;
}

std::string asked_words(const RequestRow& request, const std::vector<Party>& parties) {
    const std::string rule = parties.size() == 1 ? "" : request.rule == "any" ? "; one of them is enough" : "; all of them must say yes";
    return "Approval asked of " + names_of(parties) + rule + ".\n\n" + question_words(request);
}

std::string mail_subject(const RequestRow& request, bool is_reminder) {
    return "[" + request.reference + "] " + (is_reminder ? "Reminder: your approval is needed: " : "Your approval is needed: ") +
           request.ticket_title;
}

std::string how_subject(const RequestRow& request) { return "[" + request.reference + "] Not decided yet: " + request.ticket_title; }

std::string how_text(const RequestRow& request, const std::string& name, const std::string& why) {
    return "Dear " + name + ",\n\nyour answer stands in the ticket. " + why +
           "\n\nTo decide, answer with nothing but the word yes or no in the first line, sign in, or use the link below.\n\n" +
           question_words(request) + "\n\nTicket: " + request.reference + " " + request.ticket_title + "\n";
}

std::string mail_text(const RequestRow& request, const std::string& name, bool is_reminder) {
    return "Dear " + name + ",\n\n" + request.asked_by + (is_reminder ? " still waits for your decision:" : " asks for your decision:") +
           "\n\n" + question_words(request) +
           "\n\nAnswer this mail with yes or no in the first line, or decide by the link below.\n\nTicket: " + request.reference + " " +
           request.ticket_title + "\n";
}

}  // namespace steward::approvals
