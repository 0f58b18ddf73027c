// A room of a chat, by its incoming webhook.
#include "server/modules/notifications/channels/chat/format.h"
#include "server/modules/notifications/http_post.h"

namespace steward::notifications::channels::chat {

namespace {
constexpr Setting fields[] = {
    {"url", "Webhook address", true, true, "https://hooks.example.org/...",
     "As the chat shows it for an incoming webhook. Whoever knows it can post."},
    {"format", "Chat", false, true, "slack",
     "slack, teams or mattermost. By their published formats only: not tried live against these services. Send a test."},
    {"allow_private_network", "Allow private addresses", false, false, "no", "yes for a Mattermost inside your own network."}};

class Chat final : public ChannelKind {
public:
    std::string_view name() const override { return "chat"; }
    std::string_view label() const override { return "Chat (Slack, Teams, Mattermost)"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        STEWARD_CHECK(check_url(setting_or(settings, "url")));
        const std::string format = setting_or(settings, "format");
        if (format != "slack" && format != "teams" && format != "mattermost")
            return bad_field("/settings/format", "Write slack, teams or mattermost.");
        return check_allow_private(setting_or(settings, "allow_private_network"));
    }

    std::string recipient(const Settings& settings) const override {
        return setting_or(settings, "format") + " at " + host_of_url(setting_or(settings, "url"));
    }

    Outcome send(const Settings& settings, const Message& message, Instant) const override {
        return post({.url = setting_or(settings, "url"),
                     .body = chat_body(setting_or(settings, "format"), message),
                     .headers = {"Content-Type: application/json"},
                     .allow_private = setting_or(settings, "allow_private_network") == "yes"});
    }
};
}  // namespace

const ChannelKind& kind() {
    static const Chat chat;
    return chat;
}

}  // namespace steward::notifications::channels::chat
