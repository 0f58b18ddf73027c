#include "server/platform/access/id_token.h"

#include <boost/json.hpp>
#include <cmath>

namespace steward::access {

namespace {
namespace json = boost::json;
constexpr size_t longest_subject = 255;
constexpr Duration oldest_token = std::chrono::minutes(10);  // it was made for this visit

std::unexpected<Error> not_for_us(std::string cause) {
    return fail(ErrorKind::Unauthenticated, "access.id_token",
                "What the provider sent does not hold. Try again; if it stays, ask whoever runs it.", std::move(cause));
}

std::string claim(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

// Seconds since the epoch, of any JSON number that can be one.
std::optional<Instant> moment(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (!value || !value->is_number()) return std::nullopt;
    const double seconds = value->to_number<double>();
    if (!std::isfinite(seconds) || seconds < 0 || seconds > 1e11) return std::nullopt;
    return Instant{static_cast<int64_t>(seconds * 1000)};
}

bool is_for(const json::object& claims, const std::string& application) {
    const auto* audience = claims.if_contains("aud");
    if (!audience) return false;
    if (audience->is_string()) return audience->get_string() == application;
    if (!audience->is_array()) return false;
    bool named = false;
    for (const auto& one : audience->get_array()) named = named || (one.is_string() && one.get_string() == application);
    // Made for several: then it must say that it was made at our request.
    return named && (audience->get_array().size() == 1 || claim(claims, "azp") == application);
}
// Where too many groups stand in the token, there is another claim in their place: it names who could be asked.
Result<std::set<std::string>> groups_in(const json::object& claims, const std::string& name) {
    std::set<std::string> groups;
    const auto* names = claims.if_contains("_claim_names");
    const auto* many = claims.if_contains("hasgroups");
    const bool elsewhere = (names && names->is_object() && names->get_object().contains(name)) ||
                           (name == "groups" && many && !(many->is_bool() && !many->get_bool()));
    if (elsewhere) {
        return fail(
            ErrorKind::Forbidden, "access.groups_elsewhere",
            "You are in more groups than the provider puts into a sign-in; it only says where they could be asked for. Whoever runs the "
            "provider lets it send the groups that are assigned to this application, or its roles, instead of all.");
    }
    const auto* value = claims.if_contains(name);
    if (!value) return groups;
    if (value->is_string()) groups.emplace(value->get_string());
    if (!value->is_array()) return groups;
    for (const auto& one : value->get_array()) {
        if (one.is_string()) groups.emplace(one.get_string());
    }
    return groups;
}
}  // namespace

Result<ProviderPerson> person_in(const json::object& claims, const ExpectedToken& expected, Instant now) {
    if (claim(claims, "iss") != expected.issuer) return not_for_us("another issuer");
    if (!is_for(claims, expected.application)) return not_for_us("made for another application");
    if (claims.contains("azp") && claim(claims, "azp") != expected.application) return not_for_us("made at another application's request");
    const auto expires = moment(claims, "exp"), issued = moment(claims, "iat");
    if (!expires || now >= *expires + provider_clock_skew) return not_for_us("expired");
    if (!issued || *issued > now + provider_clock_skew) return not_for_us("issued in the future");
    if (now - *issued > oldest_token + provider_clock_skew) return not_for_us("issued long ago");
    if (claims.contains("nbf")) {
        const auto from = moment(claims, "nbf");
        if (!from || *from > now + provider_clock_skew) return not_for_us("not valid yet");
    }
    if (expected.nonce.empty() || claim(claims, "nonce") != expected.nonce) return not_for_us("made for another visit");
    ProviderPerson person{.issuer = expected.issuer, .subject = claim(claims, "sub"), .email = claim(claims, "email")};
    if (person.subject.empty() || person.subject.size() > longest_subject) return not_for_us("no subject");
    if (person.email.size() > 254) person.email.clear();
    const auto* verified = claims.if_contains("email_verified");
    person.email_verified =
        verified && ((verified->is_bool() && verified->get_bool()) || (verified->is_string() && verified->get_string() == "true"));
    if (!expected.group_claim.empty()) {
        STEWARD_TRY(person.groups, groups_in(claims, expected.group_claim));
    }
    return person;
}

}  // namespace steward::access
