// Standard Webhooks by HTTP POST.
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <unistd.h>

#include <memory>

#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/channels/webhook/signature.h"

namespace steward::notifications::channels::webhook {

namespace {
constexpr Setting fields[] = {
    {"url", "Address", false, true, "https://example.org/hooks/steward", "Where the message is posted."},
    {"secret", "Signing secret", true, true, "whsec_...",
     "whsec_ and 24 to 64 bytes in base64; the receiver checks our signature with it."},
    {"allow_private_network", "Allow private addresses", false, false, "no", "yes for a receiver inside your own network."}};

std::string setting(const Settings& settings, const std::string& name) {
    const auto at = settings.find(name);
    return at == settings.end() ? "" : at->second;
}

// Refuses the connection itself, after name resolution: a name that points inside is caught too.
curl_socket_t open_public_socket(void* allow_private, curlsocktype, curl_sockaddr* address) {
    const auto* bytes = address->family == AF_INET6
                            ? reinterpret_cast<const uint8_t*>(&reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_addr)
                            : reinterpret_cast<const uint8_t*>(&reinterpret_cast<sockaddr_in*>(&address->addr)->sin_addr);
    const ByteView view(bytes, address->family == AF_INET6 ? 16u : 4u);
    if (!*static_cast<const bool*>(allow_private) && is_private_address(view)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t ignore_bytes(char*, size_t size, size_t count, void*) { return size * count; }

class Webhook final : public ChannelKind {
public:
    std::string_view name() const override { return "webhook"; }
    std::string_view label() const override { return "Webhook"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        const std::string url = setting(settings, "url");
        if (!url.starts_with("https://") && !url.starts_with("http://"))
            return bad_field("/settings/url", "The address starts with https:// or http://.");
        if (url.find_first_of(" \t@") != std::string::npos)
            return bad_field("/settings/url", "The address must not hold spaces or credentials.");
        if (auto key = read_secret(setting(settings, "secret")); !key) return bad_field("/settings/secret", key.error().message);
        const std::string allow = setting(settings, "allow_private_network");
        if (!allow.empty() && allow != "yes" && allow != "no") return bad_field("/settings/allow_private_network", "Write yes or no.");
        return {};
    }

    std::string recipient(const Settings& settings) const override {
        const std::string url = setting(settings, "url");
        return url.substr(0, url.find('/', url.find("://") + 3));  // paths of webhooks often hold secrets
    }

    Outcome send(const Settings& settings, const Message& message, Instant now) const override {
        const auto key = read_secret(setting(settings, "secret"));
        if (!key) return {Outcome::Kind::GiveUp, key.error().message};
        const std::string body = R"({"type":")" + message.event + R"(","timestamp":")" + to_rfc3339(message.created_at) + R"(","data":)" +
                                 message.data_json + "}";
        const int64_t timestamp = now.unix_ms / 1000;
        const std::string headers[] = {"Content-Type: application/json",
                                       "webhook-id: " + message.id,
                                       "webhook-timestamp: " + std::to_string(timestamp),
                                       "webhook-signature: " + sign(*key, message.id, timestamp, body),
                                       "User-Agent: Steward",
                                       "Expect:"};
        curl_slist* list = nullptr;
        for (const auto& header : headers) list = curl_slist_append(list, header.c_str());
        const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(list, curl_slist_free_all);
        const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
        if (!curl) return {Outcome::Kind::TryAgain, "The web client could not start."};
        const bool allow_private = setting(settings, "allow_private_network") == "yes";
        char reason[CURL_ERROR_SIZE] = "";
        curl_easy_setopt(curl.get(), CURLOPT_URL, setting(settings, "url").c_str());
        curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, owned.get());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, ignore_bytes);
        curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
        curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &allow_private);
        curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
        curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
        curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
        const CURLcode code = curl_easy_perform(curl.get());
        long status = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
        if (code == CURLE_OK && status >= 200 && status < 300) return {};
        if (code == CURLE_COULDNT_CONNECT && !allow_private && status == 0) {
            return {Outcome::Kind::TryAgain,
                    "No connection. An address inside a private network must be allowed in the channel's settings."};
        }
        // 410 Gone: the receiver says in the specification's own words that nobody listens any more.
        if (status == 410) return {Outcome::Kind::GiveUp, "The receiver answered 410: it wants no more messages."};
        if (code == CURLE_OK) return {Outcome::Kind::TryAgain, "The receiver answered " + std::to_string(status) + "."};
        return {Outcome::Kind::TryAgain, std::string("No answer: ") + (reason[0] ? reason : curl_easy_strerror(code)) + "."};
    }
};
}  // namespace

const ChannelKind& kind() {
    static const Webhook webhook;
    return webhook;
}

}  // namespace steward::notifications::channels::webhook
