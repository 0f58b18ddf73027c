#include "server/platform/access/provider_client.h"

#include <boost/json.hpp>

namespace steward::access {

namespace {
namespace json = boost::json;
constexpr Duration kept_for = std::chrono::hours(1);
constexpr Duration afresh_every = std::chrono::minutes(1);
constexpr size_t longest_address = 2000;

std::unexpected<Error> bad_description(std::string what) {
    return fail(ErrorKind::Unavailable, "access.provider_description", "The provider's description does not fit: " + std::move(what));
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() && value->get_string().size() <= longest_address ? std::string(value->get_string()) : std::string{};
}

std::string text_of_token(const json::object& object) {
    const auto* value = object.if_contains("id_token");
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

// Whether the list `name` holds `word`; nullopt when there is no such list.
std::optional<bool> lists(const json::object& object, std::string_view name, std::string_view word) {
    const auto* value = object.if_contains(name);
    if (!value || !value->is_array()) return std::nullopt;
    for (const auto& one : value->get_array()) {
        if (one.is_string() && one.get_string() == word) return true;
    }
    return false;
}

bool is_address(std::string_view url, bool allow_http) {
    return (url.starts_with("https://") || (allow_http && url.starts_with("http://"))) &&
           url.find_first_of(" \t\r\n@#\\\"<>") == std::string_view::npos;
}

Result<json::object> object_in(std::string_view text) {
    json::parse_options strict;
    strict.max_depth = 16;
    boost::system::error_code error;
    json::value value = json::parse(text, error, {}, strict);
    if (error || !value.is_object()) return bad_description("it is no JSON object.");
    return std::move(value.get_object());
}
}  // namespace

std::string form_encoded(std::string_view text) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) out += c;
        else out += {'%', digits[static_cast<uint8_t>(c) >> 4], digits[static_cast<uint8_t>(c) & 15]};
    }
    return out;
}

Result<ProviderMetadata> read_provider_metadata(std::string_view document, std::string_view issuer, bool allow_http) {
    STEWARD_TRY(const json::object object, object_in(document));
    ProviderMetadata read{.issuer = text_of(object, "issuer"),
                          .authorize_url = text_of(object, "authorization_endpoint"),
                          .token_url = text_of(object, "token_endpoint"),
                          .keys_url = text_of(object, "jwks_uri")};
    if (read.issuer != issuer) return bad_description("it calls itself '" + read.issuer + "'. Enter the issuer exactly like that.");
    for (const auto* url : {&read.authorize_url, &read.token_url, &read.keys_url}) {
        if (!is_address(*url, allow_http)) return bad_description("an address is missing or is not https.");
    }
    read.sign_out_url = text_of(object, "end_session_endpoint");
    if (!is_address(read.sign_out_url, allow_http)) read.sign_out_url.clear();
    read.offers_s256 = lists(object, "code_challenge_methods_supported", "S256").value_or(true);
    const auto basic = lists(object, "token_endpoint_auth_methods_supported", "client_secret_basic");
    read.secret_in_body = basic && !*basic && lists(object, "token_endpoint_auth_methods_supported", "client_secret_post").value_or(false);
    const auto* says_back = object.if_contains("authorization_response_iss_parameter_supported");
    read.says_issuer_back = says_back && says_back->is_bool() && says_back->get_bool();
    return read;
}

outbound::HttpAnswer ProviderClient::ask(const ProviderAddress& provider, const outbound::HttpRequest& request, Instant now) {
    constexpr Duration left_alone = std::chrono::seconds(30);
    constexpr int most_of_one = 2, most_of_all = 4;
    {
        const std::lock_guard lock(mutex_);
        Known& known = known_[provider.issuer];
        if (known.silent_at.is_set() && now - known.silent_at < left_alone)
            return {.failure = "it did not answer a moment ago. Try again in half a minute."};
        if (known.under_way >= most_of_one || under_way_ >= most_of_all)
            return {.failure = "others wait for its answer already. Try again in a moment."};
        ++known.under_way;
        ++under_way_;
    }
    outbound::HttpAnswer answer = fetch_(request);
    const std::lock_guard lock(mutex_);
    Known& known = known_[provider.issuer];
    --known.under_way;
    --under_way_;
    known.silent_at = answer.status == 0 ? now : Instant{};
    return answer;
}

