// What was promised and kept in a month, on both sides: how soon we did what we promised, and how soon the client answered.
#include <algorithm>

#include "server/modules/portal/service.h"

namespace steward::portal {

namespace {
constexpr int most_lines = 100;

// Tickets that the client may know of. Promises are about tickets alone; what was promised about a duplicate counts on in the
// ticket that it was merged into. Of these what the figure K05 counts (figures, desk.cpp), which stands on the same page.
constexpr std::string_view shown_tickets =
    " from service_levels_v_verdicts v join helpdesk_v_ticket_contents t on t.ticket_id = v.subject_id and t.client_id = v.client_id "
    "where v.client_id = $1 and t.kind <> 'internal' and t.state not in ('cancelled', 'merged') and not (v.kind = 'resolve' and "
    "t.resolution_code = 'no_reply')";

// Kept in the month in which it was done, missed in the month in which the time was over.
Status count_promises(Transaction& transaction, ClientId client, const service_levels::MonthSpan& month, v1::Promises& answer) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select v.kind, sum(case when v.breach_at is null then 1 else 0 end), sum(case when v.breach_at is null then "
                          "0 else 1 end)" +
                              std::string(shown_tickets) +
                              " and v.state <> 'cancelled' and ((v.breach_at is null and v.state = 'met' and v.stopped_at >= $2 and "
                              "v.stopped_at < $3) or (v.breach_at >= $2 and v.breach_at < $3)) group by v.kind",
                          client, month.begin, month.end));
    for (const auto kind : service_levels::clock_kinds) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const storage::Row& one) { return one.text(0) == kind; });
        if (row == rows.end()) continue;
        auto& count = *answer.add_counts();
        count.set_kind(std::string(kind));
        count.set_kept(static_cast<int32_t>(row->integer(1)));
        count.set_missed(static_cast<int32_t>(row->integer(2)));
    }
    return {};
}

Status list_missed(Transaction& transaction, ClientId client, const service_levels::MonthSpan& month, v1::Promises& answer) {
    STEWARD_TRY(const auto rows,
                transaction.query("select v.subject_id, t.reference, t.title, v.kind, v.due_at, v.stopped_at, v.breach_reason" +
                                      std::string(shown_tickets) +
                                      " and v.state <> 'cancelled' and v.breach_at >= $2 and v.breach_at < $3 order by v.breach_at desc, "
                                      "v.subject_id, v.kind limit " +
                                      std::to_string(most_lines),
                                  client, month.begin, month.end));
    for (const auto& row : rows) {
        auto& missed = *answer.add_missed();
        missed.set_ticket_id(row.text(0));
        missed.set_reference(row.text(1));
        missed.set_title(row.text(2));
        missed.set_kind(row.text(3));
        missed.set_due_at_unix_ms(row.integer_or(4, 0));
        missed.set_done_at_unix_ms(row.integer_or(5, 0));
        missed.set_reason(row.text(6));
    }
    return {};
}

Status count_answers(Transaction& transaction, ClientId client, const service_levels::MonthSpan& month, v1::ClientAnswers& answers) {
    STEWARD_TRY(const auto asked,
                transaction.query_one("select count(*) from portal_questions q join helpdesk_v_ticket_contents t on "
                                      "t.ticket_id = q.ticket_id and t.client_id = q.client_id where q.client_id = $1 and "
                                      "t.kind <> 'internal' and q.asked_at >= $2 and q.asked_at < $3",
                                      client, month.begin, month.end));
    answers.set_asked(static_cast<int32_t>(asked->integer(0)));
    STEWARD_TRY(const auto rows,
                transaction.query("select q.over_at - q.asked_at, q.answered from portal_questions q join helpdesk_v_ticket_contents t on "
                                  "t.ticket_id = q.ticket_id and t.client_id = q.client_id where q.client_id = $1 and t.kind <> 'internal' "
                                  "and q.over_at >= $2 and q.over_at < $3 order by 1",
                                  client, month.begin, month.end));
    std::vector<int64_t> seconds;
    for (const auto& row : rows) {
        if (row.boolean(1)) seconds.push_back(row.integer(0) / 1000);
        else answers.set_unanswered(answers.unanswered() + 1);
    }
    answers.set_answered(static_cast<int32_t>(seconds.size()));
    if (seconds.empty()) return {};
    answers.set_has_data(true);
    const size_t half = seconds.size() / 2;
    answers.set_median_s(seconds.size() % 2 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2);
    answers.set_longest_s(seconds.back());
    return {};
}

Status list_open_questions(Transaction& transaction, ClientId client, v1::ClientAnswers& answers) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select q.ticket_id, t.reference, t.title, q.asked_at from portal_questions q join "
                          "helpdesk_v_ticket_contents t on t.ticket_id = q.ticket_id and t.client_id = q.client_id where q.client_id = "
                          "$1 and t.kind <> 'internal' and q.over_at is null order by q.asked_at, q.ticket_id limit " +
                              std::to_string(most_lines),
                          client));
    for (const auto& row : rows) {
        auto& open = *answers.add_open();
        open.set_ticket_id(row.text(0));
        open.set_reference(row.text(1));
        open.set_title(row.text(2));
        open.set_asked_at_unix_ms(row.integer(3));
    }
    return {};
}
}  // namespace

Result<v1::Promises> Service::get_promises(Call& call, const v1::GetPromisesRequest& request) {
    v1::Promises answer;
    answer.set_zone(directory_.client_zone(call.client()));
    answer.set_month(request.month());
    if (request.month().empty()) {
        STEWARD_TRY(const std::string month, service_levels::month_at(answer.zone(), call.now()));
        answer.set_month(month);
    }
    STEWARD_TRY(const auto month, service_levels::month_in(answer.zone(), answer.month()));
    answer.set_from_unix_ms(month.begin.unix_ms);
    answer.set_until_unix_ms(month.end.unix_ms);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(count_promises(*transaction, call.client(), month, answer));
    STEWARD_CHECK(list_missed(*transaction, call.client(), month, answer));
    STEWARD_CHECK(count_answers(*transaction, call.client(), month, *answer.mutable_answers()));
    STEWARD_CHECK(list_open_questions(*transaction, call.client(), *answer.mutable_answers()));
    return answer;
}

}  // namespace steward::portal
