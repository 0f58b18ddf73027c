#include "tests/scenarios/visitor.h"

#include <algorithm>
#include <map>
#include <set>

#include "server/platform/access/totp.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
Bytes from_base32(const std::string& text) {
    Bytes bytes;
    uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        bits = bits << 5 | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
        if ((held += 5) >= 8) bytes.push_back(static_cast<uint8_t>(bits >> (held -= 8)));
    }
    return bytes;
}

std::unexpected<Error> refused(const std::string& what, const Answer& answer) {
    return fail(ErrorKind::Internal, "scenarios.refused", what + " was answered " + std::to_string(answer.status) + ": " + answer.body);
}
}  // namespace

http::Request Visitor::request_for(const std::string& verb, const std::string& target, const json::value& body,
                                   const std::string& accept) const {
    http::Request request{.id = "matrix",
                          .verb = verb,
                          .target = target,
                          .headers = {{"Accept", accept}},
                          .body = body.is_null() ? "" : json::serialize(body),
                          .peer_address = "203.0.113.9"};
    request.over_https = true;
    if (!body.is_null()) request.headers.push_back({"Content-Type", "application/json"});
    if (!cookie_.empty())
        request.headers.insert(request.headers.end(),
                               {{"Cookie", std::string(access::cookie_over_https) + "=" + cookie_}, {"X-Steward-Csrf", csrf_}});
    return request;
}

std::shared_ptr<http::EventStream> Visitor::listen(const std::string& target) {
    return world_.answer(request_for("GET", target, nullptr, "text/event-stream")).events;
}

Answer Visitor::ask(const std::string& verb, const std::string& target, const json::value& body, const std::string& accept) {
    auto response = world_.answer(request_for(verb, target, body, accept));
    Answer answer{.status = response.status, .body = std::move(response.body), .code = {}};
    while (response.more) {
        auto part = response.more(world_.now());
        if (!part || part->empty()) break;
        answer.body += *part;
    }
    json::error_code failed;
    const auto value = json::parse(answer.body, failed);
    if (failed) return answer;
    answer.code = text_of(value, "code");
    for (const auto& header : response.headers) {
        const size_t equals = header.value.find('='), end = header.value.find(';');
        if (header.name == "Set-Cookie") cookie_ = header.value.substr(equals + 1, end - equals - 1);
    }
    if (!value.is_object() || answer.status != 200) return answer;
    const auto* session = value.as_object().if_contains("session");
    if (session && !text_of(*session, "csrf_token").empty()) csrf_ = text_of(*session, "csrf_token");
    return answer;
}

Status Visitor::sign_in_as(const std::string& role, const std::string& client_id) {
    const std::string email = role + "@matrix.example";
    json::object account{{"name", "Person " + role}, {"email", email}, {"roles", json::array{role}}, {"all_clients", client_id.empty()}};
    if (!client_id.empty()) account["client_ids"] = json::array{client_id};
    STEWARD_TRY(const auto made, world_.call("POST", "/api/v1/accounts", account));
    const std::string link = text_of(made, "sign_in_link");
    const auto redeemed = ask("POST", "/api/v1/access/redeem-link",
                              {{"link_token", link.substr(link.find('#') + 1)}, {"new_password", "under the old walnut tree"}});
    if (redeemed.status != 200) return refused("the link of " + role, redeemed);
    return show_factor();
}

// Enrolled by everybody, needed or not: then no method is refused for want of a step-up.
Status Visitor::show_factor() {
    const auto begun = ask("POST", "/api/v1/access/totp", json::object{});
    if (begun.status != 200) return refused("the second factor of " + name_, begun);
    const Bytes secret = from_base32(text_of(json::parse(begun.body), "secret"));
    const auto code = access::hotp(secret, static_cast<uint64_t>(access::totp_step(world_.now())));
    const auto confirmed = ask("POST", "/api/v1/access/totp/confirm", {{"code", code}});
    return confirmed.status == 200 ? Status{} : Status(refused("the code of " + name_, confirmed));
}

std::vector<std::string> roles_but_the_owner(const boost::json::array& roles) {
    std::vector<std::string> codes;
    for (const auto& role : roles) {
        if (text_of(role, "code") != "OWN") codes.push_back(text_of(role, "code"));
    }
    return codes;
}

std::vector<std::string> roles_of_every_refusal(const boost::json::array& roles) {
    std::map<std::string, std::set<std::string>> held;
    std::set<std::string> all, open, chosen;
    for (const auto& role : roles) {
        const auto* permissions = role.as_object().if_contains("permissions");
        if (text_of(role, "code") == "OWN" || !permissions) continue;
        for (const auto& one : permissions->as_array()) held[text_of(role, "code")].insert(std::string(one.as_string()));
    }
    for (const auto& [code, permissions] : held) all.insert(permissions.begin(), permissions.end());
    const auto told_by = [&](const std::string& code) {
        std::set<std::string> told;
        for (const auto& one : all) told.insert((held.at(code).contains(one) ? "holds " : "lacks ") + one);
        return told;
    };
    for (const auto& [code, permissions] : held) open.merge(told_by(code));
    const auto news = [&](const std::string& code) {
        return std::ranges::count_if(told_by(code), [&](const std::string& one) { return open.contains(one); });
    };
    while (!open.empty()) {
        const auto& next = std::ranges::max_element(held, {}, [&](const auto& one) { return news(one.first); })->first;
        for (const auto& one : told_by(next)) open.erase(one);
        chosen.insert(next);
    }
    return {chosen.begin(), chosen.end()};
}

}  // namespace steward::scenarios
