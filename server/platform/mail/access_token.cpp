#include "server/platform/mail/access_token.h"

#include <boost/json.hpp>

#include <algorithm>

#include "server/platform/outbound/http_request.h"

namespace steward::mail {

namespace {
namespace json = boost::json;
using namespace std::chrono_literals;
constexpr Duration used_for_at_least = 1min, usual_life = 5min, longest_life = std::chrono::hours(24);
constexpr size_t longest_token = 16u << 10;

std::unexpected<Error> no_sign_in(std::string what_and_next) {
    return fail(ErrorKind::Unavailable, "mail.sign_in", std::move(what_and_next));
}

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

bool is_token(const std::string& text) {
    return !text.empty() && text.size() <= longest_token &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// The codes of RFC 6749 section 5.2, each with what a person does about it.
std::unexpected<Error> refused(long status, const std::string& code) {
    if (code == "invalid_grant")
        return no_sign_in(
            "The provider does not take the refresh token any more (invalid_grant): it ended, was taken back, or the password was "
            "changed. Sign in to the provider again and enter the new refresh token.");
    if (code == "invalid_client" || code == "unauthorized_client")
        return no_sign_in("The provider does not know this application (" + code +
                          "). Compare client id and secret with the provider's page; a secret may have ended.");
    if (code == "invalid_scope")
        return no_sign_in("The provider does not give this scope (invalid_scope). Leave the scope empty, or allow it for the application.");
    return no_sign_in("The provider answered the sign-in with " + std::to_string(status) + ". Is the address that of its token endpoint?");
}

std::string name_of(const TokenClient& client) { return client.token_url + "\n" + client.client_id + "\n" + client.refresh_token; }
}  // namespace

Result<AccessToken> read_token_answer(long status, std::string_view body, Instant now) {
    json::error_code code;
    const json::value answer = json::parse(body, code);
    const json::object* object = code ? nullptr : answer.if_object();
    if (status < 200 || status > 299) return refused(status, object ? text_in(*object, "error") : "");
    if (!object) return no_sign_in("The provider's answer is not a token. Is the address that of its token endpoint?");
    AccessToken token{.value = text_in(*object, "access_token"), .good_until = {}, .new_refresh_token = text_in(*object, "refresh_token")};
    if (!is_token(token.value)) return no_sign_in("The provider answered without a token. Is the address that of its token endpoint?");
    if (!is_token(token.new_refresh_token)) token.new_refresh_token.clear();
    Duration life = usual_life;
    if (const auto* said = object->if_contains("expires_in"); said && said->is_number()) {
        const auto seconds = said->to_number<int64_t>(code);
        if (!code)
            life = std::clamp<Duration>(std::chrono::seconds(std::clamp<int64_t>(seconds, 0, 86'400)), used_for_at_least, longest_life);
    }
    token.good_until = now + life;
    return token;
}

Result<AccessToken> refresh(const TokenClient& client, Instant now) {
    using outbound::percent_encoded;
    std::string form = "grant_type=refresh_token&refresh_token=" + percent_encoded(client.refresh_token) +
                       "&client_id=" + percent_encoded(client.client_id);
    if (!client.client_secret.empty()) form += "&client_secret=" + percent_encoded(client.client_secret);
    if (!client.scope.empty()) form += "&scope=" + percent_encoded(client.scope);
    const auto answer = outbound::ask({.url = client.token_url,
                                       .body = std::move(form),
                                       .headers = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"},
                                       .allow_private = true});
    if (answer.status == 0) return no_sign_in("The provider's token endpoint cannot be reached. " + answer.failure);
    return read_token_answer(answer.status, answer.body, now);
}

Status check_token_url(const std::string& url, std::string_view pointer) {
    const bool is_own = url.starts_with("http://127.0.0.1") || url.starts_with("http://localhost") || url.starts_with("http://[::1]");
    if (!url.starts_with("https://") && !is_own)
        return bad_field(std::string(pointer), "The address starts with https://: a secret is sent there.");
    if (url.size() > 1000 || url.find_first_of(" \t@") != std::string::npos)
        return bad_field(std::string(pointer), "The address must not hold spaces or credentials.");
    return {};
}

Result<std::string> AccessTokens::token_for(TokenClient client, Instant now, const std::function<Status(const std::string&)>& keep) {
    const std::lock_guard held(mutex_);
    const auto known = held_.find(name_of(client));
    if (known != held_.end() && known->second.good_until > now + used_for_at_least) return known->second.value;
    held_.erase(name_of(client));
    STEWARD_TRY(auto token, refresh(client, now));
    const bool is_new = !token.new_refresh_token.empty() && token.new_refresh_token != client.refresh_token;
    if (is_new) {
        STEWARD_CHECK(keep(token.new_refresh_token));
        client.refresh_token = token.new_refresh_token;
    }
    std::string value = token.value;
    held_[name_of(client)] = std::move(token);
    return value;
}

void AccessTokens::forget(const TokenClient& client) {
    const std::lock_guard held(mutex_);
    held_.erase(name_of(client));
}

}  // namespace steward::mail
