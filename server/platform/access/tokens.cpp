#include "server/platform/access/callers.h"
#include "server/platform/access/own_lists.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/secrets.h"
#include "server/platform/access/service.h"
#include "server/platform/access/token_store.h"

namespace steward::access {

namespace {
constexpr int default_valid_days = 90, most_valid_days = 365;
constexpr size_t most_tokens = 50;

v1::Token show_token(const Token& token) {
    v1::Token shown;
    shown.set_token_id(token.id.text());
    shown.set_name(token.name);
    for (const auto& permission : token.permissions) shown.add_permissions(permission);
    for (const auto& client : token.clients) shown.add_client_ids(client.text());
    shown.set_created_at_unix_ms(token.created_at.unix_ms);
    shown.set_expires_at_unix_ms(token.expires_at.unix_ms);
    shown.set_last_used_at_unix_ms(token.last_used_at.unix_ms);
    shown.set_revoked(token.revoked_at.is_set());
    return shown;
}

// What the caller asks for, within what they have.
Result<Token> token_within(const Caller& creator, const v1::CreateTokenRequest& request) {
    Token token;
    token.account = creator.account;
    token.name = request.name();
    if (token.name.empty() || token.name.size() > 100)
        return bad_field("/name", "Give a name of 1 to 100 characters, such as the program that will use it.");
    for (const auto& permission : request.permissions()) {
        if (!creator.may(permission)) return bad_field("/permissions", "You do not have '" + permission + "' yourself. Leave it out.");
        if (!may_be_in_a_token(permission)) return bad_field("/permissions", "'" + permission + "' needs a person: no token can carry it.");
        token.permissions.insert(permission);
    }
    for (const auto& text : request.client_ids()) {
        const auto client = ClientId::parse(text);
        if (!client || !creator.scope.contains(*client))
            return bad_field("/client_ids", "There is no client " + text + " that you may see.");
        token.clients.insert(*client);
    }
    if (request.valid_days() < 0 || request.valid_days() > most_valid_days) {
        return bad_field("/valid_days", "A token is valid for 1 to 365 days; 90 when nothing is said.");
    }
    return token;
}
}  // namespace

Result<v1::ListTokensResponse> Service::list_tokens(Call& call, const v1::ListTokensRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto tokens, tokens_of(*transaction, call.caller().account));
    std::vector<v1::Token> shown;
    for (const auto& token : tokens) shown.push_back(show_token(token));
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), tokens_shape(), shown, call.now()));
    v1::ListTokensResponse answer;
    for (const size_t row : page.rows) *answer.add_tokens() = std::move(shown[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::CreateTokenResponse> Service::create_token(Call& call, const v1::CreateTokenRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(Token token, token_within(call.caller(), request));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto earlier, tokens_of(*transaction, call.caller().account));
    const auto alive = std::count_if(earlier.begin(), earlier.end(),
                                     [&](const Token& each) { return !each.revoked_at.is_set() && each.expires_at > call.now(); });
    if (static_cast<size_t>(alive) >= most_tokens) {
        return fail(ErrorKind::Conflict, "access.too_many_tokens", "You have 50 valid tokens. Revoke those that nobody uses.");
    }
    token.id = TokenId::make(call.now(), rng_);
    token.created_at = call.now();
    token.expires_at = call.now() + std::chrono::hours(24) * (request.valid_days() == 0 ? default_valid_days : request.valid_days());
    Bytes random(32);
    rng_.fill(random);
    const std::string secret = to_hex(random);
    STEWARD_CHECK(insert_token(*transaction, token, secret));
    call.set_audit_subject(token.id.text());
    call.add_audit_detail("name", token.name);
    v1::CreateTokenResponse answer;
    *answer.mutable_token() = show_token(token);
    answer.set_secret(format_token({token.id, secret}));
    return answer;
}

Result<v1::RevokeTokenResponse> Service::revoke_token(Call& call, const v1::RevokeTokenRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto id = TokenId::parse(request.token_id());
    STEWARD_TRY(const bool found, access::revoke_token(*transaction, call.caller().account, id.value_or(TokenId{}), call.now()));
    if (!found) return fail(ErrorKind::NotFound, "access.token_not_found", "You have no such token. GET /api/v1/tokens lists yours.");
    call.set_audit_subject(request.token_id());
    return v1::RevokeTokenResponse{};
}

}  // namespace steward::access