Result<std::string> ProviderClient::get(const ProviderAddress& provider, const std::string& url, Instant now) {
    outbound::HttpAnswer answer = ask(
        provider,
        {.method = "GET", .url = url, .body = {}, .headers = {"Accept: application/json"}, .allow_private = provider.allow_private}, now);
    if (answer.is_good()) return std::move(answer.body);
    const std::string why = answer.status != 0 ? "it answered " + std::to_string(answer.status) + "." : answer.failure;
    return fail(ErrorKind::Unavailable, "access.provider_unreachable", "The provider cannot be asked: " + why);
}

Result<ProviderMetadata> ProviderClient::metadata(const ProviderAddress& provider, Instant now, bool afresh) {
    {
        const std::lock_guard lock(mutex_);
        const auto at = known_.find(provider.issuer);
        if (!afresh && at != known_.end() && at->second.metadata_at.is_set() && now - at->second.metadata_at < kept_for)
            return at->second.metadata;
    }
    std::string base = provider.issuer;
    while (base.ends_with('/')) base.pop_back();
    STEWARD_TRY(const std::string document, get(provider, base + "/.well-known/openid-configuration", now));
    STEWARD_TRY(ProviderMetadata read, read_provider_metadata(document, provider.issuer, provider.allow_private));
    const std::lock_guard lock(mutex_);
    known_[provider.issuer].metadata = read;
    known_[provider.issuer].metadata_at = now;
    return read;
}

Result<std::vector<SigningKey>> ProviderClient::keys(const ProviderAddress& provider, Instant now, bool afresh) {
    STEWARD_TRY(const ProviderMetadata about, metadata(provider, now));
    {
        const std::lock_guard lock(mutex_);
        const Known& known = known_[provider.issuer];
        const bool held = known.keys_at.is_set() && now - known.keys_at < (afresh ? afresh_every : kept_for);
        if (held) return known.keys;
    }
    STEWARD_TRY(const std::string document, get(provider, about.keys_url, now));
    STEWARD_TRY(auto read, read_signing_keys(document));
    const std::lock_guard lock(mutex_);
    known_[provider.issuer].keys = read;
    known_[provider.issuer].keys_at = now;
    return read;
}

Result<std::string> ProviderClient::redeem(const ProviderAddress& provider, const CodeForToken& what, Instant now) {
    STEWARD_TRY(const ProviderMetadata about, metadata(provider, now));
    outbound::HttpRequest request{
        .method = "POST", .url = about.token_url, .body = {}, .headers = {}, .allow_private = provider.allow_private};
    request.body = "grant_type=authorization_code&code=" + form_encoded(what.code) +
                   "&redirect_uri=" + form_encoded(what.redirect_address) + "&code_verifier=" + form_encoded(what.verifier);
    request.headers = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"};
    if (what.secret.empty() || about.secret_in_body) request.body += "&client_id=" + form_encoded(what.application);
    if (!what.secret.empty() && about.secret_in_body) request.body += "&client_secret=" + form_encoded(what.secret);
    if (!what.secret.empty() && !about.secret_in_body) {
        const std::string pair = form_encoded(what.application) + ":" + form_encoded(what.secret);
        request.headers.push_back("Authorization: Basic " + to_base64(as_bytes(pair)));
    }
    const outbound::HttpAnswer answer = ask(provider, request, now);
    if (answer.status == 0)
        return fail(ErrorKind::Unavailable, "access.provider_unreachable", "The provider cannot be asked: " + answer.failure);
    const auto object = object_in(answer.body);
    const std::string token = object && answer.is_good() ? text_of_token(*object) : std::string{};
    if (!token.empty()) return token;
    const std::string said = object ? text_of(*object, "error") : std::string{};
    return fail(ErrorKind::Unauthenticated, "access.provider_refused", "The provider did not confirm the sign-in. Start again.",
                "token endpoint: " + std::to_string(answer.status) + " " + said);
}

Result<ProviderPerson> ProviderClient::person(const ProviderAddress& provider, std::string_view token, const ExpectedToken& expected,
                                              Instant now) {
    STEWARD_TRY(const TokenHead head, read_token_head(token));
    STEWARD_TRY(auto known, keys(provider, now));
    const SigningKey* key = key_for(head, known);
    if (!key) {  // the provider has changed its keys meanwhile, or this is none of its tokens
        STEWARD_TRY(known, keys(provider, now, true));
        key = key_for(head, known);
    }
    if (!key) {
        return fail(ErrorKind::Unauthenticated, "access.id_token",
                    "What the provider sent does not hold. Try again; if it stays, ask whoever runs it.", "no such key");
    }
    STEWARD_TRY(const json::object claims, verified_claims(token, *key));
    return person_in(claims, expected, now);
}

}  // namespace steward::access
