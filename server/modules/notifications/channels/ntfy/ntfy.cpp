// Push messages by an ntfy server.
#include <boost/json.hpp>

#include <algorithm>

#include "server/modules/notifications/channels/ntfy/publish.h"
#include "server/modules/notifications/http_post.h"
#include "server/platform/mail/words.h"

namespace steward::notifications::channels::ntfy {

namespace {
constexpr size_t longest_title = 250, longest_text = 3500;
constexpr Setting fields[] = {
    {"url", "Server", false, true, "https://ntfy.example.org", "The ntfy server, without a topic."},
    {"topic", "Topic", true, true, "", "Letters, digits, _ and -. Whoever knows it reads along: choose one that nobody guesses."},
    {"token", "Access token", true, false, "tk_...", "Where the server asks for one."},
    {"allow_private_network", "Allow private addresses", false, false, "no", "yes for a server inside your own network."}};

class Ntfy final : public ChannelKind {
public:
    std::string_view name() const override { return "ntfy"; }
    std::string_view label() const override { return "Push (ntfy)"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        STEWARD_CHECK(check_url(setting_or(settings, "url")));
        if (!is_topic(setting_or(settings, "topic"))) return bad_field("/settings/topic", "Letters, digits, _ and -, at most 64.");
        return check_allow_private(setting_or(settings, "allow_private_network"));
    }

    // Notices go to the topic of the person; pages, which name a mail address, to the channel's own.
    std::string_view person_key() const override { return "push_topic"; }

    Settings addressed_to(Settings settings, const std::string& address) const override {
        if (is_topic(address)) settings["topic"] = address;
        return settings;
    }

    std::string recipient(const Settings& settings) const override { return host_of_url(setting_or(settings, "url")); }

    Outcome send(const Settings& settings, const Message& message, Instant) const override {
        std::vector<std::string> headers = {"Content-Type: application/json"};
        if (const std::string token = setting_or(settings, "token"); !token.empty()) headers.push_back("Authorization: Bearer " + token);
        return post({.url = setting_or(settings, "url"),
                     .body = publish_body(setting_or(settings, "topic"), message),
                     .headers = std::move(headers),
                     .allow_private = setting_or(settings, "allow_private_network") == "yes"});
    }
};
}  // namespace

bool is_topic(std::string_view topic) {
    return !topic.empty() && topic.size() <= 64 && std::all_of(topic.begin(), topic.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::string publish_body(const std::string& topic, const Message& message) {
    const std::string priority = value_in(message.data_json, "priority"), link = value_in(message.data_json, "acknowledge_url");
    boost::json::object body{{"topic", topic},
                             {"title", std::string(mail::cut_text(message.subject, longest_title))},
                             {"message", std::string(mail::cut_text(message.text, longest_text))},
                             {"priority", priority == "P1"   ? 5
                                          : priority == "P2" ? 4
                                                             : 3}};
    if (!link.empty()) body["click"] = link;
    return boost::json::serialize(body);
}

const ChannelKind& kind() {
    static const Ntfy ntfy;
    return ntfy;
}

}  // namespace steward::notifications::channels::ntfy
