#include "server/modules/notifications/http_post.h"

namespace steward::notifications {

Outcome outcome_of(const outbound::HttpAnswer& answer) {
    if (answer.is_good()) return {};
    if (answer.status == 0) return {Outcome::Kind::TryAgain, answer.failure};
    // 410 Gone: the receiver says in the words of Standard Webhooks that nobody listens any more.
    if (answer.status == 410) return {Outcome::Kind::GiveUp, "The receiver answered 410: it wants no more messages.", {}, true};
    return {Outcome::Kind::TryAgain, "The receiver answered " + std::to_string(answer.status) + "."};
}

Outcome post(const outbound::HttpRequest& request) { return outcome_of(outbound::ask(request)); }

Status check_url(const std::string& url) {
    if (!url.starts_with("https://") && !url.starts_with("http://"))
        return bad_field("/settings/url", "The address starts with https:// or http://.");
    if (url.find_first_of(" \t@") != std::string::npos)
        return bad_field("/settings/url", "The address must not hold spaces or credentials.");
    return {};
}

Status check_allow_private(const std::string& value) {
    if (value.empty() || value == "yes" || value == "no") return {};
    return bad_field("/settings/allow_private_network", "Write yes or no.");
}

std::string host_of_url(const std::string& url) { return url.substr(0, url.find('/', url.find("://") + 3)); }

std::string setting_or(const Settings& settings, const std::string& name, const std::string& otherwise) {
    const auto at = settings.find(name);
    return at == settings.end() || at->second.empty() ? otherwise : at->second;
}

}  // namespace steward::notifications
