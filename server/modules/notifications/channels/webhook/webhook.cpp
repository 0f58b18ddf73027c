// Standard Webhooks by HTTP POST.
#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/channels/webhook/signature.h"
#include "server/modules/notifications/http_post.h"

namespace steward::notifications::channels::webhook {

namespace {
constexpr Setting fields[] = {
    {"url", "Address", false, true, "https://example.org/hooks/steward", "Where the message is posted."},
    {"secret", "Signing secret", true, true, "whsec_...",
     "whsec_ and 24 to 64 bytes in base64; the receiver checks our signature with it."},
    {"allow_private_network", "Allow private addresses", false, false, "no", "yes for a receiver inside your own network."}};

class Webhook final : public ChannelKind {
public:
    std::string_view name() const override { return "webhook"; }
    std::string_view label() const override { return "Webhook"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        STEWARD_CHECK(check_url(setting_or(settings, "url")));
        if (auto key = read_secret(setting_or(settings, "secret")); !key) return bad_field("/settings/secret", key.error().message);
        return check_allow_private(setting_or(settings, "allow_private_network"));
    }

    bool is_for_programs() const override { return true; }

    std::string recipient(const Settings& settings) const override { return host_of_url(setting_or(settings, "url")); }

    Outcome send(const Settings& settings, const Message& message, Instant now) const override {
        const auto key = read_secret(setting_or(settings, "secret"));
        if (!key) return {Outcome::Kind::GiveUp, key.error().message};
        const std::string body = R"({"type":")" + message.event + R"(","timestamp":")" + to_rfc3339(message.created_at) + R"(","data":)" +
                                 message.data_json + "}";
        const int64_t timestamp = now.unix_ms / 1000;
        return post(
            {.url = setting_or(settings, "url"),
             .body = body,
             .headers = {"Content-Type: application/json", "webhook-id: " + message.id, "webhook-timestamp: " + std::to_string(timestamp),
                         "webhook-signature: " + sign(*key, message.id, timestamp, body)},
             .allow_private = setting_or(settings, "allow_private_network") == "yes"});
    }
};
}  // namespace

const ChannelKind& kind() {
    static const Webhook webhook;
    return webhook;
}

}  // namespace steward::notifications::channels::webhook
