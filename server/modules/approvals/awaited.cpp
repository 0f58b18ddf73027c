#include "server/modules/approvals/awaited.h"

#include <algorithm>

namespace steward::approvals {

namespace {
struct Undecided {
    std::vector<std::string> names;  // each once, in the order in which they were asked
    bool one_is_enough = true;       // of a single question, of which any of them decides
    std::string question;
};

std::string names_in_a_row(const Undecided& undecided) {
    const std::string last = undecided.one_is_enough ? " or " : " and ";
    std::string text;
    for (size_t i = 0; i < undecided.names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == undecided.names.size() ? last : ", ") + undecided.names[i];
    return text;
}
}  // namespace

Result<std::unordered_map<std::string, std::string>> Awaited::awaited(storage::Transaction& transaction,
                                                                      const std::vector<TicketId>& tickets) {
    std::unordered_map<std::string, std::string> answer;
    if (tickets.empty()) return answer;
    std::vector<storage::Value> values;
    std::string places;
    for (const TicketId ticket : tickets) {
        values.push_back(storage::to_value(ticket));
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    STEWARD_TRY(const auto rows,
                transaction.run("select r.ticket_id, r.id, r.rule, a.name from approvals_requests r join approvals_approvers a on "
                                "a.request_id = r.id where r.state = 'pending' and r.side = 'client' and a.state = 'pending' and "
                                "r.ticket_id in (" +
                                    places + ") order by r.asked_at, r.id, a.position",
                                values));
    std::unordered_map<std::string, Undecided> by_ticket;
    for (const auto& row : rows) {
        Undecided& undecided = by_ticket[row.text(0)];
        if (undecided.question.empty()) undecided.question = row.text(1);
        if (undecided.question != row.text(1) || row.text(2) != "any") undecided.one_is_enough = false;
        const bool is_named = std::find(undecided.names.begin(), undecided.names.end(), row.text(3)) != undecided.names.end();
        if (!is_named) undecided.names.push_back(row.text(3));
    }
    for (const auto& [ticket, undecided] : by_ticket) answer[ticket] = names_in_a_row(undecided);
    return answer;
}

}  // namespace steward::approvals
