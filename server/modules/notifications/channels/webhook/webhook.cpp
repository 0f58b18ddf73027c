// Standard Webhooks by HTTP POST.
#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/channels/webhook/signature.h"
#include "server/modules/notifications/http_post.h"

namespace steward::notifications::channels::webhook {

namespace {
constexpr Setting fields[] = {
    {"url", "Address", false, true, "https://example.org/hooks/steward", "Where the message is posted."},
    {"secret", "Signing secret", true, true, "whsec_...",
     "whsec_ and 24 to 64 bytes in base64; the receiver checks our signature with it. After a change the one before signs too, for three "
     "days."},
    {"previous_secret", "Secret before this one", true, false, "whsec_...", "Kept by itself when you change the signing secret."},
    {"both_sign_until", "Both secrets sign until", false, false, "2026-12-01T10:00:00Z",
     "So that receivers can change over in their own time. Empty it, and only the new one signs."},
    {"allow_private_network", "Allow private addresses", false, false, "no", "For a receiver inside your own network."}};

constexpr Duration secrets_overlap = std::chrono::hours(24 * 3);

// One for each secret that holds, separated by blanks: a receiver that has either accepts it.
std::string signatures(const Settings& settings, ByteView key, const std::string& id, Instant now, const std::string& body) {
    const int64_t timestamp = now.unix_ms / 1000;
    std::string all = sign(key, id, timestamp, body);
    const auto until = parse_rfc3339(setting_or(settings, "both_sign_until"));
    const auto before = read_secret(setting_or(settings, "previous_secret"));
    if (until && now < *until && before) all += " " + sign(*before, id, timestamp, body);
    return all;
}

class Webhook final : public ChannelKind {
public:
    std::string_view name() const override { return "webhook"; }
    std::string_view label() const override { return "Webhook"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        const std::string before = setting_or(settings, "previous_secret"), until = setting_or(settings, "both_sign_until");
        const auto secret_of = [](const char* field, const std::string& text) -> Status {
            const auto read = read_secret(text);
            return read ? Status() : Status(bad_field(field, read.error().message));
        };
        return every_fault(
            {check_url(setting_or(settings, "url")), secret_of("/settings/secret", setting_or(settings, "secret")),
             before.empty() ? Status() : secret_of("/settings/previous_secret", before),
             until.empty() || parse_rfc3339(until)
                 ? Status()
                 : Status(bad_field("/settings/both_sign_until", "Write a moment as 2026-12-01T10:00:00Z, or leave it empty.")),
             check_allow_private(setting_or(settings, "allow_private_network"))});
    }

    Settings after_change(Settings settings, const Settings& before, Instant now) const override {
        const std::string old = setting_or(before, "secret");
        if (old.empty() || old == setting_or(settings, "secret")) return settings;
        settings["previous_secret"] = old;
        settings["both_sign_until"] = to_rfc3339(now + secrets_overlap);
        return settings;
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
                         "webhook-signature: " + signatures(settings, *key, message.id, now, body)},
             .allow_private = setting_or(settings, "allow_private_network") == "yes"});
    }
};
}  // namespace

const ChannelKind& kind() {
    static const Webhook webhook;
    return webhook;
}

}  // namespace steward::notifications::channels::webhook
