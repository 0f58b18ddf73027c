#include "server/platform/access/account_rules.h"
#include "server/platform/access/own_lists.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/service.h"

namespace steward::access {

namespace {
std::vector<v1::SessionEntry> show_sessions(const std::vector<Session>& sessions, bool client_side, std::string_view current, Instant now) {
    std::vector<v1::SessionEntry> entries;
    for (const auto& session : sessions) {
        if (session_has_ended(session, session_limits(client_side), now)) continue;
        auto& entry = entries.emplace_back();
        entry.set_session_id(session.id.text());
        entry.set_created_at_unix_ms(session.created_at.unix_ms);
        entry.set_last_used_at_unix_ms(session.last_used_at.unix_ms);
        entry.set_address(session.address);
        entry.set_user_agent(session.user_agent);
        entry.set_current(session.id.text() == current);
    }
    return entries;
}

template <typename Answer, typename Request>
Result<Answer> page_of_sessions(const Request& request, std::vector<v1::SessionEntry> entries, Instant now) {
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), sessions_shape(), entries, now));
    Answer answer;
    for (const size_t row : page.rows) *answer.add_sessions() = std::move(entries[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<Account> account_named(storage::Transaction& transaction, const std::string& id) {
    return load_account(transaction, AccountId::parse(id).value_or(AccountId{}));
}
}  // namespace

Status Service::end_one_session(storage::Transaction& transaction, SessionId id) {
    STEWARD_CHECK(access::end_session(transaction, id));
    if (settings_.session_ended) transaction.after_commit([told = settings_.session_ended, id] { told(id); });
    return {};
}

Result<int> Service::end_sessions(storage::Transaction& transaction, AccountId account, SessionId except) {
    STEWARD_TRY(const auto sessions, sessions_of(transaction, account));
    int ended = 0;
    for (const auto& session : sessions) {
        if (session.id == except) continue;
        STEWARD_CHECK(end_one_session(transaction, session.id));
        ++ended;
    }
    return ended;
}

Result<v1::ListSessionsResponse> Service::list_sessions(Call& call, const v1::ListSessionsRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto sessions, sessions_of(*transaction, call.caller().account));
    return page_of_sessions<v1::ListSessionsResponse>(
        request, show_sessions(sessions, call.caller().client_side, call.caller().session, call.now()), call.now());
}

Result<v1::EndSessionResponse> Service::end_session(Call& call, const v1::EndSessionRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto id = SessionId::parse(request.session_id());
    STEWARD_TRY(const auto session, find_session_by_id(*transaction, id.value_or(SessionId{})));
    if (!session || session->account != call.caller().account) {
        return fail(ErrorKind::NotFound, "access.session_not_found", "You have no such session. It may have ended already.");
    }
    STEWARD_CHECK(end_one_session(*transaction, session->id));
    if (session->id.text() == call.caller().session) call.set_cookies.push_back(ended_session_cookie(call.over_https));
    call.set_audit_subject(session->id.text());
    return v1::EndSessionResponse{};
}

Result<v1::EndOtherSessionsResponse> Service::end_other_sessions(Call& call, const v1::EndOtherSessionsRequest&) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto own, SessionId::parse(call.caller().session));
    STEWARD_TRY(const int ended, end_sessions(*transaction, call.caller().account, own));
    call.set_audit_subject(call.caller().account.text());
    call.add_audit_detail("ended", std::to_string(ended));
    v1::EndOtherSessionsResponse answer;
    answer.set_ended(ended);
    return answer;
}

Result<v1::ListAccountSessionsResponse> Service::list_account_sessions(Call& call, const v1::ListAccountSessionsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account account, account_named(*transaction, request.account_id()));
    STEWARD_TRY(const auto sessions, sessions_of(*transaction, account.id));
    return page_of_sessions<v1::ListAccountSessionsResponse>(
        request, show_sessions(sessions, is_client_side(account.roles), call.caller().session, call.now()), call.now());
}

Result<v1::EndAccountSessionsResponse> Service::end_account_sessions(Call& call, const v1::EndAccountSessionsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account account, account_named(*transaction, request.account_id()));
    STEWARD_CHECK(may_hand_out(call.caller(), account.roles));
    int ended = 0;
    if (request.session_id().empty()) {
        STEWARD_TRY(ended, end_sessions(*transaction, account.id, SessionId{}));
    } else {
        STEWARD_TRY(const auto session, find_session_by_id(*transaction, SessionId::parse(request.session_id()).value_or(SessionId{})));
        if (!session || session->account != account.id) {
            return fail(ErrorKind::NotFound, "access.session_not_found", "The account has no such session. It may have ended already.");
        }
        STEWARD_CHECK(end_one_session(*transaction, session->id));
        ended = 1;
    }
    call.set_audit_subject(account.id.text());
    call.add_audit_detail("account", account.email);
    call.add_audit_detail("ended", std::to_string(ended));
    v1::EndAccountSessionsResponse answer;
    answer.set_ended(ended);
    return answer;
}

}  // namespace steward::access
